"""Names in tools that belong to nobody yet: whose are they?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waypost.trust.pages import Asked, page

from .. import people as joining
from ..access import MANAGE_PERSON
from ..forms import ReasonForm
from ..models import Identifier
from ..queries import unknown_identifiers
from .common import ADMINISTRATORS, PAGE, me, page_number
from .people import matching


@page(ADMINISTRATORS, purpose="identifiers")
@require_http_methods(["GET", "POST"])
def identifiers(request: Asked) -> HttpResponse:
    """The list, by who gives them out."""
    number = page_number(request)
    rows = unknown_identifiers().order_by("issuer", "key")
    shown = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    context = {"rows": shown[:PAGE], "more": len(shown) > PAGE, "page": number, "count": rows.count()}
    return render(request, "school/identifiers.html", context)


@page(ADMINISTRATORS, purpose="identifiers", fresh=True)
@require_http_methods(["GET", "POST"])
def identifier(request: Asked, pk: int) -> HttpResponse:
    """Find the person, say why, join."""
    row = get_object_or_404(Identifier, pk=pk)
    words = request.POST.get("name", "")[:120]
    chosen = request.POST.get("person", "")
    form = ReasonForm(request.POST if chosen else None)
    if chosen.isdigit() and form.is_valid():
        one = MANAGE_PERSON.get(request.reads, pk=int(chosen))
        try:
            joining.join(row.pk, one.pk, by=me(request).pk, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("Joined. The readings follow."))
            return redirect("school:identifiers")
    found = (
        MANAGE_PERSON.scoped(request.reads, lambda r: matching(words)(r)[:20]).listed()
        if words.strip()
        else []
    )
    return render(
        request, "school/identifier.html", {"row": row, "words": words, "found": found, "form": form}
    )
