"""RFM deciles: the share strictly worse, counted one by one, is what the stored cut points give.

See docs/scoring.md, RFM.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.population.deciles import WINDOWS, CutPoints, Cuts, Deciles, cuts_of, decile, rfm_deciles
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, purchases_at

SETTINGS = Settings.defaults(2)
_VALUES = st.lists(st.integers(0, 20) | st.integers(0, 10**15), min_size=1, max_size=60)


def by_counting(population: Sequence[int], value: int) -> int:
    """`1 + floor(10 * share strictly worse)`, at most 10."""
    worse = sum(other < value for other in population)
    return min(10, 1 + 10 * worse // len(population))


@given(population=_VALUES, value=st.integers(0, 20) | st.integers(0, 10**15))
def test_a_decile_by_cut_points_is_the_share_strictly_worse(population: list[int], value: int) -> None:
    cuts = cuts_of(population)

    assert all(decile(cuts, one) == by_counting(population, one) for one in [*population, value])


def test_ten_different_values_are_the_ten_deciles_and_equal_ones_share() -> None:
    cuts = cuts_of(range(10))

    assert [decile(cuts, value) for value in range(10)] == list(range(1, 11))
    assert decile(cuts_of([5] * 1_000), 5) == 1
    assert decile(cuts_of([1] * 999 + [2]), 2) == 10
    assert decile(cuts_of([1]), 2) == 10


@pytest.mark.parametrize(("worse", "expected"), [(9, 1), (10, 2), (19, 2), (20, 3), (89, 9), (90, 10), (99, 10)])
def test_a_tenth_more_who_are_worse_is_a_decile_more(worse: int, expected: int) -> None:
    assert decile(cuts_of([1] * worse + [2] * (100 - worse)), 2) == expected


def gathered(*purchases: PurchaseFacts) -> Deciles:
    deciles = Deciles(NOW_MS)
    for number, one in enumerate(purchases):
        facts = CustomerFacts(str(number), True, one)
        deciles.add(facts, derive(facts, SETTINGS, NOW_MS), SETTINGS)
    return deciles


def some_purchases(count: int) -> list[PurchaseFacts]:
    """The n-th ordered n + 1 times, every 40 days, the last time n days ago."""
    return [
        purchases_at(*(NOW_MS - (n + 40 * k) * DAY_MS for k in range(n, -1, -1)), spend_minor=1_000 + n)
        for n in range(count)
    ]


@pytest.mark.parametrize("days", WINDOWS)
def test_every_customer_is_scored_against_all_others_of_the_tenant(days: int) -> None:
    purchases = some_purchases(37)
    cut_points = gathered(*purchases).cut_points()

    windows = [
        [entry for entry in one.timeline if not days or entry.at_ms >= NOW_MS - days * DAY_MS] for one in purchases
    ]
    spends = [sum(entry.spend_minor for entry in window) for window in windows]
    for one, window, spend_minor in zip(purchases, windows, spends, strict=True):
        found = rfm_deciles(one, cut_points, NOW_MS, days)
        assert found is not None
        assert one.last_at_ms is not None
        assert found == (
            by_counting([other.last_at_ms or 0 for other in purchases], one.last_at_ms),
            by_counting([len(other) for other in windows], len(window)),
            by_counting(spends, spend_minor),
            len(window),
            spend_minor,
        )


def test_nobody_moves_because_a_day_has_passed() -> None:
    purchases = some_purchases(5)
    cut_points = gathered(*purchases).cut_points()

    today = [rfm_deciles(one, cut_points, NOW_MS, 0) for one in purchases]

    assert [rfm_deciles(one, cut_points, NOW_MS + 30 * DAY_MS, 0) for one in purchases] == today


def test_orders_but_none_in_the_window_are_1_1_1_and_counted_among_the_worse() -> None:
    gone, here = purchases_at(NOW_MS - 500 * DAY_MS), purchases_at(NOW_MS)
    cut_points = gathered(*[gone] * 9, here).cut_points()

    lost, best = rfm_deciles(gone, cut_points, NOW_MS, 365), rfm_deciles(here, cut_points, NOW_MS, 365)

    assert lost is not None
    assert best is not None
    assert (lost.code, best.code) == ("1-1-1", "10-10-10")


def test_who_never_ordered_is_neither_scored_nor_counted() -> None:
    cut_points = gathered(PurchaseFacts(), purchases_at(NOW_MS)).cut_points()

    assert cut_points.customers == 1
    assert rfm_deciles(PurchaseFacts(), cut_points, NOW_MS, 365) is None
    assert gathered(PurchaseFacts()).cut_points() == CutPoints(NOW_MS, 0, (), {365: Cuts((), ()), 0: Cuts((), ())})


def test_a_timeline_that_was_not_read_is_refused() -> None:
    whole = purchases_at(NOW_MS - 400 * DAY_MS, NOW_MS)
    listed = PurchaseFacts(whole.order_count, whole.spend_minor, 0, whole.first_at_ms, whole.last_at_ms)

    assert gathered(listed).cut_points().customers == 0
    with pytest.raises(ValueError, match="timeline"):
        rfm_deciles(listed, gathered(whole).cut_points(), NOW_MS, 365)


@given(st.permutations(range(12)), st.integers(0, 12))
def test_parts_add_up_in_any_order_and_are_read_back_equal(order: list[int], cut: int) -> None:
    purchases = some_purchases(12)
    whole = gathered(*purchases)

    first = gathered(*(purchases[index] for index in order[:cut]))
    second = gathered(*(purchases[index] for index in order[cut:]))
    first.merge(Deciles.of(json.loads(json.dumps(second.as_json()))))

    assert first.cut_points() == whole.cut_points()


def test_cut_points_are_read_back_equal_and_take_a_kilobyte_at_most() -> None:
    most = 2**63 - 1
    cuts = Cuts((10**6,) * 9, (most,) * 9)
    largest = CutPoints(NOW_MS, 10**7, (NOW_MS,) * 9, dict.fromkeys(WINDOWS, cuts))

    stored = json.dumps(largest.as_json(), separators=(",", ":"))

    assert CutPoints.of(json.loads(stored)) == largest
    assert len(stored) <= 1_024


def test_spend_beyond_what_an_array_holds_breaks_no_night() -> None:
    huge = purchases_at(NOW_MS, spend_minor=10**15)
    deciles = gathered(PurchaseFacts(1, 2**70, 0, NOW_MS, NOW_MS, None, huge.timeline), huge)

    assert deciles.cut_points().windows[0].spend_minor[-1] == 2**63 - 1
