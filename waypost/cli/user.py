"""`waypost user ...`: people who sign in, and their roles, from the server. Everything here is written into the log of acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .start import fail, out, ready

if TYPE_CHECKING:
    from waypost.trust.models import Account

app = typer.Typer(help="People who sign in, and their roles.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The user name.")]


@app.command("list")
def list_(
    logs: Annotated[bool, typer.Option(help="Also the pseudonym under which the logs name each.")] = False,
) -> None:
    """Each account with its roles."""
    ready()
    from waypost.trust import logs as lines
    from waypost.trust.codes import waiting
    from waypost.trust.models import Account

    invited = waiting("invitation")
    for account in Account.objects.order_by("username").prefetch_related("grants"):
        held = sorted({g.role for g in account.grants.all() if g.until is None})
        state = ", invited" if account.pk in invited else ", not invited yet"
        state = "" if account.has_usable_password() else state
        named = f", in logs {lines.pseudonym(account.pk)}" if logs else ""
        out.print(
            f"{account.username}: {', '.join(held) or 'no role'}{state}{named}", highlight=False, markup=False
        )


@app.command()
def create(
    username: Name,
    name: Annotated[str, typer.Option(help="The full name.")] = "",
    role: Annotated[list[str] | None, typer.Option(help="A role to give; may be given again.")] = None,
) -> None:
    """Make an account for somebody of the staff, give it roles and print an invitation code.

    Students, guardians and staff of a roster have their accounts from it: `waypost user invite` opens them.
    """
    ready()
    from waypost.homes.setup.services import account_of_staff
    from waypost.trust import services
    from waypost.trust.models import Account, Role

    _check(role or [])
    if family := {Role.STUDENT, Role.GUARDIAN} & set(role or []):
        fail(f"A {min(family)}'s account comes with the roster, or by a slip of the school's.", code=2)
    if Account.objects.filter(username=username).exists():
        fail(f"Somebody is called {username!r} already. Give a role by `waypost user grant`.")
    account = account_of_staff(name or username, username)
    for one in role or []:
        _grant(account, one)
    out.print(
        f"{account.username}\ninvitation: {services.invite(account, None)}", highlight=False, markup=False
    )


@app.command()
def invite(username: Name) -> None:
    """Print a code with which this person sets a password: single use, 14 days."""
    ready()
    from waypost.trust import services

    out.print(services.invite(_account(username), None), highlight=False, markup=False)


@app.command()
def grant(
    username: Name, role: Annotated[str, typer.Argument(help="teacher, leader, administrator, ...")]
) -> None:
    """Give a role. Privacy and safeguarding hold once a second person has confirmed on the page."""
    ready()
    _grant(_account(username), role)


@app.command()
def password(username: Name) -> None:
    """Set a password at the prompt (it is not shown). Ends the account's sessions."""
    ready()
    from django.core.exceptions import ValidationError

    from waypost.trust import services

    account = _account(username)
    secret = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        services.set_password(account, secret)
    except ValidationError as error:
        fail(" ".join(error.messages))
    out.print("The password is set.")


def _account(username: str) -> Account:
    from waypost.trust.models import Account

    found = Account.objects.filter(username=username).first()
    if found is None:
        fail(f"Nobody here is called {username!r}. `waypost user list` names them.")
    return found


def _check(roles: list[str]) -> None:
    """Before anything is made."""
    from waypost.trust.models import Role

    for role in roles:
        if role not in Role.values:
            fail(f"{role!r} is not a role. Roles: {', '.join(Role.values)}.", code=2)


def _grant(account: Account, role: str) -> None:
    from waypost.trust import services
    from waypost.trust.refusal import Refused

    _check([role])
    try:
        given = services.grant_role(account, role, None)
    except Refused as refusal:
        fail(str(refusal))
    waits = services.waits_for_second(given)
    out.print(f"{account.username} is {role}{' once a second person has confirmed' if waits else ''}.")
