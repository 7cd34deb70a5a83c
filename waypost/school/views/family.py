"""How a family comes in: the letter that is printed, the page where its code is typed, and a student's coming of age."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from waypost.trust import limits
from waypost.trust.access import PUBLIC, roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, page
from waypost.trust.refusal import Refused
from waypost.trust.signin import slow_down

from .. import letters, of_age
from ..access import MANAGE_GUARDIAN_LINK
from ..forms import ClaimForm
from ..models import GuardianLink, Person, School
from .common import ADMINISTRATORS, me, say_refusal


@page(ADMINISTRATORS, purpose="letter to a guardian", fresh=True)
@require_http_methods(["GET", "POST"])
def letter(request: Asked, pk: int) -> HttpResponse:
    """Print a letter: GET asks, POST makes the code and shows it this once, in the family's language."""
    link: GuardianLink = MANAGE_GUARDIAN_LINK.get(request.reads, pk=pk)
    if request.method == "POST":
        try:
            made = letters.write(link, me(request))
        except ValidationError as error:
            say_refusal(request, error)
            return redirect("school:guardian", pk=pk)
        with translation.override(made.language):
            return render(
                request,
                "school/letter.html",
                {
                    "letter": made,
                    "school": School.objects.first(),
                    "address": request.build_absolute_uri("/school/family/"),
                    "rtl": translation.get_language_bidi(),
                },
            )
    names = {"guardian": link.guardian.name, "student": link.student.name}
    context = {
        "heading": _("A letter for %(guardian)s") % names,
        "sentences": [
            _("It holds a code that works once, for fourteen days. An older letter that nobody used ends."),
            _("With the code and the birth date of %(student)s, %(guardian)s sets a password.") % names,
        ],
        "action": _("Make the letter"),
        "cancel_url": "../",
    }
    return render(request, "web/confirm.html", context)


@sensitive_post_parameters("password")
@page(PUBLIC)
@require_http_methods(["GET", "POST"])
def claim(request: Asked) -> HttpResponse:
    """The code of the letter, the child's birth date, a password. One sentence for everything that doesn't fit."""
    form = ClaimForm(request.POST or None)
    if request.method == "POST":
        place = limits.address(request)
        wait = limits.waiting(limits.CODE, place)
        if wait:
            return slow_down(request, wait)
        if form.is_valid():
            done = _claimed(form, place)
            if done:
                messages.success(
                    request, _("Your password is set. Sign in with it now, as %(name)s.") % {"name": done}
                )
                return redirect("account_login")
    response = render(request, "school/claim.html", {"form": form})
    response["Referrer-Policy"] = "no-referrer"
    return response


def _claimed(form: ClaimForm, place: str) -> str:
    """The sign-in name, or "" with the reason in the form. A wrong birth date counts as a failure like a wrong code."""
    data = form.cleaned_data
    code = letters.find(data["code"])
    try:
        if code is not None:
            return letters.claim(code, data["birth"], data["password"]).username
    except ValidationError as error:
        form.add_error("password", error)
        return ""
    except Refused:
        pass
    limits.failed(limits.CODE, place)
    form.add_error(
        None, _("This doesn't fit what the school knows. Look again, or ask at the school office.")
    )
    return ""


@page(roles(Role.STUDENT), purpose="coming of age")
@require_http_methods(["GET", "POST"])
def coming_of_age(request: Asked) -> HttpResponse:
    """Of age, or soon: the student says, for each guardian, whether things go on as before."""
    student = get_object_or_404(Person, pk=request.who.person or 0)
    if not of_age.is_asked(student) or request.who.viewing_as is not None:
        raise Http404
    links = of_age.links_of(student)
    if request.method == "POST":
        chosen = next((k for k in links if str(k.pk) == request.POST.get("link")), None)
        if chosen is None:
            raise Http404
        of_age.agree(chosen, request.POST.get("yes") == "1", request.who.account)
        messages.success(request, _("Noted. You can change it at any time."))
        return redirect("school:of-age")
    return render(request, "school/of_age.html", {"links": links, "day": of_age.birthday_of(student)})
