"""Accounts, roles and invitations, for administrators: names and counts, never contents (TRUST 11)."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import queries, services, view_as
from ..access import SIGNED_IN
from ..forms import GrantForm, ReasonForm, RecoveryForm
from ..models import Account, RoleGrant
from ..pages import Asked, page
from ..rules import ADMINISTRATORS, BOOKKEEPERS, CONFIRMERS, MANAGE_ACCOUNTS, READ_ACTS
from .account import _me

__all__ = [
    "SIGNED_IN",
    "account",
    "accounts",
    "acts",
    "confirm",
    "end",
    "grant",
    "invite",
    "recover",
    "slips",
    "view_with",
]


@page(ADMINISTRATORS, purpose="accounts")
@require_http_methods(["GET", "POST"])
def accounts(request: Asked) -> HttpResponse:
    """All accounts, searched by POST, so that no name stands in an address or a log."""
    words = request.POST.get("name", "")[:120]
    number = max(1, int(n)) if (n := request.POST.get("page", "1")).isdigit() else 1
    rows, more = queries.accounts(request.reads, words, number)
    held = queries.roles_of(a.pk for a in rows)
    listed = [{"account": a, "roles": held.get(a.pk, [])} for a in rows]
    return render(
        request,
        "trust/accounts.html",
        {
            "rows": listed,
            "words": words,
            "page": number,
            "more": more,
            "waiting": queries.waiting_grants().count(),
        },
    )


@page(ADMINISTRATORS, purpose="accounts")
@require_GET
def account(request: Asked, pk: int) -> HttpResponse:
    """One account: its roles, its invitation."""
    one = MANAGE_ACCOUNTS.get(request.reads, pk=pk)
    return render(request, "trust/one_account.html", _shown(one))


def _shown(one: Account) -> dict[str, object]:
    return {
        "account": one,
        "grants": [
            {"grant": g, "word": dict_of_roles()[g.role], "waits": services.waits_for_second(g)}
            for g in queries.grants_shown(one)
        ],
        "form": GrantForm(),
        "invitation": queries.open_invitation(one),
    }


def dict_of_roles() -> dict[str, str]:
    from ..forms import role_names

    return dict(role_names())


@page(ADMINISTRATORS, purpose="accounts", fresh=True)
@require_POST
def grant(request: Asked, pk: int) -> HttpResponse:
    one = MANAGE_ACCOUNTS.get(request.reads, pk=pk)
    form = GrantForm(request.POST)
    if form.is_valid():
        made = services.grant_role(
            one, form.cleaned_data["role"], by=_me(request), reason=form.cleaned_data["reason"]
        )
        messages.success(
            request,
            _("This role waits for a second person: an administrator, a leader, privacy or safeguarding.")
            if services.waits_for_second(made)
            else _("The role holds from now on."),
        )
    return redirect("trust:one-account", pk=pk)


@page(ADMINISTRATORS, purpose="accounts", fresh=True)
@require_POST
def end(request: Asked, pk: int) -> HttpResponse:
    held = get_object_or_404(RoleGrant, pk=pk)
    services.end_role(held, by=_me(request))
    messages.success(request, _("The role has ended, and every device of this account is signed out."))
    return redirect("trust:one-account", pk=held.account_id)


@page(CONFIRMERS, fresh=True)
@require_http_methods(["GET", "POST"])
def confirm(request: Asked) -> HttpResponse:
    """Roles that wait for a second person's yes."""
    if request.method == "POST":
        held = get_object_or_404(RoleGrant, pk=request.POST.get("grant", "0"))
        services.confirm_role(held, second=_me(request))
        messages.success(request, _("The role holds from now on."))
        return redirect("trust:confirm")
    words = dict_of_roles()
    rows = [
        {"grant": g, "word": words[g.role], "mine": _me(request).pk in {g.granted_by, g.account_id}}
        for g in queries.waiting_grants()
    ]
    return render(request, "trust/confirm.html", {"rows": rows})


@page(ADMINISTRATORS, purpose="accounts", fresh=True)
@require_POST
def invite(request: Asked, pk: int) -> HttpResponse:
    """A slip with a code, shown once."""
    one = MANAGE_ACCOUNTS.get(request.reads, pk=pk)
    return render(request, "trust/slips.html", {"slips": [(one, services.invite(one, _me(request)))]})


@page(ADMINISTRATORS, purpose="accounts", fresh=True)
@require_POST
def slips(request: Asked) -> HttpResponse:
    """Slips for all the chosen accounts, to print and cut."""
    chosen = [int(pk) for pk in request.POST.getlist("account") if pk.isdigit()][:200]
    rows = MANAGE_ACCOUNTS.scoped(request.reads, lambda r: r.filter(pk__in=chosen, is_active=True)).listed()
    return render(
        request, "trust/slips.html", {"slips": [(one, services.invite(one, _me(request))) for one in rows]}
    )


@sensitive_post_parameters("password")
@page(ADMINISTRATORS, purpose="accounts", fresh=True)
@require_http_methods(["GET", "POST"])
def recover(request: Asked, pk: int) -> HttpResponse:
    """A new start for somebody who lost the password or the second step: two of staff, and the person there."""
    one = MANAGE_ACCOUNTS.get(request.reads, pk=pk)
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        second = authenticate(
            request, username=form.cleaned_data["second"], password=form.cleaned_data["password"]
        )
        if isinstance(second, Account):
            code = services.offer_recovery(one, by=_me(request), second=second)
            return render(request, "trust/slips.html", {"slips": [(one, code)], "recovery": True})
        form.add_error(None, _("That name and password don't go together."))
    return render(request, "trust/recover.html", {"account": one, "form": form})


@page(ADMINISTRATORS, purpose="view as", fresh=True)
@require_http_methods(["GET", "POST"])
def view_with(request: Asked, pk: int) -> HttpResponse:
    """Look with another's eyes: read-only, fifteen minutes, on the record."""
    one = MANAGE_ACCOUNTS.get(request.reads, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        view_as.begin(request, _me(request), one, form.cleaned_data["reason"])
        return redirect("/")
    return render(request, "trust/view_as.html", {"account": one, "form": form})


@page(BOOKKEEPERS, purpose="acts")
@require_GET
def acts(request: Asked) -> HttpResponse:
    """The book of acts, newest first."""
    number = max(1, int(n)) if (n := request.GET.get("page", "1")).isdigit() else 1
    start = (number - 1) * queries.PAGE
    rows = READ_ACTS.scoped(
        request.reads, lambda r: r.order_by("-pk")[start : start + queries.PAGE + 1]
    ).listed()
    names = {
        a.pk: a.name or a.username
        for a in Account.objects.filter(pk__in=[r.actor_id for r in rows if r.actor_id])
    }
    lines = [{"act": r, "actor": names.get(cast(int, r.actor_id), "")} for r in rows[: queries.PAGE]]
    return render(
        request, "trust/acts.html", {"lines": lines, "page": number, "more": len(rows) > queries.PAGE}
    )
