"""Changes of strategies: described, changed with a reason, looked after, laid to rest."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waypost.school import clock

from ..models import Strategy, StrategyOwner, StrategyVersion
from . import Refused


@dataclass(frozen=True, slots=True)
class Wording:
    title: str
    what: str
    for_whom: str = ""
    how_seen: str = ""


@transaction.atomic
def describe(organization_id: int, wording: Wording, *, tags: str = "", by: int, once: UUID) -> Strategy:
    """A strategy is described; who describes it looks after it. Sent twice it is one."""
    now = clock.now()
    made, new = Strategy.objects.get_or_create(
        once=once,
        defaults={"organization_id": organization_id, "tags": tags, "made": now, "made_by": by},
    )
    if new:
        _version(made, 1, wording, by)
        StrategyOwner.objects.create(strategy=made, person_id=by, since=now)
    return made


@transaction.atomic
def change(
    strategy: Strategy, wording: Wording, *, tags: str, because: str, by: int, seen: int
) -> StrategyVersion:
    """Another wording, with why. `seen`: the number of the version that the writer had on the screen."""
    strategy = Strategy.objects.select_for_update().get(pk=strategy.pk)
    current = strategy.current
    if current.number != seen:
        raise Refused(_("Somebody changed it meanwhile. Please look at it again before you change it."))
    Strategy.objects.filter(pk=strategy.pk).update(tags=tags)
    if (current.title, current.what, current.for_whom, current.how_seen) == (
        wording.title, wording.what, wording.for_whom, wording.how_seen,
    ):  # fmt: skip
        return current
    return _version(strategy, current.number + 1, wording, by, because)


def _version(
    strategy: Strategy, number: int, wording: Wording, by: int, because: str = ""
) -> StrategyVersion:
    return StrategyVersion.objects.create(
        strategy=strategy, number=number, title=wording.title, what=wording.what, for_whom=wording.for_whom,
        how_seen=wording.how_seen, because=because, made=clock.now(), made_by=by,
    )  # fmt: skip


@transaction.atomic
def join(strategy: Strategy, person_id: int) -> None:
    """Somebody looks after it, too."""
    StrategyOwner.objects.update_or_create(
        strategy=strategy, person_id=person_id, defaults={"since": clock.now(), "until": None}
    )


@transaction.atomic
def leave(strategy: Strategy, person_id: int) -> None:
    """Somebody no longer does; the last one can't leave it alone."""
    live = StrategyOwner.objects.select_for_update().filter(strategy=strategy, until=None)
    if not live.exclude(person_id=person_id).exists():
        raise Refused(_("Somebody has to look after it: ask a colleague first, or end the strategy."))
    live.filter(person_id=person_id).update(until=clock.now())


@transaction.atomic
def end(strategy: Strategy) -> None:
    Strategy.objects.filter(pk=strategy.pk, ended=None).update(ended=clock.now())
