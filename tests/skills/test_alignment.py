"""What counts for which skill, by whom it may be changed, and who would change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.readings import makers
from tests.village import Village
from waypost.readings import projector
from waypost.readings.models import Reading, Stale
from waypost.readings.rebuild import verify
from waypost.school.models import Person
from waypost.skills import alignment, queries, services
from waypost.skills.alignment import build
from waypost.skills.models import Alignment, Skill


def test_an_exact_address_outranks_every_beginning_and_the_longest_beginning_wins() -> None:
    rules = build(
        [
            ("exact", "https://a/x/1", 1),
            ("prefix", "https://a/", 2),
            ("prefix", "https://a/x/", 3),
            ("column", "Box", 4),
        ]
    )
    assert rules.of("https://a/x/1") == (1,)
    assert rules.of("https://a/x/2") == (3,)
    assert rules.of("https://a/y") == (2,)
    assert rules.of("https://b") == ()
    assert rules.of("https://b", ["https://a/x/9"], ["Box", "Circle"]) == (3, 4)
    assert rules.of(alignment.skill_iri(7)) == (7,)
    assert rules.of(alignment.SKILL + "x") == ()


def test_no_reading_of_a_skill_moves_from_a_source_that_no_alignment_names(village: Village) -> None:
    """TRUST 7: a measure reads a source only where the alignment names that source."""
    makers.align(makers.skill(), "https://tool.example/fractions", source=makers.tool("Other"))
    makers.send(*makers.days_of_work(village.mia, 5))
    projector.catch_up()
    assert not Reading.objects.filter(person_id=village.mia.pk, measure="mastery", subject__gt=0).exists()
    assert Reading.objects.get(person_id=village.mia.pk, measure="conversations")


def test_a_change_of_alignment_is_shown_before_and_followed_after(village: Village) -> None:
    skill = makers.skill()
    makers.send(*makers.days_of_work(village.mia, 3), *makers.days_of_work(village.noor, 3, item="angles"))
    projector.catch_up()
    change = services.Change(skill.pk, makers.tool().pk, "prefix", "https://tool.example/fractions")
    seen = services.preview(made=[change])
    assert (seen.events, seen.students) == (6, {village.mia.pk})
    assert not Stale.objects.exists()
    assert services.align([change, change]) == 1
    assert services.align([change]) == 0
    assert set(Stale.objects.values_list("person_id", flat=True)) == {village.mia.pk}
    projector.catch_up()
    assert Reading.objects.get(person_id=village.mia.pk, measure="mastery", subject=skill.pk).n > 0
    services.end([Alignment.objects.get().pk])
    projector.catch_up()
    assert not Reading.objects.filter(measure="mastery", subject=skill.pk).exists()
    assert verify() == []


def test_what_counts_for_no_skill_is_counted(village: Village) -> None:
    makers.align(makers.skill(), "https://tool.example/fractions")
    makers.send(*makers.days_of_work(village.mia, 3), *makers.days_of_work(village.noor, 2, item="angles"))
    projector.catch_up()
    left = queries.unaligned(makers.tool().pk)
    assert sum(w.events for w in left) == 4
    assert all("angles" in w.activity for w in left)


def test_skills_named_by_a_file_are_made_once_and_aligned(village: Village) -> None:
    source = makers.tool("File")
    first = services.ensure_skills(["Box", "Circle", "Box"], source.pk)
    again = services.ensure_skills(["Circle", "Line"], source.pk)
    assert first["Circle"] == again["Circle"]
    assert Skill.objects.count() == Alignment.objects.count() == 3
    assert alignment.skills_of(source.pk, "", (), ["Line"]) == (again["Line"],)


def test_nobody_aligns_what_belongs_to_waypost_itself(village: Village) -> None:
    with pytest.raises(ValidationError):
        services.align(
            [services.Change(makers.skill().pk, makers.tool().pk, "exact", alignment.skill_iri(1))]
        )


@pytest.mark.parametrize(("name", "tree", "source", "edit"), [
    ("ada", 200, 200, True), ("cora", 200, 200, False), ("mia", 200, 403, False), ("rosa", 200, 403, False), ("petra", 200, 403, False),
])  # fmt: skip
def test_staff_see_alignments_and_teachers_change_them(
    village: Village, signed_in: Callable[[Person], Client], name: str, tree: int, source: int, edit: bool
) -> None:
    skill, tool = makers.skill(), makers.tool()
    client = signed_in(getattr(village, name))
    assert client.get("/skills/").status_code == tree
    assert client.get(f"/skills/{skill.pk}/").status_code == 200
    assert client.get(f"/skills/alignments/{tool.pk}/").status_code == source
    client.post(
        f"/skills/alignments/{tool.pk}/",
        {"match": "column", "patterns": "Box", "skill": skill.pk, "apply": ""},
    )
    assert Alignment.objects.exists() == edit
    client.post(f"/skills/{skill.pk}/", {"rule": "judgement"})
    skill.refresh_from_db()
    assert (skill.rule == "judgement") == edit
