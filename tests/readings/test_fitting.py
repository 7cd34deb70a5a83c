"""New parameters are put in force only where they are better on students held back."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.village import NOW, Village
from waypost.measures import mastery
from waypost.readings import fitting, projector
from waypost.readings.models import Parameters, Stale
from waypost.readings.rebuild import verify
from waypost.school.models import Identifier, Identity, Person

from . import makers

CLASS = 60


@pytest.fixture
def learners(village: Village) -> None:
    """Children who know at once or not at all: far from what is shipped."""
    makers.align(makers.skill(), "https://tool.example/fractions")
    numbers = random.Random(7)
    for n in range(CLASS):
        child = Person.objects.create(given_name=f"C{n}", kind="student", sourced_id=f"c{n}")
        key = Identifier.objects.create(key=f"account|https://tool.example|c{n}")
        Identity.objects.create(identifier=key, person=child, basis="by hand", set_at=NOW)
        knows = numbers.random() < 0.5
        makers.send(
            *(
                makers.answer(
                    child, numbers.random() < (0.97 if knows else 0.04), at=None, item=f"fractions/{i}"
                )
                for i in range(8)
            )
        )
    projector.catch_up()


def test_better_parameters_are_kept_with_their_proof_and_everybody_is_read_anew(learners: None) -> None:
    done = fitting.fit("mastery")
    row = Parameters.objects.get(in_force=True)
    assert done.kept
    assert row.report["students"] == CLASS
    assert row.report["log loss after, held back"] < row.report["log loss before, held back"]
    assert Stale.objects.count() >= CLASS
    projector.catch_up()
    assert verify() == []


def test_parameters_that_are_no_better_change_nothing(
    learners: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mastery, "fit", lambda table: mastery.SHIPPED)
    done = fitting.fit("mastery")
    assert not done.kept
    assert not Parameters.objects.exists()
    assert not Stale.objects.exists()


def test_too_few_students_are_not_fitted(village: Village) -> None:
    with pytest.raises(ValueError, match="fitting needs 50"):
        fitting.fit("mastery")
    with pytest.raises(ValueError, match="Only mastery"):
        fitting.fit("growth")


def test_the_loss_is_that_of_the_textbook() -> None:
    """-(log .8 + log .7) / 2."""
    assert fitting.log_loss(np.array([0.8, 0.3]), np.array([1, 0])) == pytest.approx(0.2899092, abs=1e-7)
