"""A tenant's cells: parts in any order make the same whole, fine or coarse, and nothing is lost in keeping them."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts, TimelineEntry
from regulars.facts.time import DAY_MS
from regulars.scoring.prediction import cells as module
from regulars.scoring.prediction.cells import Cells
from regulars.scoring.settings import Settings

from benchmarks.timelines import purchases_of
from testing.builders import NOW_MS

DOLLARS = Settings.defaults(2)


def bought(*days_ago: float, minor: int = 1_000) -> CustomerFacts:
    instants = sorted(NOW_MS - int(days * DAY_MS) for days in days_ago)
    purchases = purchases_of(TimelineEntry(at_ms, minor, 0) for at_ms in instants) if instants else PurchaseFacts()
    return CustomerFacts("ann", True, purchases)


def cells_of(*customers: CustomerFacts) -> Cells:
    cells = Cells(NOW_MS)
    for one in customers:
        cells.add(one, None, DOLLARS)
    return cells


def merged(*parts: Cells) -> Cells:
    whole = Cells(NOW_MS)
    for part in parts:
        whole.merge(part)
    return whole


customers = st.lists(
    st.builds(
        lambda days, minor: bought(*days, minor=minor),
        st.lists(st.integers(0, 400), max_size=6),
        st.sampled_from([0, 999, 123_456]),
    ),
    max_size=8,
)


@pytest.mark.parametrize("most", [3, 50_000])
@given(customers, customers, customers)
def test_parts_make_the_same_whole_in_any_order_and_any_grouping(
    most: int, first: list[CustomerFacts], second: list[CustomerFacts], third: list[CustomerFacts]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_CELLS", most)
        whole = cells_of(*first, *second, *third)

        a, b, c = (cells_of(*part) for part in (first, second, third))
        assert merged(a, b, c) == merged(c, b, a) == merged(b, merged(a, c)) == whole


@given(customers)
def test_what_is_kept_of_cells_is_all_of_them(some: list[CustomerFacts]) -> None:
    for most in (2, 50_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "MOST_CELLS", most)
            cells = cells_of(*some)

        assert Cells.of(json.loads(json.dumps(cells.as_json()))) == cells


def test_merging_takes_nothing_from_the_other_part() -> None:
    part, whole = cells_of(bought(10, 3)), cells_of(bought(8))
    before = part.as_json()

    whole.merge(part)
    whole.merge(part)

    assert part.as_json() == before
    assert whole.buyers == 3


def test_a_customer_is_one_cell_of_orders_and_one_of_value() -> None:
    cells = cells_of(bought(100, 40, 40.1, 10, minor=700), bought(100, 40, 10, minor=1_050), bought(100))

    assert cells.orders == Counter({(2, 90, 100): 2, (0, 0, 100): 1})
    assert cells.values == Counter({(2, 2_100): 2})
    assert (cells.buyers, cells.purchase_days, cells.spend_minor) == (3, 7, 4 * 700 + 3 * 1_050 + 1_000)
    assert (cells.history_days, cells.days_since_newest, cells.coarse) == (90, 10, False)


def test_who_bought_nothing_is_in_no_cell_and_who_paid_nothing_again_in_none_of_value() -> None:
    cells = cells_of(bought(), bought(20, 10, minor=0))

    assert cells.orders == Counter({(1, 10, 20): 1})
    assert not cells.values
    assert Cells(NOW_MS).history_days == Cells(NOW_MS).days_since_newest == 0


def test_an_order_in_the_future_counts_as_of_now() -> None:
    cells = cells_of(bought(10, -500))

    assert cells.orders == Counter({(1, 10, 10): 1})
    assert (cells.history_days, cells.days_since_newest) == (10, 0)


def test_fifty_thousand_cells_are_kept_by_day_and_one_more_by_week_at_its_middle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_CELLS", 2)
    cells = cells_of(bought(20, 15), bought(14))
    assert not cells.coarse

    cells.add(bought(13, 7), None, DOLLARS)

    assert cells.orders_coarse
    assert cells.orders == Counter({(1, 3, 17): 1, (0, 0, 17): 1, (1, 3, 10): 1})
    assert not cells.values_coarse


@given(st.integers(1, 60), st.integers(1, 10**14))
def test_m_is_kept_to_half_a_percent(x: int, spend: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_CELLS", 0)
        cells = Cells(NOW_MS, values=Counter({(x, spend): 1}))
        cells.merge(Cells(NOW_MS))

    ((kept_x, kept),) = cells.values
    assert (kept_x, cells.values_coarse) == (x, True)
    assert kept == pytest.approx(spend, rel=0.0026)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 400), st.integers(0, 400)), min_size=1))
def test_coarse_ages_stay_in_order_and_within_half_a_week(found: Sequence[tuple[int, int, int]]) -> None:
    for x, one, other in found:
        t_x, age = (min(one, other), max(one, other)) if x else (0, max(one, other))
        _, coarse_t_x, coarse_age = module._by_week((x, t_x, age))

        assert 0 <= coarse_t_x <= coarse_age
        assert max(abs(coarse_t_x - t_x), abs(coarse_age - age)) <= 3


def test_cells_at_the_newest_order_are_as_much_younger_and_no_order_is_younger_than_its_customer() -> None:
    cells = cells_of(bought(300, 200), bought(250))

    younger = cells.at_newest_order()

    assert younger.orders == Counter({(1, 100, 100): 1, (0, 0, 50): 1})
    assert (younger.days_since_newest, younger.as_of_ms) == (0, NOW_MS - 200 * DAY_MS)
    assert (younger.values, younger.buyers, younger.history_days) == (cells.values, 2, 100)
    assert cells.orders == Counter({(1, 100, 300): 1, (0, 0, 250): 1})


def test_an_age_by_week_is_never_made_younger_than_the_last_order() -> None:
    # By week both ages may be 3 where 10 days have gone by: ten days younger than 10 would be before the order.
    cells = Cells(NOW_MS, newest_at_ms=NOW_MS - 10 * DAY_MS, orders=Counter({(1, 3, 10): 1}), orders_coarse=True)

    assert cells.at_newest_order().orders == Counter({(1, 3, 3): 1})


def test_a_part_above_the_limit_makes_every_whole_coarse_whichever_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CELLS", 30)
    chance = random.Random(1)
    parts = [
        cells_of(
            *(bought(*(chance.randrange(400) for _ in range(3)), minor=chance.randrange(1, 9_999)) for _ in range(size))
        )
        for size in (5, 60, 20)
    ]
    assert [part.coarse for part in parts] == [False, True, False]

    wholes = [
        reduce(lambda one, other: merged(one, other), order) for order in (parts, parts[::-1], parts[1:] + parts[:1])
    ]

    assert wholes[0] == wholes[1] == wholes[2]
    assert wholes[0].buyers == wholes[0].orders.total() == 85
