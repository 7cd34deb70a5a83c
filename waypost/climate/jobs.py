"""Jobs of this room, run by the worker. Arguments are ids only (TRUST 26)."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from waypost.school import clock

from .models import Asked


@task()
def work_out(asked_id: int) -> None:
    """After the close: let one figure out, from ten answers on, and let the answers go."""
    make(Asked.objects.get(pk=asked_id))


@transaction.atomic
def make(asked: Asked) -> bool:
    """Safe to run again: what was let out stands. False: it was, or it is still open."""
    from waypost.trust.releases.service import compute_release
    from waypost.trust.releases.suppress import Figure  # scipy: never in the web process

    held = Asked.objects.select_for_update().get(pk=asked.pk)
    if held.closed is None or held.worked_out is not None:
        return False
    said = dict(held.said.values_list("person_id", "level"))
    if said:
        value = sum((level - 1) / 3 for level in said.values()) / len(said)
        table = {(f"lesson/{held.pk}", "said"): Figure(frozenset(said), value)}
        compute_release(held.release, held.closes_on.isoformat(), table, audience="teacher")
    held.said.all().delete()
    Asked.objects.filter(pk=held.pk).update(worked_out=clock.now())
    return True


def daily() -> int:
    """Close what has run its days, and finish what was broken off; returns how many."""
    now = clock.now()
    Asked.objects.filter(closed=None, closes_on__lt=clock.today()).update(closed=now)
    return sum(make(a) for a in Asked.objects.filter(worked_out=None).exclude(closed=None).order_by("pk"))
