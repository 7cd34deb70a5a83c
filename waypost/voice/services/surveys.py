"""Changes of surveys before anybody answers: questions, rounds, the notice to families, the opening, a reminder."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.school import calendar, clock
from waypost.trust import audit
from waypost.trust.sealed import Key

from .. import asked, bank, calm
from ..models import Invited, Item, ItemVersion, Kind, People, State, Survey, SurveyItem, Unit, Wave, WaveItem
from . import Refused

K = 10  # voice and wellbeing: nothing is told of fewer (MEASURES.md)
ROUND = "anonymous round"  # in the ledger
NOTICE = timedelta(days=14)  # between the notice and the opening (TRUST 14)
OPEN_FOR = timedelta(days=10)
LONGEST = timedelta(days=42)
BETWEEN_REMINDERS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to ask. `items` are ids of questions, `own` new ones: (text, in words?, topics)."""

    title: str
    items: Sequence[int]
    people: str = People.PUPILS
    kind: str = Kind.ANONYMOUS
    unit: str = Unit.WHOLE
    klass_id: int | None = None
    organization_id: int | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    every_weeks: int = 0
    own: Sequence[tuple[str, bool, Sequence[str]]] = ()


# -- questions ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def ensure_bank() -> None:
    """The questions that come with Waypost are there, in all languages; one that the school changed stays changed."""
    have = {i.slug: i for i in Item.objects.prefetch_related("versions")}
    for scale in bank.SCALES:
        for n, text in enumerate(scale.items, 1):
            slug, texts = f"{scale.slug}-{n}", _in_all_languages(text)
            item = have.get(slug)
            if item is None:
                item = Item.objects.create(
                    slug=slug, scale=scale.slug, people=scale.people, words=scale.words, position=n
                )
                _version(item, 1, texts, (), None)
            elif item.current.made_by is None and item.current.texts != texts:
                _version(item, item.current.number + 1, texts, item.current.topics, None)


def _in_all_languages(text: object) -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(text)
    return found


def _version(
    item: Item, number: int, texts: dict[str, str], topics: Sequence[str], by: int | None
) -> ItemVersion:
    return ItemVersion.objects.create(
        item=item, number=number, texts=texts, topics=sorted(topics), made=clock.now(), made_by=by
    )


@transaction.atomic
def reword(item: Item, texts: dict[str, str], topics: Sequence[str], *, by: int) -> ItemVersion:
    """Another wording is a new version. Rounds that have begun ask what they asked; trends begin anew."""
    locked = Item.objects.select_for_update().prefetch_related("versions").get(pk=item.pk)
    current, kept = locked.current, {k: v for k, v in texts.items() if v}
    if not kept:
        raise Refused(_("A question needs words."))
    if current.texts == kept and current.topics == sorted(topics):
        return current
    return _version(locked, current.number + 1, kept, topics, by)


@transaction.atomic
def retire(item: Item, yes: bool) -> None:
    """It is offered no longer, or again; what was asked stays."""
    Item.objects.filter(pk=item.pk).update(retired=yes)


# -- surveys and rounds ------------------------------------------------------------------------------------------------
@transaction.atomic
def build(draft: Draft, *, by: int, once: UUID) -> Survey:
    """A survey with its first round planned. Sent twice (the same `once`) it is one."""
    before = Survey.objects.filter(once=once).first()
    if before is not None:
        return before
    count = len(set(draft.items)) + len(draft.own)
    if not count:
        raise Refused(_("Choose at least one question."))
    if count > asked.MOST_QUESTIONS:
        raise Refused(
            ngettext(
                "Twelve questions are enough for one survey. Leave out %(n)d of them.",
                "Twelve questions are enough for one survey. Leave out %(n)d of them.",
                count - asked.MOST_QUESTIONS,
            )
            % {"n": count - asked.MOST_QUESTIONS}
        )
    whole = draft.klass_id is not None or draft.people != People.PUPILS
    survey = Survey.objects.create(
        title=draft.title, people=draft.people, kind=draft.kind, unit=Unit.WHOLE if whole else draft.unit,
        klass_id=draft.klass_id, organization_id=draft.organization_id, every_weeks=draft.every_weeks,
        made=clock.now(), made_by=by, once=once,
    )  # fmt: skip
    items = list(Item.objects.filter(pk__in=draft.items, people=draft.people))
    items.sort(key=lambda item: (*bank.place(item.scale), item.position, item.pk))
    items += [_own(text, words, topics, draft.people, by) for text, words, topics in draft.own]
    items.sort(
        key=lambda item: item.words
    )  # taps first: a page that begins with an empty box is a page one leaves
    SurveyItem.objects.bulk_create(SurveyItem(survey=survey, item=i, position=n) for n, i in enumerate(items))
    opens = draft.opens_on or clock.today()
    plan(survey, opens, draft.closes_on or opens + OPEN_FOR)
    return survey


def _own(text: str, words: bool, topics: Sequence[str], people: str, by: int) -> Item:
    item = Item.objects.create(slug=f"own-{uuid4().hex}", scale=bank.OWN, people=people, words=words)
    _version(item, 1, {"": text}, topics, by)
    return item


@transaction.atomic
def plan(survey: Survey, opens_on: date, closes_on: date) -> Wave:
    """The next round, not yet open."""
    if closes_on < opens_on:
        raise Refused(_("The last day comes after the first."))
    if closes_on - opens_on > LONGEST:
        raise Refused(_("A survey is open for six weeks at most."))
    if survey.waves.exclude(state__in=[State.CLOSED, State.UNREAD]).exists():
        raise Refused(_("The last round of this survey isn't over yet."))
    last = survey.waves.aggregate(n=Max("number"))["n"] or 0
    return Wave.objects.create(survey=survey, number=last + 1, opens_on=opens_on, closes_on=closes_on)


