"""Rounds of surveys for tests: a school with enough students, two people for safeguarding, a survey, answers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from tests.village import NOW, Village
from waypost.school.models import Enrollment, Membership, Person
from waypost.trust.models import Account, Role, RoleGrant
from waypost.voice.models import Item, Survey, Wave
from waypost.voice.services import surveys
from waypost.voice.services.answers import Given
from waypost.voice.services.surveys import Draft

SINCE = date(2026, 8, 31)


def safeguarded(village: Village) -> None:
    """A second person for safeguarding: without two, no survey begins (TRUST 3)."""
    RoleGrant.objects.create(account=village.account(village.cora), role=Role.SAFEGUARDING, since=NOW)


def students(village: Village, sizes: Sequence[tuple[str, int]]) -> list[Person]:
    """More students of Willow: (class "7a" or "7b", how many), by number; with accounts."""
    made: list[Person] = []
    for code, many in sizes:
        klass = village.maths_7a if code == "7a" else village.maths_7b
        for n in range(many):
            name = f"{code}-{n:02d}"
            person = Person.objects.create(
                sourced_id=name, given_name=f"Kid{n:02d}", family_name=code.upper(), kind="student",
                since=SINCE, grade="7",
            )  # fmt: skip
            Membership.objects.create(person=person, organization=village.willow, role="student")
            Enrollment.objects.create(
                sourced_id=f"e-{name}", person=person, klass=klass, role="student", since=SINCE
            )
            account = Account.objects.create_user(
                name, None, person_id=person.pk, name=person.name, created=NOW
            )
            RoleGrant.objects.create(account=account, role=Role.STUDENT, since=NOW)
            made.append(person)
    return made


def items(*scales: str) -> list[int]:
    surveys.ensure_bank()
    return list(
        Item.objects.filter(scale__in=scales).order_by("scale", "position").values_list("pk", flat=True)
    )


def survey(village: Village, *scales: str, by: Person | None = None, **more: object) -> Survey:
    draft = Draft("How it is here", items(*(scales or ("belonging", "learned"))),
                  organization_id=village.willow.pk, **more)  # type: ignore[arg-type]  # fmt: skip
    return surveys.build(draft, by=(by or village.lena).pk, once=uuid.uuid4())


def opened(village: Village, *scales: str, **more: object) -> Wave:
    return surveys.open_wave(survey(village, *scales, **more).waves.get())


def said(wave: Wave, score: int | Sequence[int] = 4, words: str = "", quotable: bool = False) -> Given:
    """The same answer to each question (or one a question), and words to the first question in words."""
    numbers = [
        q.version_id for q in wave.questions.select_related("version__item") if not q.version.item.words
    ]
    open_ones = [q.version_id for q in wave.questions.select_related("version__item") if q.version.item.words]
    scores = [score] * len(numbers) if isinstance(score, int) else list(score)
    return Given(dict(zip(numbers, scores, strict=False)), {open_ones[0]: words} if words else {}, quotable)
