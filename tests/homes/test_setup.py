"""A real school's first ten minutes, and the demonstration's door."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.village import Village
from waypost.evidence.jobs import bring_in
from waypost.evidence.models import ResponseImport
from waypost.homes.setup import services
from waypost.school.models import AcademicSession, Class, DayOff, Enrollment, Person, School
from waypost.trust import setup_token
from waypost.trust.models import Account, OneTimeCode, Role
from waypost.trust.who import accounts_with, who_is
from waypost.voice.models import Kiosk

pytestmark = [pytest.mark.urls("tests.homes.urls_doors"), pytest.mark.django_db]


def with_token() -> Client:
    client = Client()
    assert client.post("/set-up/", {"token": setup_token.renew()})["Location"] == "/set-up/name/"
    return client


def test_without_the_token_nothing_opens() -> None:
    client = Client()
    for step in services.STEPS:
        assert client.get(f"/set-up/{step}/")["Location"] == "/set-up/"
    assert client.post("/set-up/", {"token": "wrong"}).status_code == 200
    assert client.get("/set-up/name/").status_code == 302


def test_the_token_works_once_and_a_new_one_ends_the_old() -> None:
    old = setup_token.renew()
    new = setup_token.renew()
    assert Client().post("/set-up/", {"token": old}).status_code == 200
    assert Client().post("/set-up/", {"token": new}).status_code == 302
    assert Client().post("/set-up/", {"token": new}).status_code == 200
    assert OneTimeCode.objects.get().purpose == "setup"


def test_the_whole_walk_ends_with_an_administrator_and_a_teacher() -> None:
    client = with_token()
    told = {"name": "Willow School", "time_zone": "Europe/Berlin", "country": "de", "language": "en"}
    assert client.post("/set-up/name/", told)["Location"] == "/set-up/days/"
    term = {"what": "term", "title": "Autumn", "first": "2026-08-31", "last": "2026-12-18"}
    assert client.post("/set-up/days/", term).status_code == 302
    client.post(
        "/set-up/days/", {"what": "off", "title": "Holiday", "first": "2026-10-19", "last": "2026-10-23"}
    )
    assert DayOff.objects.count() == 5
    assert "Autumn" in client.get("/set-up/days/").content.decode()
    assert client.post("/set-up/days/", {"what": "on"})["Location"] == "/set-up/roster/"
    assert client.get("/set-up/roster/").status_code == 200
    assert client.post("/set-up/roster/", {"what": "on"})["Location"] == "/set-up/source/"
    page = client.post(
        "/set-up/source/", {"name": "Exercises", "home_page": "https://tool.example"}
    ).content.decode()
    assert "/xapi/" in page
    teacher = client.post(
        "/set-up/people/", {"what": "teacher", "name": "Ada Okafor", "username": "ada", "all_classes": "on"}
    )
    assert re.search(r"<code>[A-Z2-9-]{26,}</code>", teacher.content.decode())
    me = {
        "what": "administrator",
        "name": "Adam Berg",
        "username": "adam",
        "password": "three quiet wooden words",
    }
    assert client.post("/set-up/people/", me)["Location"] == "/account/second-step/"
    assert client.get("/set-up/people/").status_code == 200
    assert client.post("/set-up/people/", {"what": "finish"})["Location"] == "/"
    assert School.objects.get().set_up_step == "done"
    assert client.get("/set-up/").status_code == 404
    assert client.get("/set-up/people/").status_code == 404
    assert who_is(Account.objects.get(username="adam")).roles == {"administrator"}


def test_the_walk_is_taken_up_where_it_was_left() -> None:
    client = with_token()
    client.post(
        "/set-up/name/", {"name": "Willow", "time_zone": "Europe/Berlin", "country": "DE", "language": "en"}
    )
    later = Client()
    assert later.post("/set-up/", {"token": setup_token.renew()})["Location"] == "/set-up/days/"
    assert "Willow" in later.get("/set-up/name/").content.decode()
    back = later.get("/set-up/people/").content.decode()
    assert all(f'href="/set-up/{step}/"' in back for step in ("name", "days", "roster", "source"))


def test_a_broken_roster_is_named_and_changes_nothing(tmp_path: Path) -> None:
    client = with_token()
    page = client.post(
        "/set-up/roster/", {"what": "file", "file": SimpleUploadedFile("r.zip", b"no zip at all")}
    )
    assert "right kind" in page.content.decode()
    assert Person.objects.count() == 0


def test_a_file_of_responses_alone_makes_people_and_classes_once_its_columns_are_looked_over() -> None:
    client = with_token()
    assert client.get("/set-up/roster/columns/")["Location"] == "/set-up/roster/"
    broken = SimpleUploadedFile("answers.csv", b"")
    refused = client.post("/set-up/roster/", {"what": "responses", "format": "csv", "file": broken})
    assert "empty" in refused.content.decode().lower()
    table = SimpleUploadedFile("answers.csv", b"who,topic,right\nanna,Fractions,1\nbo,Fractions,0\n")
    sent = client.post("/set-up/roster/", {"what": "responses", "format": "csv", "file": table})
    assert sent["Location"] == "/set-up/roster/columns/"
    assert services.school().set_up_step == "name", "a file whose columns nobody looked over is no roster yet"
    assert "answers.csv waits" in client.get("/set-up/roster/").content.decode()
    page = client.get("/set-up/roster/columns/").content.decode()
    assert "Nothing has come in yet" in page
    assert "anna" in page
    assert "Choose the column" in client.post("/set-up/roster/columns/", {"student": "who"}).content.decode()
    told = {
        "student": "who",
        "skill": "topic",
        "correct": "right",
        "student_is": "account",
        "duration_unit": "s",
    }
    assert client.post("/set-up/roster/columns/", told)["Location"] == "/set-up/source/"
    assert "is still being read" in client.get("/set-up/people/").content.decode()
    bring_in.func(ResponseImport.objects.get().pk)  # as the worker does
    row = ResponseImport.objects.get()
    assert (row.state, row.rows_in) == ("done", 2)
    assert Person.objects.filter(kind="student").count() == 2
    assert Class.objects.count() == 1


def test_a_file_that_was_sent_by_mistake_is_put_aside() -> None:
    client = with_token()
    table = SimpleUploadedFile("answers.csv", b"who,topic,right\nanna,Fractions,1\n")
    client.post("/set-up/roster/", {"what": "responses", "format": "csv", "file": table})
    assert client.post("/set-up/roster/columns/", {"drop": "1"})["Location"] == "/set-up/roster/"
    assert ResponseImport.objects.count() == 0


def test_set_up_is_closed_once_done(village: Village) -> None:
    assert Client().get("/set-up/").status_code == 404
    assert Client().get("/set-up/name/").status_code == 404


def test_wrong_answers_are_sentences() -> None:
    for call in (
        lambda: services.name_school("", "", ""),
        lambda: services.name_school("A", "Mars/Base", "DE"),
        lambda: services.name_school("A", "Europe/Berlin", "Germany"),
        lambda: services.add_term("T", date(2026, 9, 1), date(2026, 8, 1)),
        lambda: services.add_term("T", date(2026, 9, 1), date(2062, 12, 1)),
        lambda: services.add_days_off(date(2026, 9, 2), date(2026, 9, 1)),
    ):
        with pytest.raises(ValueError, match=r"[.?]$"):
            call()


def test_terms_may_not_overlap_and_may_be_given_again() -> None:
    services.add_term("Autumn", date(2026, 9, 1), date(2026, 12, 18))
    services.add_term("Autumn term", date(2026, 9, 1), date(2026, 12, 20))
    assert AcademicSession.objects.get().title == "Autumn term"
    with pytest.raises(ValueError, match="overlaps"):
        services.add_term("Winter", date(2026, 12, 20), date(2027, 3, 1))


def test_by_command_line_nothing_is_missing_in_the_end() -> None:
    services.name_school("Willow", "Europe/Berlin", "DE")
    services.add_term("Autumn", date(2026, 9, 1), date(2026, 12, 18))
    assert len(services.first_administrator("adam")) > 26
    services.first_administrator("adam")
    with pytest.raises(ValueError, match="already"):
        services.first_administrator("eve")
    Person.objects.create(given_name="Mia")
    klass = Class.objects.create(sourced_id="a", title="A")
    services.first_teacher("Ada Okafor", "ada")
    assert Enrollment.objects.get().klass == klass
    assert services.what_is_missing() == ["a first source of evidence"]
    from waypost.evidence.services import create_source

    create_source("Exercises")
    assert services.what_is_missing() == []
    assert services.is_done()


# -- the demonstration ------------------------------------------------------------------------------------------------
def test_one_click_enters_in_a_demonstration_without_password_or_second_step(
    village: Village, settings: pytest.FixtureRequest
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    client = Client()
    page = client.get("/demo/").content.decode()
    assert "Ada Okafor" in page
    adam = village.account(village.adam)
    assert client.post(f"/demo/enter/{adam.pk}/").status_code == 302
    assert client.get("/administration/accounts/").status_code == 200
    assert client.get(f"/demo/enter/{adam.pk}/").status_code == 405
    page = client.get("/account/").content.decode()
    assert "Not asked for in this demonstration" in page
    leo = village.account(village.leo)
    client.post(f"/demo/enter/{leo.pk}/")
    assert client.get("/administration/accounts/").status_code == 403


def test_one_click_makes_the_tablet_of_a_class_and_it_is_that_alone(
    village: Village, settings: pytest.FixtureRequest
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    client = Client()
    client.post(f"/demo/enter/{village.account(village.lena).pk}/")
    assert "Look at the tablet of a class" in client.get("/demo/").content.decode()
    assert client.get("/demo/tablet/").status_code == 405
    sent = client.post("/demo/tablet/")
    assert (sent.status_code, sent["Location"]) == (302, "/voice/kiosk/")
    assert "_auth_user_id" not in client.session, "whoever looked before is signed out on it"
    lesson = Kiosk.objects.get()
    assert (lesson.class_id, lesson.devices.count()) == (village.maths_7b.pk, 1)
    Client().post("/demo/tablet/")
    assert (Kiosk.objects.count(), lesson.devices.count()) == (1, 2), "another tablet of the same lesson"


def test_in_a_schools_folder_the_door_is_no_door(village: Village) -> None:
    adam = village.account(village.adam)
    client = Client()
    assert client.post("/demo/tablet/").status_code == 404
    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/enter/{adam.pk}/").status_code == 404
    assert accounts_with(Role.ADMINISTRATOR).count() == 1


@pytest.mark.parametrize(("kind", "there"), [("school", "False"), ("demo", "True")])
def test_the_doors_address_is_absent_from_a_schools_url_map(tmp_path: Path, kind: str, there: str) -> None:
    """A process of its own, since the map is made once, at the start."""
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE']='waypost.settings';"
        f"from waypost.trust.folder import DataFolder; DataFolder.from_environment().create('{kind}', 'x');"
        "import django; django.setup()\n"
        "from django.urls import NoReverseMatch, reverse\n"
        "try: print(bool(reverse('homes:demo')))\n"
        "except NoReverseMatch: print(False)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"WAYPOST_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == there
