"""What `waypost doctor` asks of this room: who would notice a signal, and does Waypost know today's place in the year."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.trust import doctor

from . import clock
from .models import AcademicSession, Person
from .queries import classes_without_teacher, students_without_home_adult


@doctor.check("school.terms")
def no_term_any_more() -> Iterable[doctor.Problem]:
    if settings.DEMO or not Person.objects.filter(kind="student").exists():
        return
    if not AcademicSession.objects.filter(active=True, end__gte=clock.today()).exists():
        yield doctor.Problem(
            _("No term holds today or a later day: without school days no signal is raised."),
            _("Add the next term on the page School days, or bring it in with the roster."),
        )


@doctor.check("school.teachers")
def classes_without_a_teacher() -> Iterable[doctor.Problem]:
    count = classes_without_teacher().count()
    if count:
        yield doctor.Problem(
            ngettext(
                "%(n)d class has no teacher: nobody sees what its students need.",
                "%(n)d classes have no teacher: nobody sees what their students need.",
                count,
            )
            % {"n": count},
            _("Under People, open the teacher and give them the class; or bring it in with the roster."),
        )


@doctor.check("school.home-adults")
def students_without_a_home_adult() -> Iterable[doctor.Problem]:
    count = students_without_home_adult().count()
    if count:
        yield doctor.Problem(
            ngettext(
                "%(n)s student has no home adult: signals about this student would reach nobody.",
                "%(n)s students have no home adult: signals about them would reach nobody.",
                count,
            )
            % {"n": count},
            _(
                "The page People lists them; each gets an adult there. A homeroom in the roster does so by itself."
            ),
        )
