"""The other homes: kind when empty, honest about the past, and safe with whatever people are called."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.village import Village
from tests.web.test_markdown import PAYLOADS
from waypost.homes import releases
from waypost.homes.labels import in_words
from waypost.homes.navigation import folded
from waypost.homes.views.leader import Line, what_differs
from waypost.school import clock
from waypost.school.models import Class, GuardianLink, Person
from waypost.trust.models import Account, ReleaseCell, RoleGrant

from .makers import classmates, mastery, signal, skill

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("who", "path", "sentence"),
    [
        ("ada", "/classes/{klass}/", "There is not enough evidence yet to say which skill is hard."),
        ("ada", "/students/{leo}/", "No evidence on a skill yet."),
        ("leo", "/path/", "Nothing has arrived yet from the tools you work with."),
        ("rosa", "/week/", "Ask Mia what went well this week"),
        ("paul", "/week/", "No child is linked to you now"),
        ("lena", "/how-we-are-doing/", "The first figures of this term are let out after"),
        ("adam", "/administration/", "guardians to confirm"),
        ("petra", "/welcome/", "nothing waits for you here"),
    ],
)
def test_an_empty_page_says_kindly_what_will_come(
    village: Village, signed_in: SignedIn, who: str, path: str, sentence: str
) -> None:
    address = path.format(klass=village.maths_7b.pk, leo=village.leo.pk)
    assert sentence in text(signed_in(getattr(village, who)), address)


def test_the_leaders_page_shows_released_figures_and_hides_small_groups(
    village: Village, signed_in: SignedIn
) -> None:
    what = [skill(f"Skill {n}", f"s{n}") for n in range(3)]
    for n, kid in enumerate(classmates(village, 12)):
        for s in what:
            mastery(kid, s, "secure" if n % 2 else "starting", 0.9 if n % 2 else 0.2)
    Person.objects.filter(given_name__startswith="Student").update(grade="7")
    for kid in (village.mia, village.leo):
        mastery(kid, what[0], "secure", 0.9)
    client = signed_in(village.lena)
    assert not ReleaseCell.objects.exists()
    assert "50 %" not in text(client, "/how-we-are-doing/")
    releases.make()
    shown = text(client, "/how-we-are-doing/")
    assert "the whole school" in shown
    assert not [k for k in ("Student001", "Mia", "Leo") if k in shown]
    rows = list(
        csv.DictReader(io.StringIO(b"".join(client.get("/how-we-are-doing/export.csv")).decode("utf-8-sig")))
    )
    assert len(rows) == len(releases.current())
    for row in rows:
        if row["shown"].startswith("hidden"):
            assert row["value"] == ""


def test_a_past_day_shows_nothing_that_the_rights_of_today_forbid(
    village: Village, signed_in: SignedIn
) -> None:
    what = skill()
    mastery(village.noor, what, "secure", 0.9)
    ada = signed_in(village.ada)
    assert ada.get(f"/students/{village.noor.pk}/?as_of=2026-10-01").status_code == 404
    assert ada.get(f"/classes/{village.maths_7a.pk}/?as_of=2026-10-01").status_code == 404
    GuardianLink.objects.filter(guardian=village.rosa).update(state="ended")
    assert "Mia" not in text(signed_in(village.rosa), "/week/?as_of=2026-10-01")


@pytest.mark.parametrize("day", ["2027-01-01", "yesterday", "2026-02-31", ""])
def test_a_day_that_is_none_or_not_yet_is_now(village: Village, signed_in: SignedIn, day: str) -> None:
    assert "Readings as of" not in text(signed_in(village.ada), f"/students/{village.leo.pk}/?as_of={day}")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_people_classes_and_skills_are_called_stays_text(
    village: Village, signed_in: SignedIn, payload: str
) -> None:
    what = skill(payload[:250])
    Person.objects.filter(pk=village.leo.pk).update(given_name=payload[:100], family_name=payload[:100])
    Class.objects.filter(pk=village.maths_7b.pk).update(title=payload[:200])
    mastery(village.leo, what, "developing", 0.5)
    mastery(village.mia, what, "developing", 0.5)
    one = signal(village.leo, "stuck", what.pk)
    signal(village.leo, "secured", what.pk)
    ada = signed_in(village.ada)
    for page in (
        text(ada, "/today/"), text(ada, "/classes/"), text(ada, f"/classes/{village.maths_7b.pk}/"),
        text(ada, f"/students/{village.leo.pk}/"), text(ada, f"/care/signals/{one.pk}/"),
        text(ada, f"/care/signals/{one.pk}/plan/"), text(signed_in(village.leo), "/path/"),
        text(signed_in(village.rosa), "/week/"),
    ):  # fmt: skip
        if "<" in payload:
            assert payload not in page
        for bad in ("<script>alert", "onerror=alert(1)>", "<iframe", "<base ", 'javascript:alert(1)"'):
            assert bad not in page


def test_a_class_sorted_by_need_begins_with_whoever_needs_most(village: Village, signed_in: SignedIn) -> None:
    what = skill()
    mastery(village.leo, what, "secure", 0.97)
    mastery(village.mia, what, "starting", 0.1)
    page = text(signed_in(village.ada), f"/classes/{village.maths_7b.pk}/?sort=need")
    assert page.index("Mia Santos") < page.index("Leo Park")
    page = text(signed_in(village.ada), f"/classes/{village.maths_7b.pk}/")
    assert page.index("Leo Park") < page.index("Mia Santos")


def test_a_class_says_which_skill_is_hard_only_when_three_are_known(
    village: Village, signed_in: SignedIn
) -> None:
    what = skill()
    kids = classmates(village, 3)
    for kid in kids[:2]:
        mastery(kid, what, "starting", 0.1)
    client = signed_in(village.ada)
    assert "not enough evidence yet to say" in text(client, f"/classes/{village.maths_7b.pk}/")
    mastery(kids[2], what, "developing", 0.5)
    assert "Add fractions is the hardest skill now: 2 starting and 1 developing" in text(
        client, f"/classes/{village.maths_7b.pk}/"
    )


def test_a_family_reads_good_news_but_never_of_a_low_past(village: Village, signed_in: SignedIn) -> None:
    signal(village.mia, "returned")
    assert "back" not in text(signed_in(village.rosa), "/week/").split("Good news")[1].split("</section>")[0]
    signal(village.mia, "secured", skill().pk)
    assert "Add fractions" in text(signed_in(village.rosa), "/week/")


def test_a_released_bound_is_said_as_people_say_it() -> None:
    assert in_words(">= 90 %") == "90 % or more"
    assert in_words("<= 10 %") == "10 % or less"
    assert in_words("") == ""


def test_privacy_finds_its_own_pages_and_no_door_that_is_shut(village: Village, signed_in: SignedIn) -> None:
    priya = signed_in(village.priya)
    page = priya.get("/administration/").content.decode()
    hrefs = re.findall(r'href="(/[^"]+)"', page.partition("<main")[2].partition("</main")[0])
    assert {"/privacy/requests/", "/privacy/reads/"} <= set(hrefs)
    assert {href: priya.get(href).status_code for href in hrefs} == dict.fromkeys(hrefs, 200)


def test_a_leader_is_told_of_a_role_that_waits_for_a_second_person(
    village: Village, signed_in: SignedIn
) -> None:
    lena = signed_in(village.lena)
    assert "/administration/roles/" not in lena.get("/how-we-are-doing/").content.decode()
    account = Account.objects.filter(person_id=village.ben.pk).get()
    RoleGrant.objects.create(account=account, role="counsellor", confirmed=False, since=clock.now())
    assert "/administration/roles/" in lena.get("/how-we-are-doing/").content.decode()


def test_what_is_the_same_everywhere_is_said_once_and_the_hidden_are_named_once() -> None:
    hidden = ["hidden: few students"] * 3
    told = what_differs(
        [
            Line("year 5", 1, ["90 %", "90 % or more", "20 %"]),
            Line("year 6", 1, ["70 %", "90 % or more", "30 %"]),
            Line("year 7", 1, hidden),
            Line("year 8", 1, ["80 %", "90 % or more", "20 %"]),
        ],
        ["secure", "talked", "celebrated"],
    )
    assert told.heads == ["skills that are secure", "celebrated in 20 school days"]
    assert [line.cells for line in told.lines] == [["90 %", "20 %"], ["70 %", "30 %"], ["80 %", "20 %"]]
    assert told.everywhere == ["The same everywhere: talked with in 20 school days, 90 % or more."]
    assert told.hidden == ["year 7"]
    alone = what_differs([Line("year 5", 1, ["90 %", "–", "20 %"])], ["secure", "talked", "celebrated"])
    assert len(alone.lines) == 1
    assert not alone.everywhere


@pytest.mark.parametrize("path", ["/community/", "/community/partners/home/"])
def test_one_place_in_the_bar_is_the_current_one(village: Village, signed_in: SignedIn, path: str) -> None:
    bar = signed_in(village.petra).get(path).content.decode().partition("<nav")[2].partition("</nav")[0]
    assert bar.count('aria-current="page"') == 1


def test_a_phones_bar_is_one_line_that_shows_where_one_is() -> None:
    """A leader's first place is long; somebody deep under "More" still sees its name, and everything else stays reachable."""

    def line(*labels: str, here: str) -> list[str]:
        items = folded([{"label": label, "url": "/", "current": label == here} for label in labels])
        return [i["label"] for i in items if not i["folded"]]

    many = ("Classes", "Messages", "What works", "Surveys", "Skills")
    assert line("Today", *many, here="Today") == ["Today", "Classes", "Messages"]
    assert line("How we are doing", *many, here="Classes") == ["How we are doing", "Classes"]
    assert line("Today", *many, here="What works") == ["Today", "What works"]
    assert line("My path", "Messages", "Our charter", here="My path") == [
        "My path",
        "Messages",
        "Our charter",
    ]
