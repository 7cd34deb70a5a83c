"""Which adults are there for a student, and who of the staff is here today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from waypost.school import clock
from waypost.school.models import Person
from waypost.school.queries import class_teachers_of, home_adult_of, organizations_of
from waypost.trust.models import STAFF, Role, RoleGrant
from waypost.trust.who import in_force

from .models import Away, Part


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody whom a student may choose, and what they are to the student."""

    person: Person
    part: str  # "home", "teacher", "counsellor"


def holders(role: Role, organizations: set[int] | None = None) -> list[int]:
    """Person ids of those who hold a role now, longest first; at these organizations where the role names one."""
    grants = RoleGrant.objects.filter(in_force(), role=str(role), account__is_active=True)
    if organizations is not None:
        grants = grants.filter(Q(organization_id=None) | Q(organization_id__in=organizations))
    people = grants.order_by("since", "pk").values_list("account__person_id", flat=True)
    return list(dict.fromkeys(p for p in people if p is not None))


def there(adults: Iterable[int], *, also_away: bool = False) -> set[int]:
    """Those of these adults who can be reached: on the staff, with an open account and a role, and not away today."""
    ids, day = set(adults), clock.today()
    on_staff = Person.objects.filter(pk__in=ids, kind="staff", active=True, merged_into=None).filter(
        Q(left=None) | Q(left__gte=day)
    )
    with_role = RoleGrant.objects.filter(
        in_force(), account__person_id__in=ids, account__is_active=True, role__in=[str(r) for r in STAFF]
    ).values_list("account__person_id", flat=True)
    reachable = set(on_staff.values_list("pk", flat=True)) & set(with_role)
    if also_away:
        return reachable
    away = Away.objects.filter(adult_id__in=ids, first__lte=day, last__gte=day).values_list(
        "adult_id", flat=True
    )
    return reachable - set(away)


def around(student: int, *, also_away: bool = False) -> list[Adult]:
    """A student's own adults: home adult, own teachers, counsellors; each once, those who are there today
    (`also_away`: those too who are on the staff, but away)."""
    found: dict[int, Adult] = {}
    home = home_adult_of(student)
    if home is not None:
        found[home.pk] = Adult(home, "home")
    for teachers in class_teachers_of(student).values():
        for teacher in teachers:
            found.setdefault(teacher.pk, Adult(teacher, "teacher"))
    counsellors = holders(Role.COUNSELLOR, organizations_of(student))
    for person in Person.objects.filter(pk__in=counsellors).order_by("given_name", "pk"):
        found.setdefault(person.pk, Adult(person, "counsellor"))
    here = there(found, also_away=also_away)
    return [adult for pk, adult in found.items() if pk in here]


def after(student: int, told: Iterable[tuple[int, str]], kept_from: set[int]) -> list[tuple[int, str]]:
    """Who is told next, and as what: home adult, then a counsellor, then all deputies at once; empty at the end."""
    known = {adult for adult, _ in told} | kept_from
    home = home_adult_of(student)
    steps: list[tuple[str, list[int]]] = [(Part.HOME, [home.pk] if home else [])]
    steps += [(Part.COUNSELLOR, [c]) for c in holders(Role.COUNSELLOR, organizations_of(student))]
    steps += [(Part.DEPUTY, holders(Role.SAFEGUARDING))]
    for part, adults in steps:
        here = [a for a in adults if a in there(adults) - known]
        if here:
            return [(a, str(part)) for a in here]
    return []
