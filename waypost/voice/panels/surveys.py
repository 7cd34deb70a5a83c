"""What surveys offer to the pages that compose.

My path, This week, Today  {% include "voice/parts/waiting_panel.html" with surveys=for_first_page(reads, child) %}
Leader's home              {% include "voice/parts/surveys_leader.html" with said=for_leader(reads) %}
"""

from __future__ import annotations

from dataclasses import dataclass, field

from waypost.school.models import Person
from waypost.trust.access import ReadBook
from waypost.trust.models import ReleaseCell
from waypost.trust.releases import shown

from ..access.surveys import RUN_SURVEY
from ..models import State, Wave
from ..queries.came import told
from ..queries.results import ScaleResult, scales_asked, scales_told
from ..queries.surveys import Waiting, to_object, waiting_for
from ..results import ALL, AUDIENCE


@dataclass(frozen=True, slots=True)
class SurveysPanel:
    """Surveys that wait for an answer; for a family also those that it may object to for its child."""

    waiting: list[Waiting]
    objections: list[tuple[Wave, list[str], list[str]]] = field(default_factory=list)
    child: Person | None = None
    came: list[Wave] = field(default_factory=list)  # of which they newly hear what came of them


def for_first_page(reads: ReadBook, child: Person | None = None) -> SurveysPanel:
    return SurveysPanel(
        waiting=[w for w in waiting_for(reads) if not w.answered],
        objections=to_object(reads, child) if child is not None else [],
        child=child,
        came=told(reads, news=True),
    )


@dataclass(frozen=True, slots=True)
class Round:
    """The last round of the whole school's students, families or staff that was read, and what it says."""

    wave: Wave
    scales: list[ScaleResult]


def for_leader(reads: ReadBook) -> list[Round]:
    """For the leader's home: of students, families and staff the newest results of the whole school, from releases alone."""
    rows = RUN_SURVEY.scoped(
        reads,
        lambda rows: rows.filter(
            state=State.CLOSED, figures_made__isnull=False, survey__klass_id=None
        ).order_by("-closes_on", "-pk"),
    ).listed()
    newest: dict[str, Wave] = {}
    for wave in rows:
        newest.setdefault(wave.survey.people, wave)
    return [Round(wave, scales_told(wave)) for wave in newest.values()]


def cells_for_leader(reads: ReadBook) -> list[ReleaseCell]:
    """The released figures behind `for_leader`: each scale, all who answered together."""
    found = []
    for asked in for_leader(reads):
        scales = {slug for slug, _title, _questions in scales_asked(asked.wave)}
        cells = shown(asked.wave.name, str(asked.wave.number), AUDIENCE)
        found += [c for c in cells if c.line == ALL and c.column in scales]
    return found
