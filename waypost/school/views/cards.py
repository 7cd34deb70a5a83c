"""Cards for a class: who has one, printing new ones, and the hour in which children choose their number (TRUST 15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from waypost.trust import cards as trust_cards
from waypost.trust.access import ReadBook, roles
from waypost.trust.models import Account, OwnNumber, Role, SignInCard
from waypost.trust.pages import Asked, page

from .. import queries
from ..access import ISSUE_CARD, SEE_CLASS
from ..models import Class, Person

TEACHERS = roles(Role.TEACHER)


@dataclass(frozen=True, slots=True)
class Holder:
    """A student of the list: `number` is the place in it, so that two of one first name can be told apart on paper."""

    number: int
    person: Person
    account: Account | None
    card: SignInCard | None
    has_number: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on one card: a first name and a place in the list, never more."""

    number: int
    name: str
    address: str  # in the square
    typed: str


@page(TEACHERS, purpose="cards")
@require_GET
def cards(request: Asked, pk: int) -> HttpResponse:
    klass = SEE_CLASS.get(request.reads, pk=pk)
    return render(request, "school/cards.html", {"klass": klass, "holders": _holders(request.reads, klass)})


@page(TEACHERS, purpose="cards", fresh=True)
@require_POST
def make(request: Asked, pk: int) -> HttpResponse:
    """New cards for those who were chosen, to print now: what stands on them is shown this once."""
    klass = SEE_CLASS.get(request.reads, pk=pk)
    chosen = _chosen(request, klass)
    if not chosen:
        return redirect("school:cards", pk)
    by = cast(Account, request.user)
    printed = [_printed(request, h, trust_cards.make(h.account, by)) for h in chosen if h.account]
    return render(request, "school/cards_print.html", {"klass": klass, "printed": printed})


@page(TEACHERS, purpose="cards", fresh=True)
@require_POST
def number(request: Asked, pk: int) -> HttpResponse:
    """For an hour, those who were chosen may choose their number."""
    klass = SEE_CLASS.get(request.reads, pk=pk)
    by = cast(Account, request.user)
    count = trust_cards.let_choose([h.account for h in _chosen(request, klass) if h.account], by)
    if count:
        said = ngettext(
            "For the next 60 minutes %(n)d student may choose a number.",
            "For the next 60 minutes %(n)d students may choose a number.",
            count,
        )
        messages.success(request, said % {"n": count})
    return redirect("school:cards", pk)


def _holders(reads: ReadBook, klass: Class) -> list[Holder]:
    there = [p.pk for p in queries.students_of_class(klass)]
    people = ISSUE_CARD.scoped(
        reads, lambda rows: rows.filter(pk__in=there).order_by("given_name", "family_name", "pk")
    ).listed()
    accounts = {a.person_id: a for a in Account.objects.filter(person_id__in=there)}
    ids = [a.pk for a in accounts.values()]
    held = {c.account_id: c for c in SignInCard.objects.filter(account_id__in=ids, ended=None)}
    numbers = set(
        OwnNumber.objects.filter(account_id__in=ids).exclude(secret="").values_list("account_id", flat=True)
    )
    found = []
    for place, person in enumerate(people, 1):
        account = accounts.get(person.pk)
        usable = account if account is not None and trust_cards.may_have_one(account) else None
        key = usable.pk if usable else 0
        found.append(Holder(place, person, usable, held.get(key), key in numbers))
    return found


def _chosen(request: Asked, klass: Class) -> Sequence[Holder]:
    wanted = set(request.POST.getlist("student"))
    chosen = [h for h in _holders(request.reads, klass) if str(h.person.pk) in wanted and h.account]
    if not chosen:
        messages.error(request, _("Tick the students first."))
    return chosen


def _printed(request: HttpRequest, holder: Holder, made: trust_cards.Made) -> Printed:
    address = request.build_absolute_uri(reverse("trust:card-scanned", args=[made.token]))
    return Printed(holder.number, holder.person.called, address, made.typed)
