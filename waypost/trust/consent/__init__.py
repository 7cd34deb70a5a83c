"""Consent is a record (TRUST 14): who may be asked, published, shared, and who said so.

`allowed` and `opted_out` read the rows anew each time, so that a withdrawal acts at the next request. The rules are
the table of `consent.table`; ages and guardians come from the school through `consent.subjects`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from .. import clock, ledger
from ..access import Decision
from ..models import Consent, ConsentText
from . import subjects
from .subjects import Subject
from .table import GUARDIAN, PURPOSES, STUDENT, Band, covers

__all__ = ["Decision", "allowed", "decisions", "give", "opted_out", "shown", "standing_of", "withdraw"]


def allowed(
    subject_id: int, purpose: str, *, audience: str = "", media: str = "", on: date | None = None
) -> Decision:
    """May it be done with this person's data? `on`: as the answers and the age stand on a day (today)."""
    return decisions([subject_id], purpose, audience=audience, media=media, on=on)[subject_id]


def opted_out(purpose: str, person_ids: Iterable[int], *, audience: str = "", media: str = "") -> set[int]:
    """Those of these people with whom it may not be done: never invited, reminded, sampled or counted as missing."""
    found = decisions(person_ids, purpose, audience=audience, media=media)
    return {person for person, decision in found.items() if not decision}


def decisions(
    person_ids: Iterable[int], purpose: str, *, audience: str = "", media: str = "", on: date | None = None
) -> dict[int, Decision]:
    """The same for many at once: two or three queries in all."""
    ids = set(person_ids)
    known = subjects.of(ids)
    said: dict[int, list[Consent]] = {}
    for row in _live(purpose, ids, on):
        one_alone = (
            ":" in media and not row.media and row.yes
        )  # a yes to all is none to one story (table.covers)
        same_media = (row.media in {"", media} and not one_alone) or (not media and not row.yes)
        if same_media and covers(row.audience, audience, yes=row.yes):
            said.setdefault(row.subject_id, []).append(row)
    day = on or subjects.today()
    return {i: _decide(purpose, i, known[i], day, said.get(i, [])) for i in ids}


def _live(purpose: str, ids: set[int], on: date | None) -> list[Consent]:
    """Rows that hold now, or held at the end of a day."""
    if purpose not in PURPOSES:
        raise ValueError(f"no such purpose of a consent: {purpose}")
    moment = clock.now() if on is None or on >= subjects.today() else subjects.end_of(on)
    rows = Consent.objects.filter(
        _holds(moment), Q(withdrawn=None) | Q(withdrawn__gt=moment), purpose=purpose
    )
    listed = sorted(ids)
    return [
        row
        for start in range(0, len(listed), 500)
        for row in rows.filter(subject_id__in=listed[start : start + 500]).order_by("pk")
    ]


def _holds(moment: datetime) -> Q:
    return Q(since__lte=moment) & (Q(until__isnull=True) | Q(until__gt=moment))


def _decide(purpose: str, person: int, subject: Subject, day: date, said: list[Consent]) -> Decision:
    rule, band = PURPOSES[purpose], subject.band(day)
    counted = [(row, _part(row.giver_id, person, subject, band)) for row in said]
    if any(not row.yes and part in rule.may[band] for row, part in counted):
        return Decision(False, _("Somebody who is asked said no."))
    if not rule.opt_in:
        return Decision(True, _("Nobody who is asked said no."))
    missing = rule.must[band] - {part for row, part in counted if row.yes}
    if GUARDIAN in missing:
        return Decision(False, _("No guardian has said yes."))
    if STUDENT in missing:
        return Decision(False, _("The student hasn't said yes."))
    return Decision(True, _("Everybody who is asked said yes."))


def _part(giver: int, person: int, subject: Subject, band: Band) -> str:
    """In which part somebody's answer counts *today*: "" when it doesn't any more (a right that ended, coming of age)."""
    if giver == person:
        return STUDENT
    return GUARDIAN if giver in subject.guardians and band is not Band.ADULT else ""


def standing_of(giver_id: int, subject_id: int) -> str:
    """The capacity in which somebody answers for a subject; "" when it isn't theirs to say."""
    subject = subjects.of([subject_id])[subject_id]
    band = subject.band(subjects.today())
    if giver_id == subject_id:
        return "adult" if subject.grown else "eligible student" if band is Band.ADULT else "student"
    return "guardian" if _part(giver_id, subject_id, subject, band) == GUARDIAN else ""


@transaction.atomic
def shown(purpose: str, language: str, words: str) -> ConsentText:
    """The text as it is shown now: the same words are the same version, changed words the next one."""
    rows = ConsentText.objects.select_for_update().filter(purpose=purpose, language=language)
    latest = rows.order_by("-version").first()
    if latest is not None and latest.words == words:
        return latest
    number = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    return ConsentText.objects.create(
        purpose=purpose, language=language, version=number, words=words, since=clock.now()
    )


@transaction.atomic
def give(
    subject_id: int,
    purpose: str,
    *,
    yes: bool,
    giver_id: int,
    text: ConsentText | None,
    audience: str = "",
    media: str = "",
    basis: str = "page",
    until: datetime | None = None,
    noted_by: int | None = None,
) -> Consent:
    """Say yes or no. The same answer again changes nothing; another one closes the one before.

    Raises PermissionError when the giver has no say about the subject (today's rights), ValueError for an unknown purpose.
    """
    if purpose not in PURPOSES:
        raise ValueError(f"no such purpose of a consent: {purpose}")
    capacity = standing_of(giver_id, subject_id)
    if not capacity:
        raise PermissionError(_("It isn't theirs to say."))
    now = clock.now()
    same = _of_giver(subject_id, purpose, giver_id, audience, media)
    before = same.order_by("-pk").first()
    if (
        before is not None
        and before.yes == yes
        and before.until == until
        and before.text_id == (text.pk if text else None)
    ):
        return before
    ledger.note("consent", same.values_list("pk", flat=True))  # a later answer ends the one before for good
    same.update(until=now)
    return Consent.objects.create(
        subject_id=subject_id,
        purpose=purpose,
        audience=audience,
        media=media,
        yes=yes,
        text=text,
        giver_id=giver_id,
        capacity=capacity,
        basis=basis,
        since=now,
        until=until,
        noted_by=noted_by,
    )


@transaction.atomic
def withdraw(
    subject_id: int, purpose: str, *, giver_id: int, audience: str | None = None, media: str | None = None
) -> int:
    """Take one's answer back, for one audience or medium, or (None) for all: it is as if nothing had been said, from this moment on. How many."""
    rows = _of_giver(subject_id, purpose, giver_id, audience, media)
    ledger.note("consent", rows.values_list("pk", flat=True))
    return rows.update(withdrawn=clock.now())


def _of_giver(subject_id: int, purpose: str, giver_id: int, audience: str | None, media: str | None):  # type: ignore[no-untyped-def]
    exact: Mapping[str, str] = {k: v for k, v in (("audience", audience), ("media", media)) if v is not None}
    return Consent.objects.select_for_update().filter(
        _holds(clock.now()),
        subject_id=subject_id,
        purpose=purpose,
        giver_id=giver_id,
        withdrawn=None,
        **exact,
    )
