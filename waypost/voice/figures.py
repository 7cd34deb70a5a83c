"""The class pulse: how it went in a class over a whole month, let out only where ten or more students answered (TRUST 2).

A month is let out once it is over, so that no later answer can be read off the difference. What only one student was to
see enters here, too, and nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waypost.school import clock
from waypost.school.models import Class
from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import compute_release, shown
from waypost.trust.releases.suppress import Figure, Place

from .models import Pulse
from .queries.pulse import subject_word

AUDIENCE = "teacher"
#: Upper edges of the mean (0 not good .. 1 great) and what is said of it.
BANDS = (
    (0.25, gettext_lazy("between not good and so-so")),
    (0.50, gettext_lazy("between so-so and okay")),
    (0.75, gettext_lazy("between okay and good")),
    (1.01, gettext_lazy("between good and great")),
)


@dataclass(frozen=True, slots=True)
class ClassPulse:
    """How it went in one class in one month, in words."""

    class_id: int
    month: date  # its first day
    words: str
    answers: str  # how many, in bands: "10-19"


def last_month(day: date) -> date:
    """The first day of the last month that is over."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def make() -> int:
    """Let the last month out, once; returns how many classes were looked at. Run by the nightly job."""
    month = last_month(clock.today())
    if shown(_name(month), _period(month), AUDIENCE):
        return 0
    table = _table(month)
    if table:
        compute_release(_name(month), _period(month), table, audience=AUDIENCE)
    return len(table)


def of_classes(class_ids: Iterable[int], day: date) -> list[ClassPulse]:
    """What may be said of these classes now."""
    wanted, month = set(class_ids), last_month(day)
    cells = [c for c in shown(_name(month), _period(month), AUDIENCE) if c.shown]
    found = [ClassPulse(int(c.line.rpartition("/")[2]), month, _in_words(c), c.band) for c in cells]
    return [f for f in found if f.class_id in wanted]


def _period(month: date) -> str:
    return f"{month:%Y-%m}"


def _name(month: date) -> str:
    """Each month is a family of its own: its answers are new ones, not last month's counted again."""
    return f"class-pulse {_period(month)}"


def _table(month: date) -> dict[Place, Figure]:
    following = (month + timedelta(days=32)).replace(day=1)
    rows = Pulse.objects.filter(
        at__gte=clock.start_of(month), at__lt=clock.start_of(following), taken_back=None
    ).values_list("class_id", "person_id", "feeling")
    said: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for class_id, person_id, feeling in rows:
        said[class_id][person_id].append(feeling or 0)
    classes = Class.objects.in_bulk(said)
    return {
        (f"class/{pk}", f"pulse {subject_word(klass)}"[:80].replace("/", "-")): _figure(said[pk])
        for pk, klass in classes.items()
    }


def _figure(said: dict[int, list[int]]) -> Figure:
    """The mean over students of each one's own mean, 0 (not good) to 1 (great)."""
    own = [(sum(f) / len(f) - 1) / 4 for f in said.values()]
    return Figure(frozenset(said), sum(own) / len(own))


def _in_words(cell: ReleaseCell) -> str:
    if cell.value is None:
        return str(BANDS[-1][1] if cell.words.startswith(">") else BANDS[0][1])
    return next(str(words) for edge, words in BANDS if cell.value < edge)


def sentence(title: str, found: ClassPulse) -> str:
    return _("%(title)s: mostly %(band)s (%(answers)s answers)") % {
        "title": title, "band": found.words, "answers": found.answers.replace("-", "–"),
    }  # fmt: skip
