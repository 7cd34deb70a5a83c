"""The administrator's and the privacy role's pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.village import NOW, ZONE, Village
from waypost.school import clock
from waypost.trust import audit, pseudonyms, services
from waypost.trust.models import Account, ReadRow, RoleGrant

pytestmark = pytest.mark.urls("tests.trust.urls_alone")
SignedIn = Callable[[object], Client]


def test_accounts_are_found_by_post_and_logged_as_listed(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.adam)
    page = client.post("/administration/accounts/", {"name": "santos"}).content.decode()
    assert "Mia Santos" in page
    assert "Leo Park" not in page
    row = ReadRow.objects.get()
    assert (row.kind, row.page, row.role) == ("listed", "trust:accounts", "administrator")


def test_one_account_shows_roles_and_ways_in(village: Village, signed_in: SignedIn) -> None:
    client = signed_in(village.adam)
    page = client.get(f"/administration/accounts/{village.account(village.ada).pk}/").content.decode()
    assert "teacher" in page


def test_slips_show_a_code_for_each_of_the_chosen(village: Village, signed_in: SignedIn) -> None:
    chosen = [village.account(p).pk for p in (village.mia, village.leo)]
    page = (
        signed_in(village.adam).post("/administration/accounts/slips/", {"account": chosen}).content.decode()
    )
    assert page.count("<code>") == 2


def test_a_proposed_role_is_confirmed_by_another(village: Village, signed_in: SignedIn) -> None:
    cora = village.account(village.cora)
    adam = signed_in(village.adam)
    adam.post(f"/administration/accounts/{cora.pk}/role/", {"role": "privacy"})
    waiting = RoleGrant.objects.get(account=cora, role="privacy")
    assert not waiting.confirmed
    assert adam.post("/administration/roles/", {"grant": waiting.pk}).status_code == 403
    lena = signed_in(village.lena)
    assert "Cora Weiss" in lena.get("/administration/roles/").content.decode()
    assert lena.post("/administration/roles/", {"grant": waiting.pk}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.confirmed


def test_recovery_asks_for_a_second_member_of_staff(village: Village, signed_in: SignedIn) -> None:
    from tests.village import PASSWORD

    client = signed_in(village.adam)
    place = f"/administration/accounts/{village.account(village.mia).pk}/recover/"
    assert client.get(place).status_code == 200
    assert "<code>" not in client.post(place, {"second": "ada", "password": "wrong"}).content.decode()
    assert client.post(place, {"second": "leo", "password": PASSWORD}).status_code == 403
    assert "<code>" in client.post(place, {"second": "ada", "password": PASSWORD}).content.decode()


def test_privacy_sees_who_looked_at_a_student_as_role_and_purpose(
    village: Village, signed_in: SignedIn
) -> None:
    signed_in(village.adam).get(f"/administration/accounts/{village.account(village.mia).pk}/")
    client = signed_in(village.priya)
    found = client.post("/privacy/reads/", {"name": "mia"}).content.decode()
    assert "Mia Santos" in found
    page = client.post("/privacy/reads/", {"account": village.account(village.mia).pk}).content.decode()
    assert "administrator" in page
    assert "Adam Berg" in page
    assert client.get("/privacy/reads/").status_code == 200


@pytest.mark.parametrize("who", ["ada", "lena", "adam", "mia", "rosa", "cora", "sam"])
def test_only_privacy_reads_the_log(village: Village, signed_in: SignedIn, who: str) -> None:
    assert signed_in(getattr(village, who)).get("/privacy/reads/").status_code == 403


def test_the_book_of_acts_names_who_did_what(village: Village, signed_in: SignedIn) -> None:
    services.invite(village.account(village.mia), village.account(village.adam))
    page = signed_in(village.adam).get("/administration/acts/").content.decode()
    assert "account.invite" in page
    assert "Adam Berg" in page


def test_the_check_says_whether_the_books_stand(
    village: Village, signed_in: SignedIn, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    audit.act("test.one")
    client = signed_in(village.priya)
    assert "stands as it was written" in client.post("/privacy/check/").content.decode()
    audit.Act.objects.update(verb="test.two")  # type: ignore[attr-defined]
    assert "These places differ" in client.post("/privacy/check/").content.decode()


def test_looks_under_anothers_eyes_stand_under_the_real_name(village: Village, signed_in: SignedIn) -> None:
    from waypost.trust import readlog
    from waypost.trust.access import ReadBook
    from waypost.trust.who import who_is

    adam: Account = village.account(village.adam)
    book = ReadBook(who_is(village.account(village.ada), viewing_as=adam.pk), page="x", read={village.mia.pk})
    readlog.record(book)
    row = ReadRow.objects.get()
    assert pseudonyms.accounts_of([row.real_actor])[row.real_actor].pk == adam.pk


def test_a_family_sees_roles_and_purposes_but_no_names_and_nothing_restricted(village: Village) -> None:
    from waypost.trust import queries, readlog
    from waypost.trust.access import ReadBook
    from waypost.trust.who import who_is

    def look(who: object, purpose: str, restricted: bool = False) -> None:
        book = ReadBook(who_is(village.account(who)), page="x", purpose=purpose, read={village.mia.pk})  # type: ignore[arg-type]
        book.restricted = restricted
        readlog.record(book)

    look(village.ada, "teaching")
    before = queries.looks_shared(village.mia.pk)
    look(village.cora, "concern", restricted=True)
    look(village.sam, "safeguarding")
    look(village.mia, "own page")
    assert queries.looks_shared(village.mia.pk) == before
    assert [(role, purpose) for _, role, purpose in before] == [("teacher", "teaching")]
    assert "Okafor" not in str(before)


def test_an_act_that_was_written_by_the_schools_own_clock_is_whole_in_the_book(village: Village) -> None:
    with clock.held_at(NOW.astimezone(ZONE)):
        audit.act("role.grant", object_kind="account", object_id=1)
    assert audit.verify_acts() == []
