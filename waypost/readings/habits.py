"""What is usual in a class, fitted before the close of a school day is read: the prior of "gone quiet".

Only classes of ten or more students with known days are fitted (`quiet_fit.ENOUGH`); others keep the default.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np
from django.db import transaction

from waypost.measures.context import Context
from waypost.measures.engagement import exposure
from waypost.measures.engagement.fold import HOURS, Days
from waypost.measures.signals.quiet_fit import fit_class
from waypost.school.identities import chunks
from waypost.school.models import Enrollment

from . import contexts
from .desk import Desk
from .models import ClassHabit, State

STATE = "days_worked"  # the state that keeps the days with work

BASELINE = 30  # days here, before the last ten: the same that the signal calls usual
WINDOW = 10


def worked_of(state: Days | None, context: Context) -> tuple[int, int]:
    """(days with work, days) of a student's usual days; (0, 0) where too few are known."""
    if state is None or not state.first_day:
        return 0, 0
    days = exposure.present_days(state, context)[-WINDOW - BASELINE : -WINDOW]
    return int(np.count_nonzero(state.of(days)[:, HOURS])), len(days)


def refresh(desk: Desk, day: int) -> None:
    """Fit every class from the kept states, once for each day that is closed (again after a crash: nothing moves)."""
    if ClassHabit.objects.filter(day=date.fromordinal(day)).exists():
        return
    with transaction.atomic():
        for klass, pairs in _days(desk, day).items():
            values = fit_class([k for k, _ in pairs], [n for _, n in pairs])
            if values is None:
                ClassHabit.objects.filter(class_id=klass).delete()
            else:
                rounded = [round(v, 3) for v in values]
                ClassHabit.objects.update_or_create(
                    class_id=klass, defaults={"values": rounded, "day": date.fromordinal(day)}
                )


def _days(desk: Desk, day: int) -> dict[int, list[tuple[int, int]]]:
    """class -> (days with work, days) of each of its students."""
    fold = desk.panel.folds[STATE]
    found: dict[int, list[tuple[int, int]]] = {}
    classes = _classes()
    people = sorted({s for members in classes.values() for s in members})
    own = contexts.own(people, desk.shared)
    days: dict[int, tuple[int, int]] = {}
    for part in chunks(people):
        rows = State.objects.filter(person_id__in=part, measure=STATE, version=desk.panel.version(STATE))
        for person, data in rows.values_list("person_id", "data"):
            context = contexts.context(desk.shared, own[person], day)
            days[person] = worked_of(fold.unpack(bytes(data)), context)
    for klass, members in classes.items():
        found[klass] = [days[s] for s in sorted(members) if s in days]
    return found


def _classes() -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for klass, person in Enrollment.objects.filter(role="student", active=True).values_list(
        "klass_id", "person_id"
    ):
        found[klass].add(person)
    return found
