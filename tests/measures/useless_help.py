"""Students whom help does nothing, helped when things are worst; how often do we say "higher afterwards"?"""

import numpy as np

from waypost.measures.before_after import before_after

WEEKS = 24
LEAST = 6  # weeks before and after the worst one


def weeks(rng, alike):
    """A student's weeks without any change, each like the one before by the correlation `alike`."""
    noise = rng.normal(size=WEEKS)
    values = np.empty(WEEKS)
    values[0] = noise[0]
    for week in range(1, WEEKS):
        values[week] = alike * values[week - 1] + (1 - alike**2) ** 0.5 * noise[week]
    return values


def share_said_higher(rng, students, alike):
    """Shares of students of whom we say it: (by our rule, if the worst weeks counted as the time before, by chance).

    The signal is raised by the two lowest weeks in a row and help starts the week after; the baseline ends before the
    first of the two. By chance: the same, with help after any two weeks.
    """
    said = np.zeros(3)
    for _ in range(students):
        values = weeks(rng, alike)
        pairs = values[LEAST : WEEKS - LEAST - 1] + values[LEAST + 1 : WEEKS - LEAST]
        worst = LEAST + int(np.argmin(pairs))
        anywhere = LEAST + int(rng.integers(len(pairs)))
        said += [
            higher(values, worst, worst),
            higher(values, None, worst),
            higher(values, anywhere, anywhere),
        ]
    return said / students


def higher(values, raised, low):
    return (
        before_after(np.arange(WEEKS), values, raised=raised, started=low + 2).verdict == "higher_afterwards"
    )
