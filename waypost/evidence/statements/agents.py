"""Agents and groups: exactly one identifier, and its canonical key.

The key is the name of a school.Identifier: `account|home page|name`, `mbox|mailto:...` (lower case),
`mbox_sha1sum|...`, `openid|...`.
"""

from __future__ import annotations

from msgspec import UNSET

from . import forms
from .refusal import RefusedStatement
from .structs import Agent, Thing

IDENTIFIERS = "mbox, mbox_sha1sum, openid or account"
MAX_NAME = 400


def key_of(agent: Agent | Thing) -> str | None:
    """The canonical key of an agent or identified group; None for an anonymous group."""
    if agent.account is not UNSET:
        return f"account|{agent.account.homePage}|{agent.account.name}"
    if agent.mbox is not UNSET:
        return f"mbox|{agent.mbox.lower()}"
    if agent.mbox_sha1sum is not UNSET:
        return f"mbox_sha1sum|{agent.mbox_sha1sum.lower()}"
    if agent.openid is not UNSET:
        return f"openid|{agent.openid}"
    return None


def account_key(home_page: str, name: str) -> str:
    return f"account|{home_page}|{name}"


def check_actor(agent: Agent | Thing, at: str) -> None:
    """An Agent or a Group, as an actor, instructor, team, authority or object."""
    kind = agent.objectType
    if kind is UNSET or kind == "Agent":
        check_agent(agent, at)
    elif kind == "Group":
        check_group(agent, at)
    else:
        raise RefusedStatement(
            "bad-object-type", f"{at}.objectType", f"Here stands an Agent or a Group, not “{str(kind)[:40]}”."
        )


def check_agent(agent: Agent | Thing, at: str) -> None:
    if agent.objectType is not UNSET and agent.objectType != "Agent":
        raise RefusedStatement(
            "bad-object-type", f"{at}.objectType", "Here stands an Agent, and nothing else."
        )
    if agent.member is not UNSET:
        raise RefusedStatement(
            "unknown-property", f"{at}.member", "Only a Group has members; say objectType Group."
        )
    if _identifiers(agent, at) != 1:
        raise _not_one(at)


def check_group(group: Agent | Thing, at: str) -> None:
    """ "An Anonymous Group SHALL include a member property"; members are Agents, never Groups."""
    if group.objectType != "Group":
        raise RefusedStatement(
            "bad-object-type", f"{at}.objectType", "Here stands a Group, and nothing else."
        )
    count = _identifiers(group, at)
    if count > 1:
        raise _not_one(at)
    if count == 0 and (group.member is UNSET or not group.member):
        raise RefusedStatement(
            "no-member", f"{at}.member", "A Group without an identifier of its own names its members."
        )
    if group.member is not UNSET:
        for i, member in enumerate(group.member):
            check_agent(member, f"{at}.member[{i}]")


def _identifiers(agent: Agent | Thing, at: str) -> int:
    """Check each identifier that is there; how many are."""
    count = 0
    if agent.account is not UNSET:
        count += 1
        account = agent.account
        forms.iri(account.homePage, f"{at}.account.homePage")
        name = account.name
        if not name or len(name) > MAX_NAME:
            raise RefusedStatement(
                "bad-account", f"{at}.account.name", f"An account's name has 1 to {MAX_NAME} characters."
            )
    if agent.mbox is not UNSET:
        count += 1
        forms.mailbox(agent.mbox, f"{at}.mbox")
    if agent.mbox_sha1sum is not UNSET:
        count += 1
        forms.sha1(agent.mbox_sha1sum, f"{at}.mbox_sha1sum")
    if agent.openid is not UNSET:
        count += 1
        forms.iri(agent.openid, f"{at}.openid")
    key = key_of(agent) if count == 1 else None
    if key is not None and len(key) > 1000:
        raise RefusedStatement(
            "too-long", at, "This person's identifier is longer than 1,000 characters.", 400
        )
    return count


def _not_one(at: str) -> RefusedStatement:
    return RefusedStatement("not-one-identifier", at, f"A person has exactly one identifier: {IDENTIFIERS}.")
