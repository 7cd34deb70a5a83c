"""A version of the charter from its opening to its adoption, and the look at it each term."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.school.models import AcademicSession
from waypost.trust import audit
from waypost.trust.sealed import Key

from ..measured import MEASURED
from ..models import Charter, CharterState, Indicator, Judged, Kept, Review
from . import Refused

FEWEST, MOST = 3, 12  # indicators over which points are shared
GOING_ON = (CharterState.WRITING, CharterState.SHARING, CharterState.COUNTED)


@dataclass(frozen=True, slots=True)
class Aim:
    """What the school wants of an indicator, fixed beforehand; shares from 0 to 1. None: a person judges."""

    aim: float | None = None
    worthwhile: float | None = None


def in_force() -> Charter | None:
    """The adopted version."""
    return Charter.objects.filter(state=CharterState.ADOPTED).first()


def going_on() -> Charter | None:
    """The version that is being written."""
    return Charter.objects.filter(state__in=GOING_ON).order_by("-pk").first()


def school_year(day: date) -> str:
    """The title of the school year of a day, as the roster has it."""
    found = (
        AcademicSession.objects.filter(kind="schoolYear", start__lte=day, end__gte=day, active=True)
        .order_by("start")
        .first()
    )
    if found is not None:
        return found.title[:40]
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


@transaction.atomic
def open_version(by: int, *, once: UUID) -> Charter:
    """Begin a new version. What stands in the adopted one is taken over as proposals. Sent twice, it is one."""
    done = Charter.objects.filter(once=once).first()
    if done is not None:
        return done
    if going_on() is not None:
        raise Refused(_("A version is being written already."))
    year = school_year(clock.today())
    made = Charter.objects.create(
        year=year,
        number=Charter.objects.filter(year=year).count() + 1,
        name=secrets.token_hex(16),
        opened=clock.now(),
        opened_by=by,
        once=once,
    )
    before = in_force()
    for one in before.indicators.filter(state=Kept.SHOWN) if before else ():
        Indicator.objects.create(
            charter=made, words=one.words, why=one.why, figure=one.figure, group=one.group, state=Kept.SHOWN,
            at=clock.now(), once=uuid5(once, str(one.pk)),
        )  # fmt: skip
    audit.act("charter.open", object_kind="charter", object_id=made.pk, detail={"by_person": by})
    return made


@transaction.atomic
def begin_sharing(charter: Charter, by: int) -> None:
    """From now on nothing is proposed; everybody shares 100 points. Done already: nothing happens."""
    row = Charter.objects.select_for_update().get(pk=charter.pk)
    if row.state != CharterState.WRITING:
        return
    count = row.indicators.filter(state=Kept.SHOWN).count()
    if not FEWEST <= count <= MOST:
        raise Refused(
            _("Points are shared over %(fewest)s to %(most)s proposals. Now there are %(n)s.")
            % {"fewest": FEWEST, "most": MOST, "n": count}
        )
    row.public_key = Key(row.name).make()
    row.state, row.sharing_since = CharterState.SHARING, clock.now()
    row.save(update_fields=["public_key", "state", "sharing_since"])
    audit.act("charter.share", object_kind="charter", object_id=row.pk, detail={"by_person": by})


@transaction.atomic
def adopt(charter: Charter, decision: str, aims: Mapping[int, Aim], *, by: int, next_review: date) -> Charter:
    """The recorded decision: `aims` names the indicators that stand, each with its aim. The version before ends."""
    row = Charter.objects.select_for_update().get(pk=charter.pk)
    if row.state == CharterState.ADOPTED:
        return row
    if row.state != CharterState.COUNTED:
        raise Refused(_("First the points are shared and counted."))
    if not decision.strip():
        raise Refused(_("Write down who decided, and what was weighed."))
    stand = list(row.indicators.filter(state=Kept.SHOWN, pk__in=list(aims)))
    if not stand:
        raise Refused(_("Choose at least one indicator that stands."))
    row.indicators.filter(state=Kept.SHOWN).exclude(pk__in=list(aims)).update(state=Kept.HELD)
    for one in stand:
        aim = aims[one.pk] if one.figure in MEASURED else Aim()
        one.aim, one.worthwhile = aim.aim, aim.worthwhile
        one.save(update_fields=["aim", "worthwhile"])
    Charter.objects.filter(state=CharterState.ADOPTED).update(state=CharterState.ENDED, ended=clock.now())
    row.state, row.adopted, row.adopted_by = CharterState.ADOPTED, clock.now(), by
    row.decision, row.next_review = decision.strip(), next_review
    row.save(update_fields=["state", "adopted", "adopted_by", "decision", "next_review"])
    audit.act("charter.adopt", object_kind="charter", object_id=row.pk, detail={"by_person": by})
    return row


@transaction.atomic
def review(
    charter: Charter,
    words: str,
    judged: Mapping[int, str],
    *,
    period: str,
    next_review: date,
    by: int,
    once: UUID,
) -> Review:
    """The look of a term. `judged`: indicator id -> how a person sees it, where no figure stands behind it."""
    done = Review.objects.filter(once=once).first()
    if done is not None:
        return done
    if charter.state != CharterState.ADOPTED:
        raise Refused(_("Only the version in force is reviewed."))
    made = Review.objects.create(
        charter=charter, period=period, at=clock.now(), by=by, words=words, once=once
    )
    known = set(charter.indicators.filter(state=Kept.SHOWN).values_list("pk", flat=True))
    Judged.objects.bulk_create(
        Judged(review=made, indicator_id=pk, state=state) for pk, state in judged.items() if pk in known
    )
    Charter.objects.filter(pk=charter.pk).update(next_review=next_review)
    return made