@transaction.atomic
def move(wave: Wave, opens_on: date, closes_on: date) -> None:
    """Other days for a round: the first as long as it isn't open, the last as long as it isn't over."""
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    if locked.over:
        raise Refused(_("This survey is over."))
    opens = opens_on if locked.state == State.PLANNED else locked.opens_on
    if closes_on < max(opens, clock.today()) or closes_on - opens > LONGEST:
        raise Refused(_("Choose a last day after the first, within six weeks."))
    Wave.objects.filter(pk=locked.pk).update(opens_on=opens, closes_on=closes_on)


@transaction.atomic
def give_up(wave: Wave) -> None:
    """A round that never opened is taken out again; a survey without rounds goes with it."""
    if Wave.objects.filter(pk=wave.pk, state=State.PLANNED).delete()[0]:
        if wave.survey.waves.exists():
            Survey.objects.filter(pk=wave.survey_id).update(ended=clock.now())
        else:
            Survey.objects.filter(pk=wave.survey_id).delete()


@transaction.atomic
def give_notice(wave: Wave, *, by: int) -> None:
    """Families are told what a survey asks before it asks: on their pages from now on, on paper as the school prints it."""
    if wave.state != State.PLANNED:
        raise Refused(_("This survey has begun already."))
    if Wave.objects.filter(pk=wave.pk, notice_on=None).update(notice_on=clock.today()):
        audit.act(
            "survey.notice",
            object_kind="wave",
            object_id=wave.pk,
            detail={"by_person": by, "topics": asked.topics_of(wave.survey)},
        )


# -- opening -----------------------------------------------------------------------------------------------------------
def why_not_open(wave: Wave, people: dict[int, str] | None = None) -> str:
    """Why a round may not open today, as a sentence; "" when it may."""
    survey, today = wave.survey, clock.today()
    if wave.state != State.PLANNED:
        return _("This survey has begun already.")
    if not calm.safeguarded():
        return _(
            "Surveys begin when two people have the safeguarding role: a call for help must reach somebody."
        )
    if calm.is_exam_week(today):
        return _("This is a week of exams. Nobody is asked anything.")
    if asked.topics_of(survey) and survey.people == People.PUPILS:
        if wave.notice_on is None:
            return _("Families have to be told first what it asks.")
        if wave.notice_on + NOTICE > today:
            return _("Families have until %(day)s to object.") % {"day": _day(wave.notice_on + NOTICE)}
    people = asked.people_of(survey) if people is None else people
    if not people:
        return _("There is nobody to ask.")
    if survey.kind != Kind.NAMED and len(people) < K:
        return _(
            "Without names, a survey needs at least %(n)d people. Ask with names, or ask more people."
        ) % {"n": K}
    free = asked.free_from(survey, people)
    if free > today:
        return _(
            "Some of them were asked less than six weeks ago. From %(day)s on everybody can be asked."
        ) % {"day": _day(free)}
    return ""


def _day(day: date) -> str:
    return formats.date_format(day, "MONTH_DAY_FORMAT")


@transaction.atomic
def open_wave(wave: Wave, *, by: int | None = None) -> Wave:
    """Ask. From here on the questions of this round and the people in it stand."""
    wave = Wave.objects.select_for_update().select_related("survey").get(pk=wave.pk)
    people = asked.people_of(wave.survey)
    why = why_not_open(wave, people)
    if why:
        raise Refused(why)
    today = clock.today()
    wave.state, wave.opens_on = State.OPEN, today
    wave.closes_on = max(wave.closes_on, today + timedelta(days=1))
    if wave.anonymous:
        wave.public_key = Key(wave.name).make()
    wave.save(update_fields=["state", "opens_on", "closes_on", "public_key"])
    questions = wave.survey.questions.select_related("item").prefetch_related("item__versions")
    WaveItem.objects.bulk_create(
        WaveItem(wave=wave, version=q.item.current, position=n) for n, q in enumerate(questions)
    )
    rows = [Invited(wave=wave, person_id=p, unit=unit) for p, unit in people.items()]
    random.shuffle(rows)
    Invited.objects.bulk_create(rows, batch_size=200)
    audit.act(
        "survey.open",
        object_kind="wave",
        object_id=wave.pk,
        detail={"kind": wave.kind, "asked": len(rows), "by_person": by},
    )
    return wave


@transaction.atomic
def tell_what_came(wave: Wave, words: str, *, by: int) -> None:
    """Those who were asked, and the teachers of the students asked, read this with the results. It may be said anew."""
    if wave.state not in {State.CLOSED, State.UNREAD}:
        raise Refused(_("Tell what came of it when the survey is over."))
    if not words.strip():
        raise Refused(_("Say in a sentence or two what you heard, and what you will do."))
    held = Wave.objects.select_for_update().get(pk=wave.pk)
    Wave.objects.filter(pk=wave.pk).update(came=words.strip()[:1000], came_on=held.came_on or clock.today())
    audit.act("survey.came", object_kind="wave", object_id=wave.pk, detail={"by_person": by})


@transaction.atomic
def remind(wave: Wave) -> None:
    """A line on the pages of those who haven't answered and may be asked. Nobody sees who they are."""
    if not wave.open:
        raise Refused(_("This survey isn't open."))
    today = clock.today()
    if wave.reminded_on is not None and today - wave.reminded_on < BETWEEN_REMINDERS:
        raise Refused(_("They were reminded less than three days ago."))
    if not calendar.is_school_day(today) or calm.is_exam_week(today):
        raise Refused(_("Remind them on a school day outside of exams."))
    Wave.objects.filter(pk=wave.pk, state=State.OPEN).update(reminded_on=today)
