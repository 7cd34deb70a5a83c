"""What the model looks at before each answer: six places in tables, and five numbers. Told from a small state.

Of a student: right, wrong, the last five answers, the skill before, the run on it, the streak of right or wrong answers, an ability.
Of a (student, skill): the skill, right, wrong, the last four answers on it, an ability on it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..jit import kernel

# columns of a student's row, and of a (student, skill)'s row
RIGHT, WRONG, LAST, BEFORE, RUN, STREAK, ABILITY = range(7)
S_RIGHT, S_WRONG, S_LAST, S_ABILITY = range(4)  # and the skill itself, by which the row is found

ON_SKILL = 31  # histories of up to four answers: 1 + 2 + 4 + 8 + 16
OVERALL = 63  # of up to five
RUNS, STREAKS = 12, 13  # run on the skill 0..11; streak -6..6
TABLES = (
    6  # skill, (skill, last four), last five, (run, streak), (before, skill), (before, skill, last answer)
)
NUMBERS = 5
NOBODY = -1  # no skill before


@kernel
def begin(student):  # type: ignore[no-untyped-def]
    """A student of whom nothing is known, in place. A history of n answers stands as 2**n - 1 + its bits."""
    student[:] = 0.0
    student[BEFORE] = NOBODY


@kernel
def push(history, answer, longest):  # type: ignore[no-untyped-def]
    """One more answer at the end of a history; the oldest one falls out."""
    size = 0
    while (1 << (size + 1)) - 1 <= history:
        size += 1
    bits = history - ((1 << size) - 1)
    bits = (bits << 1) | answer
    if size < longest:
        size += 1
    return (1 << size) - 1 + (bits & ((1 << size) - 1))


@kernel
def look(student, own, skill, skills, pairs, places, numbers):  # type: ignore[no-untyped-def]
    """Fill one row of `places` and `numbers` as of before an answer. `skills`: how many the model knows; a skill
    beyond them (new) is number `skills`."""
    before = np.int64(student[BEFORE])
    streak = np.int64(min(max(student[STREAK], -6.0), 6.0)) + 6
    run = np.int64(min(student[RUN], RUNS - 1.0)) if before == skill else 0
    pair = ((before + 1) * (skills + 1) + skill) % pairs
    last = np.int64(student[LAST])
    places[0] = skill
    places[1] = skill * ON_SKILL + np.int64(own[S_LAST])
    places[2] = last
    places[3] = run * STREAKS + streak
    places[4] = pair
    places[5] = 2 * pair + (
        (last + 1) & 1 if last > 0 else 0
    )  # a history's place plus one ends with its last answer
    numbers[0] = np.log((student[RIGHT] + 2.0) / (student[WRONG] + 2.0))
    numbers[1] = np.log1p(own[S_RIGHT])
    numbers[2] = np.log1p(own[S_WRONG])
    numbers[3] = student[ABILITY]
    numbers[4] = own[S_ABILITY]


@kernel
def learn(student, own, skill, answer, ease, start, slower):  # type: ignore[no-untyped-def]
    """An answer (0 or 1) moves the state, in place. `ease`: log odds of a right answer on this skill by anybody."""
    chance = 1.0 / (1.0 + np.exp(-(ease + student[ABILITY] + own[S_ABILITY])))
    error = answer - chance
    student[ABILITY] += start / (1.0 + slower * (student[RIGHT] + student[WRONG])) * error
    own[S_ABILITY] += start / (1.0 + slower * (own[S_RIGHT] + own[S_WRONG])) * error
    if answer:
        student[RIGHT] += 1.0
        own[S_RIGHT] += 1.0
        student[STREAK] = max(student[STREAK], 0.0) + 1.0
    else:
        student[WRONG] += 1.0
        own[S_WRONG] += 1.0
        student[STREAK] = min(student[STREAK], 0.0) - 1.0
    student[LAST] = push(np.int64(student[LAST]), answer, 5)
    own[S_LAST] = push(np.int64(own[S_LAST]), answer, 4)
    student[RUN] = student[RUN] + 1.0 if np.int64(student[BEFORE]) == skill else 1.0
    student[BEFORE] = skill


@kernel
def _all(student, skill, correct, ease, skills, pairs, start, slower, places, numbers):  # type: ignore[no-untyped-def]
    """Every row of many students, each student's rows together and in order."""
    who = np.zeros(7)
    own = np.zeros((skills + 1, 4))
    for i in range(len(skill)):
        if i == 0 or student[i] != student[i - 1]:
            begin(who)
            own[:] = 0.0
        s = skill[i]
        look(who, own[s], s, skills, pairs, places[i], numbers[i])
        learn(who, own[s], s, correct[i], ease[s], start, slower)


def table(
    student: NDArray[np.int64],
    skill: NDArray[np.int64],
    correct: NDArray[np.int8],
    ease: NDArray[np.float64],
    pairs: int,
    start: float,
    slower: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(n, 6) places and (n, 5) numbers, each row from that student's earlier rows alone."""
    places = np.zeros((len(skill), TABLES), np.int64)
    numbers = np.zeros((len(skill), NUMBERS))
    _all(student, skill, correct.astype(np.int64), ease, len(ease) - 1, pairs, start, slower, places, numbers)
    return places, numbers
