"""Key ranges of a list: never too small, as narrow as said, and decided by one index only where that is true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts, TimelineEntry
from regulars.facts.time import DAY_MS
from regulars.lists.query import ListQuery, conditions, matches
from regulars.lists.ranges import candidates
from regulars.scoring.derive import derive
from regulars.scoring.lifecycle import LifecycleSegment as Segment
from regulars.scoring.lifecycle import PurchaseFrequency as Frequency
from regulars.scoring.reach import MOST, Values
from regulars.scoring.rfm import RfmGroup, rfm
from regulars.scoring.settings import RfmBands, Settings
from regulars.stores.keys import list_range
from regulars.stores.rows.indexes import BY_LAST_ORDER, BY_SPEND, index_key

from testing.examples import examples

NOW = 1_760_517_000_000
DEFAULTS = Settings.defaults(2)

days = st.integers(0, 120)
instants = st.one_of(
    st.builds(lambda ago, off: NOW - ago * DAY_MS + off, days, st.sampled_from([-1, 0, 1])),
    st.integers(NOW - 200 * DAY_MS, NOW + 3_600_000),
)
amounts = st.one_of(st.integers(0, 700_000), st.sampled_from([0, 499_999, 500_000, 500_001]))
BANDS = RfmBands((5, 10, 40, 400), (4, 3, 2, 1), (300_000, 100_000, 10_000, 100))
some_settings = st.builds(
    lambda vip, dormant, new, rfm: replace(DEFAULTS, vip_spend_minor=vip, dormant_days=dormant, new_days=new, rfm=rfm),
    st.sampled_from([0, 100, 500_000]),
    st.sampled_from([0, 30, 90]),
    st.sampled_from([0, 30, 100]),
    st.sampled_from([DEFAULTS.rfm, BANDS]),
)


def asks(*, rfm_days: int = 365, descending: bool = True, **given_: Any) -> ListQuery:
    """A query by the parameters of lists, money in minor units."""
    return ListQuery(conditions(given_), rfm_days=rfm_days, descending=descending)


queries = st.builds(
    asks,
    segment=st.frozensets(st.sampled_from(Segment)),
    purchaseFrequency=st.frozensets(st.sampled_from(Frequency)),
    minDaysSinceLastOrder=st.none() | days,
    maxDaysSinceLastOrder=st.none() | days,
    minSpend=st.none() | amounts,
    maxSpend=st.none() | amounts,
    rfmGroup=st.just(frozenset()) | st.frozensets(st.sampled_from(RfmGroup), min_size=1, max_size=2),
    rfm_days=st.sampled_from([0, 10, 90, 365]),
)


@st.composite
def customers(draw: Any) -> CustomerFacts:
    count = draw(st.integers(0, 3))
    if count == 0:
        return CustomerFacts("c", True)
    last = draw(instants)
    ats = sorted([last, *(last - draw(days) * DAY_MS for _ in range(count - 1))])
    timeline = tuple(TimelineEntry(at_ms, draw(amounts), 1_000) for at_ms in ats)
    spend_minor = sum(entry.spend_minor for entry in timeline)
    return CustomerFacts("c", True, PurchaseFacts(count, spend_minor, 1_000, ats[0], last, "r", timeline))


def in_groups(*groups: RfmGroup, days: int = 365) -> ListQuery:
    return asks(rfmGroup=frozenset(groups), rfm_days=days)


@examples(1_500)
@given(query=queries, customer=customers(), tenant_settings=some_settings)
def test_who_matches_lies_in_both_ranges_and_a_deciding_index_holds_nobody_else(
    query: ListQuery, customer: CustomerFacts, tenant_settings: Settings
) -> None:
    tenant_settings = query.settings(tenant_settings)
    can = candidates(query, tenant_settings, NOW)
    purchases = customer.purchases
    scores = derive(customer, tenant_settings, NOW)
    assert scores.rfm == rfm(purchases, tenant_settings, NOW, query.rfm_days)
    matching = matches(query, customer, scores, NOW)

    if not purchases.order_count:
        assert matching == can.without_orders
        return
    inside = {
        BY_LAST_ORDER: can.by_last_order.low <= (purchases.last_at_ms or 0) <= can.by_last_order.high,
        BY_SPEND: can.by_spend.low <= purchases.spend_minor <= can.by_spend.high,
    }
    if matching:
        assert all(inside.values())
    for index in can.decides:
        assert matching == inside[index]


@pytest.mark.parametrize(
    ("query", "by_last_order", "by_spend"),
    [
        (ListQuery(), Values(), Values()),
        (asks(segment=frozenset({Segment.VIP})), Values(), Values(500_001, MOST)),
        (asks(segment=frozenset({Segment.DORMANT})), Values(0, NOW - 91 * DAY_MS), Values(0, 500_000)),
        (asks(segment=frozenset({Segment.ACTIVE})), Values(NOW - 91 * DAY_MS + 1), Values(0, 500_000)),
        (asks(segment=frozenset({Segment.NEW})), Values(NOW - 31 * DAY_MS + 1), Values(0, 500_000)),
        (
            asks(segment=frozenset({Segment.ACTIVE, Segment.NEW})),
            Values(NOW - 91 * DAY_MS + 1),
            Values(0, 500_000),
        ),
        (asks(segment=frozenset({Segment.VIP, Segment.DORMANT})), Values(), Values()),
        (asks(minDaysSinceLastOrder=1, maxDaysSinceLastOrder=1), Values(NOW - 2 * DAY_MS + 1, NOW - DAY_MS), Values()),
        (asks(minDaysSinceLastOrder=0), Values(), Values()),
        (asks(minSpend=1, maxSpend=2), Values(), Values(1, 2)),
        (in_groups(RfmGroup.CHAMPIONS), Values(NOW - 31 * DAY_MS + 1), Values(250_000)),
        (in_groups(RfmGroup.VIP), Values(NOW - 91 * DAY_MS + 1), Values(500_000)),
        (in_groups(RfmGroup.HIBERNATING), Values(NOW - 181 * DAY_MS + 1, NOW - 91 * DAY_MS), Values()),
        (in_groups(RfmGroup.AT_RISK), Values(NOW - 365 * DAY_MS, NOW - 91 * DAY_MS), Values()),
        (in_groups(RfmGroup.AT_RISK, days=0), Values(0, NOW - 91 * DAY_MS), Values()),
        (in_groups(RfmGroup.LOST), Values(0, NOW - 181 * DAY_MS), Values()),
        (in_groups(RfmGroup.LOST, days=30), Values(0, NOW - 30 * DAY_MS - 1), Values()),
        (in_groups(RfmGroup.CHAMPIONS, days=7), Values(NOW - 7 * DAY_MS), Values(250_000)),
        (in_groups(RfmGroup.CHAMPIONS, RfmGroup.LOST), Values(), Values()),
    ],
)
def test_the_ranges_are_as_narrow_as_the_rules_allow(query: ListQuery, by_last_order: Values, by_spend: Values) -> None:
    can = candidates(query, query.settings(DEFAULTS), NOW)

    assert (can.by_last_order, can.by_spend) == (by_last_order, by_spend)


def test_bounds_that_exclude_each_other_leave_nothing_to_read() -> None:
    assert candidates(asks(minDaysSinceLastOrder=5, maxDaysSinceLastOrder=4), DEFAULTS, NOW).by_last_order.empty
    assert candidates(asks(minSpend=5, maxSpend=4), DEFAULTS, NOW).by_spend.empty
    only_none = candidates(asks(purchaseFrequency=frozenset({Frequency.NONE})), DEFAULTS, NOW)
    assert only_none.by_last_order.empty
    assert only_none.by_spend.empty
    assert only_none.without_orders


def test_a_key_range_holds_every_id_under_its_values_and_none_beside_them() -> None:
    low, high = list_range(10, 20)
    for id_ in ("", "#", "~", "é", "\U0010ffff", "0"):
        for value, inside in ((9, False), (10, True), (20, True), (21, False)):
            facts = CustomerFacts(id_, True, PurchaseFacts(1, value, 0, 1, 1))
            assert (low <= index_key(BY_SPEND, facts) <= high) == inside


def test_equal_queries_have_one_canonical_text_and_others_do_not_share_it() -> None:
    texts = {
        asks(
            segment=frozenset(segments),
            minDaysSinceLastOrder=min_days,
            maxDaysSinceLastOrder=max_days,
            descending=descending,
        ).canonical
        for segments in ((), (Segment.VIP,), (Segment.VIP, Segment.NEW))
        for min_days in (None, 0, 1)
        for max_days in (None, 0, 1)
        for descending in (True, False)
    }
    by_rfm = {in_groups(group, days=window).canonical for group in RfmGroup for window in (0, 1, 365)}

    assert len(texts | by_rfm) == 3 * 3 * 3 * 2 + 10 * 3
    one = asks(segment=frozenset([Segment.NEW, Segment.VIP])).canonical
    assert one == asks(segment=frozenset([Segment.VIP, Segment.NEW])).canonical
