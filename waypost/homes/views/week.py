"""This week: what a family sees of its own child; the same page for a teacher who wants to know, and on paper."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from waypost.care.services import weekly
from waypost.community import panels as community
from waypost.readings.access import students_of_staff
from waypost.school.access import SEE_STUDENT
from waypost.school.models import Person, School
from waypost.school.queries import guardians_of
from waypost.trust import audit
from waypost.trust.access import ReadBook, Who, roles
from waypost.trust.models import Role
from waypost.trust.pages import Asked, me, page

from .. import weeks

WITH_STUDENTS = roles(Role.TEACHER, Role.COUNSELLOR, Role.LEADER)


@page(roles(Role.GUARDIAN), purpose="this week")
def week(request: Asked, child: int | None = None) -> HttpResponse:
    """One child at a time; with several, a choice above. Guardians never learn of each other."""
    children = SEE_STUDENT.scoped(request.reads, lambda rows: rows.order_by("given_name", "pk")).listed()
    chosen = (
        next((c for c in children if c.pk == child), None) if child else (children[0] if children else None)
    )
    if child and chosen is None:
        raise Http404
    if chosen is not None and request.who.viewing_as is None:
        weekly.opened(me(request))
    found = weeks.compose(request.reads, chosen) if chosen else {}
    asked = community.for_first_page(request.reads, chosen) if chosen else None
    return render(request, "homes/week.html", {"children": children, "community": asked, **found})


@page(WITH_STUDENTS, purpose="family preview")
def preview(request: Asked, student: int, guardian: int) -> HttpResponse:
    """What this guardian sees, by the same code and the same rights; what they wrote themselves stays theirs."""
    child, one = _of_family(request, student, guardian)
    language = _language(request.GET.get("in", ""))
    audit.act("family.preview", actor_id=request.who.account, object_kind="person", object_id=child.pk, detail={"guardian": one.pk})  # fmt: skip
    with translation.override(language or translation.get_language()):
        found = weeks.compose(_eyes_of(request, one), child)
        context = {
            **found,
            "guardian": one,
            "their_language": one.language if one.language in dict(settings.LANGUAGES) else "",
            "languages": [(code, label) for code, label in settings.LANGUAGES if code == one.language],
            "in_theirs": bool(language),
            "in_preview": True,
        }
        return render(request, "homes/family_preview.html", context)


@page(WITH_STUDENTS, purpose="week on paper")
def slip(request: Asked, student: int, guardian: int) -> HttpResponse:
    """The same week on a sheet of paper, in the family's language, with a part to tear off and send back."""
    child, one = _of_family(request, student, guardian)
    school = School.objects.first()
    language = _language(one.language) or (school.language if school else "") or "en"
    for_the_printer = (_("Print this page. What comes back you note on the family's page."), _("Back"))
    with translation.override(language):
        context = {
            **weeks.compose(_eyes_of(request, one), child),
            "guardian": one,
            "school": school,
            "language": language,
            "note": for_the_printer[0],
            "back": for_the_printer[1],
            "rtl": translation.get_language_bidi(),
        }
        return render(request, "homes/family_slip.html", context)


def _of_family(request: Asked, student: int, guardian: int) -> tuple[Person, Person]:
    """A student of the staff's and one guardian who may see the child today; 404 else."""
    child = SEE_STUDENT.get(request.reads, pk=student, pk__in=students_of_staff(request.who))
    one = next((g for g in guardians_of(child) if g.pk == guardian), None)
    if one is None:
        raise Http404
    return child, one


def _eyes_of(request: Asked, guardian: Person) -> ReadBook:
    """The guardian's rights as of now, read-only: the read itself stands in the log under whoever looks."""
    who = Who(
        person=guardian.pk,
        roles=frozenset({str(Role.GUARDIAN)}),
        viewing_as=request.who.account or 0,
        language=guardian.language or "en",
    )
    return ReadBook(who)


def _language(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else ""
