"""Project STAR: the class-size figures printed by Stock & Watson, and clubSandwich's errors (reference/star.R)."""

from pathlib import Path

import numpy as np
import pytest

from waypost.measures.least_squares import fit
from waypost.measures.trials import cr2

STAR = np.loadtxt(Path(__file__).with_name("reference") / "star.csv.gz", delimiter=",", skiprows=1)
SCHOOL, KIND, TOTAL = STAR.T
SMALL, AIDE = (KIND == 1).astype(float), (KIND == 2).astype(float)
PLAIN = np.column_stack([np.ones(len(STAR)), SMALL, AIDE])
BY_SCHOOL = np.column_stack([SMALL, AIDE, SCHOOL[:, None] == np.unique(SCHOOL)]).astype(float)


def test_small_classes_in_kindergarten_scored_as_printed():
    """Stock & Watson, Introduction to Econometrics, table 13.1, kindergarten: 918.04, 13.90, .31; n = 5,786."""
    found = fit(PLAIN, TOTAL)
    assert len(STAR) == 5786
    assert found.values.round(2).tolist() == [918.04, 13.90, 0.31]


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
