"""Reasons -> sentences, in the reader's language: every code that a signal may give has its words here, and a test walks them.

The codes and their parameters stand in `measures.signals.codes`. Warm and plain; a student is called by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.evidence.models import Source
from waypost.measures.registry import SIGNALS
from waypost.school import clock
from waypost.school.models import Person
from waypost.skills.models import Skill
from waypost.web import say

from .access import STUDENT_ONLY
from .models import Episode, EpisodeEvent

P = Mapping[str, Any]
#: Names looked up within `one_look`, by model and id.
_names: ContextVar[dict[type, dict[int, str]] | None] = ContextVar("names", default=None)


@dataclass(frozen=True, slots=True)
class Said:
    """A signal in words."""

    heading: str
    reasons: list[str]
    clears: str
    next_step: str


def of(episode: Episode, person: Person) -> Said:
    """What an adult reads."""
    return Said(
        heading=heading(episode, person.called),
        reasons=[sentence(r, person.called) for r in episode.reasons],
        clears=sentence(episode.clears, person.called) if episode.clears else "",
        next_step=sentence(episode.next_step, person.called) if episode.next_step else "",
    )


def sentence(reason: Mapping[str, Any], name: str) -> str:
    """One stored reason ({"code", "params"}) in words. An unknown code (of a rule long gone) says nothing."""
    words = WORDS.get(str(reason["code"]))
    return words({**reason.get("params", {}), "name": name}) if words else ""


def heading(episode: Episode, name: str) -> str:
    """The first line of a card: who, and what about."""
    skill = _skill(episode.subject) if episode.subject else ""
    text = _HEADINGS.get(episode.signal)
    return (
        text(name, skill)
        if text
        else _(SIGNALS[episode.signal].about.title)
        if episode.signal in SIGNALS
        else ""
    )


def group_heading(signal: str, count: int, skill: Skill | None) -> str:
    """One card for several students with one cause."""
    title = skill.title if skill else ""
    if signal == "stuck":
        return _("%(count)s are stuck on %(skill)s: teach it again?") % {"count": count, "skill": title}
    if signal == "slipping":
        return _("%(count)s are losing hold of %(skill)s: look at it together?") % {
            "count": count,
            "skill": title,
        }
    if signal == "asked_for_help":
        return ngettext("%(count)s asked for help", "%(count)s asked for help", count) % {"count": count}
    known = _(SIGNALS[signal].about.title) if signal in SIGNALS else signal
    return _("%(what)s: %(count)s students") % {"what": known, "count": count}


def group_next_step(signal: str, skill: Skill | None) -> str:
    if skill is not None:
        return _("Take ten minutes with them together, in another way than the first time.")
    return _("See whether there is one cause behind it.")


def why_held(episode: Episode) -> str:
    """Why a claim is held back now: the first reason of its latest suspension."""
    return why_all_held([episode])[episode.pk]


def why_all_held(episodes: Sequence[Episode]) -> dict[int, str]:
    """The same for several episodes, by their ids: one query."""
    rows = EpisodeEvent.objects.filter(episode_id__in=[e.pk for e in episodes], kind="suspended")
    last = dict(rows.order_by("at", "pk").values_list("episode_id", "detail"))
    return {e.pk: _why(last.get(e.pk, {}).get("reasons") or e.reasons) for e in episodes}


def _why(reasons: Sequence[Mapping[str, Any]]) -> str:
    if not reasons:
        return _("Something is missing to say this fairly.")
    return sentence(reasons[0], _("this student"))


def is_private(episode: Episode) -> bool:
    """Does it tell of a low past? Then only the student may make it public."""
    return episode.signal in SIGNALS and SIGNALS[episode.signal].about.private


def for_student(episode: Episode) -> str:
    """Good news, said to the student."""
    skill = _skill(episode.subject) if episode.subject else ""
    text = _TO_STUDENT.get(episode.signal)
    return text(skill) if text else _("Something good happened. Ask your teacher about it.")


def own_reasons(episode: Episode) -> list[str]:
    """What is the student's first to see, said to the student."""
    return [text for reason in episode.reasons if (text := _own(reason))]


