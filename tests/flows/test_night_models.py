"""What a night makes of a tenant's customers for the models, RFM, funnel and cohorts; no tenant is too odd for it."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from math import isfinite

import pytest
from regulars.audience import retention
from regulars.facts.order import Order
from regulars.facts.time import DAY_MS
from regulars.lists import rfm
from regulars.nightly.parts import fit as fit_module
from regulars.population.cohorts import CohortParts
from regulars.population.deciles import Deciles
from regulars.population.funnel import FunnelParts
from regulars.population.rfm_counts import RfmCounts
from regulars.products.forecast import MODELS
from regulars.scoring.derive import Scores, derive, with_prediction
from regulars.scoring.prediction import correction as correction_module
from regulars.scoring.prediction.cells import Cells
from regulars.scoring.prediction.fit import Basis, Fit, FitWarning
from regulars.scoring.prediction.learning import corrected_fit
from regulars.scoring.prediction.sample import Sample, key_of
from regulars.scoring.prediction.sums import MICRO
from regulars.stores.opened import Stores
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.night_records import LastNight

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import NightMachine


def orders_of(customers: int) -> list[Order]:
    """Everybody buys from time to time for a year, some once."""
    chance = random.Random(7)
    made = []
    for number in range(customers):
        for nth in range(chance.choice([1, 1, 2, 3, 6])):
            at_ms = NOW_MS - chance.randrange(365) * DAY_MS - chance.randrange(DAY_MS)
            line = a_line(unit_price=str(chance.randrange(5, 90)))
            made.append(an_order(f"{number}-{nth}", f"c{number}", ordered_at_ms=at_ms, lines=(line,)))
    return made


@pytest.fixture(params=[1, 4])
def night(stores: Stores, request: pytest.FixtureRequest) -> NightMachine:
    night = NightMachine(stores, make_tenant(stores, "shop", shards=request.param))
    night.take(*orders_of(60))
    return night


def last(night: NightMachine) -> LastNight:
    found = night.stores.night_records(night.tenant).last()
    assert found is not None
    return found


def fit_of(night: NightMachine) -> Fit | None:
    return night.stores.fits(night.tenant).read()


def scores_of(night: NightMachine, fit: Fit | None) -> list[Scores]:
    return [
        with_prediction(derive(row.facts, night.settings, night.now_ms), row.facts, fit, night.settings, night.now_ms)
        for row in night.rows().values()
    ]


def test_what_is_counted_of_all_customers_is_left_as_it_would_be_counted_now(night: NightMachine) -> None:
    deciles, counts = Deciles(night.now_ms), RfmCounts(night.now_ms)
    funnel, cohorts = FunnelParts(night.now_ms), CohortParts(night.now_ms, "UTC")
    for row in night.rows().values():
        scores = derive(row.facts, night.settings, night.now_ms)
        for part in (deciles, counts, funnel, cohorts):
            part.add(row.facts, scores, night.settings)

    night.night()

    values = last(night).values
    whole = json.loads(
        json.dumps(
            {
                rfm.CUT_POINTS: deciles.cut_points().as_json(),
                rfm.RFM_COUNTS: counts.as_json(),
                retention.FUNNEL: funnel.funnel().as_json(),
                retention.COHORTS: cohorts.cohorts().as_json(),
            }
        )
    )
    assert {name: values[name] for name in whole} == whole
    assert MODELS not in values, "no model held before the first night"


def test_a_night_fits_and_the_next_adds_up_what_that_fit_expects(night: NightMachine) -> None:
    night.night("night-1")
    first = fit_of(night)
    assert first is not None
    assert (first.basis, first.customers, first.as_of_ms) == (Basis.PRIOR, 60, NOW_MS)

    night.now_ms += DAY_MS
    night.night("night-2")

    sums = last(night).values[MODELS]
    expected = scores_of(night, first)
    found = {name: tuple(one) for name, one in sums["sums"]["by_segment"].items()}
    assert sum(customers for customers, _, _ in found.values()) == 60
    assert sums["basis"] == "prior"
    assert sums["fitted"] == NOW_MS
    for segment, (customers, orders_micro, clv_minor) in found.items():
        mine = [one.prediction for one in expected if one.lifecycle.value == segment and one.prediction]
        assert customers == len(mine)
        assert orders_micro == sum(round((one.expected_orders or 0) * MICRO) for one in mine) > 0
        assert clv_minor == sum(one.clv_minor or 0 for one in mine) > 0
    second = fit_of(night)
    assert second is not None
    assert second.as_of_ms == night.now_ms


def test_an_end_that_is_done_again_leaves_what_the_fit_of_before_expects(night: NightMachine) -> None:
    """By then it has fitted anew; what was added up is of the fit before, and before the first night of none."""
    for number in range(2):
        night.now_ms = NOW_MS + number * DAY_MS
        night.night(f"night-{number}")
        left = last(night)

        night.step(f"night-{number}", "summarise")

        assert last(night) == left
        assert (MODELS in left.values) is (number == 1)


def test_a_night_goes_by_the_fit_that_it_was_planned_with(night: NightMachine) -> None:
    night.night("night-1")
    planned = fit_of(night)
    assert planned is not None
    night.now_ms += DAY_MS
    night.start("night-2")
    shards = night.step("night-2", "plan")["shards"]
    night.stores.fits(night.tenant).put(replace(planned, orders=None))

    for shard in shards:
        night.turn("night-2", shard["number"], 0, deadline_ms=FAR_MS)
    night.step("night-2", "summarise")

    sums = last(night).values[MODELS]
    assert sum(customers for customers, _, _ in sums["sums"]["by_segment"].values()) == 60
    assert (sums["basis"], sums["fitted"]) == ("prior", planned.as_of_ms)


def test_models_that_cannot_be_fitted_leave_the_fit_of_before_and_fail_no_night(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    night.night("night-1")
    before = fit_of(night)
    night.now_ms += DAY_MS

    def failing(*_: object, horizon_days: int) -> Fit:
        raise OverflowError("of somebody")

    monkeypatch.setattr(fit_module, "corrected_fit", failing)

    assert night.night("night-2").state is JobState.DONE

    assert fit_of(night) == before
    assert last(night).job_id == "night-2"
    [line] = [line for line in map(json.loads, log.getvalue().splitlines()) if line["message"] == "models.failed"]
    assert (line["job"], line["error"]) == ("night-2", "OverflowError")
    assert "somebody" not in log.getvalue()


def test_the_shards_of_a_night_teach_one_correction_and_the_next_night_serves_it(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correction_module, "LEAST_ROWS", 30)
    monkeypatch.setattr(correction_module, "LEAST_OF_EACH", 5)
    cells, sample = Cells(NOW_MS), Sample()
    for row in night.rows().values():
        cells.add(row.facts, None, night.settings)
        key = key_of(night.tenant.customer_hash(row.customer_id))
        sample.add(key, row.facts.purchases.timeline, night.settings.timezone, NOW_MS)

    night.night("night-1")

    found = fit_of(night)
    assert found is not None
    assert found.correction is not None
    whole = corrected_fit(cells, sample, None, horizon_days=90).correction
    assert whole is not None
    assert (found.correction[:4], found.correction.low, found.correction.high) == (whole[:4], whole.low, whole.high)
    # Cells are added up in another order.
    for learnt, expected in zip(found.correction[4:7], whole[4:7], strict=True):
        assert learnt == pytest.approx(expected, rel=1e-6)
    night.now_ms += DAY_MS
    night.night("night-2")
    served = [one.prediction for one in scores_of(night, found) if one.prediction]
    assert len(served) == 60
    assert all(one.corrected for one in served)
    sums = last(night).values[MODELS]["sums"]["by_segment"].values()
    assert sum(orders for _, orders, _ in sums) == sum(round((one.expected_orders or 0) * MICRO) for one in served)


def test_a_tenant_that_stands_still_keeps_its_fit_and_says_so(night: NightMachine) -> None:
    night.night("night-1")
    first = fit_of(night)

    night.now_ms += 120 * DAY_MS
    night.night("night-2")

    second = fit_of(night)
    assert first is not None
    assert second is not None
    assert second.warning is FitWarning.NO_RECENT_ORDERS
    assert (second.orders, second.as_of_ms) == (first.orders, first.as_of_ms)


def once_each(night: NightMachine) -> list[Order]:
    return [an_order(str(one), f"c{one}", ordered_at_ms=NOW_MS - one * DAY_MS) for one in range(60)]


def one_customer(night: NightMachine) -> list[Order]:
    return [an_order(str(one), "only", ordered_at_ms=NOW_MS - one * DAY_MS) for one in range(60)]


def all_on_one_day(night: NightMachine) -> list[Order]:
    return [an_order(str(one), f"c{one % 40}", ordered_at_ms=NOW_MS - 40 * DAY_MS) for one in range(80)]


def all_at_this_instant(night: NightMachine) -> list[Order]:
    return [an_order(str(one), f"c{one}", ordered_at_ms=NOW_MS) for one in range(40)]


def one_whale(night: NightMachine) -> list[Order]:
    dear = (a_line(unit_price="9000000"),)
    whale = [an_order(f"w{one}", "whale", ordered_at_ms=NOW_MS - one * DAY_MS, lines=dear) for one in range(50)]
    return [*once_each(night), *whale]


def in_the_future(night: NightMachine) -> list[Order]:
    far_ms = NOW_MS + 3_000 * DAY_MS
    ahead = [an_order(f"f{one}", f"c{one}", ordered_at_ms=far_ms + one * DAY_MS) for one in range(40)]
    return [*once_each(night), *ahead]


def free_of_charge(night: NightMachine) -> list[Order]:
    free = (a_line(unit_price="0"),)
    return [an_order(str(one), f"c{one % 40}", ordered_at_ms=NOW_MS - one * DAY_MS, lines=free) for one in range(80)]


def nothing_at_all(night: NightMachine) -> list[Order]:
    return []


@pytest.mark.parametrize(
    "shop",
    [
        once_each,
        one_customer,
        all_on_one_day,
        all_at_this_instant,
        one_whale,
        in_the_future,
        free_of_charge,
        nothing_at_all,
    ],
)
def test_no_tenant_is_so_odd_that_a_night_breaks_or_something_is_no_number(
    stores: Stores, shop: Callable[[NightMachine], list[Order]]
) -> None:
    odd = NightMachine(stores, make_tenant(stores, "odd"))
    odd.take(*shop(odd))

    states = [odd.night(f"night-{number}").state for number in (1, 2)]

    assert states == [JobState.DONE, JobState.DONE]
    fit = fit_of(odd)
    assert fit is not None
    json.dumps(fit.as_json(), allow_nan=False)
    json.dumps(last(odd).values, allow_nan=False)
    for scores in scores_of(odd, fit):
        assert scores.prediction is not None
        numbers = [value for value in scores.prediction if isinstance(value, float)]
        assert all(map(isfinite, numbers))
        shares = (scores.prediction.churn_probability, scores.prediction.p_alive)
        assert all(0 <= share <= 1 for share in shares if share is not None)
