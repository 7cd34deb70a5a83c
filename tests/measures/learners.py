"""Knowledge tracing the slow, obvious way, and students who learn by its rules, so that the truth is known."""

import numpy as np

from waypost.measures.events import COLUMNS, UNKNOWN, Events, Kind

from .makers import MONDAY, at

#: prior, learn, guess, slip, forget
USUAL = (0.4, 0.15, 0.2, 0.1, 0.05)


def naive_known(theta, answers):
    """P(known) after each answer: Bayes' rule and the transition, in plain probabilities (Corbett & Anderson 1995)."""
    prior, learn, guess, slip, forget = theta
    known, p = [], prior
    for right in answers:
        if_known, if_not = (1 - slip, guess) if right else (slip, 1 - guess)
        posterior = p * if_known / (p * if_known + (1 - p) * if_not)
        known.append(posterior)
        p = posterior * (1 - forget) + (1 - posterior) * learn
    return known


def naive_chance(theta, answers):
    """P(right) before each answer, from the earlier ones."""
    prior, learn, guess, slip, forget = theta
    before = [prior, *(k * (1 - forget) + (1 - k) * learn for k in naive_known(theta, answers))]
    return [p * (1 - slip) + (1 - p) * guess for p in before[: len(answers)]]


def naive_loglik(theta, sequences):
    return sum(
        np.log(chance if right else 1 - chance)
        for answers in sequences
        for chance, right in zip(naive_chance(theta, answers), answers, strict=True)
    )


def simulate(rng, thetas, students, longest):
    """Each student answers every skill 1..longest times: columns student, skill, correct and the truth, `known`."""
    parts = []
    for skill, (prior, learn, guess, slip, forget) in enumerate(thetas):
        length = rng.integers(1, longest + 1, students)
        known = rng.random(students) < prior
        for t in range(longest):
            draw = rng.random(students)
            right = np.where(known, draw >= slip, draw < guess)
            here = np.flatnonzero(t < length)
            parts.append(np.stack([here, np.full(len(here), skill), right[here], known[here]]))
            draw = rng.random(students)
            known = np.where(known, draw >= forget, draw < learn)
    student, skill, correct, known = np.concatenate(parts, axis=1)
    return {
        "student": student,
        "skill": skill,
        "correct": correct.astype(np.int8),
        "known": known.astype(bool),
    }


def answered(skills, correct):
    """One student's answers as events, ten a day, each to another item, so that all of them count."""
    n = len(skills)
    place = np.arange(n)
    columns = {name: np.zeros(n, dtype) for name, dtype in COLUMNS.items()}
    for name in ("score", "level", "duration"):
        columns[name][:] = UNKNOWN
    columns |= {
        "seq": place,
        "at": at(MONDAY, 8) + (place // 10 * 24 + place % 10) * 3_600_000,
        "day": (MONDAY + place // 10).astype(np.int32),
        "kind": np.full(n, int(Kind.RESPONSE), np.int8),
        "activity": place + 1,
        "success": np.asarray(correct, np.int8),
    }
    return Events(
        **columns, skill_start=np.arange(n + 1, dtype=np.int32), skills=np.asarray(skills, np.int32)
    )


def random_thetas(rng, n):
    """Skills as they come: from easy to hard, from hardly to quickly learnt."""
    low = np.array([0.1, 0.03, 0.05, 0.05, 0.005])
    high = np.array([0.8, 0.35, 0.35, 0.3, 0.06])
    return rng.uniform(low, high, (n, 5))


def expected_calibration_error(chance, truth, bins=10):
    """Mean distance between said and true share over tenths of the scale, weighted by how many lie there."""
    place = np.minimum((chance * bins).astype(int), bins - 1)
    n = np.bincount(place, minlength=bins)
    said, true = (np.bincount(place, x, minlength=bins) / np.maximum(n, 1) for x in (chance, truth))
    return float((n * np.abs(said - true)).sum() / n.sum()), np.abs(said - true), n