def _own(reason: Mapping[str, Any]) -> str:
    if reason["code"] != "off_pace":
        return ""
    p = reason["params"]
    day = say.day(date.fromordinal(int(p["due"])), clock.today())
    if not p["share"]:
        return _("You wanted to reach a goal by %(day)s, and none of its steps is done yet.") % {"day": day}
    return _("You wanted to reach a goal by %(day)s; %(share)s of its steps are done.") % {
        "day": day,
        "share": say.percent(p["share"]),
    }


def for_family(episode: Episode, child: Person) -> str:
    """Good news, said at home."""
    said = [sentence(r, child.called) for r in episode.reasons]
    first = heading(episode, child.called)
    return " ".join([f"{first.rstrip('.')}.", *(s for s in said if s)])


def happened(event: EpisodeEvent) -> str:
    """One line of an episode's history."""
    day = say.near_day(clock.local(event.at).date(), clock.today())
    return _("%(what)s, %(day)s.") % {"what": what_happened(event), "day": day}


def what_happened(event: EpisodeEvent) -> str:
    return {
        "raised": _("The signal was raised"),
        "seen": _("Somebody opened it"),
        "taken": _("Somebody took it on"),
        "snoozed": _("It was put off"),
        "suspended": _("It was held back"),
        "resumed": _("It went on"),
        "taken back": _("An answer was taken back"),
        "ended": _ended(event),
    }.get(event.kind) or _answered(event)


def _ended(event: EpisodeEvent) -> str:
    if event.detail.get("why") == "rule retired":
        return _("The school retired the rule")
    return _("A person ended it") if event.detail.get("by") == "person" else _("It ended by itself")


def _answered(event: EpisodeEvent) -> str:
    answers = {
        "useful": _("Somebody said that it was useful"),
        "wrong": _("Somebody said that it was wrong"),
        "already doing": _("Somebody said that they were doing it already"),
    }
    return answers.get(str(event.detail.get("answer")), _("Somebody answered it"))


#: What a signal rests on: the measure whose evidence page shows the very responses.
_RESTS_ON = {
    "asked_for_help": "conversations",
    "not_talked_with": "conversations",
    "stuck": "mastery",
    "slipping": "mastery",
    "secured": "mastery",
    "gone_quiet": "days_worked",
    "returned": "days_worked",
    "leap": "growth",
    "goal_reached": "goals",
    "help_given": "help_given",
    "low_pulse": "pulse",
    "off_pace": "goal_plans",
}


def evidence_of(episode: Episode) -> tuple[str, int]:
    """Measure and subject of the page with the evidence behind a signal."""
    measure = _RESTS_ON.get(episode.signal, "days_worked")
    return measure, episode.subject if measure == "mastery" else 0


def evidence_url(episode: Episode) -> str:
    """Where an adult reads it. What was said to this one adult stands on the student's page, and on no other."""
    measure, subject = evidence_of(episode)
    if measure in STUDENT_ONLY:
        return reverse("homes:student", args=[episode.person_id]) + "#voice-pulse"
    return reverse("readings:evidence", args=[episode.person_id, measure, subject])


# -- the words of each code -------------------------------------------------------------------------------------------


def _day(ordinal: Any) -> str:
    """A stored day, near as people say it."""
    return say.near_day(date.fromordinal(int(ordinal)), clock.today())


def _since(ordinal: Any) -> str:
    return say.since(date.fromordinal(int(ordinal)), clock.today())


@contextmanager
def one_look() -> Iterator[None]:
    """Within this block every name of a skill or tool is looked up once: for pages with many signals."""
    token = _names.set({})
    try:
        yield
    finally:
        _names.reset(token)


