"""How do students of a class answer each other in a discussion? Density and reciprocity of who answered whom.

Points are the n students who wrote; an arc goes from a student to each other student whom that one answered at least
once (a second answer to the same one, and an answer to oneself or to an adult, adds none). With m arcs, r of them with
an arc back:

    density     = m / (n (n - 1))        of all ways in which one could have answered another, the part that happened
    reciprocity = r / m                  of all arcs, the part that was answered back

Where arcs fall by pure chance the reciprocity is, on average, as large as the density (Garlaschelli & Loffredo 2004): what
lies above it is a to and fro.

Sources: Wasserman & Faust (1994), chapters 4 and 13. Not counted: who read without
writing, what was said aloud, and how good an answer was.

Must not be used for: saying anything of one student (no name enters a figure, and there is no picture of who answers
whom), marks, or comparing discussions of different size: density falls as more people write (Anderson, Butts & Carley
1999).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .protocol import About, Proof
from .settings import setting

PINNED = "Waypost's own choice, Small groups"
WASSERMAN = "Wasserman, S., & Faust, K. (1994). Social network analysis: Methods and applications. Cambridge University Press."


@dataclass(frozen=True, slots=True)
class ReplySettings:
    people_needed: int = setting(10, "Students who wrote before anything is said of them together.", PINNED)


DEFAULT = ReplySettings()

ABOUT = About(
    name="replies",
    title="Answers to each other",
    question="In a discussion of the class, do students answer each other, and does it go to and fro?",
    goes_in="Posts of one closed discussion that the class sees, and which post each of them answers. Only that one answered another, never what was said; adults' posts are left out.",
    how=(
        "Of all ways in which one who wrote could have answered another who wrote, the part that happened (density). "
        "Of those, the part in which the other answered back (reciprocity). By chance alone the second would be about "
        "as large as the first."
    ),
    formula="density = m / (n (n - 1)); reciprocity = r / m; n students who wrote, m pairs from one to another, r of them with a pair back",
    how_sure=(
        "Both are counts of what happened, not estimates, so there is no interval. Under ten students who wrote nothing "
        "is shown. Who read in silence and what was said aloud is not seen."
    ),
    not_for=(
        "One student, marks, or comparing discussions in which different numbers wrote: the more people, the smaller "
        "the density. A small figure is no fault: one good answer to all can be worth more than many."
    ),
    estimand="shares of the ordered pairs of those who wrote, in this one discussion",
    proof=Proof.IDENTITY,
    sources=(
        WASSERMAN,
        "Garlaschelli, D., & Loffredo, M. I. (2004). Patterns of link reciprocity in directed networks. Physical Review Letters, 93(26), 268701.",
        "Anderson, B. S., Butts, C., & Carley, K. (1999). The interaction of size and density with graph-level indices. Social Networks, 21(3), 239-267.",
    ),
    reference="sna 2.7-1 (gden; grecip, edgewise) and igraph 1.3.5 (edge_density, reciprocity) on Coleman's network of 73 boys",
    states={
        "not_enough": "Fewer than ten students wrote.",
        "no_answers": "Nobody answered another student.",
        "named": "Both can be told.",
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replies:
    """`people` who wrote, `pairs` of one who answered another; `reciprocity` only where there is a pair."""

    state: str
    people: int
    pairs: int
    density: float | None = None
    reciprocity: float | None = None


def replies(
    people: ArrayLike, writer: ArrayLike, answered: ArrayLike, settings: ReplySettings = DEFAULT
) -> Replies:
    """`people`: the students who wrote. `writer[i]` answered a post of `answered[i]`; pairs with somebody else are left out.

    >>> three = ReplySettings(people_needed=3)
    >>> replies([1, 2, 3], [1, 2, 2, 3, 3], [2, 1, 1, 1, 3], three)
    Replies(state='named', people=3, pairs=3, density=0.5, reciprocity=0.6666666666666666)
    """
    here = np.unique(np.asarray(people, np.int64))
    n = len(here)
    pairs = _pairs(here, np.asarray(writer, np.int64), np.asarray(answered, np.int64))
    m = len(pairs)
    if n < max(2, settings.people_needed):
        return Replies("not_enough", n, m)
    if not m:
        return Replies("no_answers", n, 0, 0.0)
    back = pairs % n * n + pairs // n
    return Replies("named", n, m, m / (n * (n - 1)), float(np.isin(back, pairs).mean()))


def _pairs(here: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each pair from one to another once, as a single number: place of the one times n, plus place of the other."""
    kept = np.isin(one, here) & np.isin(other, here) & (one != other)
    return np.unique(np.searchsorted(here, one[kept]) * len(here) + np.searchsorted(here, other[kept]))
