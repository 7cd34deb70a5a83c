"""Signing in with a card: scanned or typed, then one tap; and the number that opens the rest. GET changes nothing."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from .. import cards, limits, pictures, sessions
from ..access import PUBLIC, SIGNED_IN
from ..forms import CardForm, NumberForm
from ..models import Account, SignInCard
from ..pages import CARD, Asked, local, page
from ..refusal import Refused
from ..signin import carry, slow_down

TAPPED = "waypost_pictures"  # session: the pictures tapped so far, sealed
HELD = "waypost_card_held"  # session: the card that was scanned or typed, before the tap that signs in


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def enter(request: Asked) -> HttpResponse:
    """Where the ten letters of a card are typed."""
    form = CardForm(request.POST or None)
    if request.method == "POST":
        network = limits.counted_network(request)
        wait = limits.waiting(limits.NETWORK, network) if network else 0
        if wait:
            return slow_down(request, wait)
        if form.is_valid():
            card = cards.typed(form.cleaned_data["code"])
            if card is not None:
                return _hold(request, card)
            if network:
                limits.failed(limits.NETWORK, network)
            form.add_error(
                "code", _("This card opens nothing. Look again, or ask your teacher for a new one.")
            )
    return render(request, "trust/card.html", {"form": form})


@page(PUBLIC)
@require_GET
def scanned(request: Asked, token: str) -> HttpResponse:
    """The square leads here; what stands in the address is dropped at once. Nobody is signed in yet."""
    network = limits.counted_network(request)
    wait = limits.waiting(limits.NETWORK, network) if network else 0
    if wait:
        return slow_down(request, wait)
    card = cards.scanned(token)
    if card is None:
        if network:
            limits.failed(limits.NETWORK, network)
        request.session.pop(HELD, None)
        return _no_referrer(redirect("trust:card"))
    return _no_referrer(_hold(request, card))


@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def come_in(request: Asked) -> HttpResponse:
    """The tap. Whoever was signed in on this device before is signed out first."""
    card = _held(request)
    if card is None:
        return redirect("trust:card")
    if request.method == "GET":
        return render(request, "trust/card_in.html", {"name": card.account.get_short_name()})
    logout(request)
    login(request, card.account, backend="waypost.trust.signin.ActiveAccountBackend")
    request.session[sessions.CARD] = card.pk
    request.session[sessions.SHARED] = True  # over after a lesson, whoever's tablet it is
    response = redirect("/")
    carry(response, card.account)
    return response


@sensitive_post_parameters("number")
@page(SIGNED_IN, tier=CARD)
@require_http_methods(["GET", "POST"])
def number(request: Asked) -> HttpResponse:
    """The number of one's own; or, while a teacher lets it, choosing one."""
    account, card_id = _me(request), request.session.get(sessions.CARD)
    back = local(request.POST.get("next") or request.GET.get("next") or "/")
    if card_id is None or request.session.get(sessions.NUMBER_GIVEN):
        return redirect(back)
    choosing = cards.may_choose(account.pk)
    if not (choosing or cards.has_number(account.pk)):
        return render(request, "trust/card_no_number.html")
    wait = 0 if choosing else limits.waiting(cards.NUMBER, str(card_id))
    if wait and request.method == "POST":
        return slow_down(request, wait)
    how = request.POST.get("how") or request.GET.get("how") or "number"
    if cards.has_pictures(account.pk) or (choosing and how == "pictures"):
        return _pictures(request, account, card_id, choosing, back)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _opened(account, card_id, form, choosing):
        return _through(request, back)
    return render(request, "trust/card_number.html", {"form": form, "choosing": choosing, "next": back})


def _through(request: Asked, back: str) -> HttpResponse:
    request.session.cycle_key()
    request.session[sessions.NUMBER_GIVEN] = True
    return redirect(back)


def _pictures(request: Asked, account: Account, card_id: int, choosing: bool, back: str) -> HttpResponse:
    """One tap after the other. Who chooses sees the four before they are kept; who shows them sees how many only."""
    wrong = ""
    if request.method == "POST":
        kept = pictures.tapped(request.session.get(TAPPED, ""), request.POST.dict())
        chosen = pictures.so_far(kept)
        if choosing and request.POST.get("keep"):
            try:
                cards.choose_pictures(account, chosen)
            except Refused as why:
                wrong = str(why)
        elif not choosing and len(chosen) == pictures.MANY:
            if not cards.right_number(account, card_id, pictures.secret(chosen)):
                wrong = _("These are not your pictures. Take your time and try again.")
        else:
            request.session[TAPPED] = kept
            return redirect(f"{request.path}?{urlencode({'how': 'pictures', 'next': back})}")
        request.session.pop(TAPPED, None)
        if not wrong:
            return _through(request, back)
    chosen = pictures.so_far(request.session.get(TAPPED, ""))
    context = {
        "pictures": pictures.shown(chosen, choosing),
        "choosing": choosing,
        "next": back,
        "wrong": wrong,
    }
    return render(request, "trust/card_pictures.html", context)


def _opened(account: Account, card_id: int, form: NumberForm, choosing: bool) -> bool:
    typed = form.cleaned_data["number"]
    if choosing:
        try:
            cards.choose(account, typed)
        except Refused as why:
            form.add_error("number", str(why))
            return False
        return True
    if not cards.right_number(account, card_id, typed):
        form.add_error("number", _("That is not your number. Take your time and try again."))
        return False
    return True


def _hold(request: Asked, card: SignInCard) -> HttpResponse:
    request.session[HELD] = card.pk
    return redirect("trust:card-in")


def _held(request: Asked) -> SignInCard | None:
    key = request.session.get(HELD)
    card = SignInCard.objects.select_related("account").filter(pk=key).first() if key else None
    return card if card is not None and cards.living(card.pk, card.account_id) else None


def _no_referrer(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    return response


def _me(request: Asked) -> Account:
    return cast(Account, request.user)
