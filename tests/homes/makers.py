"""Signals and readings put there directly, so that a page's own rules are tested and not the measures'."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.village import NOW, Village
from waypost.readings.models import Episode, Reading
from waypost.school.models import Enrollment, HomeAdult, Person
from waypost.skills.models import Framework, Skill

TODAY = date(2026, 11, 23)


def skill(title: str = "Add fractions", code: str = "add") -> Skill:
    framework, _ = Framework.objects.get_or_create(uri="urn:homes", defaults={"title": "Homes"})
    return Skill.objects.create(
        framework=framework, code=code, title=title, subject="Mathematics", position=1
    )


def signal(who: Person, name: str, subject: int = 0, *, days: int = 1, **more: Any) -> Episode:
    """An open signal, raised so many days ago."""
    at: datetime = NOW - timedelta(days=days)
    good = name in {"secured", "returned", "leap", "help_given", "goal_reached"}
    fields: dict[str, Any] = {
        "state": "open", "raised_at": at, "changed_at": at, "version": "1", "good_news": good,
        "reasons": [{"code": REASONS[name], "params": {**PARAMS, "skill": subject, "day": at.date().toordinal()}}],
        "clears": {"code": "clears_time", "params": {"days": 10}},
        "next_step": {"code": "next_say_hello", "params": {}},
        **more,
    }  # fmt: skip
    return Episode.objects.create(person_id=who.pk, signal=name, subject=subject, opened=at.date(), **fields)


REASONS = {
    "asked_for_help": "asked", "stuck": "stuck_tries", "gone_quiet": "no_trace_since", "slipping": "slipped",
    "away": "missed_of_last", "not_talked_with": "never_talked", "secured": "became_secure",
    "returned": "came_back_from_absence",
}  # fmt: skip
PARAMS: dict[str, Any] = {
    "shared_device": False, "tries": 14, "days": 3, "right": 4, "missed": 3, "since": TODAY.toordinal() - 20,
    "secure_since": TODAY.toordinal() - 40,
}  # fmt: skip


def classmates(village: Village, count: int, first: str = "Student") -> list[Person]:
    """More students of 7B, home students of Ada."""
    made = []
    for n in range(count):
        p = Person.objects.create(
            sourced_id=f"{first}{n}", given_name=f"{first}{n:03}", family_name="Lee", kind="student", since=date(2026, 8, 31)
        )  # fmt: skip
        Enrollment.objects.create(
            sourced_id=f"e-{first}{n}",
            person=p,
            klass=village.maths_7b,
            role="student",
            since=date(2026, 8, 31),
        )
        HomeAdult.objects.create(student=p, adult=village.ada, basis="roster", since=date(2026, 8, 31))
        made.append(p)
    return made


def mastery(who: Person, what: Skill, state: str, value: float | None, n: int = 8) -> Reading:
    return Reading.objects.create(
        person_id=who.pk, measure="mastery", subject=what.pk, value=value, low=0.1, high=0.9, n=n, state=state, as_of=TODAY
    )  # fmt: skip
