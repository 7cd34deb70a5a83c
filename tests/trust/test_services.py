"""Roles, invitations and codes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.village import PASSWORD, Village
from waypost.trust import codes, services
from waypost.trust.models import Account, Act, OneTimeCode, Role, RoleGrant
from waypost.trust.refusal import Refused
from waypost.trust.who import who_is


def test_an_account_is_made_once_for_a_person_and_follows_their_name(village: Village) -> None:
    first = services.ensure_account(9001, "Zoë Nguyen", "zoe")
    again = services.ensure_account(9001, "Zoë Tran", "zoe")
    assert first.pk == again.pk
    assert again.name == "Zoë Tran"
    assert not first.has_usable_password()


def test_a_taken_username_gets_a_number(village: Village) -> None:
    assert services.ensure_account(9001, "Ada B", "ada").username == "ada2"


def test_many_accounts_at_once_are_those_made_one_by_one(village: Village) -> None:
    people = [
        services.Person(9001, "A B", "new"),
        services.Person(9002, "C D", "new"),
        services.Person(village.ada.pk, "Ada O", "ada"),
    ]
    made = services.ensure_accounts(people)
    assert {made[9001].username, made[9002].username} == {"new", "new2"}
    assert made[village.ada.pk].pk == village.account(village.ada).pk
    assert Account.objects.get(person_id=village.ada.pk).name == "Ada O"


def test_an_invitation_lets_a_person_in_once(village: Village) -> None:
    account = village.account(village.mia)
    code = services.invite(account, village.account(village.adam))
    assert code not in str(list(OneTimeCode.objects.values()))
    found = codes.find(code.lower().replace("-", " "), "invitation")
    assert found is not None
    services.accept_code(found, "a-new-quiet-bridge")
    account.refresh_from_db()
    assert account.check_password("a-new-quiet-bridge")
    assert codes.find(code, "invitation") is None
    with pytest.raises(Refused):
        services.accept_code(found, "another-quiet-bridge")


def test_a_weak_password_uses_no_code_up(village: Village) -> None:
    code = services.invite(village.account(village.mia), None)
    found = codes.find(code, "invitation")
    assert found is not None
    with pytest.raises(ValidationError):
        services.accept_code(found, "short")
    assert codes.find(code, "invitation") is not None


def test_a_code_runs_out_after_fourteen_days(village: Village) -> None:
    code = services.invite(village.account(village.mia), None)
    OneTimeCode.objects.update(expires=OneTimeCode.objects.get().created - timedelta(seconds=1))
    assert codes.find(code, "invitation") is None


def test_a_new_invitation_kills_the_old_one(village: Village) -> None:
    account = village.account(village.mia)
    old = services.invite(account, None)
    services.invite(account, None)
    assert codes.find(old, "invitation") is None


def test_nobody_gives_a_role_to_themselves(village: Village) -> None:
    adam = village.account(village.adam)
    with pytest.raises(Refused):
        services.grant_role(adam, Role.LEADER, by=adam)
    with pytest.raises(Refused):
        services.grant_role(adam, Role.PRIVACY, by=adam)


def test_only_an_administrator_gives_roles(village: Village) -> None:
    with pytest.raises(Refused):
        services.grant_role(village.account(village.ben), Role.LEADER, by=village.account(village.ada))


@pytest.mark.parametrize("role", [Role.PRIVACY, Role.SAFEGUARDING])
def test_privacy_and_safeguarding_hold_only_after_a_second_yes(village: Village, role: Role) -> None:
    adam, lena, cora = (village.account(p) for p in (village.adam, village.lena, village.cora))
    grant = services.grant_role(cora, role, by=adam)
    assert role not in who_is(cora).roles
    for wrong in (adam, cora, village.account(village.ada)):
        with pytest.raises(Refused):
            services.confirm_role(grant, wrong)
    services.confirm_role(grant, lena)
    assert role in who_is(cora).roles


def test_a_role_taken_away_is_gone_at_once(village: Village) -> None:
    ada = village.account(village.ada)
    services.end_role(RoleGrant.objects.get(account=ada), by=village.account(village.adam))
    assert who_is(ada).roles == frozenset()
    assert Act.objects.filter(verb="role.end").count() == 1


def test_the_last_administrator_cannot_be_ended_from_a_page(village: Village) -> None:
    adam = village.account(village.adam)
    with pytest.raises(Refused):
        services.end_role(RoleGrant.objects.get(account=adam), by=adam)


def test_recovery_needs_two_others_in_person(village: Village) -> None:
    ada, ben, adam = (village.account(p) for p in (village.ada, village.ben, village.adam))
    with pytest.raises(Refused):
        services.offer_recovery(ada, by=adam, second=adam)
    with pytest.raises(Refused):
        services.offer_recovery(ada, by=adam, second=village.account(village.rosa))
    code = codes.find(services.offer_recovery(ada, by=adam, second=ben), "recovery")
    assert code is not None
    assert services.accept_code(code, "a-third-quiet-bridge").check_password("a-third-quiet-bridge")


def test_the_village_password_opens_no_closed_account(village: Village) -> None:
    from django.contrib.auth import authenticate

    ada = village.account(village.ada)
    services.close_account(ada, by=None)
    assert authenticate(None, username="ada", password=PASSWORD) is None
