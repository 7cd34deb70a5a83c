"""What surveys offer to the pages that compose.

My path, This week, Today  {% include "voice/parts/waiting_panel.html" with surveys=for_first_page(reads, child) %}
"""

from __future__ import annotations

from dataclasses import dataclass, field

from waypost.school.models import Person
from waypost.trust.access import ReadBook

from ..models import Wave
from ..queries.came import told
from ..queries.surveys import Waiting, to_object, waiting_for


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
