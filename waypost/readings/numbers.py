"""The numbers of a rule or a measure are defaults: the school may choose its own, after seeing what they would have changed.

Asked with a reason, looked back by the worker, decided by a leader, in the books. What was raised before stays as it was;
from the decision on all students are read by the new numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.measures.protocol import Signal
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.measures.settings import open_fields, with_numbers
from waypost.school import clock
from waypost.trust import audit
from waypost.trust.refusal import Refused

from . import marks
from .models import RuleNumbers

LOOKING, READY, IN_FORCE, ENDED, DROPPED = "looking", "ready", "in force", "ended", "dropped"
LOOKS = 5  # proposals a rule in seven days: many looks at slightly other numbers could tell of single students (TRUST 2)


def in_force() -> dict[str, tuple[int, dict[str, Any]]]:
    """signal -> (row, values) where the school chose its own."""
    rows = RuleNumbers.objects.filter(state=IN_FORCE).order_by("pk").values_list("signal", "pk", "values")
    return {signal: (pk, values) for signal, pk, values in rows}


def adjusted(signal: Signal, values: Mapping[str, Any]) -> Signal:
    """The rule with these numbers. Raises ValueError for one that isn't open or lies out of its bounds."""
    made: Signal = type(signal)(with_numbers(signal.settings, values))  # type: ignore[call-arg]
    return made


def shipped(name: str) -> Any:
    """The settings of a rule or a measure as Waypost ships them; None where there is no such thing."""
    known: Any = SIGNALS.get(name) or MEASURES.get(name)
    return known and known.settings


def settings_here(name: str) -> Any:
    """The settings as they are in force here."""
    row = RuleNumbers.objects.filter(signal=name, state=IN_FORCE).values_list("values", flat=True).first()
    return with_numbers(shipped(name), row or {})


def here(signal: str) -> Signal:
    """The rule as it is in force here, retired or not."""
    values = (
        RuleNumbers.objects.filter(signal=signal, state=IN_FORCE).values_list("values", flat=True).first()
    )
    return adjusted(SIGNALS[signal], values or {})


def waiting(signal: str) -> RuleNumbers | None:
    """The proposal that is looked at just now."""
    return RuleNumbers.objects.filter(signal=signal, state__in=[LOOKING, READY]).order_by("-pk").first()


@transaction.atomic
def propose(signal: str, values: Mapping[str, Any], reason: str, account_id: int | None) -> RuleNumbers:
    """Numbers to be looked at; those that equal the shipped ones are left out. Raises Refused."""
    from .jobs import look_back

    default = shipped(signal)
    if default is None or not open_fields(default):
        raise Refused(_("There are no numbers to choose here."))
    if not reason.strip():
        raise Refused(_("Say why: the reason stays on this page."))
    own = {name: value for name, value in values.items() if value != getattr(default, name, None)}
    try:
        wanted = with_numbers(default, own)
    except ValueError as no:
        raise Refused(str(no)) from None
    if wanted == settings_here(signal):
        raise Refused(_("These are the numbers in force."))
    if waiting(signal) is not None:
        raise Refused(_("Other numbers wait for a decision here."))
    week = clock.now() - timedelta(days=7)
    if RuleNumbers.objects.filter(signal=signal, asked__gt=week).count() >= LOOKS:
        raise Refused(_("Five proposals in a week are enough. Live with one for some days first."))
    row = RuleNumbers.objects.create(
        signal=signal, values=own, reason=reason.strip()[:300], asked=clock.now(), by_id=account_id
    )
    audit.act(
        "readings.numbers.propose", actor_id=account_id, object_kind="readings.RuleNumbers", object_id=row.pk,
        detail={"signal": signal, **own},
    )  # fmt: skip
    look_back.enqueue(row.pk)
    return row


@transaction.atomic
def put_in_force(row: RuleNumbers, account_id: int | None) -> None:
    """From now on the rule goes by these numbers: every student is read anew. Raises Refused."""
    now = clock.now()
    RuleNumbers.objects.filter(signal=row.signal, state=IN_FORCE).update(state=ENDED, until=now)
    state = IN_FORCE if row.values else ENDED  # none of its own: the shipped ones are back
    if not RuleNumbers.objects.filter(pk=row.pk, state=READY).update(state=state, since=now):
        raise Refused(_("These numbers were decided on already."))
    marks.mark_all("rule")
    audit.act(
        "readings.numbers.put_in_force", actor_id=account_id, object_kind="readings.RuleNumbers", object_id=row.pk,
        detail={"signal": row.signal, **row.values},
    )  # fmt: skip


@transaction.atomic
def drop(row: RuleNumbers, account_id: int | None) -> None:
    """Everything stays as it is."""
    if RuleNumbers.objects.filter(pk=row.pk, state__in=[LOOKING, READY]).update(state=DROPPED):
        audit.act(
            "readings.numbers.drop", actor_id=account_id, object_kind="readings.RuleNumbers", object_id=row.pk,
            detail={"signal": row.signal},
        )  # fmt: skip
