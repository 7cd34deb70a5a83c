"""Who is asked in a survey, in which reporting group, and when everybody has time for it again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q

from waypost.school import clock, queries
from waypost.school.grounds import in_window, live_links
from waypost.school.models import Class, Enrollment, Membership, Person
from waypost.trust import consent

from .models import Invited, Kind, People, Survey, Unit, Wave

MOST_QUESTIONS = 12
BETWEEN = timedelta(weeks=6)  # one survey in six weeks (MEASURES.md, budget)


def people_of(survey: Survey) -> dict[int, str]:
    """Person id -> reporting group ("": all), of everybody whom a wave would ask today, objections left out."""
    found = _PEOPLE[People(survey.people)](survey)
    out = objecting(survey, found)
    return {p: unit for p, unit in found.items() if p not in out}


def objecting(survey: Survey, person_ids: Iterable[int]) -> set[int]:
    """Those of these people for whom somebody said no, as of now (TRUST 14)."""
    ids = set(person_ids)
    out: set[int] = set()
    if survey.kind != Kind.ANONYMOUS:
        out |= consent.opted_out("survey", ids)
    if survey.people == People.PUPILS and topics_of(survey):
        out |= consent.opted_out("survey-sensitive", ids)
    return out


def topics_of(survey: Survey) -> list[str]:
    """Protected areas that its questions touch, as they stand now."""
    questions = survey.questions.select_related("item").prefetch_related("item__versions")
    return sorted({t for q in questions for t in q.item.current.topics})


def free_from(survey: Survey, person_ids: Collection[int]) -> date:
    """The first day on which nobody of these people was asked less than six weeks before."""
    last = (
        Wave.objects.filter(invited__person_id__in=list(person_ids))
        .exclude(state="planned")
        .order_by("-opens_on")
        .values_list("opens_on", flat=True)
        .first()
    )
    return last + BETWEEN if last is not None else clock.today()


def units_of(wave: Wave) -> list[str]:
    """The reporting groups of a wave, by name."""
    return sorted(set(Invited.objects.filter(wave=wave).values_list("unit", flat=True)))


def pupils_of(survey: Survey) -> dict[int, str]:
    """The students whom a survey asks or whose families it asks, before objections."""
    if survey.klass_id is not None:
        return dict.fromkeys((p.pk for p in queries.students_of_class(survey.klass_id)), "")
    students = queries.active_students()
    if survey.organization_id is not None:
        students = students.filter(pk__in=_at(survey.organization_id, "student"))
    if survey.unit == Unit.YEAR:
        return {p.pk: _plain(p.grade) for p in students.order_by("pk")}
    ids = list(students.order_by("pk").values_list("pk", flat=True))
    rooms = rooms_of(ids) if survey.unit == Unit.CLASS else {}
    return {p: rooms.get(p, "") for p in ids}


def _homes(survey: Survey) -> dict[int, str]:
    students = list(pupils_of(survey))
    links = live_links().filter(student__in=students, see=True)
    return dict.fromkeys(sorted(set(links.values_list("guardian_id", flat=True))), "")


def _team(survey: Survey) -> dict[int, str]:
    staff = Person.objects.filter(kind="staff", active=True, merged_into__isnull=True)
    if survey.organization_id is not None:
        staff = staff.filter(pk__in=_at(survey.organization_id))
    return dict.fromkeys(staff.order_by("pk").values_list("pk", flat=True), "")


def _at(organization: int, role: str = "") -> set[int]:
    """People of an organization, by membership or, for students, by class."""
    day = clock.today()
    members = Membership.objects.filter(in_window(day), organization=organization, active=True)
    enrolled = Enrollment.objects.filter(in_window(day), klass__organization=organization, active=True)
    if role:
        members, enrolled = members.filter(role=role), enrolled.filter(role=role)
    return set(members.values_list("person_id", flat=True)) | set(
        enrolled.values_list("person_id", flat=True)
    )


def somebody_of(organizations: Iterable[int], field: str) -> Q:
    """For rows with a person in `field`: the people of these organizations, and their students' families."""
    day, places = clock.today(), list(organizations)
    members = Membership.objects.filter(in_window(day), organization__in=places, active=True).values("person")
    enrolled = Enrollment.objects.filter(in_window(day), klass__organization__in=places, active=True)
    pupils = Q(student__in=members) | Q(student__in=enrolled.values("person"))
    homes = live_links().filter(pupils, see=True).values("guardian")
    return (
        Q(**{f"{field}__in": members})
        | Q(**{f"{field}__in": enrolled.values("person")})
        | Q(**{f"{field}__in": homes})
    )


def rooms_of(students: list[int]) -> dict[int, str]:
    """Student -> homeroom's title; where a school has none, the first class by title."""
    rows = Enrollment.objects.filter(
        in_window(clock.today()), role="student", active=True, klass__active=True, person__in=students
    ).values_list("person_id", "klass__kind", "klass__title")
    found: dict[int, tuple[bool, str]] = {}
    for person, kind, title in rows:
        mine = (kind != "homeroom", _plain(title))
        found[person] = min(found.get(person, mine), mine)
    return {person: title for person, (_, title) in found.items()}


def _plain(text: str) -> str:
    return text.replace("/", "-")[:60]


_PEOPLE = {People.PUPILS: pupils_of, People.HOMES: _homes, People.TEAM: _team}


def class_title(survey: Survey) -> str:
    if survey.klass_id is None:
        return ""
    return Class.objects.filter(pk=survey.klass_id).values_list("title", flat=True).first() or ""
