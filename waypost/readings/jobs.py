"""Jobs of this room, run by the worker. Arguments are ids only (TRUST 26)."""

from __future__ import annotations

from django_tasks import task

from .models import RuleNumbers


@task()
def look_back(pk: int) -> None:
    """See what other numbers of a rule would have changed."""
    from . import numbers, would_change

    row = RuleNumbers.objects.filter(pk=pk, state=numbers.LOOKING).first()
    if row is not None:
        would_change.look(row)
