"""A strategy of Ada's and a trial in the two classes of Willow, by the services that the pages use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from tests.village import Village
from waypost.practice import locks
from waypost.practice.models import LockedPlan, Strategy, Trial, TrialClass
from waypost.practice.plan import Design
from waypost.practice.services import strategies, trials
from waypost.practice.services.trials import Draft
from waypost.trust.models import Account

NEXT_MONDAY = date(2026, 11, 30)
DRAFT = Draft(
    design=Design.PHASE_IN, outcome="first_tries", subject="", classes=(), with_it=(), first=NEXT_MONDAY, weeks=6, waves=2, block=2,
    smallest=0.1, group="", expect="More right at the first try", ethics="Everybody gets it by Christmas",
)  # fmt: skip


def describe(village: Village, title: str = "Worked examples first") -> Strategy:
    wording = strategies.Wording(
        title, "Show one solved task before each new kind.", "Beginners", "Fewer blank sheets"
    )
    return strategies.describe(village.willow.pk, wording, tags="examples", by=village.ada.pk, once=uuid4())


def plan(village: Village, strategy: Strategy | None = None, **changes: object) -> Trial:
    draft = replace(DRAFT, classes=(village.maths_7a.pk, village.maths_7b.pk), **changes)  # type: ignore[arg-type]
    return trials.plan(
        strategy or describe(village), draft, by=village.ada.pk, own={village.maths_7b.pk}, once=uuid4()
    )


def lock(village: Village, trial: Trial, seed: str = "seed") -> LockedPlan:
    for row in TrialClass.objects.filter(trial=trial):
        trials.answer(row, True, by=village.ben.pk)
    account = Account.objects.get(person_id=village.ada.pk)
    return trials.lock(trial, by=village.ada.pk, account_id=account.pk, seed=seed)


@pytest.fixture
def _plans_may_go(transactional_db: None) -> Iterator[None]:
    """A test that really commits locks plans that the database would not let go of: here it does, after the test."""
    yield
    locks.let_plans(connection)
    LockedPlan.objects.all().delete()
    locks.keep_plans(connection)
