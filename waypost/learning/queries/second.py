"""Two markers on a sample: which pieces wait for a second adult, and how well two agree.

The second marker places a piece without seeing what the first one said. Agreement is said only from 30 pairs on
(`measures.agreement`), over all markers together, and never by the name of a marker.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from waypost.measures.agreement import DEFAULT, Agreement, agreement
from waypost.trust.access import ReadBook

from ..access import JUDGE_PIECE
from ..models import Judgement, Piece
from ..rubrics import SHIPPED, Rubric

ONE_IN = 3  # of the judged pieces
MOST = 12
FEWEST_MARKERS = 5  # figures on what staff do are seen over five adults, or by those they are about


@dataclass(frozen=True, slots=True)
class Waiting:
    """A piece that one adult has placed on a rubric, and this one may place as second."""

    piece: Piece
    rubric: Rubric


@dataclass(frozen=True, slots=True)
class Agreed:
    """How well two markers agree on one rubric; `found` None: too few markers to show it to this person."""

    rubric: Rubric
    pairs: int
    needed: int
    found: Agreement | None


def in_sample(piece_id: int, rubric: str) -> bool:
    """Every third judged piece, by chance that anybody can repeat: nobody chooses which."""
    return hashlib.sha256(f"{piece_id} {rubric}".encode()).digest()[0] % ONE_IN == 0


def waits_for(piece: Piece, rubric: str, asker: int) -> bool:
    """May this adult still be the second marker of a piece, so that the first one's level must not be seen?

    From `piece.judgements` as fetched beforehand, where it was.
    """
    live = {j.by for j in piece.judgements.all() if j.rubric == rubric and j.taken_back is None}
    return len(live) == 1 and asker not in live and in_sample(piece.pk, rubric)


def waiting(reads: ReadBook) -> list[Waiting]:
    """What waits for this adult as second marker, the oldest first."""
    asker = reads.who.person or 0
    rows: list[Piece] = JUDGE_PIECE.scoped(
        reads,
        lambda rows: (
            rows.filter(judgements__taken_back=None)
            .prefetch_related("judgements")
            .order_by("made", "pk")
            .distinct()
        ),
    ).listed()
    found = []
    for piece in rows:
        found += [Waiting(piece, rubric) for slug, rubric in SHIPPED.items() if waits_for(piece, slug, asker)]
    return found[:MOST]


def agreed(reads: ReadBook) -> list[Agreed]:
    """Agreement on each rubric, over all pieces of the school that two adults placed, the second without the first."""
    firsts: dict[tuple[int, str], Judgement] = {}
    pairs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    markers: dict[str, set[int]] = defaultdict(set)
    for j in Judgement.objects.filter(taken_back=None).order_by("at", "pk"):
        first = firsts.setdefault((j.piece_id, j.rubric), j)
        if j.second and first.by != j.by:
            pairs[j.rubric].append((first.level, j.level))
            markers[j.rubric] |= {first.by, j.by}
    return [
        _agreed(rubric, pairs[slug], markers[slug], reads.who.person or 0) for slug, rubric in SHIPPED.items()
    ]


def _agreed(rubric: Rubric, pairs: list[tuple[int, int]], markers: set[int], asker: int) -> Agreed:
    shown = len(markers) >= FEWEST_MARKERS or asker in markers
    found = agreement([a for a, _b in pairs], [b for _a, b in pairs], levels=True) if shown else None
    return Agreed(rubric, len(pairs), DEFAULT.pairs_needed, found)
