"""Growth: counts of two half-terms, the interval of the pace, and forecasts under a known truth."""

import numpy as np
import pytest
from scipy import stats

from waypost.measures.growth import Growth
from waypost.measures.growth.forecast import Outlook, forecast
from waypost.measures.growth.numbers import GrowthSettings
from waypost.measures.intervals import rate_interval
from waypost.measures.mastery import Parameters
from waypost.measures.reading import Reading

from .makers import context, school_days

DAYS = school_days(14)
TERMS = ((int(DAYS[0]), int(DAYS[34])), (int(DAYS[35]), int(DAYS[69]) + 2))
MODEL = (0.1, 0.2, 0.1, 0.02)  # learn, guess, slip, forget


class ReadSkills:
    """Stands for mastery: gives the readings it was made with."""

    parameters = Parameters.fixed({}, default=(0.3, *MODEL))

    def __init__(self, *readings):
        self.readings = list(readings)

    def read(self, state, ctx):
        return self.readings


def skill(subject, state="secure", value=0.97, tries=6, **places):
    """As mastery.readout writes it; days as places in DAYS."""
    days = {name: int(DAYS[place]) for name, place in places.items()}
    usual = {"rule": "model", "tries": tries, "before": 0.5, "model_value": value, "secured": 1}
    if "first_secured" in days:
        usual["secure_since"] = days["first_secured"]
    detail = usual | {"first_day": int(DAYS[0]), "last_day": int(DAYS[-1])} | days
    return Reading("mastery", subject, value, None, None, tries, int(DAYS[-1]), state, detail)


def read(*readings, days=DAYS, **more):
    return Growth(ReadSkills(*readings)).read(None, context(days, terms=TERMS, **more))


def test_skills_are_counted_in_this_half_term_beside_the_last():
    pace, *rest = read(
        skill(1, first_secured=10),
        skill(2, "slipping", 0.7, first_secured=12, slipped_on=40),
        skill(3, first_secured=34, secure_since=50),
        skill(4, first_secured=35),
        skill(5, "due_for_a_look", first_secured=69),
        skill(6, "developing", 0.7),
    )
    wanted = {
        "secured": 2, "still_secure": 2, "slipped": 1, "refreshed": 1, "days": 35,
        "secured_before": 3, "still_secure_before": 2, "slipped_before": 0, "refreshed_before": 0, "days_before": 35,
        "secure_now": 4,
    }  # fmt: skip
    assert pace.detail == wanted
    assert (pace.state, pace.n, rest) == ("alike", 6, [])


def test_the_pace_is_for_five_days_here_with_jeffreys_interval():
    pace = read(*(skill(i, first_secured=40 + i) for i in range(1, 8)))[0]
    assert pace.value == pytest.approx(7.5 / 7)
    assert (pace.low, pace.high) == pytest.approx(tuple(stats.gamma.ppf([0.025, 0.975], 7.5, scale=1 / 7)))


def test_missed_days_do_not_slow_anybody_down():
    skills = [skill(i, first_secured=40 + i) for i in range(1, 4)]
    here, away = read(*skills)[0], read(*skills, absent=[int(d) for d in DAYS[50:60]])[0]
    assert away.detail["days"] == 25
    assert away.value == pytest.approx(here.value * 35 / 25)


def test_far_more_skills_than_before_is_said_and_a_little_more_is_not():
    before = [skill(100 + i, first_secured=5) for i in range(2)]
    assert read(*before, *(skill(i, first_secured=40) for i in range(1, 13)))[0].state == "more"
    assert read(*before, *(skill(i, first_secured=40) for i in range(1, 5)))[0].state == "alike"
    assert (
        read(*(skill(i, first_secured=5) for i in range(1, 13)), skill(100, first_secured=40))[0].state
        == "less"
    )


def test_without_a_half_term_before_there_is_a_pace_and_no_comparison():
    assert read(skill(1, first_secured=50), enrolled_since=int(DAYS[36]))[0].state == "new"


def test_no_dated_evidence_gives_not_enough_and_never_nought():
    undated = Reading(
        "mastery", 1, 0.97, None, None, 9, int(DAYS[-1]), "secure", {"rule": "model", "tries": 9}
    )
    for readings in ((), (undated,)):
        (pace,) = read(*readings)
        assert (pace.state, pace.value, pace.low, pace.series, pace.n) == ("not_enough", None, None, (), 0)


def test_the_chart_has_a_point_for_each_week_here_and_none_for_a_week_away():
    away = [int(d) for d in DAYS[45:50]]
    pace = read(
        skill(1, first_secured=40), skill(2, first_secured=41), skill(3, first_secured=69), absent=away
    )[0]
    points = dict(pace.series)
    assert points[int(DAYS[40])] == 2.0
    assert points[int(DAYS[65])] == 1.0
    assert points[int(DAYS[35])] == 0.0
    assert int(DAYS[45]) not in points
    assert len(points) == 13


