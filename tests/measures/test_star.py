"""Project STAR: the class-size figures printed by Stock & Watson, and clubSandwich's errors (reference/star.R)."""

from pathlib import Path

import numpy as np
import pytest

from waypost.measures.least_squares import fit
from waypost.measures.trials import cr2

ALL = np.loadtxt(Path(__file__).with_name("reference") / "star.csv.gz", delimiter=",", skiprows=1)
SCHOOL, KIND, TOTAL = ALL[ALL[:, 0] == 0, 1:].T
SMALL, AIDE = (KIND == 1).astype(float), (KIND == 2).astype(float)
PLAIN = np.column_stack([np.ones(len(TOTAL)), SMALL, AIDE])
BY_SCHOOL = np.column_stack([SMALL, AIDE, SCHOOL[:, None] == np.unique(SCHOOL)]).astype(float)


@pytest.mark.parametrize(
    ("grade", "students", "printed", "errors"),
    [
        (0, 5786, [918.04, 13.90, 0.31], [2.45, 2.27]),
        (1, 6379, [1039.39, 29.78, 11.96], [2.83, 2.65]),
        (2, 6049, [1157.81, 19.39, 3.48], [2.71, 2.54]),
        (3, 5967, [1228.51, 15.59, -0.29], [2.40, 2.27]),
    ],
)
def test_small_classes_scored_as_printed(grade, students, printed, errors):
    """Stock & Watson, Introduction to Econometrics, table 13.1: regular, small, with an aide; errors as if students were alone."""
    kind, total = ALL[ALL[:, 0] == grade, 2:].T
    design = np.column_stack([np.ones(len(total)), kind == 1, kind == 2]).astype(float)
    assert len(total) == students
    assert fit(design, total).values.round(2).tolist() == printed
    found = [cr2(design, total, np.arange(students), column)[1] for column in (1, 2)]
    assert np.round(found, 2).tolist() == errors


@pytest.mark.parametrize(
    ("design", "column", "value", "error", "df"),
    [
        (PLAIN, 1, 13.8989944586, 4.242286382, 69.10319963),
        (BY_SCHOOL, 0, 16.022306825, 4.091687654, 69.20007692),
    ],
)
def test_errors_that_allow_for_schools_are_clubsandwichs(design, column, value, error, df):
    """lm(total ~ type [+ school]), vcovCR(cluster = school, type = "CR2"), Satterthwaite."""
    assert cr2(design, TOTAL, SCHOOL, column) == pytest.approx((value, error, df), rel=1e-7)
