"""Retire a rule, or bring it back: the school's own decision, with a reason, in the books."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.measures.registry import SIGNALS
from waypost.school import clock
from waypost.trust import audit
from waypost.trust.refusal import Refused

from . import marks
from .models import Episode, EpisodeEvent, RetiredRule
from .signals import ENDED, PERSON

RETIRED = "rule retired"  # why an episode ended
PART = 200  # episodes ended at a time


def retirement(signal: str) -> RetiredRule | None:
    """The retirement in force, or None."""
    return RetiredRule.objects.filter(signal=signal, back=None).first()


@transaction.atomic
def retire(signal: str, reason: str, account_id: int | None) -> RetiredRule:
    """From now on the rule raises nothing; what is open ends with that reason. Raises Refused."""
    check_known(signal, reason)
    if retirement(signal) is not None:
        raise Refused(_("This rule is retired already."))
    made = RetiredRule.objects.create(
        signal=signal, reason=reason.strip()[:300], since=clock.now(), by_id=account_id
    )
    ended = _end_all(signal, account_id)
    audit.act(
        "readings.rule.retire",
        actor_id=account_id,
        object_kind="readings.RetiredRule",
        object_id=made.pk,
        detail={"signal": signal, "ended": ended},
    )
    return made


@transaction.atomic
def bring_back(signal: str, reason: str, account_id: int | None) -> None:
    """The rule is in force again: every student is read anew, and what it sees is raised. Raises Refused."""
    check_known(signal, reason)
    now = retirement(signal)
    if now is None:
        raise Refused(_("This rule is in force already."))
    RetiredRule.objects.filter(pk=now.pk).update(
        back=clock.now(), back_reason=reason.strip()[:300], back_by_id=account_id
    )
    marks.mark_all("rule")
    audit.act(
        "readings.rule.bring_back",
        actor_id=account_id,
        object_kind="readings.RetiredRule",
        object_id=now.pk,
        detail={"signal": signal},
    )


def check_known(signal: str, reason: str) -> None:
    """A decision needs a rule and a reason. Raises Refused."""
    if signal not in SIGNALS:
        raise Refused(_("There is no such rule."))
    if not reason.strip():
        raise Refused(_("Say why: the reason stays on this page."))


def _end_all(signal: str, account_id: int | None) -> int:
    """End what lives of this rule. It may be raised again when the rule comes back."""
    now, today, total = clock.now(), clock.today(), 0
    while True:
        live = Episode.objects.filter(signal=signal).exclude(state=ENDED)
        part = list(live.order_by("pk").values_list("pk", flat=True)[:PART])
        if not part:
            return total
        Episode.objects.filter(pk__in=part).update(
            state=ENDED, ended=today, ended_by=PERSON, changed_at=now, resting=False
        )
        EpisodeEvent.objects.bulk_create(
            EpisodeEvent(
                episode_id=pk, at=now, kind="ended", account_id=account_id,
                detail={"by": PERSON, "why": RETIRED},
            )
            for pk in part
        )  # fmt: skip
        total += len(part)
