"""A school with growth percentiles of an authority, in a subject whose name stands nowhere else."""

from __future__ import annotations

import random
from collections.abc import Iterable

from tests.homes.makers import classmates
from tests.village import Village
from waypost.homes import growth
from waypost.school import clock
from waypost.school.models import Demographics, GrowthPercentile, Person, RosterImport

WORD = "Otterology"
ERROR = 12.3479  # of everybody: nowhere else either


def came_in(percentiles: Iterable[tuple[Person, str, int]], year: int = 2026, subject: str = WORD) -> int:
    """(student, grade, percentile) as one file; the import's id."""
    row = RosterImport.objects.create(
        kind="growth", file_name="g.csv", digest="d", state="applied", made=clock.now(), applied=clock.now()
    )
    GrowthPercentile.objects.bulk_create(
        [
            GrowthPercentile(
                student=p, year=year, grade=g, subject=subject, percentile=n, error=ERROR, batch=row.pk
            )
            for p, g, n in percentiles
        ]
    )
    return row.pk


def grades(village: Village, sizes: dict[str, int], seed: int = 1) -> dict[int, tuple[str, str, int]]:
    """Students with percentiles, let out: student -> (grade, sex, percentile). Mia and Leo are among the first."""
    dice = random.Random(seed)
    them = [village.mia, village.leo, *classmates(village, sum(sizes.values()) - 2)]
    of = [grade for grade, size in sizes.items() for _n in range(size)]
    told = {}
    for person, grade in zip(them, of, strict=True):
        sex = dice.choices(["female", "male", "other"], [10, 10, 1])[0]
        Demographics.objects.update_or_create(person=person, defaults={"values": {"sex": sex}})
        told[person.pk] = (grade, sex, min(99, max(1, round(dice.gauss(70, 20)))))
    came_in([(p, told[p.pk][0], told[p.pk][2]) for p in them])
    growth.make()
    return told
