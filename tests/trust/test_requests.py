"""Access requests: the clock, the check, one package of everything, a look at each line, two people for restricted ones (TRUST 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from tests.village import PASSWORD, Village
from waypost.care.models.safeguarding import Way
from waypost.care.services import kept, safeguarding, talk
from waypost.school.models import School
from waypost.trust import clock, doctor, requests
from waypost.trust.models import AccessLine, AccessRequest, Act, Role, RoleGrant
from waypost.trust.refusal import Refused
from waypost.trust.registry import LINES, Disclosure

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
CANARY = "otter-canary"


def asked_by(village: Village, asker: int) -> AccessRequest:
    made = requests.ask(village.mia.pk, asker)
    requests.check(made, 1)
    made.refresh_from_db()
    requests.build(made, 1)
    made.refresh_from_db()
    return made


def built(village: Village) -> AccessRequest:
    return asked_by(village, village.rosa.pk)


def settle(made: AccessRequest) -> None:
    """Two people hand everything over."""
    for by in (1, 2):
        for line in requests.careful_lines(made):
            requests.decide(line, by, withhold=False)


@pytest.mark.parametrize(("country", "due"), [("DE", date(2026, 12, 23)), ("US", date(2027, 1, 7))])
def test_the_country_sets_the_day_and_asking_twice_is_one_request(
    village: Village, country: str, due: date
) -> None:
    School.objects.update(country=country)
    made = requests.ask(village.mia.pk, village.rosa.pk)
    assert made.due == due
    assert requests.ask(village.mia.pk, village.rosa.pk) == made


def test_it_is_built_only_after_the_check_and_released_only_when_all_is_looked_at(village: Village) -> None:
    made = requests.ask(village.mia.pk, village.rosa.pk)
    with pytest.raises(Refused, match="check"):
        requests.build(made, 1)
    made = built(village)
    restricted = made.lines.filter(disclosure=str(Disclosure.RESTRICTED))
    assert restricted.exists(), "the guardian links of the village"
    with pytest.raises(Refused, match="looked at"):
        requests.release(made, 1)
    for line in requests.careful_lines(made):
        requests.decide(line, 1, withhold=False)
    with pytest.raises(Refused, match="second person"):
        requests.release(made, 1)
    for line in restricted:
        requests.decide(line, 1, withhold=False)
    with pytest.raises(Refused, match="second person"):
        requests.release(made, 1)
    for line in restricted:
        requests.decide(line, 2, withhold=False)
    requests.release(made, 1)
    assert [a.verb for a in Act.objects.filter(object_kind="access_request").order_by("pk")] == [
        "access.check", "access.build", "access.release",
    ]  # fmt: skip


def test_what_is_held_back_names_its_ground_and_shows_nothing_else(village: Village) -> None:
    made = built(village)
    line = made.lines.filter(disclosure=str(Disclosure.RESTRICTED)).first()
    assert line is not None
    with pytest.raises(Refused, match="ground"):
        requests.decide(line, 1, withhold=True)
    settle(made)
    requests.decide(line, 1, withhold=True, ground="Art. 15 (4)")
    requests.decide(line, 2, withhold=True, ground="Art. 15 (4)")
    told = requests.package(made)
    assert told["held_back"] == {"Art. 15 (4)": 1}
    assert line.table not in told["rows"] or line.values not in told["rows"][line.table]


def test_a_concern_is_in_no_package_and_changes_none(village: Village) -> None:
    before = requests.package(built(village))
    AccessRequest.objects.all().delete()
    safeguarding.tell(CANARY, way=Way.RAISED, once=uuid4(), writer_id=village.ada.pk, about_id=village.mia.pk)
    assert requests.package(built(village)) == before


def test_every_table_that_names_a_person_is_collected_but_what_may_never_be_shown(village: Village) -> None:
    talk.ask(village.mia.pk, village.ada.pk, once=uuid4(), words=CANARY)
    tables = set(built(village).lines.values_list("table", flat=True))
    assert {"school.Person", "school.Enrollment", "school.GuardianLink", "trust.Account", "care.TalkRequest"} <= tables  # fmt: skip
    never = {label for label, line in LINES.items() if line.disclosure == Disclosure.NEVER}
    assert not tables & (never - set(requests.COUNTED))
    assert not AccessLine.objects.filter(values__has_key="password").exists()


def test_a_family_asks_privacy_answers_and_only_the_asker_reads_it(
    village: Village, signed_in: SignedIn
) -> None:
    family = signed_in(village.rosa)
    family.post(f"/care/kept/students/{village.mia.pk}/ask/")
    made = AccessRequest.objects.get()
    page = family.get(f"/care/kept/students/{village.mia.pk}/").content.decode()
    assert "The school answers by" in page
    assert "Ask for it" not in page, "once is enough"
    assert family.get(f"/care/kept/package/{made.pk}/").status_code == 404
    client = signed_in(village.priya)
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert "Mia Santos" in client.get("/privacy/requests/").content.decode()
    for act in ("check", "build"):
        client.post(f"/privacy/requests/{made.pk}/", {"act": act, "how": "document"})
    made.refresh_from_db()
    assert made.built is not None
    assert client.get(f"/privacy/requests/{made.pk}/").status_code == 200
    settle(made)
    client.post(f"/privacy/requests/{made.pk}/", {"act": "release"})
    assert "Santos" in family.get(f"/care/kept/package/{made.pk}/").content.decode()
    for name in ("mia", "paul"):
        assert signed_in(getattr(village, name)).get(f"/care/kept/package/{made.pk}/").status_code == 404
    for name in ("adam", "ada", "lena", "sam"):
        assert signed_in(getattr(village, name)).get("/privacy/requests/").status_code == 403


def test_what_a_child_wrote_reaches_a_family_only_when_somebody_has_weighed_it(village: Village) -> None:
    talk.ask(village.mia.pk, village.ada.pk, once=uuid4(), words=CANARY)
    kept.object_to(village.mia.pk, village.mia.pk, "skills", "I can do ratios", once=uuid4())
    theirs, own = asked_by(village, village.rosa.pk), asked_by(village, village.mia.pk)
    assert "care.TalkRequest" not in requests.package(theirs)["rows"]
    assert "care.TalkRequest" in requests.package(own)["rows"]
    assert "care.Objection" in requests.package(theirs)["rows"], "it goes with the part it is about"
    for by in (1, 2):
        for line in theirs.lines.filter(disclosure__in=[str(d) for d in requests.CAREFUL]):
            requests.decide(line, by, withhold=False)
    with pytest.raises(Refused, match="looked at"):
        requests.release(theirs, 1)
    with pytest.raises(Refused, match="ground"):
        requests.decide_all(theirs, "care.TalkRequest", 1, withhold=True)
    requests.decide_all(theirs, "care.TalkRequest", 1, withhold=True, ground="Art. 15 (4)")
    for line in requests.careful_lines(theirs).filter(decided_by=None):
        requests.decide(line, 1, withhold=False)
    requests.release(theirs, 1)
    told = requests.package(theirs)
    assert CANARY not in str(told["rows"])
    assert told["held_back"]["Art. 15 (4)"] == 1


def test_nobody_checks_a_request_of_their_own_and_how_it_was_checked_stands_in_the_book(
    village: Village,
) -> None:
    made = requests.ask(village.mia.pk, village.rosa.pk)
    for own in (village.rosa, village.mia):
        with pytest.raises(Refused, match="Somebody else"):
            requests.check(made, village.account(own).pk)
    with pytest.raises(Refused, match="how"):
        requests.check(made, village.account(village.priya).pk, "somehow")
    for _tap in range(2):
        requests.check(made, village.account(village.priya).pk, "document")
    assert [a.detail for a in Act.objects.filter(verb="access.check")] == [{"how": "document"}]


def test_a_parent_who_may_not_even_see_the_child_handles_no_request_about_it(village: Village) -> None:
    """Paul's link to Mia is pending: nothing opens for him, and this doesn't either."""
    made = asked_by(village, village.mia.pk)
    with pytest.raises(Refused, match="Somebody else"):
        requests.check(made, village.account(village.paul).pk)


@pytest.mark.parametrize("whose", ["mia", "rosa"])
def test_no_step_of_a_request_is_taken_by_whom_it_is_about_or_who_asked_or_a_parent(
    village: Village, signed_in: SignedIn, whose: str
) -> None:
    """A mother in the office: neither her own request, nor the one that her child sent."""
    made = asked_by(village, getattr(village, whose).pk)
    line = requests.careful_lines(made)[0] if whose == "rosa" else made.lines.all()[0]
    by = village.account(village.rosa).pk
    for step in (
        lambda: requests.check(made, by),
        lambda: requests.build(made, by),
        lambda: requests.decide(line, by, withhold=False),
        lambda: requests.decide_all(made, line.table, by, withhold=False),
        lambda: requests.release(made, by),
    ):
        with pytest.raises(Refused, match="Somebody else"):
            step()
    RoleGrant.objects.create(account_id=by, role=Role.PRIVACY, since=clock.now())
    client = signed_in(village.rosa)
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert client.get(f"/privacy/requests/{made.pk}/").status_code == 404
    assert f"/privacy/requests/{made.pk}/" not in client.get("/privacy/requests/").content.decode()


def test_doctor_says_when_nobody_may_work_on_a_request(village: Village) -> None:
    said = "nobody may work on it"
    assert not any(said in p.sentence for p in doctor.examine())
    asked_by(village, village.mia.pk)
    assert not any(said in p.sentence for p in doctor.examine())
    RoleGrant.objects.filter(role=Role.PRIVACY).update(account_id=village.account(village.rosa).pk)
    assert any(said in p.sentence for p in doctor.examine())


def test_privacy_decides_a_table_at_once_and_every_line_of_any_table(
    village: Village, signed_in: SignedIn
) -> None:
    made = built(village)
    client = signed_in(village.priya)
    client.post("/sign-in/again/", {"password": PASSWORD})
    where = f"/privacy/requests/{made.pk}/"
    page = client.get(where).content.decode()
    assert "Classes" in page
    assert "Part of the file" in page
    assert "school.Enrollment (" not in page
    line = made.lines.filter(table="school.Enrollment").first()
    assert line is not None
    assert f'id="ground-{line.pk}"' not in client.get(where).content.decode()
    assert f'id="ground-{line.pk}"' in client.get(where, {"table": "school.Enrollment"}).content.decode()
    client.post(where, {"act": "hold back all", "table": "school.Enrollment", "ground": "Art. 15 (4)"})
    assert set(made.lines.filter(table="school.Enrollment").values_list("withheld", flat=True)) == {True}
    client.post(where, {"act": "hand over", "line": line.pk})
    line.refresh_from_db()
    assert not line.withheld
