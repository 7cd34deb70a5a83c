"""How far a class answered each other in one discussion, let out once after its close, from ten students who wrote (TRUST 2).

For the teachers of the class alone, who read every post by name anyway: two figures, no picture of who answers whom, no
name, no export, nothing for leaders (MEASURES.md, Who works with whom; TRUST 28).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from waypost.school import clock
from waypost.trust.models import ReleaseCell
from waypost.trust.releases.service import THRESHOLD, compute_release, shown
from waypost.trust.releases.suppress import Figure, Place

from .models import Discussion, Held, Post

AUDIENCE, LINE = "teacher", "discussion"
DENSITY, RECIPROCITY = "density", "reciprocity"


@dataclass(frozen=True, slots=True)
class Answered:
    """What may be said of a closed discussion. `ready` False: it isn't counted yet. `density` None: too few wrote."""

    ready: bool
    density: ReleaseCell | None = None
    reciprocity: ReleaseCell | None = None

    @property
    def wrote(self) -> str:
        """How many wrote, in bands: "10–19"."""
        return self.density.band.replace("-", "–") if self.density is not None else ""


@transaction.atomic
def make(discussion: Discussion) -> bool:
    """Once, when nothing waits to be read any more. Safe to run again. False: it was, or it is too early."""
    from waypost.measures.replies import ReplySettings, replies  # numpy and scipy: never in the web process

    held = Discussion.objects.select_for_update().get(pk=discussion.pk)
    if held.closed is None or held.worked_out is not None or _waiting(held):
        return False
    rows = Post.objects.filter(discussion=held, by_adult=False, state=Held.SHOWN, taken_back=None)
    writers = frozenset(rows.values_list("person_id", flat=True))
    to = rows.filter(answers__by_adult=False, answers__state=Held.SHOWN, answers__taken_back=None)
    pairs = list(to.values_list("person_id", "answers__person_id"))
    found = replies(
        sorted(writers), [a for a, _ in pairs], [b for _, b in pairs], ReplySettings(people_needed=THRESHOLD)
    )
    table: dict[Place, Figure] = {}
    if found.density is not None:
        table[LINE, DENSITY] = Figure(writers, found.density)
    if found.reciprocity is not None:
        table[LINE, RECIPROCITY] = Figure(writers, found.reciprocity)
    if table:
        compute_release(held.release, _period(held), table, audience=AUDIENCE)
    Discussion.objects.filter(pk=held.pk).update(worked_out=clock.now())
    return True


def daily() -> int:
    """Those that were closed and wait to be counted; returns how many were."""
    rows = Discussion.objects.filter(worked_out=None).exclude(closed=None).order_by("pk")
    return sum(make(d) for d in rows)


def of(discussion: Discussion) -> Answered | None:
    """None while it is open."""
    if discussion.closed is None:
        return None
    if discussion.worked_out is None:
        return Answered(False)
    cells = {c.column: c for c in shown(discussion.release, _period(discussion), AUDIENCE) if c.shown}
    return Answered(True, cells.get(DENSITY), cells.get(RECIPROCITY))


def _period(discussion: Discussion) -> str:
    """The day on which it was closed."""
    return f"{clock.local(discussion.closed).date()}" if discussion.closed else ""


def _waiting(discussion: Discussion) -> bool:
    return discussion.posts.filter(state=Held.HELD, taken_back=None).exists()
