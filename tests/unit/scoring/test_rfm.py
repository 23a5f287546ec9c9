"""RFM: every band at its bounds, the window to the millisecond, and 125 codes in ten groups (docs/scoring.md, RFM)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.rfm import (
    ALL_HISTORY,
    GROUP_OF,
    RULES,
    RfmGroup,
    in_window,
    needs_timeline,
    rfm,
    rfm_if_read,
    scored,
)
from regulars.scoring.settings import RfmBands, Settings

from testing.builders import NOW_MS, entries_at, purchases_at

DOLLARS = Settings.defaults(2)
BANDS = DOLLARS.rfm
CODES = list(product(range(1, 6), range(1, 6), range(1, 6)))


def test_each_of_the_125_codes_is_in_exactly_one_rule() -> None:
    for code in CODES:
        digits = tuple(map(str, code))
        holding = [rule for rule in RULES if all(digit in rule[part] for part, digit in enumerate(digits))]
        assert len(holding) == 1, code
        assert GROUP_OF[code] is holding[0].group

    assert set(GROUP_OF) == set(CODES)
    assert set(GROUP_OF.values()) == set(RfmGroup)


def by_the_words_of_the_specification(r: int, f: int, m: int) -> str:
    """The table of docs/scoring.md, RFM read from above, first match; the last row is everything else."""
    if r == 5 and f >= 4 and m >= 4:
        return "Champions"
    if r >= 3 and m == 5:
        return "VIP"
    if (r == 5 and f == 5 and m <= 3) or (r in (3, 4) and f == 5 and m <= 4) or (r in (3, 4) and f == m == 4):
        return "Loyal Customers"
    if (r >= 3 and f == 4 and m <= 3) or (r >= 3 and f in (2, 3) and m == 4):
        return "Potential Loyalists"
    if r == 5 and f in (2, 3) and m <= 3:
        return "Recent Customers"
    if r in (3, 4) and f in (2, 3) and m <= 3:
        return "Promising"
    if r >= 3 and f == 1 and m <= 4:
        return "New Customers"
    if r == 2 and f <= 2 and m <= 3:
        return "Hibernating"
    if r == 1 and f <= 2 and m == 1:
        return "Lost"
    return "At Risk"


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_the_group_of_the_specification(code: tuple[int, int, int]) -> None:
    assert GROUP_OF[code] == by_the_words_of_the_specification(*code)


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("555", "Champions"),
        ("554", "Champions"),
        ("454", "Loyal Customers"),
        ("543", "Potential Loyalists"),
        ("533", "Recent Customers"),
        ("332", "Promising"),
        ("311", "New Customers"),
        ("211", "Hibernating"),
        ("112", "At Risk"),
        ("111", "Lost"),
    ],
)
def test_the_ten_codes_that_source_002_names(code: str, group: str) -> None:
    recency, frequency, monetary = map(int, code)

    assert GROUP_OF[recency, frequency, monetary] == group


@pytest.mark.parametrize(
    ("days", "score"),
    [(0, 5), (30, 5), (31, 4), (60, 4), (61, 3), (90, 3), (91, 2), (180, 2), (181, 1), (10_000, 1)],
)
def test_recency_at_every_bound(days: int, score: int) -> None:
    assert scored(days, 1, 0, BANDS, 0).recency == score


@pytest.mark.parametrize(
    ("orders", "score"), [(1, 1), (2, 2), (3, 2), (4, 3), (6, 3), (7, 4), (9, 4), (10, 5), (10_000, 5)]
)
def test_frequency_at_every_bound(orders: int, score: int) -> None:
    assert scored(0, orders, 0, BANDS, 0).frequency == score


@pytest.mark.parametrize(
    ("spend_minor", "score"),
    [
        (0, 1),
        (49_999, 1),
        (50_000, 2),
        (99_999, 2),
        (100_000, 3),
        (249_999, 3),
        (250_000, 4),
        (499_999, 4),
        (500_000, 5),
        (10**15, 5),
    ],
)
def test_spend_at_every_bound(spend_minor: int, score: int) -> None:
    assert scored(0, 1, spend_minor, BANDS, 0).monetary == score


@pytest.mark.parametrize(("exponent", "spend_minor"), [(0, 500), (2, 50_000), (3, 500_000)])
def test_the_bands_are_in_major_units_of_yen_dollars_and_dinars(exponent: int, spend_minor: int) -> None:
    bands = Settings.defaults(exponent).rfm

    assert (scored(0, 1, spend_minor - 1, bands, 0).monetary, scored(0, 1, spend_minor, bands, 0).monetary) == (1, 2)


def test_the_bands_are_the_tenants() -> None:
    own = replace(DOLLARS, rfm=RfmBands((1, 2, 3, 4), (40, 30, 20, 10), (400, 300, 200, 100)))

    found = rfm(purchases_at(NOW_MS - 3 * DAY_MS, NOW_MS - 3 * DAY_MS, spend_minor=50), own, NOW_MS)

    assert found is not None
    assert (found.code, found.value) == ("312", "New Customers")


@pytest.mark.parametrize(("ago_ms", "score"), [(31 * DAY_MS - 1, 5), (31 * DAY_MS, 4), (181 * DAY_MS - 1, 2)])
def test_a_day_has_passed_when_it_is_over(ago_ms: int, score: int) -> None:
    found = rfm(purchases_at(NOW_MS - ago_ms), DOLLARS, NOW_MS)

    assert found is not None
    assert found.recency == score


def test_without_a_counted_order_there_is_no_score() -> None:
    assert rfm(PurchaseFacts(), DOLLARS, NOW_MS) is None
    assert rfm(PurchaseFacts(), DOLLARS, NOW_MS, ALL_HISTORY) is None


@pytest.mark.parametrize(("more_ms", "orders", "empty"), [(0, 1, False), (1, 0, True)])
def test_the_window_begins_to_the_millisecond_so_many_days_ago(more_ms: int, orders: int, empty: bool) -> None:
    only = rfm(purchases_at(NOW_MS - 365 * DAY_MS - more_ms), DOLLARS, NOW_MS)
    with_newer = rfm(purchases_at(NOW_MS - 365 * DAY_MS - more_ms, NOW_MS), DOLLARS, NOW_MS)

    assert only is not None
    assert with_newer is not None
    assert (only.orders, only.window_empty) == (orders, empty)
    assert (with_newer.orders, with_newer.window_empty) == (orders + 1, False)


def test_orders_but_none_in_the_window_are_lost_even_where_the_last_is_recent() -> None:
    found = rfm(purchases_at(NOW_MS - 11 * DAY_MS, spend_minor=900_000), DOLLARS, NOW_MS, 10)

    assert found is not None
    assert (found.code, found.value, found.window_empty) == ("111", RfmGroup.LOST, True)
    assert (found.days_since_last_order, found.orders, found.spend_minor) == (11, 0, 0)


def test_orders_and_spend_are_those_of_the_window_and_recency_looks_at_all() -> None:
    purchases = purchases_at(*(NOW_MS - days * DAY_MS for days in (400, 300, 50, 40)), spend_minor=60_000)

    year, all_history = rfm(purchases, DOLLARS, NOW_MS), rfm(purchases, DOLLARS, NOW_MS, ALL_HISTORY)

    assert year is not None
    assert all_history is not None
    assert (year.code, year.orders, year.spend_minor, year.window_days) == ("423", 3, 180_000, 365)
    assert (all_history.code, all_history.orders, all_history.spend_minor) == ("433", 4, 240_000)


def test_an_order_newer_than_now_is_no_older_than_now() -> None:
    found = rfm(purchases_at(NOW_MS + DAY_MS), DOLLARS, NOW_MS, 1)

    assert found is not None
    assert (found.recency, found.orders, found.window_empty) == (5, 1, False)


@given(
    agos=st.lists(st.integers(0, 800), min_size=1, max_size=30),
    spends=st.data(),
    days=st.sampled_from([0, 1, 30, 365, 800]),
)
def test_the_window_holds_what_a_walk_over_all_orders_finds(agos: list[int], spends: st.DataObject, days: int) -> None:
    timeline = tuple(
        entry._replace(spend_minor=spends.draw(st.integers(0, 10_000)))
        for entry in entries_at(*(NOW_MS - ago * DAY_MS for ago in sorted(agos, reverse=True)))
    )
    purchases = PurchaseFacts(
        len(timeline),
        sum(one.spend_minor for one in timeline),
        0,
        timeline[0].at_ms,
        timeline[-1].at_ms,
        None,
        timeline,
    )

    within = [one for one in timeline if not days or one.at_ms >= NOW_MS - days * DAY_MS]

    assert in_window(purchases, NOW_MS, days) == (len(within), sum(one.spend_minor for one in within))


def test_a_missing_timeline_is_never_an_empty_window() -> None:
    across = replace(purchases_at(NOW_MS - 400 * DAY_MS, NOW_MS - 10 * DAY_MS), timeline=())

    assert needs_timeline(across, NOW_MS)
    assert rfm_if_read(across, DOLLARS, NOW_MS) is None
    with pytest.raises(ValueError, match="timeline"):
        rfm(across, DOLLARS, NOW_MS)


def test_a_damaged_timeline_is_no_timeline() -> None:
    whole = purchases_at(NOW_MS - 400 * DAY_MS, NOW_MS - 200 * DAY_MS, NOW_MS - 10 * DAY_MS)

    assert needs_timeline(replace(whole, timeline=whole.timeline[1:]), NOW_MS)


@pytest.mark.parametrize(
    ("first_days", "last_days", "days"), [(365, 10, 365), (900, 366, 365), (900, 10, ALL_HISTORY), (5, 5, 5)]
)
def test_where_all_or_no_orders_lie_in_the_window_the_sums_are_enough(
    first_days: int, last_days: int, days: int
) -> None:
    whole = purchases_at(NOW_MS - first_days * DAY_MS, NOW_MS - last_days * DAY_MS)
    listed = replace(whole, timeline=())

    assert not needs_timeline(listed, NOW_MS, days)
    assert rfm(listed, DOLLARS, NOW_MS, days) == rfm(whole, DOLLARS, NOW_MS, days)
