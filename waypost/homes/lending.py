"""What one room knows and another asks for, carried across here: rooms don't import each other."""

from __future__ import annotations

from waypost.community import profile, wants
from waypost.community.wants import Wants
from waypost.learning.queries.about import interests_of
from waypost.learning.queries.goals import goals_of
from waypost.learning.queries.work import work_of
from waypost.recognition import taken
from waypost.trust.access import ReadBook
from waypost.voice.queries.results import school_scale


def install() -> None:
    wants.lend(_wants)
    profile.lend_scales(school_scale)
    taken.lend(_taken)


def _wants(reads: ReadBook, person_id: int) -> Wants:
    """Shared goals and interests that the asker may read, for suggestions of help."""
    goals = [g.version.what for g in goals_of(reads, person_id, open_only=True) if g.goal.shared]
    return Wants(goals, interests_of(reads, person_id))


def _taken(reads: ReadBook, person_id: int) -> taken.Taken:
    """Own goals and work for a portfolio; what is private or isn't shown at home has to be chosen by hand."""
    goals = [
        taken.TakenGoal(
            key=f"g{g.goal.pk}", what=g.version.what, stands=str(g.level_words), made=g.goal.made, reached=g.goal.reached,
            chosen=not g.goal.private, steps=[m.what for m in g.steps if m.done is not None],
        )
        for g in goals_of(reads, person_id)
    ]  # fmt: skip
    work = [
        taken.TakenWork(
            key=f"w{w.piece.pk}", title=w.piece.title, kind=str(w.piece.get_kind_display()), text=w.piece.text,
            link=w.piece.link, picture=w.piece.picture, made=w.piece.made, chosen=w.piece.with_family,
            said=[f"{p.rubric}: {p.words}" for p in w.placed],
        )
        for w in work_of(reads, person_id)
    ]  # fmt: skip
    return taken.Taken(goals, work)
