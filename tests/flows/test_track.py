"""Order events over the real tables: a refund counts once, whoever meets, whatever dies, however often it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from regulars.errors import StoreUnavailable
from regulars.facts.order import Order, OrderStatus
from regulars.orders.messages import digest_of
from regulars.orders.supersede import Outcome

from testing.builders import NOW_MS, an_order
from testing.orders.events import cancelled, completed, refunded, updated
from testing.pipeline.gate import Call
from testing.pipeline.shop import Shop, Shops, each_crash, each_meeting

CREATED, UPDATED, UNCHANGED = Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED
STALE, REFUSED = Outcome.STALE, Outcome.REFUSED
LATER = NOW_MS + 60_000


def an_order_of_110(shop: Shop) -> None:
    assert outcomes(shop, completed()) == [CREATED]


def outcomes(shop: Shop, *events: dict[str, Any], now_ms: int = NOW_MS) -> list[Outcome | None]:
    return [tracked.outcome for tracked in shop.track(*events, now_ms=now_ms)]


def found(shop: Shop, order_id: str = "1001") -> Order:
    order = shop.find(order_id)
    assert order is not None
    return order


def results(calls: Sequence[Call]) -> list[Outcome]:
    assert [call.error for call in calls] == [None, None]
    return sorted(call.result[0].outcome for call in calls)


def test_events_of_one_order_in_one_call_apply_in_the_order_given(shop: Shop) -> None:
    given = [completed(), refunded("r1", 30), completed("1002"), refunded("r2", 20), refunded("r1", 30), cancelled()]

    assert outcomes(shop, *given) == [CREATED, UPDATED, CREATED, UPDATED, UNCHANGED, UPDATED]
    assert (found(shop).status, found(shop).refunded_minor) == (OrderStatus.CANCELLED, 5_000)
    assert found(shop, "1002").spend_minor == 11_000
    assert shop.holders("1001") == ["ann"]


def test_a_refund_before_its_order_is_refused_and_counts_when_it_comes_again(shop: Shop) -> None:
    assert outcomes(shop, refunded("r1", 30), completed(), refunded("r1", 30)) == [REFUSED, CREATED, UPDATED]
    assert found(shop).refunded_minor == 3_000


def test_a_call_that_dies_before_any_of_its_requests_and_is_sent_again_counts_each_refund_once(shops: Shops) -> None:
    events = [completed(), refunded("r1", 30), refunded("r2", 20)]

    crashes = list(each_crash(lambda shop: shop.tracking(*events), shops, lambda shop: None))

    assert len(crashes) > 7
    for shop in crashes:
        shop.track(*events)
        assert (found(shop).refunded_minor, found(shop).gross_minor) == (5_000, 11_000)


def test_two_refunds_that_meet_both_count(shops: Shops) -> None:
    for shop, *calls in each_meeting(
        lambda shop: shop.tracking(refunded("r1", 30)),
        lambda shop: shop.tracking(refunded("r2", 20)),
        shops,
        an_order_of_110,
    ):
        assert results(calls) == [UPDATED, UPDATED]
        assert found(shop).refunded_minor == 5_000


def test_one_refund_delivered_twice_at_once_counts_once(shops: Shops) -> None:
    for shop, *calls in each_meeting(
        lambda shop: shop.tracking(refunded("r1", 30)),
        lambda shop: shop.tracking(refunded("r1", 30)),
        shops,
        an_order_of_110,
    ):
        assert results(calls) == [UNCHANGED, UPDATED]
        assert found(shop).refunded_minor == 3_000


def test_two_refunds_that_meet_never_pass_the_order_together(shops: Shops) -> None:
    for shop, *calls in each_meeting(
        lambda shop: shop.tracking(refunded("r1", 60)),
        lambda shop: shop.tracking(refunded("r2", 60)),
        shops,
        an_order_of_110,
    ):
        assert results(calls) == [REFUSED, UPDATED]
        assert found(shop).refunded_minor == 6_000


def test_a_posted_order_states_what_is_refunded_and_a_refund_that_meets_it_is_added_before_or_after(
    shops: Shops,
) -> None:
    posted = an_order(total_minor=11_000, refunded_minor=700, status=OrderStatus.PARTIALLY_REFUNDED, arrived_ms=LATER)
    seen = set()
    for shop, *calls in each_meeting(
        lambda shop: shop.tracking(refunded("r1", 30), now_ms=LATER),
        lambda shop: shop.accepting(posted),
        shops,
        an_order_of_110,
    ):
        assert results(calls) == [UPDATED, UPDATED]
        seen.add(found(shop).refunded_minor)
        assert found(shop).messages == (digest_of("r1"),)
        assert outcomes(shop, refunded("r1", 30), now_ms=LATER) == [UNCHANGED]
        assert found(shop).refunded_minor in seen
    assert seen == {700, 3_700}


def test_an_update_and_a_refund_that_meet_are_both_there(shops: Shops) -> None:
    for shop, *calls in each_meeting(
        lambda shop: shop.tracking(updated(total=200)),
        lambda shop: shop.tracking(refunded("r1", 30)),
        shops,
        an_order_of_110,
    ):
        assert results(calls) == [UPDATED, UPDATED]
        assert (found(shop).gross_minor, found(shop).refunded_minor) == (20_000, 3_000)


def test_a_completion_that_meets_the_posting_and_refunding_of_its_order_undoes_nothing(shops: Shops) -> None:
    def posting_and_refunding(shop: Shop) -> Call:
        def work() -> None:
            shop.accept(an_order(total_minor=11_000, arrived_ms=NOW_MS - 1))
            shop.track(refunded("r1", 30))

        return Call("post", work)

    for shop, *calls in each_meeting(
        lambda shop: shop.tracking(completed()), posting_and_refunding, shops, lambda shop: None
    ):
        assert [call.error for call in calls] == [None, None]
        assert (found(shop).status, found(shop).refunded_minor) == (OrderStatus.PARTIALLY_REFUNDED, 3_000)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    amounts=st.lists(st.integers(1, 2_000), min_size=1, max_size=4),
    deliveries=st.lists(st.lists(st.integers(0, 3), max_size=4), min_size=2, max_size=3),
    turns=st.lists(st.integers(0, 2), max_size=30),
    killed=st.integers(0, 12),
)
def test_deliveries_in_any_order_repeated_at_once_and_killed_add_up_to_the_distinct_refunds(
    shops: Shops, amounts: list[int], deliveries: list[list[int]], turns: list[int], killed: int
) -> None:
    shop = shops.open()
    an_order_of_110(shop)
    refunds = [refunded(f"r{number}", f"{cents / 100:.2f}") for number, cents in enumerate(amounts)]
    batches = [[refunds[number % len(refunds)] for number in batch] for batch in deliveries]

    calls = [shop.tracking(*batch) for batch in batches]
    for step, turn in enumerate(turns):
        if step == killed:
            calls[0].crash()
        calls[turn % len(calls)].step()
    for call in calls:
        while not call.finished:
            call.step()
        assert call.error is None or isinstance(call.error, StoreUnavailable)
    shop.track(*refunds)

    assert found(shop).refunded_minor == sum(amounts)


def test_a_refund_of_a_deleted_order_is_refused_and_what_it_had_counted_went_with_it(shop: Shop) -> None:
    outcomes(shop, completed(at="08:00"), refunded("r1", 30))
    shop.delete("1001")

    assert outcomes(shop, refunded("r1", 30), completed(at="08:00")) == [REFUSED, STALE]
    assert outcomes(shop, completed(at="09:00"), refunded("r1", 30), now_ms=LATER) == [CREATED, UPDATED]
    assert found(shop).refunded_minor == 3_000


def test_an_order_stays_its_customers_whoever_an_event_comes_from(shop: Shop) -> None:
    outcomes(shop, completed(userId="ann"))

    others = [updated(userId="bob"), updated(userId=..., traits={"email": "desk@example.com"})]
    mine, anothers = shop.track(*reversed(others))

    assert (mine.outcome, mine.customer_id) == (UPDATED, "ann")
    assert anothers.outcome is REFUSED
    assert [error.field for error in anothers.errors] == ["userId"]
    assert outcomes(shop, cancelled() | {"userId": "desk"}, refunded("r1", 1) | {"userId": "desk"}) == [UPDATED] * 2
    assert shop.holders("1001") == ["ann"]


def test_a_guest_is_known_by_their_address_and_a_late_retry_does_not_bring_back_their_deleted_order(shop: Shop) -> None:
    guests = completed(userId=..., anonymousId="a1", context={"traits": {"email": " Ann@Example.com "}})
    [tracked] = shop.track(guests)
    assert tracked.customer_id == shop.tenant.guest_id("ann@example.com")

    shop.delete("1001")

    assert outcomes(shop, guests) == [STALE]
    assert shop.find("1001") is None
    assert outcomes(shop, completed(userId="bob")) == [STALE]
    assert outcomes(shop, completed(at="11:00", userId="bob")) == [CREATED]


def test_an_id_that_was_deleted_is_free_for_a_guest_who_names_nobody(shop: Shop) -> None:
    outcomes(shop, completed(at="08:00"))
    shop.delete("1001")

    guests = completed(at="10:00", userId=..., traits={"email": "bob@example.com"})

    assert outcomes(shop, guests, refunded("r1", 30)) == [CREATED, UPDATED]
    assert found(shop).customer_id == shop.tenant.guest_id("bob@example.com")


def test_events_of_an_id_that_a_crash_left_claimed_stay_its_customers(shops: Shops) -> None:
    for shop in each_crash(lambda shop: shop.tracking(completed()), shops, lambda shop: None):
        owner = shop.registry.owners(["1001"]).get("1001")
        assert outcomes(shop, refunded("r1", 30)) == [REFUSED]
        expected = [REFUSED] if owner else [CREATED]
        assert outcomes(shop, completed(userId=..., traits={"email": "bob@example.com"})) == expected


def members(shop: Shop, customer_id: str = "ann") -> set[str]:
    return set(shop.ledger.read_customer(customer_id).members)


def test_an_event_with_a_user_id_and_an_address_claims_the_guest_of_the_address(shop: Shop) -> None:
    guest = shop.tenant.guest_id("ann@example.com")
    outcomes(shop, completed("1000", userId=..., traits={"email": "Ann@example.com"}))

    assert outcomes(shop, completed(traits={"email": "ann@example.com"})) == [CREATED]

    assert members(shop) == {guest}
    mine = {order.order_id: order.customer_id for order in shop.ledger.read_customer("ann").orders}
    assert mine == {"1000": guest, "1001": "ann"}
    # Whoever names the person by either id is taken for them.
    by_the_guest = updated("1001", userId=..., traits={"email": "ann@example.com"})
    assert REFUSED not in outcomes(shop, updated("1000", userId="ann"), by_the_guest)
    assert {order.order_id: order.customer_id for order in shop.ledger.read_customer("ann").orders} == mine


def test_who_cancels_or_refunds_an_order_claims_nobody(shop: Shop) -> None:
    an_order_of_110(shop)
    by_desk = {"userId": "desk", "traits": {"email": "desk@example.com"}}

    assert outcomes(shop, refunded("r1", 1) | by_desk, cancelled() | by_desk) == [UPDATED] * 2

    assert (members(shop), members(shop, "desk")) == (set(), set())
