"""When a fit is corrected, by which window; and that generated shops are corrected as they should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from math import exp, log
from random import Random
from statistics import fmean

import numpy as np
import pytest
from regulars.facts.customer import CustomerFacts, TimelineEntry
from regulars.facts.time import DAY_MS
from regulars.scoring.prediction.bgnbd import BgNbd
from regulars.scoring.prediction.calibration import brier
from regulars.scoring.prediction.cells import Cells
from regulars.scoring.prediction.correction import Correction
from regulars.scoring.prediction.fit import Basis, Fit, FitWarning
from regulars.scoring.prediction.learning import corrected_fit, learn
from regulars.scoring.prediction.likelihood import OrderLikelihood
from regulars.scoring.prediction.prediction import in_this_season, prediction
from regulars.scoring.prediction.sample import Sample
from regulars.scoring.settings import Settings

from benchmarks.timelines import purchases_of
from testing.builders import NOW_MS

DOLLARS = replace(Settings.defaults(2), discount_rate=0.0)
MODEL = BgNbd(0.6, 20.0, 0.8, 3.0)


def process(customers: int, *, pace: float = 1.0, since_days: int = 0, seed: int = 1) -> Iterator[list[float]]:
    """Instants in days from 0 to 490 of the BG/NBD process; from `since_days` before day 400 on at another pace."""
    chance = Random(seed)
    for _ in range(customers):
        rate, leaves = chance.gammavariate(MODEL.r, 1 / MODEL.alpha), chance.betavariate(MODEL.a, MODEL.b)
        days = [chance.uniform(0, 300)]
        while True:
            at = days[-1]
            at += chance.expovariate(rate) / (pace if at >= 400 - since_days else 1.0)
            if at >= 490:
                break
            days.append(at)
            if chance.random() < leaves:
                break
        yield days


def split(customers: Sequence[list[float]]) -> list[tuple[CustomerFacts, bool]]:
    """Each customer as known at day 400, which is now, and whether they order within 90 days."""
    found = []
    for number, days in enumerate(customers):
        entries = [TimelineEntry(NOW_MS + int((day - 400) * DAY_MS), 2_000, 0) for day in days if day <= 400]
        later = any(400 < day <= 490 for day in days)
        found.append((CustomerFacts(f"c{number}", True, purchases_of(entries)), later))
    return found


def fit_of(customers: Sequence[CustomerFacts], last: Fit | None = None) -> tuple[Cells, Sample, Fit]:
    cells, sample = Cells(NOW_MS), Sample()
    for number, one in enumerate(customers):
        cells.add(one, None, DOLLARS)
        sample.add(hash((number, 7)) & 0xFFFFFFFF, one.purchases.timeline, "UTC", NOW_MS)
    return cells, sample, corrected_fit(cells, sample, last, horizon_days=90)


@cache
def steady() -> tuple[list[tuple[CustomerFacts, bool]], Cells, Sample, Fit]:
    shop = split(list(process(4_000)))
    return shop, *fit_of([one for one, _ in shop])


def outcomes(shop: Sequence[tuple[CustomerFacts, bool]], fit: Fit) -> list[tuple[float, bool]]:
    found = []
    for one, came in shop:
        served = prediction(one.purchases, fit, DOLLARS, NOW_MS)
        assert served is not None
        assert served.churn_probability is not None
        found.append((1.0 - served.churn_probability, came))
    return found


@pytest.mark.parametrize(
    ("horizon_days", "history_days", "window_days"),
    [
        *[(90, 400, 90), (90, 100, 50), (90, 42, 21), (90, 41, None)],
        *[(20, 400, 21), (21, 400, 21), (7, 400, 21), (400, 729, 364), (400, 900, 365)],
    ],
)
def test_the_window_is_the_horizon_three_weeks_at_least_half_of_the_history_and_a_year_at_most(
    horizon_days: int, history_days: int, window_days: int | None
) -> None:
    sample = Sample()
    for key in range(600):
        instants = [NOW_MS - 380 * DAY_MS, *([NOW_MS - 5 * DAY_MS] if key % 6 == 0 else [])]
        sample.add(key, [TimelineEntry(at_ms, 2_000, 0) for at_ms in instants], "UTC", NOW_MS)

    found = learn(sample, MODEL, horizon_days=horizon_days, history_days=history_days)

    assert (found and found.window_days) == window_days
    assert found is None or found[:4] == (horizon_days, window_days, 600, 100)


@pytest.mark.long
def test_a_known_process_is_recovered_within_its_standard_errors() -> None:
    _, cells, _, fit = steady()
    assert fit.orders is not None

    off = [log(found / true) for found, true in zip(fit.orders, MODEL, strict=True)]

    assert all(abs(one) <= 3 * error for one, error in zip(off, standard_errors(cells, fit.orders), strict=True))


def standard_errors(cells: Cells, at: BgNbd) -> list[float]:
    """Of the logarithms of the parameters, each while the others move too: the inverse of the observed information."""
    likelihood = OrderLikelihood(cells.orders)

    def slope(name: str, step: float) -> list[float]:
        there = at._replace(**{name: getattr(at, name) * exp(step)})
        return [by * one for by, one in zip(likelihood(there)[1], there, strict=True)]

    information = [
        [(before - after) / 0.002 for before, after in zip(slope(name, -0.001), slope(name, 0.001), strict=True)]
        for name in BgNbd._fields
    ]
    return [float(one) for one in np.sqrt(np.diag(np.linalg.inv(np.array(information))))]


@pytest.mark.long
def test_a_shop_that_stays_as_it_is_is_served_no_worse() -> None:
    shop, _, _, fit = steady()
    assert fit.correction is not None

    with_it, without = brier(outcomes(shop, fit)), brier(outcomes(shop, replace(fit, correction=None)))

    assert with_it <= without + 0.001


@pytest.mark.long
@pytest.mark.parametrize("pace", [0.35, 2.5])
def test_a_shop_that_changes_its_pace_is_followed(pace: float) -> None:
    shop = split(list(process(4_000, pace=pace, since_days=110)))
    _, _, fit = fit_of([one for one, _ in shop])
    assert fit.correction is not None

    with_it, without = outcomes(shop, fit), outcomes(shop, replace(fit, correction=None))

    assert brier(with_it) < brier(without) - 0.001
    if pace > 1:
        # Silence may mean that somebody has left; that orders come faster the model has no word for.
        came = fmean(ordered for _, ordered in shop)
        assert came - fmean(p for p, _ in with_it) < 0.75 * (came - fmean(p for p, _ in without))


@pytest.mark.long
def test_a_standing_fit_keeps_what_corrected_it() -> None:
    correction = Correction(90, 90, 700, 210, 0.5, 0.75, (0.25, -0.5, 0.125), (0.0, 1.0, 5.0), (2.0, 4.0, 9.0))
    last = Fit(Basis.MODEL, NOW_MS - 100 * DAY_MS, 900, orders=MODEL, correction=correction)
    silent = [replace(one, purchases=purchases_of(_earlier(one))) for one, _ in steady()[0][:600]]

    _, _, found = fit_of(silent, last)

    assert found == replace(last, warning=FitWarning.NO_RECENT_ORDERS)


def _earlier(one: CustomerFacts) -> list[TimelineEntry]:
    return [entry._replace(at_ms=entry.at_ms - 400 * DAY_MS) for entry in one.purchases.timeline]


def test_a_correction_holds_for_its_own_horizon_alone() -> None:
    shop, _, _, fit = steady()
    one = shop[0][0].purchases

    own = prediction(one, fit, DOLLARS, NOW_MS)
    other = prediction(one, fit, replace(DOLLARS, churn_horizon_days=91), NOW_MS)

    assert own is not None
    assert other is not None
    assert own.uncorrected is not None
    assert other.uncorrected is not None
    assert (own.corrected, other.corrected) == (True, False)
    assert other.churn_probability == other.uncorrected.churn_probability
    assert own.churn_probability != own.uncorrected.churn_probability
    assert own.p_alive == other.p_alive


def test_orders_and_value_move_with_the_probability_and_being_alive_does_not() -> None:
    shop, _, _, fit = steady()
    for one, _ in shop[:50]:
        found = prediction(one.purchases, fit, DOLLARS, NOW_MS)
        alone = prediction(one.purchases, replace(fit, correction=None), DOLLARS, NOW_MS)
        assert found is not None
        assert alone is not None
        share = (1 - (found.churn_probability or 0)) / (1 - (alone.churn_probability or 0))
        assert found.expected_orders == pytest.approx((alone.expected_orders or 0) * share)
        assert found.clv_minor == pytest.approx((alone.clv_minor or 0) * share, abs=1)
        assert found.p_alive == alone.p_alive


@pytest.mark.parametrize(("factor", "probability"), [(1.0, 0.3), (2.0, 6 / 13), (0.5, 3 / 17)])
def test_a_season_multiplies_the_odds_of_an_order(factor: float, probability: float) -> None:
    assert in_this_season(0.3, factor) == pytest.approx(probability)


def test_a_season_is_of_the_next_horizon_and_not_of_a_lifetime() -> None:
    shop, _, _, fit = steady()
    one = shop[0][0].purchases

    plain, season = (prediction(one, fit, replace(DOLLARS, season_factor=by), NOW_MS) for by in (1.0, 1.5))

    assert plain is not None
    assert season is not None
    assert (season.churn_probability or 0) < (plain.churn_probability or 0)
    assert (season.expected_orders or 0) > (plain.expected_orders or 0)
    assert (season.clv_minor, season.p_alive, season.uncorrected) == (plain.clv_minor, plain.p_alive, plain.uncorrected)
