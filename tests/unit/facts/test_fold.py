"""The fold: what counts, for how much, and what the newest order says (docs/scoring.md, Conventions)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, ProfileFacts, PurchaseFacts, TimelineEntry
from regulars.facts.fold import fold
from regulars.facts.order import Contact, Order, OrderStatus
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS
from regulars.orders.supersede import stub

from testing.builders import NOW_MS, a_line, an_order, facts_of

PAID, PARTIALLY = OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED
PENDING, CANCELLED, REFUNDED = OrderStatus.PENDING, OrderStatus.CANCELLED, OrderStatus.REFUNDED


@pytest.mark.parametrize("status", [PAID, PARTIALLY])
def test_a_paid_or_partially_refunded_order_counts(status: OrderStatus) -> None:
    purchases = facts_of(an_order(status=status, ordered_at_ms=NOW_MS)).purchases

    assert (purchases.order_count, purchases.spend_minor, purchases.units_milli) == (1, 10_000, 2_000)
    assert (purchases.first_at_ms, purchases.last_at_ms) == (NOW_MS, NOW_MS)
    assert purchases.timeline == (TimelineEntry(NOW_MS, 10_000, 2_000),)


@pytest.mark.parametrize("status", [PENDING, CANCELLED, REFUNDED])
def test_any_other_order_is_as_if_never_placed_but_its_customer_is_known(status: OrderStatus) -> None:
    facts = facts_of(an_order(status=status))

    assert facts.known
    assert facts.purchases == PurchaseFacts()


def test_who_has_no_stored_order_is_nobody() -> None:
    assert facts_of() == CustomerFacts("ann")
    assert not CustomerRecord("ann").known


def test_the_stub_of_a_deletion_is_ignored_and_makes_nobody_known() -> None:
    deleted = stub(an_order(contact=Contact(name="Ann")), now_ms=NOW_MS)
    kept = an_order("1002", total_minor=500)

    assert facts_of(deleted) == CustomerFacts("ann")
    assert not CustomerRecord("ann", (deleted,)).known
    assert facts_of(deleted, kept) == facts_of(kept)


def test_spend_is_the_total_where_given_else_the_sum_of_the_lines_less_the_refund() -> None:
    lines = (a_line("tea", amount_minor=1_000), a_line("pot", amount_minor=2_500))

    assert an_order(lines=lines).spend_minor == 3_500
    assert an_order(lines=lines, total_minor=3_200).spend_minor == 3_200
    assert an_order(lines=lines, total_minor=0).spend_minor == 0
    assert an_order(lines=lines, status=PARTIALLY, refunded_minor=500).spend_minor == 3_000
    assert an_order(lines=(), total_minor=900, status=PARTIALLY, refunded_minor=899).spend_minor == 1
    assert an_order(lines=lines, status=REFUNDED, refunded_minor=3_500).spend_minor == 0


def test_a_partial_refund_lowers_spend_and_leaves_count_units_and_dates() -> None:
    whole = facts_of(an_order()).purchases
    partial = facts_of(an_order(status=PARTIALLY, refunded_minor=2_500)).purchases

    assert partial.spend_minor == whole.spend_minor - 2_500
    assert (partial.order_count, partial.units_milli) == (whole.order_count, whole.units_milli)
    assert (partial.first_at_ms, partial.last_at_ms) == (whole.first_at_ms, whole.last_at_ms)


def test_a_full_refund_takes_the_order_out_of_every_count_sum_and_date() -> None:
    kept = an_order("1", ordered_at_ms=NOW_MS - 9 * DAY_MS)
    refunded = an_order("2", ordered_at_ms=NOW_MS, status=REFUNDED, refunded_minor=10_000)

    assert facts_of(kept, refunded).purchases == facts_of(kept).purchases


def test_a_free_order_counts_and_adds_nothing_to_spend() -> None:
    purchases = facts_of(an_order(total_minor=0)).purchases

    assert (purchases.order_count, purchases.spend_minor, purchases.last_at_ms) == (1, 0, NOW_MS - DAY_MS)


def test_the_last_reference_is_the_newest_counted_orders_else_its_id() -> None:
    older = an_order("1", ordered_at_ms=1, reference="A-1")
    newer = an_order("2", ordered_at_ms=2, reference="A-2")
    newest_without = an_order("3", ordered_at_ms=3)
    newest_pending = an_order("4", ordered_at_ms=4, status=PENDING, reference="A-4")

    assert facts_of(newer, older).purchases.last_reference == "A-2"
    assert facts_of(newer, older, newest_without).purchases.last_reference == "3"
    assert facts_of(newer, older, newest_pending).purchases.last_reference == "A-2"


def test_of_orders_at_one_instant_the_greater_id_is_the_newest() -> None:
    lower, greater = an_order("a-10", reference="low"), an_order("a-9", reference="great")

    assert facts_of(greater, lower).purchases.last_reference == "great"
    assert facts_of(lower, greater).purchases.last_reference == "great"


def test_the_profile_is_per_field_what_the_newest_order_of_any_status_says() -> None:
    first = an_order("1", ordered_at_ms=1, contact=Contact(name="Ann", email="ann@example.com", phone="123456"))
    second = an_order("2", ordered_at_ms=2, status=CANCELLED, contact=Contact(name="Anne", company="Tea Ltd"))
    silent = an_order("3", ordered_at_ms=3)

    expected = ProfileFacts(name="Anne", email="ann@example.com", phone="123456", company="Tea Ltd")
    assert facts_of(first, second, silent).profile == expected
    assert facts_of(silent, second, first).profile == expected


def test_a_contact_that_comes_again_after_another_says_the_last_word() -> None:
    home, work = Contact(name="Ann", phone="123456"), Contact(name="Ann Lee", company="Tea Ltd")
    contacts = (home, home, work, home, None)
    orders = [an_order(str(at_ms), ordered_at_ms=at_ms, contact=contact) for at_ms, contact in enumerate(contacts)]

    assert facts_of(*orders).profile == ProfileFacts(name="Ann", phone="123456", company="Tea Ltd")


def test_of_two_contacts_at_one_instant_the_greater_order_id_says_it() -> None:
    lower, greater = an_order("1", contact=Contact(name="Low")), an_order("2", contact=Contact(name="Great"))

    assert facts_of(greater, lower).profile.name == "Great"


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        (ProfileFacts(name="Ann Lee", first_name="A", last_name="L", company="Tea"), "Ann Lee"),
        (ProfileFacts(first_name="Ann", last_name="Lee", company="Tea"), "Ann Lee"),
        (ProfileFacts(first_name="Ann", company="Tea"), "Ann"),
        (ProfileFacts(last_name="Lee"), "Lee"),
        (ProfileFacts(company="Tea"), "Tea"),
        (ProfileFacts(email="ann@example.com"), "c-1"),
    ],
)
def test_the_name_shown_is_the_given_name_else_first_and_last_else_company_else_the_id(
    profile: ProfileFacts, name: str
) -> None:
    assert CustomerFacts("c-1", True, profile=profile).display_name == name


def test_the_timeline_ascends_by_instant_and_sums_to_the_totals() -> None:
    purchases = facts_of(
        an_order("b", ordered_at_ms=20, total_minor=7),
        an_order("a", ordered_at_ms=20, total_minor=5),
        an_order("c", ordered_at_ms=10, total_minor=3),
    ).purchases

    assert purchases.timeline == (
        TimelineEntry(10, 3, 2_000),
        TimelineEntry(20, 5, 2_000),
        TimelineEntry(20, 7, 2_000),
    )
    assert purchases.spend_minor == 15


_CONTACTS = st.builds(
    Contact, name=st.sampled_from([None, "Ann", "Bob"]), email=st.sampled_from([None, "a@example.com"])
)
_ORDERS = st.lists(
    st.builds(
        an_order,
        st.sampled_from([str(number) for number in range(12)]),
        ordered_at_ms=st.integers(0, 5),
        status=st.sampled_from(OrderStatus),
        total_minor=st.one_of(st.none(), st.integers(0, 1_000)),
        reference=st.sampled_from([None, "A-1", "A-2"]),
        contact=st.one_of(st.none(), _CONTACTS),
        deleted=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda order: order.order_id,
)


@given(orders=_ORDERS, data=st.data())
def test_the_same_items_make_the_same_facts_in_whatever_order_they_come(
    orders: list[Order], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(orders))

    assert fold(CustomerRecord("ann", tuple(shuffled))) == fold(CustomerRecord("ann", tuple(orders)))


@given(orders=_ORDERS)
def test_facts_are_the_plain_sums_over_the_orders_that_count(orders: list[Order]) -> None:
    facts = facts_of(*orders)

    counted = [order for order in orders if not order.deleted and order.status in (PAID, PARTIALLY)]
    assert facts.known == any(not order.deleted for order in orders)
    assert facts.purchases.order_count == len(counted)
    assert facts.purchases.spend_minor == sum(
        10_000 if order.total_minor is None else order.total_minor for order in counted
    )
    assert facts.purchases.first_at_ms == min((order.ordered_at_ms for order in counted), default=None)
    assert facts.purchases.last_at_ms == max((order.ordered_at_ms for order in counted), default=None)
