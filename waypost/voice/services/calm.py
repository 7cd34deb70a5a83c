"""Which weeks are weeks of exams."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from waypost.trust import audit

from ..calm import monday_of
from ..models import ExamWeek


@transaction.atomic
def set_exam_weeks(shown: Iterable[date], chosen: Iterable[date], *, by: int | None) -> None:
    """Of the weeks that were shown, these are weeks of exams and the others are not. `by`: an account."""
    before = {monday_of(d) for d in shown}
    after = {monday_of(d) for d in chosen} & before
    ExamWeek.objects.filter(monday__in=before - after).delete()
    for monday in sorted(after):
        ExamWeek.objects.get_or_create(monday=monday)
    audit.act("voice.exam-weeks", actor_id=by, detail={"weeks": [d.isoformat() for d in sorted(after)]})