def _name(model: type[Skill] | type[Source], field: str, number: Any) -> str:
    pk, kept = int(number or 0), _names.get()
    if kept is None:
        return model.objects.filter(pk=pk).values_list(field, flat=True).first() or ""
    if model not in kept:
        kept[model] = {}
    if pk not in kept[model]:
        kept[model][pk] = model.objects.filter(pk=pk).values_list(field, flat=True).first() or ""
    return kept[model][pk]


def _skill(number: Any) -> str:
    return _name(Skill, "title", number) or _("a skill")


def _source(number: Any) -> str:
    return _name(Source, "name", number) or _("A tool")


def _days(count: Any) -> str:
    return say.school_days(int(count))


def _asked(p: P) -> str:
    text = _("%(name)s asked for help %(day)s.")
    if p["skill"]:
        text = _("%(name)s asked for help with %(skill)s %(day)s.")
    said = text % {"name": p["name"], "day": _day(p["day"]), "skill": _skill(p["skill"])}
    if p["shared_device"]:
        said += " " + _("It came from a shared tablet, so ask kindly who it was.")
    return said


def _no_rise(p: P) -> str:
    return ngettext(
        "Nothing has moved over the last try.",
        "Nothing has moved over the last %(tries)s tries.",
        int(p["tries"]),
    ) % {"tries": p["tries"]}


def _stuck(p: P) -> str:
    return _("%(name)s has tried %(tries)s times on %(days)s days and got %(right)s right.") % p


def _prerequisite(p: P) -> str:
    return _("It builds on %(skill)s, which is not there yet.") % {"skill": _skill(p["skill"])}


def _fewer_days(p: P) -> str:
    return _(
        "%(name)s worked on %(worked)s of the last %(days)s days here; before that it was %(usual_worked)s of %(usual_days)s."
    ) % dict(p)


def _no_trace(p: P) -> str:
    return _("The last work we know of was %(day)s, %(days)s ago.") % {
        "day": _day(p["day"]),
        "days": _days(p["days"]),
    }


def _slipped(p: P) -> str:
    when = _since(p["secure_since"]) if p.get("secure_since") else ""
    return _("%(name)s could do this %(since)s, and lately it has been shaky.") % {
        "name": p["name"],
        "since": when,
    }


def _missed_in_a_row(p: P) -> str:
    return _("%(name)s has missed %(days)s in a row, %(since)s.") % {
        "name": p["name"], "days": _days(p["days"]), "since": _since(p["since"]),
    }  # fmt: skip


def _missed_of_last(p: P) -> str:
    return _("%(name)s missed %(missed)s of the last %(days)s school days.") % dict(p)


def _not_talked(p: P) -> str:
    return _("The last talk that was noted was %(day)s, %(days)s ago.") % {
        "day": _day(p["day"]),
        "days": _days(p["days"]),
    }


def _never_talked(p: P) -> str:
    return _("No talk with %(name)s has been noted %(since)s.") % {
        "name": p["name"],
        "since": _since(p["since"]),
    }


def _secure(p: P) -> str:
    return ngettext(
        "%(name)s got it %(day)s, after %(tries)s try.",
        "%(name)s got it %(day)s, after %(tries)s tries.",
        int(p["tries"]),
    ) % {"name": p["name"], "day": _day(p["day"]), "tries": p["tries"]}


def _back_from_absence(p: P) -> str:
    return _("%(name)s is back %(since)s, after %(missed)s away.") % {
        "name": p["name"], "since": _since(p["day"]), "missed": _days(p["missed"]),
    }  # fmt: skip


def _back_to_work(p: P) -> str:
    return _("%(name)s has started working again %(since)s, after %(days)s without.") % {
        "name": p["name"], "since": _since(p["day"]), "days": _days(p["days"]),
    }  # fmt: skip


def _many(p: P) -> str:
    return ngettext(
        "%(name)s got %(secured)s new skill in the last %(days)s days here, more than usual.",
        "%(name)s got %(secured)s new skills in the last %(days)s days here, more than usual.",
        int(p["secured"]),
    ) % dict(p)


