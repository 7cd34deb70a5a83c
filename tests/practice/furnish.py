"""One of each thing of this room for the browser's school: a locked trial, a visit, an insight, a discussion."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from tests.village import Village
from waypost.practice.models import TrialClass
from waypost.practice.services import strategies, together, trials
from waypost.school import clock

from .conftest import DRAFT

LONG = "Read" + "aloud" * 18


def furnish(village: Village) -> None:
    """All of Ada's; 7B is the first class of the trial, so that Mia, Leo and Rosa are in it."""
    ada, ben, willow = village.ada.pk, village.ben.pk, village.willow.pk
    wording = strategies.Wording(
        "Silent start", f"Five quiet minutes. {LONG}", "Everybody", "They begin sooner"
    )
    strategy = strategies.describe(willow, wording, tags="calm, start", by=ada, once=uuid4())
    draft = replace(DRAFT, classes=(village.maths_7b.pk, village.maths_7a.pk), group="low_start")
    trial = trials.plan(strategy, draft, by=ada, own={village.maths_7b.pk}, once=uuid4())
    trials.answer(TrialClass.objects.get(trial=trial, class_id=village.maths_7a.pk), True, by=ben)
    trials.lock(trial, by=ada, account_id=None)
    trials.teacher_says(trial, LONG, by=ben, once=uuid4())
    when = clock.now() + timedelta(days=3)
    visit = together.invite(ada, ben, lesson="7B", focus=LONG, at=when, once=uuid4())
    together.answer_visit(visit, True)
    visit.refresh_from_db()
    together.note(visit, ben, LONG, once=uuid4())
    insight = together.share(
        willow, together.Words("Wait longer", LONG, tags="asking"), by=ben, once=uuid4(), strategy=strategy
    )
    together.remark(insight, LONG, by=ada, once=uuid4())
    asked = together.Question("Is it quiet enough?", LONG, students=True, families=True)
    talk = together.ask(willow, asked, [village.maths_7b.pk], by=ada, once=uuid4(), strategy=strategy)
    together.say(talk, village.mia.pk, LONG, circle="students", class_id=village.maths_7b.pk, once=uuid4())
    together.minute(talk, LONG, decided="Yes", because="So many said it", by=ada, once=uuid4())
