"""What `waypost doctor` says of people and days, tools and the worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.village import Village
from waypost.evidence import services
from waypost.evidence.checks import silent_sources
from waypost.evidence.models import SourceGap
from waypost.readings.checks import nobody_reads
from waypost.readings.models import Cursor
from waypost.school import clock
from waypost.school.checks import classes_without_a_teacher, no_term_any_more, students_without_a_home_adult
from waypost.school.models import AcademicSession, Enrollment, HomeAdult
from waypost.trust import doctor

pytestmark = pytest.mark.django_db


def sentences(check: doctor.Check) -> list[str]:
    return [problem.sentence for problem in check()]


def test_a_class_without_a_teacher_is_counted(village: Village) -> None:
    assert sentences(classes_without_a_teacher) == []
    Enrollment.objects.filter(role="teacher").delete()
    assert "have no teacher" in sentences(classes_without_a_teacher)[0]


def test_a_student_without_a_home_adult_is_counted(village: Village) -> None:
    HomeAdult.objects.all().delete()
    assert "no home adult" in sentences(students_without_a_home_adult)[0]


def test_a_school_whose_last_term_is_over_is_told_so(village: Village) -> None:
    AcademicSession.objects.all().delete()
    assert "No term" in sentences(no_term_any_more)[0]


def test_a_tool_that_is_silent_is_named_with_its_sentence() -> None:
    tool = services.create_source("Khan")
    assert sentences(silent_sources) == []
    SourceGap.objects.create(source=tool, since=clock.today(), found_by="rhythm")
    assert sentences(silent_sources)[0].startswith("Khan: No evidence since")


def test_a_worker_that_is_gone_is_missed_as_soon_as_something_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waypost.readings.checks.projector.place", lambda: (1, 2))
    assert "No worker is running" in sentences(nobody_reads)[0]
    Cursor.objects.update_or_create(name="projector", defaults={"until": clock.wall() + timedelta(minutes=1)})
    assert sentences(nobody_reads) == []


def test_a_full_disk_is_said_before_it_is_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LITTLE", 2**40)
    assert "MB are free" in sentences(doctor.little_room)[0]