def _helped(p: P) -> str:
    return ngettext("%(name)s helped somebody %(day)s.", "%(name)s helped others %(times)s times, last %(day)s.", int(p["times"])) % {
        "name": p["name"], "day": _day(p["day"]), "times": p["times"],
    }  # fmt: skip


def _goal(p: P) -> str:
    level = int(p["level"] or 0)
    text = (
        _("%(name)s went beyond a goal of their own %(day)s.")
        if level > 0
        else _("%(name)s reached a goal of their own %(day)s.")
    )
    return text % {"name": p["name"], "day": _day(p["day"])}


def _low_pulses(p: P) -> str:
    return _(
        "Of the last %(last)s times that %(name)s told you how it goes, %(low)s were lower than usual, the latest %(day)s."
    ) % {"name": p["name"], "last": p["last"], "low": p["low"], "day": _day(p["day"])}


def _off_pace(p: P) -> str:
    text = (
        _("%(name)s wants to reach a goal of their own by %(day)s, and none of its steps is done yet.")
        if not p["share"]
        else _("%(name)s wants to reach a goal of their own by %(day)s; %(share)s of its steps are done.")
    )
    day = say.day(date.fromordinal(int(p["due"])), clock.today())
    return text % {"name": p["name"], "day": day, "share": say.percent(p["share"])}


def _silent(p: P) -> str:
    if p.get("until"):
        text = _("%(source)s sent nothing from %(since)s to %(until)s, so we do not know.")
        return text % {"source": _source(p["source"]), "since": _day(p["since"]), "until": _day(p["until"])}
    return _("No evidence from %(source)s %(since)s, so we do not know.") % {
        "source": _source(p["source"]), "since": _since(p["since"]),
    }  # fmt: skip


def _not_theirs(p: P) -> str:
    return _("Nothing has come from %(source)s %(since)s, but %(name)s hardly works there.") % {
        "name": p["name"], "source": _source(p["source"]), "since": _since(p["since"]),
    }  # fmt: skip


def _absent(p: P) -> str:
    return _("%(name)s is away, so this waits.") % p


def _holiday(p: P) -> str:
    return _("There is no school now, so this waits.")


def _new_here(p: P) -> str:
    return _("%(name)s has been here for %(days)s; after %(needed)s we know what is usual.") % {
        "name": p["name"], "days": _days(p["days"]), "needed": _days(p["needed"]),
    }  # fmt: skip


def _no_trace_yet(p: P) -> str:
    return _("No connected tool has seen work of %(name)s yet, in %(days)s.") % {
        "name": p["name"],
        "days": _days(p["days"]),
    }


def _overruled(p: P) -> str:
    text = (
        _("A teacher saw %(day)s that it is there.")
        if p["secure"]
        else _("A teacher saw %(day)s that it is not there yet.")
    )
    return text % {"day": _day(p["day"])}


def _clears_work(p: P) -> str:
    return _("This ends by itself with work on %(days)s of the last %(within)s days here.") % p


def _clears_attendance(p: P) -> str:
    return _("This ends by itself when no more than %(missed)s of the last %(days)s days were missed.") % p


def _clears_time(p: P) -> str:
    return _("This ends by itself after %(days)s.") % {"days": _days(p["days"])}


def _next_prerequisite(p: P) -> str:
    return _("Look at %(skill)s first: one short task together tells a lot.") % {"skill": _skill(p["skill"])}


