"""Which words does one group of comments use more than another, and which comments say nearly the same?

A student counts once for a word, however often they write it. With y_w students of n word uses in one group, y'_w of n'
in the other, and a prior a_w = a_0 times the word's share in both together (Monroe, Colaresi & Quinn 2008, eq. 15-22):

    delta_w = log((y_w + a_w) / (n + a_0 - y_w - a_w)) - log((y'_w + a_w) / (n' + a_0 - y'_w - a_w))
    z_w     = delta_w / sqrt(1 / (y_w + a_w) + 1 / (y'_w + a_w))

The prior pulls rare words and words that everybody uses towards 0, so no list of stop words is needed. Only words that
at least three students of the group used are ever named: a rarer one may point at its writer.

Nothing leaves the machine. Must not be used for: reading a mood from words, for saying what one student wrote, or in
place of reading the comments.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from .protocol import About, Proof
from .settings import setting

PINNED = "Waypost's own choice, Student voice: comments"
MONROE = "Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words: Lexical feature selection and evaluation for identifying the content of political conflict. Political Analysis, 16(4), 372-403."


@dataclass(frozen=True, slots=True)
class WordSettings:
    comments_needed: int = setting(
        10, "Students with a comment, in both groups, before words are named.", PINNED
    )
    students_needed: int = setting(3, "Students of the group who used a word before it is named.", PINNED)
    prior_words: float = setting(
        10.0,
        "Weight of the prior a_0, in uses of words.",
        "our default: about one student's comment; Monroe et al. scale it to a usual text, too",
    )
    distinct_from: float = setting(1.96, "z from which a word is named as distinctive.", MONROE)
    most_words: int = setting(12, "Words that are named, at most.")
    short: int = setting(12, "Comments of more words than this are never grouped.")
    fuzzy_from: int = setting(6, "Letters from which a word may differ by one letter and still be the same.")


DEFAULT = WordSettings()

ABOUT = About(
    name="words_apart",
    title="Words that set comments apart",
    question="Which words do these comments use more than the others, and which comments say nearly the same?",
    goes_in="Comments after a survey has closed, in shuffled order, from ten students or more in both groups.",
    how=(
        "Each student counts once for each word. A word is named if at least three students of the group used it and "
        "its share there is higher than elsewhere by more than chance would do, with rare words held back. Short "
        "comments with the same words in the same order, up to a letter, are shown as one with a count."
    ),
    formula="z = (log-odds here - log-odds there, both with the prior a_w) / sqrt(1 / (y_w + a_w) + 1 / (y'_w + a_w))",
    how_sure="z from 1.96 on. With many words some pass that line by chance: they are a hint where to read, no result.",
    not_for="Reading moods from words, tracing who wrote what, or replacing the reading of comments.",
    estimand="difference of the log-odds of a word between two groups of writers",
    proof=Proof.IDENTITY,
    sources=(MONROE,),
    reference="FightingWords (J. Hessel) on 27 comments; the formulas of the paper written out word by word",
    states={"not_enough": "Fewer than ten students wrote in one of the groups.", "named": "Words can be named."},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. `writer`: any key that is the same for comments of one student (or unique, if anonymous)."""

    writer: Hashable
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """`here`, `there`: students of each group who used it; `z`: how far apart."""

    word: str
    here: int
    there: int
    z: float


@dataclass(frozen=True, slots=True)
class Words:
    state: str
    here: int  # students with a comment in this group
    there: int
    words: tuple[Word, ...] = ()


# -- words ---------------------------------------------------------------------------------------------------------

_EMOJI = "[\U0001f300-\U0001faff☀-➿]"
_TOKEN = re.compile(
    rf"{_EMOJI}[️\U0001f3fb-\U0001f3ff]*(?:‍{_EMOJI}[️\U0001f3fb-\U0001f3ff]*)*|[^\W_]+(?:['’-][^\W_]+)*"
)
_ALEF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "’": "'", "ـ": None})


