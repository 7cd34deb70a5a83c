"""Oracles: irr 0.84.1 and psych 2.2.9 (reference/agreement.R), PyPI krippendorff, Cohen 1968, Krippendorff 2011."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from krippendorff import alpha as published_alpha

from waypost.measures import agreement
from waypost.measures.agreement import AgreementSettings

FIRST = [1,2,3,4,2,2,3,1,4,4,3,2,1,1,2,3,3,4,2,2,1,3,4,4,2,3,1,2,3,3,2,4,1,2,3,2]  # fmt: skip
SECOND = [1,2,3,4,3,2,3,2,4,3,3,2,1,2,2,3,4,4,2,1,1,3,4,3,2,3,1,3,3,2,2,4,1,4,3,2]  # fmt: skip
GAP = np.nan
# Krippendorff (2011), data C: four observers, twelve units.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]
ANY = AgreementSettings(pairs_needed=1, units_needed=1)


def test_two_coders_agree_as_irr_and_psych_say():
    nominal = agreement.agreement(FIRST, SECOND, levels=False)
    assert nominal.same == pytest.approx(0.722222222222)
    assert nominal.kappa == pytest.approx(0.622245540399)
    assert (nominal.low, nominal.high) == pytest.approx((0.422312817788, 0.822178263009))  # psych
    assert agreement.agreement(FIRST, SECOND, levels=True).kappa == pytest.approx(0.819722650231)


def test_cohens_own_table_gives_his_printed_values():
    """Cohen (1968), Table 1: kappa .492, weighted .348; limits by psych::cohen.kappa with n.obs = 200."""
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    assert agreement.kappa(table, 1 - np.eye(3)) == pytest.approx(
        (0.491525423729, 0.391563702054, 0.591487145404)
    )
    value, _, _ = agreement.kappa(table, [[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    assert value == pytest.approx(0.347826086957)
    # psych's limits of a weighted kappa contradict the delta method below, and collapse to one point for FIRST and
    # SECOND: only its value is held here.
    assert agreement.kappa(table, agreement.squared_apart(np.arange(3.0)))[0] == pytest.approx(0.454545454545)


def test_limits_of_a_weighted_kappa_follow_from_the_published_standard_error():
    """vcd::Kappa(SexualFun), weights "Equal-Spacing": .2374, ASE .07832; unweighted .1293, ASE .0686 (Agresti)."""
    table = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
    apart = np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    for weights, printed, error in ((apart, 0.2374, 0.07832), (apart > 0, 0.1293, 0.0686)):
        value, low, high = agreement.kappa(table, weights)
        assert value == pytest.approx(printed, abs=5e-5)
        assert (high - low) / 2 / 1.959964 == pytest.approx(error, abs=5e-6)


def test_krippendorffs_own_example_gives_his_printed_values():
    """Krippendorff (2011), section C: nominal .743; ordinal .815."""
    nominal, ordinal = (agreement.alpha(OBSERVERS, levels=levels) for levels in (False, True))
    assert nominal.value == pytest.approx(0.743421052632)
    assert ordinal.value == pytest.approx(0.815387503755)
    assert (nominal.units, nominal.codes, nominal.state) == (11, 40, "named")


def test_alpha_of_two_agrees_with_irr():
    assert agreement.alpha([FIRST, SECOND], levels=False).value == pytest.approx(0.62690488702)
    assert agreement.alpha([FIRST, SECOND], levels=True).value == pytest.approx(0.825218818381)


codes = st.sampled_from([GAP, 1.0, 2.0, 3.0, 4.0])
tables = st.integers(2, 5).flatmap(
    lambda people: st.lists(st.tuples(*[codes] * people), min_size=4, max_size=30)
)


@given(tables, st.booleans())
def test_alpha_agrees_with_the_krippendorff_package_on_any_table(units, levels):
    table = np.array(units).T
    ours = agreement.alpha(table, levels=levels, settings=ANY)
    assume(ours.state == "named")
    theirs = published_alpha(reliability_data=table, level_of_measurement="ordinal" if levels else "nominal")
    assert ours.value == pytest.approx(theirs, abs=1e-9)


@given(st.lists(st.integers(1, 30), min_size=9, max_size=9))
def test_limits_of_kappa_are_those_of_the_delta_method_by_small_steps(cells):
    """Error = root of the variance of kappa's gradient over the cells, found by moving each cell a little."""
    counts = np.array(cells, np.float64).reshape(3, 3)
    apart = agreement.squared_apart(np.arange(3.0))
    step = 1e-6
    gradient = np.zeros((3, 3))
    for cell in np.ndindex(3, 3):
        moved = np.zeros((3, 3))
        moved[cell] = step
        up, down = (agreement.kappa(counts / counts.sum() + s * moved, apart)[0] for s in (1, -1))
        gradient[cell] = (up - down) / (2 * step)
    p = counts / counts.sum()
    error = np.sqrt(((p * gradient**2).sum() - (p * gradient).sum() ** 2) / counts.sum())
    value, low, high = agreement.kappa(counts, apart)
    assert low == pytest.approx(max(-1, value - 1.959964 * error), abs=1e-5)
    assert high == pytest.approx(min(1, value + 1.959964 * error), abs=1e-5)


def naive_kappa(first, second, distance):
    """Cohen by words: mean disagreement of the pairs, beside that of every first code with every second one."""
    n = len(first)
    seen = sum(distance(a, b) for a, b in zip(first, second, strict=True)) / n
    chance = sum(distance(a, b) for a in first for b in second) / n**2
    return 1 - seen / chance


pairs = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=40)


@given(pairs)
def test_kappa_is_mean_disagreement_beside_that_of_shuffled_pairs(given_pairs):
    first, second = zip(*given_pairs, strict=True)
    for levels, distance in ((False, lambda a, b: a != b), (True, lambda a, b: (a - b) ** 2)):
        found = agreement.agreement(first, second, levels=levels, settings=ANY)
        if len({*first, *second}) == 1:
            assert (found.state, found.kappa, found.same) == ("no_variation", None, 1.0)
        else:
            assert found.kappa == pytest.approx(naive_kappa(first, second, distance))
            assert -1 <= found.low <= found.kappa <= found.high <= 1


@given(pairs)
def test_who_is_named_first_and_what_codes_are_called_changes_nothing(given_pairs):
    first, second = zip(*given_pairs, strict=True)
    names = {1: "talk", 2: "write", 3: "listen", 4: "elsewhere"}
    renamed = [[names[code] for code in codes] for codes in (second, first)]
    one = agreement.agreement(first, second, levels=False, settings=ANY)
    other = agreement.agreement(*renamed, levels=False, settings=ANY)
    assert other.state == one.state
    assert [other.same, other.kappa, other.low, other.high] == pytest.approx(
        [one.same, one.kappa, one.low, one.high]
    )


def test_too_few_codes_say_so_and_a_constant_code_is_no_variation():
    assert agreement.agreement([1] * 29, [1] * 29, levels=True).state == "not_enough"
    assert agreement.agreement([1] * 30, [1] * 30, levels=True).state == "no_variation"
    assert agreement.agreement([1] * 30, [1, 2] * 15, levels=True).kappa == 0
    assert agreement.alpha([[1] * 9 + [GAP]] * 2, levels=False).state == "not_enough"
    assert agreement.alpha([[1] * 10] * 2, levels=False).state == "no_variation"


def test_codes_that_are_no_pairs_are_refused():
    with pytest.raises(ValueError, match="3 and 2"):
        agreement.agreement([1, 2, 3], [1, 2], levels=False)
