"""Administration: configuration and counts, never contents."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waypost.evidence.models import Refused, ResponseImport, Source
from waypost.school.models import Class, GuardianLink, Person, RosterImport
from waypost.school.queries import unknown_identifiers
from waypost.trust import doctor
from waypost.trust.access import roles
from waypost.trust.models import AccessRequest, Account, ErasureCase, Role
from waypost.trust.pages import Asked, page
from waypost.trust.queries import waiting_grants
from waypost.trust.retention import run as retention
from waypost.web.context import url_or_none


@page(roles(Role.ADMINISTRATOR, Role.PRIVACY), purpose="administration")
def administration(request: Asked) -> HttpResponse:
    """What is set up, what waits, and where to go."""
    mine = request.who.has(Role.ADMINISTRATOR)
    context = {
        "counts": _counts(),
        "waiting": [*(_waiting() if mine else []), *(_asked() if request.who.has(Role.PRIVACY) else [])],
        "places": list(
            dict.fromkeys(
                [*(_privacy_places() if request.who.has(Role.PRIVACY) else []), *(_places() if mine else [])]
            )
        ),
        "problems": doctor.examine(),
        "confirm": waiting_grants().count(),
    }
    return render(request, "homes/administration.html", context)


def _counts() -> list[tuple[str, int]]:
    return [
        (_("students"), Person.objects.filter(kind="student", active=True, merged_into=None).count()),
        (_("staff"), Person.objects.filter(kind="staff", active=True, merged_into=None).count()),
        (_("guardians"), Person.objects.filter(kind="guardian", active=True, merged_into=None).count()),
        (_("classes"), Class.objects.filter(active=True).count()),
        (_("accounts that can sign in"), Account.objects.filter(is_active=True).count()),
        (_("sources of evidence"), Source.objects.exclude(kind="room").count()),
    ]


def _waiting() -> list[tuple[str, int, str]]:
    rows = [
        (
            _("rosters that wait for a person"),
            RosterImport.objects.filter(state="waiting").count(),
            "school:imports",
        ),
        (_("guardians to confirm"), GuardianLink.objects.filter(state="pending").count(), "school:guardians"),
        (
            _("pieces of evidence that were refused"),
            Refused.objects.filter(state="waiting").count(),
            "evidence:tray",
        ),
        (
            _("names in tools that belong to nobody yet"),
            unknown_identifiers().count(),
            "school:identifiers",
        ),
        (
            _("imports that stopped"),
            ResponseImport.objects.filter(state="failed").count(),
            "evidence:responses",
        ),
    ]
    return [(label, count, url_or_none(name)) for label, count, name in rows if count]


def _asked() -> list[tuple[str, int, str]]:
    """Access requests that are open, and what the next run would end: the law sets their day."""
    count = AccessRequest.objects.filter(released=None).count()
    rows = [(_("access requests"), count, url_or_none("trust:requests"))] if count else []
    erasures = ErasureCase.objects.filter(closed=None, gone=None).count()
    if erasures:
        rows.append((_("requests to erase"), erasures, url_or_none("trust:erasures")))
    run = retention.waiting()
    if run is not None and run.planned:
        rows.append((_("rows that end soon"), sum(run.planned.values()), url_or_none("trust:retention")))
    return rows


def _privacy_places() -> list[tuple[str, str]]:
    rows = [
        (_("Access requests"), "trust:requests"),
        (_("Requests to erase"), "trust:erasures"),
        (_("How long things are kept"), "trust:retention"),
        (_("Who looked at what"), "trust:reads"),
        (_("Log of acts"), "trust:acts"),
        (_("Sources and credentials"), "evidence:sources"),
        (_("Skills"), "skills:tree"),
    ]
    return [(label, url) for label, name in rows if (url := url_or_none(name))]


def _places() -> list[tuple[str, str]]:
    rows = [
        (_("People"), "school:people"),
        (_("Roster"), "school:imports"),
        (_("School days"), "school:calendar"),
        (_("Hours, numbers and ages"), "care:choices"),
        (_("Weeks of exams"), "voice:exam_weeks"),
        (_("Accounts and roles"), "trust:accounts"),
        (_("Sources and credentials"), "evidence:sources"),
        (_("Refused evidence"), "evidence:tray"),
        (_("Skills"), "skills:tree"),
        (_("Log of acts"), "trust:acts"),
    ]
    return [(label, url) for label, name in rows if (url := url_or_none(name))]
