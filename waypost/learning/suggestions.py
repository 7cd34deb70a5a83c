"""A few beginnings for a goal, from what the student is in the middle of learning. Suggestions, never a plan."""

from __future__ import annotations

from django.utils.translation import gettext as _

from waypost.readings import queries as readings
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook

MOST = 3
GOING_ON = ("developing", "starting", "slipping")


def for_goal(reads: ReadBook, person_id: int) -> list[str]:
    """Sentences to begin with: the skills worked on last."""
    going = [r for r in readings.mastery_of(reads, [person_id]) if r.state in GOING_ON]
    going.sort(key=lambda r: -(r.detail.get("last_day") or 0))
    chosen = [r.subject for r in going[:MOST]]
    skills = Skill.objects.in_bulk(chosen)
    return [
        _("Be able to do this alone: %(skill)s") % {"skill": skills[s].title} for s in chosen if s in skills
    ]
