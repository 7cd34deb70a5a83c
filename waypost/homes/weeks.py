"""A family's week, put together in one place: the page, the teacher's preview and the paper slip are this and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from waypost.care.panels import family as care
from waypost.learning.panels import for_week
from waypost.practice import panels as practice
from waypost.recognition import panels as recognition
from waypost.school import clock
from waypost.school.models import Person
from waypost.trust.access import ReadBook
from waypost.voice.panels import surveys

from . import own
from .own import Own


def compose(reads: ReadBook, child: Person) -> dict[str, Any]:
    """All that stands on the page for this reader: one thing to celebrate, what is next, one way to help, one question.

    Whether a survey was answered is nobody's business: borrowed eyes see none (TRUST 1).
    """
    page = own.for_family(reads, child)
    return {
        "child": child,
        "page": page,
        "help": help_at_home(page, child),
        "question": question(page, child),
        "today": clock.today(),
        "learning": for_week(reads, child),
        "tried": practice.for_home(reads),
        "recognition": recognition.for_week(reads, child),
        "care": care.for_week(reads, child),
        "surveys": surveys.for_first_page(reads, child) if reads.who.viewing_as is None else None,
    }


def help_at_home(page: Own, child: Person) -> str:
    """One way to help in ten minutes; another one each week."""
    if not page.working_on:
        return _this_week(
            [
                _("Let %(name)s show you something made or learnt this week, and ask how it was done."),
                _("Read or cook something together, and let %(name)s say what comes next."),
            ]
        ) % {"name": child.called}
    ways = [
        _("Let %(name)s explain to you how this works: %(skill)s. Explaining helps more than checking."),
        _("Let %(name)s set you a task about this: %(skill)s. Solve it together, and get something wrong on purpose."),
        _("Look for this in your day with %(name)s: %(skill)s. In the kitchen, in a shop, on the way."),
    ]  # fmt: skip
    return _this_week(ways) % {"name": child.called, "skill": page.working_on[0].title}


def question(page: Own, child: Person) -> str:
    """One question to ask, that yes or no doesn't answer; another one each week."""
    asked = [
        _("What was hard this week, and what did you try?"),
        _("Who helped you this week, and whom did you help?"),
        _("What would you do differently if you did it again?"),
        _("What do you want to be able to do next week?"),
    ]
    return _this_week(asked)


def _this_week(choices: Sequence[str]) -> str:
    return choices[clock.today().isocalendar().week % len(choices)]
