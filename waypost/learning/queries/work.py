"""What the pages about work read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from waypost.school.queries import names_of
from waypost.skills.models import Skill
from waypost.trust.access import ReadBook
from waypost.web.links import foreign

from ..access import JUDGE_PIECE, OWN_PIECE, SEE_PIECE
from ..models import Judgement, Piece, SelfPlacing
from ..rubrics import SHIPPED, Rubric
from .second import waits_for


@dataclass(frozen=True, slots=True)
class Placed:
    """Where somebody placed a piece. `judgement` None: the student in person."""

    rubric: str
    level: int
    words: str
    reason: str
    who: str
    at: object
    skill: str = ""
    judgement: Judgement | None = None
    may_take_back: bool = False


@dataclass(frozen=True, slots=True)
class OnRubric:
    """One rubric: what the student says, and beside it what adults say."""

    rubric: Rubric
    own: Placed | None
    judged: list[Placed]
    waits: bool  # a colleague has placed it, and this adult doesn't see how before having placed it, too


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A piece in a list, with the latest judgement on each rubric."""

    piece: Piece
    placed: list[Placed]


@dataclass(frozen=True, slots=True)
class PiecePage:
    piece: Piece
    link: SafeString | str
    set_by: str
    rubrics: list[OnRubric]
    earlier: list[Placed]
    mine: bool
    may_judge: bool


def work_of(reads: ReadBook, person_id: int, most: int | None = None) -> list[WorkLine]:
    """The work of a student that this person may see, newest first."""
    rows: list[Piece] = SEE_PIECE.scoped(
        reads,
        lambda rows: (
            rows.filter(person_id=person_id).prefetch_related("judgements").order_by("-made", "-pk")[:most]
        ),
    ).read()
    names = names_of({j.by for row in rows for j in row.judgements.all()})
    asker = reads.who.person or 0
    judging = set(
        JUDGE_PIECE.open_rows(reads.who).filter(pk__in=[r.pk for r in rows]).values_list("pk", flat=True)
    )
    return [WorkLine(row, _latest(row, names, asker if row.pk in judging else 0)) for row in rows]


def _latest(piece: Piece, names: Mapping[int, str], marker: int) -> list[Placed]:
    """`marker`: the adult who looks and could place it, too; 0: somebody else."""
    latest: dict[str, Judgement] = {}
    for judgement in piece.judgements.all():  # newest first
        if judgement.taken_back is None and not (marker and waits_for(piece, judgement.rubric, marker)):
            latest.setdefault(judgement.rubric, judgement)
    return [_judged(j, names, {}, 0) for j in latest.values()]


def piece_page(reads: ReadBook, pk: int) -> PiecePage:
    """One piece with all that was said of it. Raises Http404 where this person may not see it."""
    piece: Piece = SEE_PIECE.get(reads, pk=pk)
    may_judge = JUDGE_PIECE.open_rows(reads.who).filter(pk=pk).exists()
    asker = reads.who.person or 0
    waits = {slug for slug in SHIPPED if may_judge and waits_for(piece, slug, asker)}
    judgements = list(piece.judgements.all())
    names = names_of({piece.made_by, piece.person_id, *(j.by for j in judgements)})
    skills = dict(
        Skill.objects.filter(pk__in=[j.also_skill_id for j in judgements if j.also_skill_id]).values_list(
            "pk", "title"
        )
    )
    own: dict[str, SelfPlacing] = {}
    for placing in piece.own_placings.all():
        own.setdefault(placing.rubric, placing)
    said = [(j, _judged(j, names, skills, asker)) for j in judgements]
    return PiecePage(
        piece=piece,
        link=foreign(piece.link) if piece.link else "",
        set_by=names.get(piece.made_by, ""),
        rubrics=[
            OnRubric(
                rubric,
                _own(own[slug], names.get(piece.person_id, "")) if slug in own else None,
                [
                    placed
                    for j, placed in said
                    if j.rubric == slug and j.taken_back is None and slug not in waits
                ],
                slug in waits,
            )
            for slug, rubric in SHIPPED.items()
        ],
        earlier=[placed for j, placed in said if j.taken_back is not None and j.rubric not in waits],
        mine=OWN_PIECE.rows(reads.who).filter(pk=pk).exists(),
        may_judge=may_judge,
    )


def _own(row: SelfPlacing, name: str) -> Placed:
    rubric = SHIPPED[row.rubric]
    return Placed(str(rubric.title), row.level, rubric.words(row.level), row.reason, name, row.at)


def _judged(row: Judgement, names: Mapping[int, str], skills: Mapping[int, str], asker: int) -> Placed:
    rubric = SHIPPED[row.rubric]
    return Placed(
        str(rubric.title),
        row.level,
        rubric.words(row.level),
        row.reason,
        names.get(row.by, ""),
        row.at,
        skills.get(row.also_skill_id or 0, ""),
        row,
        row.by == asker and row.taken_back is None,
    )