def words(text: str) -> list[str]:
    """Words and emoji of a comment in English, Spanish or Arabic, in their order, in one spelling each.

    Lower case; accents stay (they tell "si" from "sí"); Arabic vowel marks and tatweel go, forms of alef are one.
    No stems: "help" and "helps" stay two words, since cutting them rightly needs a dictionary for each language.

    >>> words("Math was FUN, we can't stop! 🎉")
    ['math', 'was', 'fun', 'we', "can't", 'stop', '🎉']
    >>> words("أَحْبَبْتُ الدَّرس")
    ['احببت', 'الدرس']
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).translate(_ALEF)
    plain = "".join(c for c in plain if not "ً" <= c <= "ٰ" or c.isalnum())
    return _TOKEN.findall(plain)


def _users(comments: Iterable[Comment]) -> tuple[Counter[str], int]:
    """(word -> students who used it, students)."""
    used: dict[Hashable, set[str]] = {}
    for comment in comments:
        used.setdefault(comment.writer, set()).update(words(comment.text))
    spoken = [found for found in used.values() if found]
    return Counter(word for found in spoken for word in found), len(spoken)


def distinctive(here: Sequence[Comment], there: Sequence[Comment], settings: WordSettings = DEFAULT) -> Words:
    """Words that the writers of `here` use more than those of `there`, the most distinctive first."""
    (ours, writers), (theirs, others) = _users(here), _users(there)
    if min(writers, others) < settings.comments_needed:
        return Words("not_enough", writers, others)
    scores = log_odds(ours, theirs, settings.prior_words)
    found = [
        Word(word, ours[word], theirs[word], z)
        for word, z in scores.items()
        if z >= settings.distinct_from and ours[word] >= settings.students_needed
    ]
    found.sort(key=lambda w: (-w.z, w.word))
    return Words("named", writers, others, tuple(found[: settings.most_words]))


def common(comments: Sequence[Comment], settings: WordSettings = DEFAULT) -> tuple[tuple[str, int], ...]:
    """(word, students) of all words that enough students used, the commonest first; empty under ten students."""
    used, writers = _users(comments)
    if writers < settings.comments_needed:
        return ()
    enough = [(word, n) for word, n in used.items() if n >= settings.students_needed]
    return tuple(sorted(enough, key=lambda one: (-one[1], one[0])))


def log_odds(here: Mapping[str, int], there: Mapping[str, int], prior_words: float) -> dict[str, float]:
    """z of each word (Monroe et al. 2008, eq. 22), prior in proportion to its uses in both together."""
    n, m = sum(here.values()), sum(there.values())
    scores = {}
    for word in here.keys() | there.keys():
        ours, theirs = here.get(word, 0), there.get(word, 0)
        prior = prior_words * (ours + theirs) / (n + m)
        if n + prior_words == ours + prior or m + prior_words == theirs + prior:
            continue  # the only word there is: it sets nothing apart
        apart = _logit(ours + prior, n + prior_words) - _logit(theirs + prior, m + prior_words)
        scores[word] = apart / sqrt(1 / (ours + prior) + 1 / (theirs + prior))
    return scores


def _logit(part: float, whole: float) -> float:
    return log(part / (whole - part))


# -- near duplicates -----------------------------------------------------------------------------------------------

_REPEATED = re.compile(r"(.)\1+")


def alike(texts: Sequence[str], settings: WordSettings = DEFAULT) -> list[list[int]]:
    """Places of comments that say nearly the same, each group in order, the largest first; every place once.

    Nearly the same: as many words, in the same order, each the same but for doubled letters ("soooo") or, in words of
    six letters or more, one letter behind the first. A word more ("not") is never nearly the same.

    >>> alike(["It was fun!!", "it was funnn", "It was not fun", "IT WAS FUN"])
    [[0, 1, 3], [2]]
    """
    keys = [tuple(_REPEATED.sub(r"\1", word) for word in words(text)) for text in texts]
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    joined = _joined([key for key in groups if 0 < len(key) <= settings.short], settings.fuzzy_from)
    single = [[key] for key in groups if not 0 < len(key) <= settings.short]
    found = [sorted(place for key in some for place in groups[key]) for some in joined]
    found += [[place] for some in single for place in groups[some[0]]]
    return sorted(found, key=lambda places: (-len(places), places[0]))


def _joined(keys: list[tuple[str, ...]], fuzzy_from: int) -> list[list[tuple[str, ...]]]:
    """Connected groups of keys that differ by a letter in long words. Compared only within the same first letters."""
    buckets: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in keys:
        buckets.setdefault(tuple(word[0] for word in key), []).append(key)
    found: list[list[tuple[str, ...]]] = []
    for bucket in buckets.values():
        left = list(bucket)
        while left:
            group = [left.pop()]
            for one in group:  # grows while it is read: each newcomer looks for its own neighbours
                near = [key for key in left if _near(one, key, fuzzy_from)]
                left = [key for key in left if key not in near]
                group += near
            found.append(group)
    return found


def _near(one: tuple[str, ...], other: tuple[str, ...], fuzzy_from: int) -> bool:
    return all(
        a == b or (min(len(a), len(b)) >= fuzzy_from and one_edit(a, b))
        for a, b in zip(one, other, strict=True)
    )


def one_edit(one: str, other: str) -> bool:
    """Whether one letter changed, missing, added, or two neighbours swapped make one word of the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
    return one[start + 1 :] == other[start + 1 :] or swapped == other[start:]