@pytest.mark.parametrize(
    ("change", "forecasts"),
    [({}, 1), ({"tries": 7}, 0), ({"state": "secure"}, 0), ({"last_day": 48}, 0), ({"last_day": 50}, 1)],
)
def test_a_forecast_needs_eight_tries_lately_on_a_skill_not_yet_secure(change, forecasts):
    on_the_way = {"state": "developing", "value": 0.6, "tries": 8} | change
    readings = read(skill(3, **on_the_way))[1:]
    assert [r.subject for r in readings] == [3] * forecasts
    for reading in readings:
        assert reading.low <= reading.value <= reading.high


def test_the_same_evidence_gives_the_same_forecast():
    one = skill(3, "developing", 0.6, 9)
    assert read(one) == read(one)


STUCK = Outlook(known=0.01, learn=0.001, guess=0.2, slip=0.1, forget=0.2, tries=30, days=10)


def test_a_skill_further_off_than_we_look_gets_no_number():
    found = forecast(STUCK, GrowthSettings())
    assert (found.median, found.high) == (None, None)


def follow(outlook, rng, most=400):
    """One student who lives by the model: tries until secure, written anew."""
    learn, guess, slip, forget = outlook.learn, outlook.guess, outlook.slip, outlook.forget
    knows, belief = rng.random() < outlook.known, outlook.known
    for n in range(1, most):
        knows = rng.random() >= forget if knows else rng.random() < learn
        right = rng.random() < (1 - slip if knows else guess)
        prior = belief * (1 - forget) + (1 - belief) * learn
        yes, no = ((1 - slip), guess) if right else (slip, 1 - guess)
        belief = prior * yes / (prior * yes + (1 - prior) * no)
        if belief >= 0.95:
            return n
    return np.inf


@pytest.mark.parametrize(("known", "forget"), [(0.2, 0.02), (0.6, 0.02), (0.9, 0.02), (0.6, 0.15)])
def test_the_middle_of_the_draws_is_where_simulated_students_end(known, forget):
    """Four tries a day, and hardly any doubt about the pace."""
    outlook = Outlook(known, 0.2, 0.15, 0.1, forget, tries=4000, days=1000)
    rng = np.random.default_rng(12)
    days = np.ceil([follow(outlook, rng) / 4 for _ in range(4000)])
    found = forecast(outlook, GrowthSettings(draws=4000))
    assert (found.low, found.median, found.high) == pytest.approx(
        tuple(np.quantile(days, [0.1, 0.5, 0.9], method="higher")), abs=1.01
    )


def coverage(students, seed, pace):
    """Share of students whose true time lies in the 80 % range. `pace`: mean tries a day; each has an own one."""
    rng = np.random.default_rng(seed)
    inside = 0
    for _ in range(students):
        rate, tries = rng.gamma(4, pace / 4), int(rng.integers(8, 30))
        days = max(1, round(rng.gamma(tries + 0.5) / rate))
        outlook = Outlook(float(rng.uniform(0.1, 0.9)), *MODEL, tries=tries, days=days)
        found = forecast(outlook, GrowthSettings())
        further = follow(outlook, rng)
        truth = np.ceil(further / rate) if further <= 100 else np.inf
        inside += (found.low or np.inf) <= truth <= (found.high or np.inf)
    return inside / students


@pytest.mark.parametrize(("pace", "most"), [(0.4, 0.88), (2.0, 0.95)])
def test_eight_of_ten_forecasts_hold_and_more_where_only_few_days_are_asked_for(pace, most):
    """Whole days make the range a little wide where it is only a few days long."""
    assert 0.78 <= coverage(600, seed=3, pace=pace) <= most


def pace_coverage(mean, sets, seed):
    """Students differ in their pace (Gamma with shape 2); a half-term of seven weeks."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(2.0, mean / 2.0, sets)
    limits = {k: rate_interval(int(k), 7.0) for k in range(int(rates.max() * 7 * 4) + 40)}
    held = [
        limits[k][0] <= rate <= limits[k][1] for k, rate in zip(rng.poisson(rates * 7), rates, strict=True)
    ]
    return float(np.mean(held))


@pytest.mark.parametrize("mean", [0.2, 0.5, 1.0, 3.0])
def test_the_interval_of_the_pace_holds_the_truth(mean):
    assert pace_coverage(mean, 2_000, seed=9) >= 0.93


@pytest.mark.proof
@pytest.mark.parametrize("mean", [0.2, 0.5, 1.0, 3.0])
def test_the_interval_of_the_pace_holds_the_truth_at_full_size(mean):
    assert pace_coverage(mean, 40_000, seed=10) >= 0.93
