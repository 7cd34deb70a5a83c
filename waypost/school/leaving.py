"""Who has left, and when: what trust's retention asks of the school (TRUST 27).

A guardian leaves with the last of the children; an absorbed row with the row that stands for both. Somebody who is
gone without a day is counted, and nothing of theirs ends: the administrator is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from waypost.trust import doctor
from waypost.trust.retention import lent
from waypost.trust.retention.lent import A_YEAR, People

from . import clock
from .models import AcademicSession, GuardianLink, Person

#: What a row becomes whose name went: it stands for nobody any more.
GONE = "gone"


def install() -> None:
    lent.install(people, last_year_end, note_guardians)


def people() -> People:
    """Everybody who isn't here any more, with the day."""
    today = clock.today()
    rows = list(Person.objects.values_list("pk", "kind", "active", "left", "merged_into_id"))
    root = _roots({pk: into for pk, _kind, _active, _left, into in rows if into is not None})
    stand = {pk: (kind, active, left) for pk, kind, active, left, _into in rows}
    left = {
        pk: day
        for pk, (kind, active, day) in stand.items()
        if day is not None and day < today and kind != "guardian"
    }
    left |= _guardians({pk: row for pk, row in stand.items() if row[0] == "guardian"}, left, root, today)
    here = {pk for pk in stand if pk not in left}
    found = {pk: left[root.get(pk, pk)] for pk in stand if root.get(pk, pk) not in here}
    undated = sum(
        1
        for pk in here
        if not stand[pk][1] and stand[pk][2] is None and pk not in root and stand[pk][0] != "guardian"
    )
    students = frozenset(pk for pk, (kind, _a, _d) in stand.items() if kind in {"student", GONE})
    return People(found, students, root, undated)


def _roots(into: dict[int, int]) -> dict[int, int]:
    found = {}
    for pk in into:
        at = pk
        while at in into:
            at = into[at]
        found[pk] = at
    return found


def _guardians(
    rows: Mapping[int, tuple[str, bool, date | None]],
    left: Mapping[int, date],
    root: Mapping[int, int],
    today: date,
) -> dict[int, date]:
    """A guardian whose children have all left: the last of these days. Without a child, the day that was noted then."""
    children: dict[int, set[int]] = defaultdict(set)
    for guardian, student in GuardianLink.objects.values_list("guardian_id", "student_id"):
        children[guardian].add(root.get(student, student))
    found = {}
    for pk, (_kind, _active, noted) in rows.items():
        days = [left.get(child) for child in children[pk]]
        if any(day is None for day in days):
            continue
        known = [
            *(d for d in days if d is not None),
            *([noted] if noted is not None and noted < today else []),
        ]
        if known:
            found[pk] = max(known)
    return found


def note_guardians() -> int:
    """Write down when guardians left with their children, before the links that tell it end."""
    told = people().left
    unnoted = Person.objects.filter(kind="guardian", left=None).values_list("pk", flat=True)
    gone = [pk for pk in unnoted if pk in told]
    return sum(Person.objects.filter(pk=pk, left=None).update(left=told[pk]) for pk in gone)


def last_year_end(before: date) -> date:
    """The last day of the newest school year that had ended before a day; never longer ago than a long year."""
    newest = (
        AcademicSession.objects.filter(kind="schoolYear", active=True, end__lt=before)
        .order_by("-end")
        .values_list("end", flat=True)
        .first()
    )
    return max(newest, before - A_YEAR) if newest is not None else before - A_YEAR


@doctor.check("school.leaving")
def gone_without_a_day() -> list[doctor.Problem]:
    undated = people().undated
    if not undated:
        return []
    return [
        doctor.Problem(
            _("People who are gone without a day of leaving: %(n)d. Nothing of theirs ends.")
            % {"n": undated},
            _("Send a roster that names them and says when they left."),
        )
    ]
