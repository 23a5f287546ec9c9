"""A tenant's summary: parts in any order make the same whole, nothing is lost in keeping it, each band counts apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.order import Order, OrderStatus
from regulars.facts.time import DAY_MS
from regulars.population.summary import SegmentSum, Summary
from regulars.scoring.affinity import EngagementLevel, PairSegment
from regulars.scoring.derive import FIELDS, derive
from regulars.scoring.history import TimeIn, Transition
from regulars.scoring.lifecycle import LifecycleSegment, PurchaseFrequency
from regulars.scoring.rfm import RfmGroup
from regulars.scoring.settings import Settings
from regulars.scoring.venue import VenueSegment

from testing.builders import NOW_MS, a_line, an_order, facts_of

DOLLARS = Settings.defaults(2)
VIP, ACTIVE = LifecycleSegment.VIP, LifecycleSegment.ACTIVE
NEW, DORMANT = LifecycleSegment.NEW, LifecycleSegment.DORMANT


def summary_of(*customers: CustomerFacts) -> Summary:
    summary = Summary(NOW_MS)
    for facts in customers:
        summary.add(facts, derive(facts, DOLLARS, NOW_MS), DOLLARS)
    return summary


def bought(*days_ago: float, minor: int = 1_000, products: Sequence[str] = ("tea",)) -> CustomerFacts:
    """A customer with an order of each product so many days ago."""
    lines = tuple(a_line(product, amount_minor=minor) for product in products)
    orders = (
        an_order(str(number), ordered_at_ms=NOW_MS - int(days * DAY_MS), lines=lines)
        for number, days in enumerate(days_ago)
    )
    facts: CustomerFacts = facts_of(*orders)
    return facts


customers = st.lists(
    st.builds(
        lambda days, minor, products: bought(*days, minor=minor, products=sorted(products)),
        st.lists(st.integers(0, 250), max_size=6),
        st.sampled_from([0, 999, 100_000, 300_000]),
        st.sets(st.sampled_from(["tea", "cup", "pot"]), min_size=1),
    ),
    max_size=5,
)


def merged(*parts: Summary) -> dict[str, Any]:
    whole = Summary(NOW_MS)
    for part in parts:
        whole.merge(part)
    return comparable(whole)


def comparable(summary: Summary) -> dict[str, Any]:
    stored = summary.as_json()
    return stored | {"transitions": sorted(stored["transitions"])}


@given(customers, customers, customers)
def test_parts_make_the_same_whole_in_any_order_and_any_grouping(
    first: list[CustomerFacts], second: list[CustomerFacts], third: list[CustomerFacts]
) -> None:
    whole = comparable(summary_of(*first, *second, *third))

    a, b, c = (summary_of(*part) for part in (first, second, third))
    assert merged(a, b, c) == merged(c, a, b) == merged(b, c, a) == whole
    b.merge(c)
    assert merged(a, b) == merged(b, a) == whole


@given(customers)
def test_what_is_kept_of_a_summary_is_all_of_it(some: list[CustomerFacts]) -> None:
    summary = summary_of(*some)

    stored = json.loads(json.dumps(summary.as_json()))

    assert Summary.of(stored) == summary
    assert json.loads(json.dumps(Summary.of(stored).as_json())) == stored


def test_merging_takes_nothing_from_the_other_part() -> None:
    part, whole = summary_of(bought(1), bought(200, 100)), summary_of(bought(2))
    before = comparable(part)

    whole.merge(part)
    whole.merge(part)

    assert comparable(part) == before
    assert whole.buyers == 5


def test_who_has_no_counted_order_is_counted_apart_and_nowhere_else() -> None:
    cancelled: Order = an_order(status=OrderStatus.CANCELLED)

    summary = summary_of(facts_of(cancelled), CustomerFacts("never", True, PurchaseFacts()))

    assert (summary.no_orders, summary.buyers, summary.pairs, summary.repeat_buyers) == (2, 0, 0, 0)
    assert comparable(summary) == comparable(Summary(NOW_MS)) | {"no_orders": 2}


@pytest.mark.parametrize(
    ("facts", "segment", "orders", "spend_minor"),
    [
        (bought(0), NEW, 1, 1_000),
        (bought(30.99), NEW, 1, 1_000),
        (bought(31), ACTIVE, 1, 1_000),
        (bought(90.99), ACTIVE, 1, 1_000),
        (bought(91), DORMANT, 1, 1_000),
        (bought(200, 100, minor=250_000), DORMANT, 2, 500_000),
        (bought(200, 100, minor=250_001), VIP, 2, 500_002),
    ],
)
def test_a_customer_is_in_the_sum_of_their_segment(
    facts: CustomerFacts, segment: LifecycleSegment, orders: int, spend_minor: int
) -> None:
    summary = summary_of(facts)

    assert {name: one for name, one in summary.by_segment.items() if one.customers} == {
        segment: SegmentSum(1, orders, spend_minor)
    }
    assert summary.repeat_buyers == (orders > 1)


@pytest.mark.parametrize(
    ("days", "frequency"),
    [
        ((3,), PurchaseFrequency.ONE_TIME),
        ((7, 0), PurchaseFrequency.WEEKLY),
        ((7.01, 0), PurchaseFrequency.MONTHLY),
        ((30, 0), PurchaseFrequency.MONTHLY),
        ((30.01, 0), PurchaseFrequency.QUARTERLY),
        ((90, 0), PurchaseFrequency.QUARTERLY),
        ((90.01, 0), PurchaseFrequency.OCCASIONAL),
    ],
)
def test_a_customer_is_in_one_frequency(days: tuple[float, ...], frequency: PurchaseFrequency) -> None:
    assert summary_of(bought(*days)).by_value["purchaseFrequency"] == {frequency: 1}


@pytest.mark.parametrize(
    ("purchases", "segment"),
    [
        *[(1, "new"), (2, "new"), (3, "occasional"), (4, "occasional"), (5, "regular"), (9, "regular")],
        *[(10, "frequent"), (19, "frequent"), (20, "champion"), (21, "champion")],
    ],
)
def test_every_pair_of_a_customer_is_in_one_pair_segment(purchases: int, segment: str) -> None:
    summary = summary_of(bought(*range(purchases), products=("tea", "cup")), bought(1, products=("pot",)))

    expected = {PairSegment.NEW: 3} if segment == "new" else {PairSegment.NEW: 1, PairSegment(segment): 2}
    assert dict(summary.by_pair_segment) == expected
    assert summary.pairs == 3


@pytest.mark.parametrize(
    ("days", "level"),
    [
        *[(0, "very_high"), (7.99, "very_high"), (8, "high"), (30.99, "high"), (31, "medium"), (90.99, "medium")],
        *[(91, "low"), (180.99, "low"), (181, "at_risk")],
    ],
)
def test_every_pair_of_a_customer_is_in_one_engagement_level(days: float, level: str) -> None:
    assert dict(summary_of(bought(days, products=("tea", "cup"))).by_engagement) == {EngagementLevel(level): 2}


def test_stays_are_completed_or_open_and_each_change_is_a_transition() -> None:
    """Bought 200 and 50 days ago: new for 31 days, active to the 91st, dormant, active again since."""
    summary = summary_of(bought(200, 50), bought(5))

    assert dict(summary.transitions) == {
        Transition(NEW, ACTIVE): 1,
        Transition(ACTIVE, DORMANT): 1,
        Transition(DORMANT, ACTIVE): 1,
    }
    assert summary.time_in == {
        NEW: TimeIn(1, 31 * DAY_MS, 1, 5 * DAY_MS),
        ACTIVE: TimeIn(1, 60 * DAY_MS, 1, 50 * DAY_MS),
        DORMANT: TimeIn(1, 59 * DAY_MS, 0, 0),
        VIP: TimeIn(),
    }


def test_venue_segments_are_counted_and_a_summary_stored_before_they_were_says_nothing_of_them() -> None:
    summary = summary_of(bought(200), bought(5), bought(400), bought(500))

    assert summary.by_value["venueSegment"] == {
        VenueSegment.DORMANT: 1,
        VenueSegment.OCCASIONAL: 1,
        VenueSegment.LOST: 2,
    }
    assert_is_unknown_where_it_was_not_counted(summary, "venueSegment")


def test_rfm_groups_are_counted_and_a_summary_stored_before_they_were_says_nothing_of_them() -> None:
    never = CustomerFacts("ann", True, PurchaseFacts())
    summary = summary_of(bought(200), bought(5), bought(400), bought(95, minor=100_000), never)

    assert summary.by_value["rfmSegment"] == {RfmGroup.LOST: 2, RfmGroup.NEW_CUSTOMERS: 1, RfmGroup.HIBERNATING: 1}
    assert_is_unknown_where_it_was_not_counted(summary, "rfmSegment")


def assert_is_unknown_where_it_was_not_counted(summary: Summary, name: str) -> None:
    [field] = [field for field in FIELDS if field.name == name]
    stored = json.loads(json.dumps(summary.as_json()))
    assert Summary.of(stored).counts(field) == summary.counts(field)
    del stored["by"][name]

    old = Summary.of(stored)

    assert old.counts(field) is None
    old.merge(summary)
    assert Summary.of(old.as_json()).counts(field) is None


def test_a_day_of_a_large_tenant_is_a_small_item() -> None:
    """docs/scoring.md, Summary: at most 1.5 KB; numbers of 50 million customers are some digits longer."""
    parts = [summary_of(bought(*range(0, days, gap))) for days in (1, 30, 400) for gap in (1, 9, 35, 95)] * 3
    everybody = parts[0]
    for part in parts[1:]:
        everybody.merge(part)
    text = json.dumps(everybody.as_json())

    every_group = json.dumps(dict.fromkeys(RfmGroup, 10_000_000))
    assert len(text) + len(every_group) < 1_300


def test_the_summary_of_a_tenant_of_millions_takes_a_kilobyte_and_a_half() -> None:
    """A chart over two years reads 730 of them."""
    summary = Summary(NOW_MS, no_orders=1_234_567, repeat_buyers=1_234_567)
    for segment, one in summary.by_segment.items():
        one.customers, one.orders, one.spend_minor = 123_456, 1_234_567, 123_456_789_012
        summary.time_in[segment] = TimeIn(123_456, 10**14, 12_345, 10**14)
        for other in set(LifecycleSegment) - {segment}:
            summary.transitions[Transition(segment, other)] = 123_456
    for counter, names in (
        (summary.by_value["purchaseFrequency"], PurchaseFrequency),
        (summary.by_pair_segment, PairSegment),
        (summary.by_engagement, EngagementLevel),
        (summary.by_value["rfmSegment"], RfmGroup),
        (summary.by_value["venueSegment"], VenueSegment),
    ):
        counter.update(dict.fromkeys(names, 1_234_567))

    stored = json.dumps(summary.as_json() | {"counts": [9_000_000] * 6}, separators=(",", ":"))

    assert 1_400 < len(stored) <= 1_536