WORDS: dict[str, Callable[[P], str]] = {
    "asked": _asked,
    "stuck_tries": _stuck,
    "stuck_no_rise": _no_rise,
    "missing_prerequisite": _prerequisite,
    "worked_fewer_days": _fewer_days,
    "no_trace_since": _no_trace,
    "slipped": _slipped,
    "missed_in_a_row": _missed_in_a_row,
    "missed_of_last": _missed_of_last,
    "not_talked_since": _not_talked,
    "never_talked": _never_talked,
    "became_secure": _secure,
    "came_back_from_absence": _back_from_absence,
    "came_back_to_work": _back_to_work,
    "many_at_once": _many,
    "gave_help": _helped,
    "reached_goal": _goal,
    "low_pulses": _low_pulses,
    "off_pace": _off_pace,
    "source_silent": _silent,
    "source_not_theirs": _not_theirs,
    "absent_now": _absent,
    "holiday": _holiday,
    "new_here": _new_here,
    "no_trace_yet": _no_trace_yet,
    "overruled": _overruled,
    "clears_conversation": lambda p: _("This ends by itself once any adult has talked with %(name)s.") % p,
    "clears_progress": lambda p: _("This ends by itself when it is secure, or clearly on the way."),
    "clears_work": _clears_work,
    "clears_secure": lambda p: _("This ends by itself when it is secure again."),
    "clears_attendance": _clears_attendance,
    "clears_time": _clears_time,
    "clears_better_pulses": lambda p: (
        _(
            "This ends by itself when %(name)s tells you twice that it goes better, or says nothing more for a month."
        )
        % p
    ),
    "clears_steps": lambda p: _(
        "This ends by itself when half of the steps are done, or the goal has another day."
    ),
    "next_ask_how_to_help": lambda p: _("Ask %(name)s what would help.") % p,
    "next_try_prerequisite": _next_prerequisite,
    "next_other_way": lambda p: _("Try another way: another explanation, another task, another partner."),
    "next_ask_how_it_goes": lambda p: _("Ask %(name)s how it goes, in a quiet moment, and listen.") % p,
    "next_look_at_goal": lambda p: _("Look at the goal together: a smaller step, help, or another day.") % p,
    "next_say_hello": lambda p: _("Say hello to %(name)s and ask how it is going.") % p,
    "next_short_review": lambda p: _("Two short tasks together show what is left of it."),
    "next_ask_after": lambda p: _("Ask %(name)s, or at home, how things are.") % p,
    "next_find_five_minutes": lambda p: _("Find five minutes for %(name)s this week.") % p,
    "next_celebrate": lambda p: _("Tell %(name)s that you saw it.") % p,
    "next_welcome_quietly": lambda p: _("Welcome %(name)s back quietly, without asking why.") % p,
    "next_thank": lambda p: _("Thank %(name)s for it.") % p,
}

_HEADINGS: dict[str, Callable[[str, str], str]] = {
    "asked_for_help": lambda name, skill: _("%(name)s asked for help") % {"name": name},
    "low_pulse": lambda name, skill: _("%(name)s told you that it is not going so well") % {"name": name},
    "off_pace": lambda name, skill: _("A goal of %(name)s is coming up") % {"name": name},
    "stuck": lambda name, skill: _("%(name)s is stuck on %(skill)s") % {"name": name, "skill": skill},
    "gone_quiet": lambda name, skill: _("%(name)s has gone quiet") % {"name": name},
    "slipping": lambda name, skill: (
        _("%(name)s is losing hold of %(skill)s") % {"name": name, "skill": skill}
    ),
    "away": lambda name, skill: _("%(name)s has been away") % {"name": name},
    "not_talked_with": lambda name, skill: (
        _("Nobody has noted a talk with %(name)s for a while") % {"name": name}
    ),
    "secured": lambda name, skill: _("%(name)s can do it now: %(skill)s") % {"name": name, "skill": skill},
    "returned": lambda name, skill: _("%(name)s is back") % {"name": name},
    "leap": lambda name, skill: _("%(name)s made a leap") % {"name": name},
    "help_given": lambda name, skill: _("%(name)s helped somebody") % {"name": name},
    "goal_reached": lambda name, skill: _("%(name)s reached a goal of their own") % {"name": name},
}

_TO_STUDENT: dict[str, Callable[[str], str]] = {
    "secured": lambda skill: _("You can do it now: %(skill)s.") % {"skill": skill},
    "returned": lambda skill: _("Good that you are back."),
    "leap": lambda skill: _("You got several new skills in a short time."),
    "help_given": lambda skill: _("You helped somebody."),
    "goal_reached": lambda skill: _("You reached a goal that you had set yourself."),
}
