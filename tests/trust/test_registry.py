"""Every table has its line: whose it is, who may be shown it, how long it lives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import BigAutoField, BigIntegerField, ForeignKey, Model, OneToOneField
from django.utils.translation import override

import waypost.trust
from waypost.school.models import Person
from waypost.trust.models import Account
from waypost.trust.registry import BARE_IDS, LINES, Clock, Disclosure
from waypost.trust.tables import NAMES, name_of

MODELS = [m for m in apps.get_models(include_auto_created=True) if not m._meta.auto_created]
LINKS = [m for m in apps.get_models(include_auto_created=True) if m._meta.auto_created]
#: Ids of accounts that say who did something; the person in them is staff at work, named in the book of acts.
DOERS = re.compile(r"(_by|made_by|granted_by|second_by|set_by|parted_by|applied_by|actor_id|author_id|by)$")


def test_there_are_models_to_look_at() -> None:
    assert len(MODELS) > 30


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_each_model_has_a_line(model: type[Model]) -> None:
    line = LINES.get(model._meta.label)
    assert line is not None, f"{model._meta.label} needs @registered(...)"
    assert line.audience
    assert isinstance(line.disclosure, Disclosure)
    assert line.retention.clock is Clock.FOREVER or line.retention.days > 0, "a retention has a period"


@pytest.mark.parametrize("model", LINKS, ids=lambda m: m._meta.label)
def test_each_table_between_two_models_ties_no_person_or_has_a_line(model: type[Model]) -> None:
    ends = {f.related_model for f in model._meta.get_fields() if isinstance(f, ForeignKey)}
    assert not ends & {Person, Account} or model._meta.label in LINES


@pytest.mark.parametrize("label", [k for k in LINES if LINES[k].person_paths])
def test_each_person_path_ends_at_a_person(label: str) -> None:
    for path in LINES[label].person_paths:
        model: type[Model] = apps.get_model(label)
        field = None
        for step in path.split("__"):
            names = {f.name for f in model._meta.get_fields()}
            if step not in names and f"{step}_id" in names:
                model = apps.get_model(BARE_IDS[step])
                continue
            field = model._meta.get_field(step)
            related = getattr(field, "related_model", None)
            if related is not None:
                model = related
        assert field is not None
        ends_at_person = model is Person and (isinstance(field, BigAutoField) or field.is_relation)
        assert (
            ends_at_person
            or (isinstance(field, BigIntegerField) and not field.is_relation and "person" in field.name)
            or (isinstance(field, BigIntegerField) and field.name.endswith(("_id", "student", "person")))
        ), f"{label}.{path}"


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_a_model_with_a_person_in_it_says_the_way(model: type[Model]) -> None:
    line = LINES[model._meta.label]
    people = [
        f.name
        for f in model._meta.get_fields()
        if (
            isinstance(f, ForeignKey | OneToOneField)
            and f.related_model in {Person, Account}
            and not DOERS.search(f.name)
        )
        or (isinstance(f, BigIntegerField) and f.name in {"person_id", "student_id", "person", "student"})
    ]
    assert not people or line.person_paths, f"{model._meta.label}: {people} need person_paths"


def test_no_line_is_left_of_a_model_that_is_gone() -> None:
    known = {m._meta.label for m in apps.get_models(include_auto_created=True)}
    assert set(LINES) <= known, set(LINES) - known


def test_djangos_own_admin_is_nowhere() -> None:
    assert not [a for a in settings.INSTALLED_APPS if a.startswith("django.contrib.admin")]
    root = Path(waypost.trust.__file__).parent.parent
    words = re.compile(
        r"^\s*(from django\.contrib import .*\badmin\b|(from|import) django\.contrib\.admin)", re.M
    )
    assert [str(f) for f in root.rglob("*.py") if words.search(f.read_text())] == []


def test_each_table_that_is_about_people_or_ends_one_day_has_a_name_of_its_own_in_every_language() -> None:
    wanted = {
        label for label, line in LINES.items() if line.person_paths or line.retention.clock != Clock.FOREVER
    }
    assert wanted <= set(NAMES) <= set(LINES)
    for language in ("en", "es", "ar"):
        with override(language):
            said = [name_of(label) for label in NAMES]
        assert len(set(said)) == len(said), [n for n in said if said.count(n) > 1]
