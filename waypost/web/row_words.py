"""Words for the fields and the codes of rows (see `rows`), as far as they are said alike in all rooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from .shapes import state_word

Word = Callable[[Any], str]

FIELDS = {
    "at": gettext_lazy("when"),
    "made": gettext_lazy("written"),
    "made_on": gettext_lazy("written"),
    "words": gettext_lazy("in words"),
    "since": gettext_lazy("from"),
    "until": gettext_lazy("until"),
    "ended": gettext_lazy("ended"),
    "taken_back": gettext_lazy("taken back"),
    "state": gettext_lazy("how it stands"),
    "status": gettext_lazy("how it stands"),
    "reason": gettext_lazy("why"),
    "why": gettext_lazy("why"),
    "kind": gettext_lazy("kind"),
    "level": gettext_lazy("level"),
    "what": gettext_lazy("what"),
    "title": gettext_lazy("title"),
    "day": gettext_lazy("day"),
    "due": gettext_lazy("planned for"),
    "done": gettext_lazy("done"),
    "planned": gettext_lazy("planned for"),
    "held": gettext_lazy("held"),
    "called_off": gettext_lazy("called off"),
    "how_are_you": gettext_lazy("how it goes"),
    "went_well": gettext_lazy("what went well"),
    "hard": gettext_lazy("what is hard"),
    "next_step": gettext_lazy("next step"),
    "who_does_it": gettext_lazy("who does it"),
    "outcome": gettext_lazy("what came of it"),
    "answer": gettext_lazy("answer"),
    "answered": gettext_lazy("answered"),
    "language": gettext_lazy("language"),
    "subject": gettext_lazy("about which skill"),
    "value": gettext_lazy("how likely"),
    "low": gettext_lazy("at least"),
    "high": gettext_lazy("at most"),
    "n": gettext_lazy("pieces of evidence"),
    "as_of": gettext_lazy("as of"),
    "given_name": gettext_lazy("given name"),
    "family_name": gettext_lazy("family name"),
    "preferred_name": gettext_lazy("called"),
    "birth_date": gettext_lazy("born"),
    "grade": gettext_lazy("year"),
    "feeling": gettext_lazy("how it went, 1 to 5"),
    "yes": gettext_lazy("said yes"),
    "purpose": gettext_lazy("for what"),
    "by_when": gettext_lazy("by when"),
    "read_at": gettext_lazy("read"),
    "signal": gettext_lazy("signal"),
    "measure": gettext_lazy("what was looked at"),
    "rubric": gettext_lazy("what was judged"),
    "klass": gettext_lazy("class"),
    "organization": gettext_lazy("school"),
    "course": gettext_lazy("course"),
    "skill": gettext_lazy("about which skill"),
    "good_at": gettext_lazy("I am good at"),
    "likes": gettext_lazy("people like about me"),
    "helps": gettext_lazy("what helps me"),
    "start": gettext_lazy("how I start"),
    "languages": gettext_lazy("my languages"),
    "interests": gettext_lazy("what interests me"),
    "voice": gettext_lazy("written or drawn"),
    "with_family": gettext_lazy("the family sees it"),
    "private": gettext_lazy("only the student sees it"),
    "moved": gettext_lazy("moved on"),
    "second": gettext_lazy("by a second person"),
    "how_i_know": gettext_lazy("how I know"),
    "changed_because": gettext_lazy("changed because"),
    "level_1": gettext_lazy("level 1"),
    "level_2": gettext_lazy("level 2"),
    "level_3": gettext_lazy("level 3"),
    "level_4": gettext_lazy("level 4"),
    "level_5": gettext_lazy("level 5"),
    "text": gettext_lazy("text"),
    "link": gettext_lazy("link"),
    "every": gettext_lazy("every so many school days"),
    "share": gettext_lazy("shared with"),
    "difficulty": gettext_lazy("how hard it was, 1 to 5"),
    "monday": gettext_lazy("week of"),
    "audience": gettext_lazy("who sees it"),
    "changed": gettext_lazy("changed"),
    "see": gettext_lazy("may see"),
    "message": gettext_lazy("may write"),
    "consent": gettext_lazy("may consent"),
    "book": gettext_lazy("may book a talk"),
    "basis": gettext_lazy("on what ground"),
    "capacity": gettext_lazy("speaks as"),
    "role": gettext_lazy("role"),
    "email": gettext_lazy("e-mail"),
    "active": gettext_lazy("at this school"),
    "protected": gettext_lazy("protected"),
    "left": gettext_lazy("left"),
    "checked": gettext_lazy("checked"),
    "source": gettext_lazy("where it comes from"),
    "sex": gettext_lazy("sex"),
    "wave": gettext_lazy("survey"),
    "intervention": gettext_lazy("help"),
    "framework": gettext_lazy("collection of skills"),
    "partner": gettext_lazy("organization"),
    "unit": gettext_lazy("asked as part of"),
    "part": gettext_lazy("about which part"),
    "way": gettext_lazy("how it was told"),
    "place": gettext_lazy("where"),
    "minutes": gettext_lazy("minutes"),
    "verdict": gettext_lazy("what came of it"),
    "trigger": gettext_lazy("because of a signal of"),
    "why_ended": gettext_lazy("how it ended"),
    "question": gettext_lazy("question"),
    "dropped": gettext_lazy("left out"),
    "review_on": gettext_lazy("looked at again"),
    "agreed": gettext_lazy("agreed"),
    "opened": gettext_lazy("opened"),
    "said_on": gettext_lazy("said on"),
    "withdrawn": gettext_lazy("taken back"),
    "aim": gettext_lazy("aim"),
    "asked": gettext_lazy("asked"),
    "aspect": gettext_lazy("what was looked at"),
    "began": gettext_lazy("began"),
    "by_adult": gettext_lazy("by an adult"),
    "by_staff": gettext_lazy("by staff"),
    "charter": gettext_lazy("charter"),
    "checkable": gettext_lazy("others may check it"),
    "checked_on": gettext_lazy("checked on"),
    "checked_until": gettext_lazy("the check holds until"),
    "chosen": gettext_lazy("chosen"),
    "circle": gettext_lazy("circle"),
    "closed": gettext_lazy("closed"),
    "closes_on": gettext_lazy("closes on"),
    "count": gettext_lazy("how many"),
    "decided": gettext_lazy("decided"),
    "decision": gettext_lazy("decision"),
    "discussed": gettext_lazy("talked about"),
    "discussion": gettext_lazy("discussion"),
    "done_at": gettext_lazy("done"),
    "finished": gettext_lazy("finished"),
    "first": gettext_lazy("from"),
    "focus": gettext_lazy("what was looked at"),
    "given": gettext_lazy("given"),
    "goal": gettext_lazy("goal"),
    "group": gettext_lazy("group"),
    "helped": gettext_lazy("whether it helped"),
    "invited": gettext_lazy("invited"),
    "issued": gettext_lazy("issued"),
    "issued_on": gettext_lazy("issued"),
    "last": gettext_lazy("until"),
    "lesson": gettext_lazy("lesson"),
    "look_on": gettext_lazy("looked at again on"),
    "meeting": gettext_lazy("meeting"),
    "named": gettext_lazy("with a name"),
    "noted": gettext_lazy("written"),
    "offer": gettext_lazy("offer"),
    "period": gettext_lazy("lesson"),
    "picture_says": gettext_lazy("what the picture shows"),
    "reach": gettext_lazy("who may see it"),
    "readers": gettext_lazy("which roles read it"),
    "reflection": gettext_lazy("what was thought of it"),
    "released": gettext_lazy("handed over"),
    "revoked": gettext_lazy("no longer holds since"),
    "seen_at": gettext_lazy("seen"),
    "session": gettext_lazy("day"),
    "stage": gettext_lazy("how it stands"),
    "state_then": gettext_lazy("how it stood then"),
    "strategy": gettext_lazy("way of teaching"),
    "tags": gettext_lazy("words to find it by"),
    "talk": gettext_lazy("talk"),
    "told": gettext_lazy("told"),
    "trial": gettext_lazy("trial"),
    "tries_then": gettext_lazy("tries until then"),
    "untold_because": gettext_lazy("why it was not said"),
    "used": gettext_lazy("how far it was used"),
    "week": gettext_lazy("week"),
    "with_student": gettext_lazy("together with the student"),
    "worthwhile": gettext_lazy("what is worth it"),
    "written": gettext_lazy("written"),
    "year": gettext_lazy("school year"),
}


def codes(**words: Any) -> Word:
    """A word for each code; one that nobody knows any more stands as it is."""
    return lambda code: str(words.get(str(code).replace(" ", "_"), code))


def state(code: Any) -> str:
    """A mark of a skill."""
    try:
        return state_word(str(code))
    except ValueError:
        return str(code)


#: Nothing that somebody reads: places in a list, counters, which copy of the roster. The file for programs has them.
SILENT = frozenset(
    {
        "position", "number", "version", "picture_bytes", "file_bytes", "primary", "rostered", "shared_device", "seq",
        "detail", "series", "inputs", "ref_kind", "design", "session_epoch", "theme", "redacted", "voided", "picture",
        "sound", "times", "resting", "media", "figure", "base",
        "built", "entry", "of_low_past", "round", "touched", "worked_out",
    }
)  # fmt: skip

ROLE = codes(
    student=gettext_lazy("student"), teacher=gettext_lazy("teacher"), guardian=gettext_lazy("family"),
    staff=gettext_lazy("staff"), partner=gettext_lazy("partner"), leader=gettext_lazy("leader"),
    counsellor=gettext_lazy("counsellor"), administrator=gettext_lazy("administrator"),
)  # fmt: skip
BASIS = codes(
    roster=gettext_lazy("the roster"), by_hand=gettext_lazy("entered by staff"), form=gettext_lazy("a form on paper"),
    sourcedId=gettext_lazy("the roster"), school_mail=gettext_lazy("an address of the school"),
    page=gettext_lazy("said on the page"), paper=gettext_lazy("on paper"),
)  # fmt: skip
SEX = codes(
    female=gettext_lazy("female"), male=gettext_lazy("male"), other=gettext_lazy("other"),
    unspecified=gettext_lazy("not said"),
)  # fmt: skip
#: How a code is said: of a field of that name everywhere, or of one table's. Rooms add their own (`rows.say_field`).
WORDS: dict[str, Word] = {
    "role": ROLE,
    "school.Person.kind": ROLE,
    "basis": BASIS,
    "capacity": codes(
        student=gettext_lazy("student"), guardian=gettext_lazy("family"),
        eligible_student=gettext_lazy("student of age"),
    ),
    "school.GuardianLink.state": codes(
        pending=gettext_lazy("waits"), confirmed=gettext_lazy("confirmed"), ended=gettext_lazy("ended")
    ),
    "status": codes(
        present=gettext_lazy("present"), absent=gettext_lazy("absent"), excused=gettext_lazy("excused")
    ),
    "sex": SEX,
    "state_then": state,
    "learning.Shows.state": state,
    "language": lambda code: dict(settings.LANGUAGES).get(str(code), str(code)),
}  # fmt: skip
