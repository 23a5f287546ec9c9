"""The backtest: where the cut lies, what was known by it, what counts as having come true."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from regulars.facts.product import ProductFacts, Purchase
from regulars.facts.time import DAY_MS, to_ms
from regulars.scoring.prediction.backtest import Outlook, backtest, cut_ms, known_at, look_back
from regulars.scoring.prediction.bgnbd import BgNbd, churn_probability, expected_orders
from regulars.scoring.prediction.cells import Cells
from regulars.scoring.prediction.fit import Basis, Fit, fit
from regulars.scoring.prediction.next_product import HitRates, Hits, hit_rates, hits
from regulars.scoring.settings import Settings

from benchmarks.timelines import known_by
from testing.builders import NOW_MS, purchases_at
from testing.cdnow import cdnow
from testing.holdout import found_or_skipped

DOLLARS = Settings.defaults(2)
ORDERS = BgNbd(0.2426, 30.90, 0.7929, 2.4259)
FIT = Fit(Basis.MODEL, NOW_MS, 900, orders=ORDERS)


def at(text: str) -> int:
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("zone", "until", "cut"),
    [
        ("UTC", "1997-12-29T00:00", "1997-09-30T23:59:59.999"),
        ("UTC", "1997-12-29T23:59:59.999", "1997-09-30T23:59:59.999"),
        # Summer time ends in between: the cut's own midnight is an hour earlier than the newest order's.
        ("Europe/London", "2025-12-29T12:00", "2025-09-30T22:59:59.999"),
        # 11:30Z is the next day in Auckland.
        ("Pacific/Auckland", "2025-06-30T11:30", "2025-04-01T10:59:59.999"),
        ("Pacific/Auckland", "2025-06-30T12:00", "2025-04-02T10:59:59.999"),
    ],
)
def test_the_cut_is_the_end_of_a_local_day(zone: str, until: str, cut: str) -> None:
    assert cut_ms(at(until), zone, 90) == at(cut)


def test_at_the_cut_its_own_instant_is_known_and_a_millisecond_later_is_not() -> None:
    purchases = purchases_at(NOW_MS - DAY_MS, NOW_MS, NOW_MS + 1, spend_minor=700)

    known = known_at(purchases, NOW_MS)

    assert known is not None
    assert (known.order_count, known.spend_minor, known.last_at_ms) == (2, 1_400, NOW_MS)
    assert known.first_at_ms == purchases.first_at_ms
    assert known_at(purchases, NOW_MS - DAY_MS - 1) is None


@pytest.mark.parametrize(
    ("later_ms", "ordered", "orders"),
    [
        ((), False, 0), ((1,), True, 1), ((30 * DAY_MS,), True, 1), ((30 * DAY_MS + 1,), False, 0),
        ((1, 2, 5 * DAY_MS), True, 2),
    ],
)  # fmt: skip
def test_what_comes_within_the_horizon_after_the_cut_comes_true(
    later_ms: tuple[int, ...], ordered: bool, orders: int
) -> None:
    purchases = purchases_at(NOW_MS - 50 * DAY_MS, *(NOW_MS + after for after in later_ms))

    found = look_back(purchases, FIT, DOLLARS, NOW_MS, 30)

    assert found is not None
    assert (found.ordered, found.orders) == (ordered, orders)
    assert found.order_probability == 1 - churn_probability(ORDERS, 0, 0, 50, 30)
    assert found.expected_orders == expected_orders(ORDERS, 0, 0, 50, 30)


def test_an_order_at_the_cut_itself_is_known_and_not_to_come() -> None:
    found = look_back(purchases_at(NOW_MS - 50 * DAY_MS, NOW_MS), FIT, DOLLARS, NOW_MS, 30)

    assert found is not None
    assert (found.ordered, found.days_since_last) == (False, 0)


def test_who_came_after_the_cut_is_not_tested() -> None:
    assert look_back(purchases_at(NOW_MS + 1), FIT, DOLLARS, NOW_MS, 90) is None


def test_the_rules_are_tested_too_and_expect_no_number_of_orders() -> None:
    found = look_back(purchases_at(NOW_MS - 50 * DAY_MS), None, DOLLARS, NOW_MS, 90)

    assert found == Outlook(0.8, None, False, 0, 50, None)
    assert backtest([found]).expected_orders is None


@pytest.mark.parametrize(
    ("days_ago", "before"),
    [((100,), (10, False)), ((100, 90), (0, False)), ((100, 89), (10, True)), ((89,), None), ((200, 95, 3), (5, True))],
)
def test_recency_learns_from_the_horizon_before_the_cut(
    days_ago: tuple[int, ...], before: tuple[int, bool] | None
) -> None:
    found = look_back(purchases_at(*(NOW_MS - days * DAY_MS for days in days_ago)), FIT, DOLLARS, NOW_MS, 90)

    assert found is not None
    assert found.before == before


def test_naive_peers_are_worked_out_by_hand() -> None:
    recent, late = Outlook(0.9, 2.0, True, 3, 4, (4, True)), Outlook(0.2, 0.5, False, 0, 80, (90, False))

    found = backtest([recent, late])

    assert (found.expected_orders, found.orders) == (2.5, 3)
    assert found.naive == (0.5, 0.25, 0.0, 1.0)
    assert backtest([recent._replace(days_since_last=5), late]).naive.recency_brier == 0.5
    assert found.probabilities.brier == pytest.approx((0.01 + 0.04) / 2)


def test_of_nobody_nothing_is_known() -> None:
    found = backtest([])

    assert (found.expected_orders, found.orders, set(found.naive)) == (None, 0, {None})


@pytest.mark.long
def test_cdnow_s_backtest_is_better_than_the_base_rate_and_than_recency() -> None:
    timelines = found_or_skipped(cdnow())
    at_ms = cut_ms(at("1997-12-29"), "UTC", 90)
    cells = Cells(at_ms)
    for facts in known_by(timelines, at_ms):
        cells.add(facts, None, DOLLARS)
    fitted = fit(cells, None)
    everybody = sorted(known_by(timelines, at_ms + 10**12), key=lambda one: sha256(one.customer_id.encode()).digest())

    found = backtest([one for facts in everybody if (one := look_back(facts.purchases, fitted, DOLLARS, at_ms, 90))])

    assert found.probabilities.customers == 2_357
    assert found.probabilities.brier is not None
    assert found.naive.recency_brier is not None
    assert found.naive.rate_brier is not None
    assert found.probabilities.brier <= 0.110 < found.naive.recency_brier < found.naive.rate_brier
    assert found.naive.recency_auc == pytest.approx(0.784, abs=5e-4)
    assert found.orders == pytest.approx(found.expected_orders, rel=0.2)


def bought(product_id: str, *days_from_cut: float) -> ProductFacts:
    return ProductFacts(product_id, tuple(Purchase(NOW_MS + int(days * DAY_MS), 1_000, 100) for days in days_from_cut))


def shelf(*products: ProductFacts) -> dict[str, ProductFacts]:
    return {product.product_id: product for product in products}


def test_each_guess_is_compared_with_what_was_bought_within_the_horizon() -> None:
    # tea is due in 5 days, cups were bought most often but are overdue, the pot was bought last.
    products = shelf(bought("tea", -25, -10, 6), bought("cup", -90, -85, -80, 31), bought("pot", -1))

    assert hits(products, NOW_MS, 30) == Hits(recommended=True, most_frequent=False, last=False)
    assert hits(products, NOW_MS, 40) == Hits(recommended=True, most_frequent=True, last=False)


@pytest.mark.parametrize(("days", "hit"), [(0.0, False), (0.001, True), (30.0, True), (30.001, False)])
def test_a_hit_is_after_the_cut_and_at_most_a_horizon_later(days: float, hit: bool) -> None:
    found = hits(shelf(bought("tea", -40, -20, days)), NOW_MS, 30)

    assert found is not None
    assert found.last is hit


@pytest.mark.parametrize(("gap", "tried"), [(9, False), (10, True), (40, True), (41, False)])
def test_who_is_due_from_the_cut_until_the_horizon_is_tried(gap: int, tried: bool) -> None:
    assert (hits(shelf(bought("tea", -10 - gap, -10)), NOW_MS, 30) is not None) is tried


def test_what_was_bought_after_the_cut_alone_is_no_guess() -> None:
    assert hits(shelf(bought("tea", 1, 2), bought("cup", -5)), NOW_MS, 30) is None


def test_the_soonest_is_recommended_then_the_higher_score_then_the_first_by_id() -> None:
    sooner = shelf(bought("tea", -20, -10, 3), bought("cup", -19, -9))
    assert hits(sooner, NOW_MS, 30) == Hits(True, False, False)

    equal = shelf(bought("b", -20, -10, 3), bought("a", -20, -10))
    assert hits(equal, NOW_MS, 30) == Hits(False, False, False)


def test_rates_are_shares_of_those_who_had_a_recommendation() -> None:
    assert hit_rates([Hits(True, True, False), Hits(True, False, False)]) == HitRates(2, 1.0, 0.5, 0.0)
    assert hit_rates([]) == HitRates(0, None, None, None)
