"""Days until a customer lapses, to the millisecond, and where lists find them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.lists.query import ListQuery, conditions, matches
from regulars.lists.ranges import candidates
from regulars.scoring.derive import derive
from regulars.scoring.lapse import days_to_lapse
from regulars.scoring.settings import Settings
from regulars.stores.rows.indexes import BY_LAST_ORDER

from testing.builders import NOW_MS

DEFAULTS = Settings.defaults(2)


def ordered(ago_ms: int, spend_minor: int = 100) -> CustomerFacts:
    at_ms = NOW_MS - ago_ms
    return CustomerFacts("ann", True, PurchaseFacts(1, spend_minor, 1_000, at_ms, at_ms, "r"))


@pytest.mark.parametrize(
    ("ago_ms", "days"),
    [
        (-60_000, 91),
        (0, 91),
        (1, 90),
        (90 * DAY_MS, 1),
        (90 * DAY_MS + 1, 0),
        (91 * DAY_MS - 1, 0),
        (91 * DAY_MS, None),
        (400 * DAY_MS, None),
    ],
)
def test_the_days_end_at_the_instant_at_which_the_customer_is_dormant(ago_ms: int, days: int | None) -> None:
    assert days_to_lapse(ordered(ago_ms), DEFAULTS, NOW_MS) == days
    assert (derive(ordered(ago_ms), DEFAULTS, NOW_MS).lifecycle.value == "Dormant") == (days is None)


def test_a_vip_lapses_too_and_who_never_ordered_does_not() -> None:
    assert days_to_lapse(ordered(89 * DAY_MS, spend_minor=900_000), DEFAULTS, NOW_MS) == 2
    assert days_to_lapse(ordered(91 * DAY_MS, spend_minor=900_000), DEFAULTS, NOW_MS) is None
    assert days_to_lapse(CustomerFacts("ann", True), DEFAULTS, NOW_MS) is None


@given(
    ago_days=st.integers(0, 12),
    off_ms=st.sampled_from([-1, 0, 1]),
    dormant_days=st.integers(0, 10),
    parameter=st.sampled_from(["minDaysToLapse", "maxDaysToLapse"]),
    bound=st.integers(0, 14),
)
def test_the_index_of_last_orders_holds_exactly_those_who_match(
    ago_days: int, off_ms: int, dormant_days: int, parameter: str, bound: int
) -> None:
    settings = replace(DEFAULTS, dormant_days=dormant_days)
    customer = ordered(ago_days * DAY_MS + off_ms)
    query = ListQuery(conditions({parameter: bound}))

    can = candidates(query, settings, NOW_MS)

    inside = can.by_last_order.low <= (customer.purchases.last_at_ms or 0) <= can.by_last_order.high
    assert BY_LAST_ORDER in can.decides
    assert inside == matches(query, customer, derive(customer, settings, NOW_MS), NOW_MS)
    assert not can.without_orders
