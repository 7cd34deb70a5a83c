"""Partners: who helps, what is offered and wished for; finding help for a student; the helper's own page."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waypost.school import clock
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person
from waypost.trust.access import roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page, trying

from ..access.charter import STAFF_ROLES
from ..access.partners import (
    ANSWER_PLACEMENT,
    FIND_HELP,
    HELP_WITH,
    KEEP_PLACEMENT,
    MODERATE_OFFER,
    SEE_MEMBER,
    SEE_OFFER,
    SEE_PARTNER,
    SEE_WISH,
    member_of,
)
from ..forms.partners import (
    CheckForm,
    HoursForm,
    MemberForm,
    OfferForm,
    PartnerForm,
    PartnerThanksForm,
    PlaceForm,
    WishForm,
)
from ..models import PartnerMember
from ..queries import partners as queries
from ..services import partners as services
from . import LEADER, MEMBERS, STAFF

PARTNERS = roles(Role.PARTNER)
FAMILY = roles(Role.STUDENT, Role.GUARDIAN)
ABOUT_STUDENT = roles(*STAFF_ROLES, Role.STUDENT, Role.GUARDIAN)
HELPERS = roles(*STAFF_ROLES, Role.PARTNER)


def _fresh() -> dict[str, object]:
    return {"once": uuid4()}


@page(MEMBERS, purpose="partners")
def partners(request: Asked) -> HttpResponse:
    """Who helps, and with what."""
    staff = request.who.has(*STAFF_ROLES)
    context = {
        "partners": queries.partners(request.reads),
        "wishes": queries.wishes(request.reads),
        "waiting": queries.waiting_offers(request.reads),
        "staff": staff,
        "leads": request.who.has(Role.LEADER) and request.who.viewing_as is None,
        "thanks": PartnerThanksForm(initial=_fresh(), auto_id=False) if staff else None,
    }
    return render(request, "community/partners.html", context)


@page(LEADER, purpose="partners")
@require_http_methods(["GET", "POST"])
def add(request: Asked) -> HttpResponse:
    """A new organization."""
    form = PartnerForm(request.POST or None, initial=_fresh())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.add_partner(data["name"], data["about"], once=data["once"])
        return redirect("community:partner", made.pk)
    return _form(request, form, _("A new partner"), _("Keep it"), reverse("community:partners"))


@page(LEADER, purpose="partners")
@require_http_methods(["GET", "POST"])
def partner(request: Asked, pk: int) -> HttpResponse:
    """Its people: who belongs to it, and until when each check holds."""
    found = SEE_PARTNER.get(request.reads, pk=pk)
    taken = PartnerMember.objects.values("person_id")
    free = (
        Person.objects.filter(kind="partner", active=True).exclude(pk__in=taken).order_by("given_name", "pk")
    )
    form = MemberForm(request.POST or None, people=[(p.pk, p.name) for p in free])
    if request.method == "POST" and form.is_valid():
        services.add_member(found, form.cleaned_data["person"])
        return redirect("community:partner", pk)
    of = next((p for p in queries.partners(request.reads) if p.partner.pk == pk), None)
    return render(
        request, "community/partner.html", {"of": of, "partner": found, "form": form, "free": bool(free)}
    )


@page(LEADER, purpose="partners")
@require_http_methods(["GET", "POST"])
def check(request: Asked, pk: int) -> HttpResponse:
    """A background check was seen."""
    found: PartnerMember = SEE_MEMBER.get(request.reads, pk=pk)
    form = CheckForm(request.POST or None)
    back = reverse("community:partner", args=[found.partner_id])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.note_check(found, data["on"], data["until"], by=me(request))
        except services.Refused as why:
            form.add_error("until", str(why))
        else:
            return redirect(back)
    return _form(request, form, _("Note a check"), _("Note it"), back,
                 _("The paper itself isn't kept. After the last day the helper sees nothing any more, by itself."))  # fmt: skip


@page(HELPERS, purpose="partners")
@require_http_methods(["GET", "POST"])
def offer(request: Asked, pk: int) -> HttpResponse:
    """An offer of an organization; by itself, or written down by a leader."""
    found = SEE_PARTNER.get(request.reads, pk=pk)
    member = member_of(request.who)
    own, leads = member is not None and member.partner_id == pk, request.who.has(Role.LEADER)
    if not (own or leads):
        raise Http404
    form = OfferForm(request.POST or None, initial=_fresh())
    back = reverse("community:partner_home" if own else "community:partners")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.offer(
            found, data["kind"], data["title"], data["words"], data["room_for"], once=data["once"],
            read_by=None if own else me(request),
        )  # fmt: skip
        messages.success(request, _("Thank you. The school reads it, then it stands on the list."))
        return redirect(back)
    return _form(request, form, _("What do you offer?"), _("Offer it"), back)


@page(STAFF, purpose="partners")
@require_POST
def read_offer(request: Asked, pk: int) -> HttpResponse:
    found = MODERATE_OFFER.get(request.reads, pk=pk)
    services.read_offer(found, me(request), show=not request.POST.get("hold"))
    return redirect("community:partners")


@page(STAFF, purpose="partners")
@require_http_methods(["GET", "POST"])
def wish(request: Asked) -> HttpResponse:
    """What the school wishes for."""
    form = WishForm(request.POST or None, initial=_fresh())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.wish(data["kind"], data["title"], data["words"], by=me(request), once=data["once"])
        return redirect("community:partners")
    return _form(request, form, _("What do we wish for?"), _("Wish for it"), reverse("community:partners"))


@page(STAFF, purpose="partners")
@require_POST
def wish_met(request: Asked, pk: int) -> HttpResponse:
    services.wish_met(SEE_WISH.get(request.reads, pk=pk))
    return redirect("community:partners")


@page(STAFF, purpose="partners")
@require_POST
def thank(request: Asked, pk: int) -> HttpResponse:
    """Thanks to an organization; its people read it on their page."""
    found = SEE_PARTNER.get(request.reads, pk=pk)
    form = PartnerThanksForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        services.thank(found, data["words"], by=me(request), once=data["once"])
        messages.success(request, _("Sent. They read it on their page."))
    return redirect("community:partners")


@page(STAFF, purpose="help from outside")
def find(request: Asked, student: int) -> HttpResponse:
    """A list of suggestions for the adult; nothing happens by itself."""
    person = FIND_HELP.get(request.reads, pk=student)
    wanted, made = queries.suggestions(request.reads, person)
    context = {
        "person": person, "wants": wanted, "suggestions": made,
        "placements": queries.placements_of(request.reads, person), "today": clock.today(),
    }  # fmt: skip
    return render(request, "community/find.html", context)


@page(STAFF, purpose="help from outside")
@require_http_methods(["GET", "POST"])
def place(request: Asked, student: int, offer: int) -> HttpResponse:
    """Propose it to the student and the family."""
    person = FIND_HELP.get(request.reads, pk=student)
    found = SEE_OFFER.get(request.reads, pk=offer)
    wanted, made = queries.suggestions(request.reads, person)
    helpers = next((s.helpers for s in made if s.offer.pk == found.pk), [])
    initial = {**_fresh(), "goal": wanted.goals[0] if wanted.goals else ""}
    form = PlaceForm(request.POST or None, helpers=[(m.pk, name) for m, name in helpers], initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        helper = next(m for m, _name in helpers if m.pk == data["helper"])
        done = trying(
            request,
            lambda: services.place(
                found, person, helper, data["goal"], data["until"], by=me(request), once=data["once"]
            ),
        )
        if done is not None:
            messages.success(
                request, _("Proposed. The helper learns nothing before the yes of everybody who is asked.")
            )
            return redirect("community:find", student)
    return render(
        request,
        "community/place.html",
        {"form": form, "person": person, "offer": found, "wants": wanted, "helpers": helpers},
    )


@page(STAFF, purpose="help from outside")
@require_POST
def end(request: Asked, pk: int) -> HttpResponse:
    found = KEEP_PLACEMENT.get(request.reads, pk=pk)
    services.end(found, me(request))
    messages.success(request, _("Ended. The helper sees nothing of it any more."))
    return redirect("community:find", found.person_id)


@page(FAMILY, purpose="help from outside")
def ask(request: Asked) -> HttpResponse:
    """What I am asked, and what goes on: for a student and for guardians."""
    return render(
        request, "community/ask.html", {"asked": queries.to_answer(request.reads), "today": clock.today()}
    )


@page(FAMILY, purpose="help from outside")
@require_POST
def answer(request: Asked, pk: int) -> HttpResponse:
    """Yes or no; it acts at once."""
    found = ANSWER_PLACEMENT.get(request.reads, pk=pk)
    person = SEE_STUDENT.get(request.reads, pk=found.person_id)
    yes = request.POST.get("yes") == "1"
    done = trying(request, lambda: services.answer(found, me(request), person.called, yes=yes) or True)
    if done:
        messages.success(request, _("Noted: yes.") if yes else _("Noted: no. The helper sees nothing."))
    return redirect("community:ask")


@page(PARTNERS, purpose="help from outside")
def home(request: Asked) -> HttpResponse:
    """A partner's own page: whom I help, what we offer, what the school wishes for, thanks."""
    return render(
        request,
        "community/partner_home.html",
        {"home": queries.helper_home(request.reads), "today": clock.today()},
    )


@page(HELPERS, purpose="help from outside")
@require_http_methods(["GET", "POST"])
def hours(request: Asked, pk: int) -> HttpResponse:
    """Time spent together, and what came of it."""
    helper = request.who.has(Role.PARTNER)
    found = (HELP_WITH if helper else KEEP_PLACEMENT).get(request.reads, pk=pk)
    form = HoursForm(request.POST or None, initial={**_fresh(), "day": clock.today()})
    back = reverse("community:partner_home") if helper else reverse("community:find", args=[found.person_id])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.note_hours(
                found, data["day"], data["minutes"], data["words"], by=me(request), once=data["once"]
            )
        except services.Refused as why:
            form.add_error("day", str(why))
        else:
            messages.success(request, _("Noted. Thank you for your time."))
            return redirect(back)
    return _form(request, form, _("Time spent together"), _("Note it"), back,
                 _("The student, the family and the school's adults of the student read it, too."))  # fmt: skip


def _form(
    request: Asked, form: object, heading: str, action: str, back: str, sentence: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "action": action, "cancel_url": back, "sentence": sentence}
    return render(request, "community/form.html", context)
