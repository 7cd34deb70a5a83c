"""The school's choices about time and help: who may set them, and that what waits, reads and asks goes by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from tests.village import NOW, Village
from waypost.care import choices, helplines, hours
from waypost.care.services import safeguarding, talk
from waypost.school import consenting, of_age
from waypost.school.models import Person
from waypost.trust import sessions
from waypost.trust.consent import subjects
from waypost.trust.consent.table import Band
from waypost.trust.models import Act, Setting

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
FORM = {
    "opens": "07:30", "closes": "15:00", "talk_hours": "3", "concern_hours": "0.5",
    "numbers": "School office: 030 1234\nNight: line: +49 (0)30-99", "own_data": "14", "of_age": "19",
}  # fmt: skip


def sent(client: Client, **more: str) -> str:
    session = client.session
    session[sessions.SINCE] = session[sessions.SEEN] = sessions.moment()
    session["account_authentication_methods"] = [{"method": "password", "at": float(sessions.moment())}]
    session.save()
    answer = client.post("/care/choices/", {**FORM, **more})
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_what_is_chosen_holds_everywhere_and_stands_in_the_book(
    village: Village, signed_in: SignedIn
) -> None:
    assert sent(signed_in(village.adam)) == "302"
    assert hours.in_school_hours(datetime(2026, 11, 23, 6, 40, tzinfo=UTC)), "07:40 at the school"
    assert not hours.in_school_hours(datetime(2026, 11, 23, 14, 30, tzinfo=UTC))
    assert (talk.patience(), safeguarding.patience(), of_age.years()) == (3, 0.5, 19)
    assert [(n.name, n.number) for n in helplines.lines()][:2] == [
        ("School office", "030 1234"),
        ("Night: line", "+49 (0)30-99"),
    ]
    text = signed_in(village.mia).get("/care/talk/").content.decode()
    assert '<a href="tel:030 1234">' in text
    Person.objects.filter(pk=village.mia.pk).update(birth_date=date(2011, 11, 1))
    subject = subjects.of([village.mia.pk])[village.mia.pk]
    assert subject.band(NOW.date()) is Band.TEEN, (
        "fifteen: a child by the country's preset, not by the school's age"
    )
    acts = Act.objects.filter(verb="setting.set")
    assert {a.actor_id for a in acts} == {village.account(village.adam).pk}
    assert acts.count() == 6


def test_what_was_not_changed_is_not_kept(village: Village) -> None:
    assert choices.choose(choices.now(), None) == []
    assert not Setting.objects.filter(pk__startswith="care.").exists()
    assert consenting.own_data_years() is None


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("closes", "07:00", "This lies before the beginning."),
        ("numbers", "the office", "isn&#x27;t a name, a colon and a number"),
        ("numbers", "\n".join(f"Line {n}: 030 1{n}" for n in range(9)), "At most eight"),
        ("own_data", "18", "This lies after coming of age."),
        ("talk_hours", "0", "greater than or equal to 0.25"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    village: Village, signed_in: SignedIn, field: str, wrong: str, sentence: str
) -> None:
    more = {field: wrong, **({"of_age": "17"} if field == "own_data" else {})}
    assert sentence in sent(signed_in(village.adam), **more)
    assert not Act.objects.filter(verb="setting.set").exists()


@pytest.mark.parametrize("who", ["ada", "cora", "mia", "rosa", "priya", "sam", "petra"])
def test_only_administrators_and_leaders_choose(village: Village, signed_in: SignedIn, who: str) -> None:
    assert sent(signed_in(getattr(village, who))) == "403"
