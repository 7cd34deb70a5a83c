"""The administrator's pages about people, files and days: each flow once, and nobody else gets in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.school.rosters import Roster
from tests.village import Village
from waypost.school import calendar, people, queries
from waypost.school.models import DayOff, Enrollment, GuardianLink, Identity, Merge, Person, RosterImport
from waypost.school.urls import urlpatterns
from waypost.school.views.common import ADMINISTRATORS
from waypost.trust.models import RoleGrant

SignedIn = Callable[[Person], Client]


@pytest.fixture
def admin(village: Village, signed_in: SignedIn) -> Client:
    return signed_in(village.adam)


def addresses(village: Village) -> dict[str, str]:
    row = people.merge(village.mia.pk, village.leo.pk, by=None, reason="x")
    RosterImport.objects.create(
        pk=1, kind="oneroster", file_name="r.zip", digest="", state="refused", made=people.clock.now()
    )
    found = people.resolve(["account|https://other.example|x"])
    keys = {
        "import": [1], "import-apply": [1], "import-drop": [1], "import-take-back": [1], "lead": [village.lena.pk, village.willow.pk],
        "person": [village.mia.pk], "join": [village.mia.pk], "home-adult": [village.mia.pk], "classes": [village.ben.pk], "find-same": [village.mia.pk],
        "merge": [village.mia.pk, village.noor.pk], "add-guardian": [village.mia.pk], "part": [Identity.objects.first().pk],  # type: ignore[union-attr]
        "part-merge": [row.pk], "identifier": [*found.values()], "guardian": [GuardianLink.objects.first().pk],  # type: ignore[union-attr]
        "guardian-end": [GuardianLink.objects.first().pk],  # type: ignore[union-attr]
        "guardian-restrict": [GuardianLink.objects.first().pk],  # type: ignore[union-attr]
        "guardian-letter": [GuardianLink.objects.first().pk],  # type: ignore[union-attr]
    }  # fmt: skip
    return {
        str(p.name): reverse(f"school:{p.name}", args=keys.get(str(p.name), []))
        for p in urlpatterns
        if getattr(p.callback, "gate", None)
        is ADMINISTRATORS  # cards, families and coming of age are others' pages
    }


POST_ONLY = {"import-apply", "import-drop", "import-take-back", "lead", "join", "home-adult", "classes"}


def test_every_page_opens_for_the_administrator(village: Village, admin: Client) -> None:
    pages = addresses(village)
    assert len(pages) >= 18
    for name, address in pages.items():
        answer = admin.get(address)
        assert answer.status_code == (405 if name in POST_ONLY else 200), name


@pytest.mark.parametrize("who", ["ada", "mia", "rosa", "lena", "cora", "sam", "priya", "petra"])
def test_nobody_else_gets_in_by_get_or_post(village: Village, signed_in: SignedIn, who: str) -> None:
    client = signed_in(getattr(village, who))
    for name, address in addresses(village).items():
        assert client.get(address).status_code == 403, name
        assert client.post(address).status_code == 403, name


def test_strangers_are_sent_to_sign_in(village: Village) -> None:
    for address in addresses(village).values():
        assert Client().get(address)["Location"].startswith("/sign-in/")


def upload(client: Client, path: Path, kind: str, name: str = "school.zip") -> str:
    answer = client.post(
        reverse("school:imports"), {"kind": kind, "file": SimpleUploadedFile(name, path.read_bytes())}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["Location"])


def test_a_roster_is_looked_at_and_then_applied(village: Village, admin: Client, tmp_path: Path) -> None:
    place = upload(admin, Roster().write(tmp_path), "roster")
    page = admin.get(place).content.decode()
    assert "What it would do" in page
    assert not Person.objects.filter(sourced_id="st0").exists()
    admin.post(f"{place}apply/")
    assert Person.objects.filter(sourced_id="st0").exists()
    row = RosterImport.objects.get()
    assert (row.state, row.applied_by, row.file_name) == (
        "applied",
        village.account(village.adam).pk,
        "school.zip",
    )
    assert "What it did" in admin.get(place).content.decode()
    page = admin.get(reverse("school:imports")).content.decode()
    assert "Pria Das" in page  # proposed as leader
    pria = Person.objects.get(sourced_id="pri")
    admin.post(reverse("school:lead", args=[pria.pk, pria.memberships.get().organization_id]))
    assert RoleGrant.objects.filter(account__person_id=pria.pk, role="leader").count() == 1


def test_a_broken_roster_shows_file_line_field_and_mend(admin: Client, tmp_path: Path) -> None:
    roster = Roster()
    roster.rows["enrollments"][0]["role"] = "wizard"
    page = admin.get(upload(admin, roster.write(tmp_path), "roster")).content.decode()
    for said in ("enrollments.csv", "role", "Allowed are:", "Nothing was changed"):
        assert said in page
    assert "Apply it" not in page


def test_those_who_are_gone_are_named_and_end_only_with_a_yes(admin: Client, tmp_path: Path) -> None:
    admin.post(upload(admin, Roster().write(tmp_path), "roster") + "apply/")
    place = upload(admin, Roster().without("st7").write(tmp_path), "roster")
    assert "Kid7 Stone" in admin.get(place).content.decode()
    admin.post(f"{place}apply/", {"gone": "1"})
    assert not Person.objects.get(sourced_id="st7").active


def test_an_odd_file_waits_until_the_box_is_ticked(admin: Client, tmp_path: Path) -> None:
    admin.post(upload(admin, Roster().write(tmp_path), "roster") + "apply/")
    roster = Roster()
    for n in range(6):
        roster.user(f"st{n}")["familyName"] = "Other"
    place = upload(admin, roster.write(tmp_path), "roster")
    assert "Is it the right file?" in admin.get(place).content.decode()
    admin.post(f"{place}apply/")
    assert Person.objects.get(sourced_id="st0").family_name == "Stone"
    admin.post(f"{place}apply/", {"odd": "1"})
    assert Person.objects.get(sourced_id="st0").family_name == "Other"


def test_a_file_put_aside_changes_nothing(admin: Client, tmp_path: Path) -> None:
    place = upload(admin, Roster().write(tmp_path), "roster")
    admin.post(f"{place}drop/")
    admin.post(f"{place}apply/")
    assert not Person.objects.filter(sourced_id="st0").exists()


def test_a_file_that_is_no_zip_is_refused_beside_the_field(admin: Client) -> None:
    answer = admin.post(
        reverse("school:imports"), {"kind": "roster", "file": SimpleUploadedFile("r.zip", b"hello,world\n")}
    )
    assert answer.status_code == 200
    assert "right kind" in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_attendance_comes_in_by_the_same_page(village: Village, admin: Client, tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("student,date,status\nmia,2026-11-20,absent\n")
    place = upload(admin, path, "attendance", "days.csv")
    assert queries.absent_days(village.mia).tolist() == []
    admin.post(f"{place}apply/")
    assert queries.absent_days(village.mia).tolist() == [date(2026, 11, 20).toordinal()]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("attendance", "student,date,status\nghost,2026-11-20,absent\n"),
        ("growth", "student,year,grade,subject,percentile,standard_error\nghost,2026,7,Reading,50,10\n"),
    ],
)
def test_a_broken_table_shows_line_and_field_on_its_page(
    admin: Client, tmp_path: Path, kind: str, text: str
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(text)
    page = admin.get(upload(admin, path, kind, "broken.csv")).content.decode()
    assert "no student is known by this name" in page
    assert "Apply it" not in page


def test_people_are_found_by_the_beginnings_of_their_names(village: Village, admin: Client) -> None:
    page = admin.post(reverse("school:people"), {"name": "mi san"}).content.decode()
    assert "Mia Santos" in page
    assert "Leo Park" not in page
    staff = admin.post(reverse("school:people"), {"name": "", "kind": "staff"}).content.decode()
    assert "Ada Okafor" in staff
    assert "Mia Santos" not in staff


def test_an_identifier_is_joined_and_parted_on_the_persons_page(village: Village, admin: Client) -> None:
    key = "account|https://other.example|m.santos"
    join = reverse("school:join", args=[village.mia.pk])
    page = admin.post(join, {"key": key, "reason": "her login"}).content.decode()
    assert "Nothing has come in under this name yet" in page
    people.resolve([key])
    assert admin.post(join, {"key": key, "reason": "her login"}).status_code == 302
    row = Identity.objects.get(identifier__key=key)
    assert row.set_by == village.account(village.adam).pk
    admin.post(reverse("school:part", args=[row.pk]), {"reason": "a twin's"})
    row.refresh_from_db()
    assert row.parted is not None


def test_a_name_of_nobody_is_given_to_its_person(village: Village, admin: Client) -> None:
    (pk,) = people.resolve(["account|https://other.example|x9"]).values()
    assert "x9" in admin.get(reverse("school:identifiers")).content.decode()
    place = reverse("school:identifier", args=[pk])
    assert "Leo Park" in admin.post(place, {"name": "leo"}).content.decode()
    admin.post(place, {"name": "leo", "person": village.leo.pk, "reason": "he said so"})
    assert people.person_of(pk, date(2026, 11, 23)) == village.leo.pk
    assert "x9" not in admin.get(reverse("school:identifiers")).content.decode()


def test_two_rows_are_merged_side_by_side_and_parted_again(village: Village, admin: Client) -> None:
    assert (
        "Noor Haddad"
        in admin.post(reverse("school:find-same", args=[village.mia.pk]), {"name": "noor"}).content.decode()
    )
    place = reverse("school:merge", args=[village.mia.pk, village.noor.pk])
    page = admin.get(place).content.decode()
    assert "Mathematics 7A" in page
    assert "Mathematics 7B" in page
    assert admin.post(place, {"reason": " "}).status_code == 200
    assert not Merge.objects.exists()
    admin.post(place, {"reason": "entered twice"})
    row = Merge.objects.get()
    admin.post(reverse("school:part-merge", args=[row.pk]), {"reason": "two children"})
    village.noor.refresh_from_db()
    assert village.noor.merged_into_id is None


def test_merging_asks_for_a_fresh_sign_in(
    village: Village, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("waypost.trust.signin.is_fresh", lambda request: False)
    answer = admin.post(reverse("school:merge", args=[village.mia.pk, village.noor.pk]), {"reason": "x"})
    assert answer.status_code == 302
    assert not Merge.objects.exists()


def test_a_class_without_a_teacher_is_given_and_taken_back_by_hand(village: Village, admin: Client) -> None:
    (klass, *_others) = queries.classes_of_student(village.mia)
    Enrollment.objects.filter(klass=klass, role="teacher").delete()
    door = reverse("school:classes", args=[village.ben.pk])
    page = reverse("school:person", args=[village.ben.pk])
    assert klass.title in admin.get(page).content.decode()
    admin.post(door, {"klass": klass.pk})
    assert klass in queries.classes_of_teacher(village.ben)
    admin.post(reverse("school:classes", args=[village.ada.pk]), {"klass": klass.pk})
    assert [p.pk for p in queries.teachers_of_class(klass)] == [village.ben.pk], "it has a teacher"
    admin.post(door, {"end": queries.classes_given_to(village.ben).get(klass=klass).pk})
    assert klass not in queries.classes_of_teacher(village.ben)


def test_nobody_gives_a_class_to_themselves(village: Village, admin: Client) -> None:
    (klass, *_others) = queries.classes_of_student(village.mia)
    Enrollment.objects.filter(klass=klass, role="teacher").delete()
    admin.post(reverse("school:classes", args=[village.adam.pk]), {"klass": klass.pk})
    assert queries.classes_without_teacher().filter(pk=klass.pk).exists()


def test_a_home_adult_is_set_by_hand(village: Village, admin: Client) -> None:
    admin.post(reverse("school:home-adult", args=[village.mia.pk]), {"adult": village.ben.pk})
    assert queries.home_adult_of(village.mia) == village.ben


def test_a_guardian_is_confirmed_with_rights_and_ended_with_a_reason(village: Village, admin: Client) -> None:
    link = GuardianLink.objects.get(guardian=village.paul)
    assert "Paul Santos" in admin.get(reverse("school:guardians")).content.decode()
    admin.post(reverse("school:guardian", args=[link.pk]), {"rights": ["see"], "basis": "in person"})
    link.refresh_from_db()
    assert (link.state, link.see, link.message) == ("confirmed", True, False)
    admin.post(reverse("school:guardian-end", args=[link.pk]), {"reason": "moved"})
    link.refresh_from_db()
    assert (link.state, link.see) == ("ended", False)
    place = reverse("school:add-guardian", args=[village.leo.pk])
    assert "Rosa Santos" in admin.post(place, {"name": "rosa"}).content.decode()
    admin.post(place, {"name": "rosa", "guardian": village.rosa.pk})
    assert GuardianLink.objects.get(student=village.leo).state == "pending"


def test_days_off_terms_and_habits_are_changed_on_one_page(village: Village, admin: Client) -> None:
    place = reverse("school:calendar")
    admin.post(place, {"what": "off", "first": "2026-11-24", "last": "2026-11-25", "title": "Snow"})
    assert not calendar.is_school_day(date(2026, 11, 25))
    assert "Snow" in admin.get(place).content.decode()
    admin.post(place, {"what": "remove", "day": "2026-11-25"})
    assert calendar.is_school_day(date(2026, 11, 25))
    admin.post(
        place, {"what": "term", "title": "Spring", "kind": "term", "start": "2027-01-11", "end": "2027-03-26"}
    )
    assert calendar.is_school_day(date(2027, 1, 11))
    admin.post(place, {"what": "habits", "weekdays": ["0", "1"], "time_zone": "Europe/Berlin"})
    assert not calendar.is_school_day(date(2027, 1, 13))
    page = admin.post(place, {"what": "off", "first": "2026-11-25", "last": "2026-11-24"}).content.decode()
    assert "lies before the first" in page
    assert admin.post(place, {"what": "remove", "day": "nonsense"}).status_code == 200
    assert DayOff.objects.filter(day=date(2026, 11, 24)).exists()


def test_names_with_markup_are_shown_as_letters(village: Village, admin: Client) -> None:
    Person.objects.filter(pk=village.mia.pk).update(given_name="<img src=x onerror=alert(1)>")
    page = admin.get(reverse("school:person", args=[village.mia.pk])).content.decode()
    assert "<img src=x" not in page
