"""What one room knows and another asks for, carried across here: rooms don't import each other."""

from __future__ import annotations

from waypost.community import profile, wants
from waypost.community.wants import Wants
from waypost.learning.queries.about import interests_of
from waypost.learning.queries.goals import goals_of
from waypost.trust.access import ReadBook
from waypost.voice.queries.results import school_scale


def install() -> None:
    wants.lend(_wants)
    profile.lend_scales(school_scale)


def _wants(reads: ReadBook, person_id: int) -> Wants:
    """Shared goals and interests that the asker may read, for suggestions of help."""
    goals = [g.version.what for g in goals_of(reads, person_id, open_only=True) if g.goal.shared]
    return Wants(goals, interests_of(reads, person_id))
