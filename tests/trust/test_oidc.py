"""The school's own sign-in opens accounts by exact rules, never by an e-mail claim."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core.exceptions import ImmediateHttpResponse

from tests.village import Village
from waypost.trust import oidc, sessions
from waypost.trust.folder import DataFolder
from waypost.trust.models import Account


def answer(claims: dict[str, Any], rule: str = "subject") -> Any:
    """What allauth hands over after a sign-in elsewhere."""
    linked: list[Account] = []
    app = SimpleNamespace(settings={"link_by": rule, "second_factor": ["mfa", "otp"]})
    told = SimpleNamespace(
        account=SimpleNamespace(extra_data={"id_token": claims, "userinfo": {}}),
        provider=SimpleNamespace(app=app), is_existing=False, user=None, linked=linked,
    )  # fmt: skip

    def connect(request: Any, account: Account) -> None:
        linked.append(account)
        told.user, told.is_existing = account, True

    told.connect = connect
    return told


def request(rf: Any) -> Any:
    found = rf.get("/sign-in/school/x/back/")
    found.session = {}
    return found


@pytest.mark.parametrize(
    ("claims", "rule"),
    [
        ({"sub": "1", "email": "ada@willow.example", "email_verified": True}, "subject"),
        ({"sub": "1", "email": "ada@willow.example", "email_verified": True}, "username"),
        ({"sub": "1", "preferred_username": "ada"}, "subject"),
        ({"sub": "1", "preferred_username": "zed"}, "username"),
        ({"sub": "1", "preferred_username": ""}, "username"),
        ({"sub": "1", "sourcedId": "ada"}, "sourcedId"),
    ],
)
def test_who_is_not_linked_and_not_named_by_the_rule_stays_outside(
    village: Village, rf: Any, claims: dict[str, Any], rule: str
) -> None:
    adapter = oidc.SocialAccountAdapter()
    before = Account.objects.count()
    told = answer(claims, rule)
    with pytest.raises(ImmediateHttpResponse) as refused:
        adapter.pre_social_login(request(rf), told)
    assert refused.value.response.status_code == 403
    assert told.linked == []
    assert Account.objects.count() == before


def test_the_rule_of_the_settings_file_links_an_account_that_exists(village: Village, rf: Any) -> None:
    told = answer({"sub": "1", "preferred_username": "ada"}, "username")
    oidc.SocialAccountAdapter().pre_social_login(request(rf), told)
    assert [a.username for a in told.linked] == ["ada"]


def test_the_roster_rule_asks_the_room_that_knows_it(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        oidc, "_by_roster", lambda claims: village.ada.pk if claims.get("sourcedId") == "ada" else None
    )
    found = oidc.account_for({"sourcedId": "ada"}, "sourcedId")
    assert found is not None
    assert found.username == "ada"


@pytest.mark.parametrize(("amr", "vouched"), [(["pwd"], False), (["pwd", "mfa"], True), (None, False)])
def test_a_second_step_elsewhere_counts_only_when_the_answer_says_so(
    village: Village, rf: Any, amr: list[str] | None, vouched: bool
) -> None:
    there = request(rf)
    told = answer({"sub": "1", "preferred_username": "adam", **({"amr": amr} if amr else {})}, "username")
    oidc.SocialAccountAdapter().pre_social_login(there, told)
    adam = village.account(village.adam)
    assert (there.session.get(sessions.VOUCHED) == adam.pk) is vouched
    sessions.begin(there, adam.pk)
    assert bool(there.session.get("waypost_second_factor")) is vouched
    other = request(rf)
    other.session[sessions.VOUCHED] = adam.pk
    sessions.begin(other, village.account(village.mia).pk)
    assert "waypost_second_factor" not in other.session


def test_the_settings_file_becomes_allauths_settings(tmp_path: Path) -> None:
    assert DataFolder(tmp_path).sign_in_providers() == {}
    told = {
        "id": "school",
        "name": "Our school",
        "server": "https://login.example",
        "client": "c",
        "secret": "s",
    }
    (tmp_path / "oidc.json").write_text(json.dumps(told))
    app = DataFolder(tmp_path).sign_in_providers()["openid_connect"]["APPS"][0]
    assert app["settings"]["server_url"] == "https://login.example"
    assert app["settings"]["link_by"] == "subject"


def test_nobody_gets_an_account_by_signing_in_elsewhere(rf: Any) -> None:
    assert oidc.SocialAccountAdapter().is_open_for_signup(request(rf), None) is False
