"""Accepting orders: roster, owner, order, whatever is interrupted and whoever comes in between."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from regulars.facts.order import Order, OrderStatus
from regulars.orders.change import Accepted
from regulars.orders.supersede import Outcome

from testing.builders import NOW_MS, a_line, an_order
from testing.pipeline.shop import Shop, Shops, accepting, each_crash, each_meeting

CREATED, UPDATED, UNCHANGED = Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED
STALE, REFUSED = Outcome.STALE, Outcome.REFUSED


def order(order_id: str = "1001", customer_id: str = "ann", *, cents: int = 100, **changes: Any) -> Order:
    return an_order(order_id, customer_id, lines=(), total_minor=cents, **changes)


def outcomes(accepted: list[Accepted]) -> list[tuple[str, Outcome]]:
    return [(one.order_id, one.outcome) for one in accepted]


def nothing(_: Shop) -> None:
    """A shop in which nothing has happened yet."""


def test_a_new_order_is_created_and_its_customer_is_on_the_roster(shop: Shop) -> None:
    assert shop.accept(order()) == [Accepted("1001", "ann", CREATED)]

    assert shop.find("1001") == order()
    assert shop.state("1001").roster == ("ann",)
    assert shop.holders("1001") == ["ann"]


def test_each_order_has_its_own_result_in_the_order_they_came(shop: Shop) -> None:
    shop.accept(order("same"), order("changed"), order("old", version=2), order("theirs", "bob"))

    accepted = shop.accept(
        order("changed", cents=7), order("theirs"), order("new"), order("same"), order("old", version=1)
    )

    assert outcomes(accepted) == [
        ("changed", UPDATED),
        ("theirs", REFUSED),
        ("new", CREATED),
        ("same", UNCHANGED),
        ("old", STALE),
    ]
    changed = shop.find("changed")
    assert changed is not None
    assert changed.total_minor == 7


def test_nothing_to_accept_is_nothing(shop: Shop) -> None:
    assert shop.accept() == []
    assert shop.state().roster == ()


def test_an_order_of_another_customer_is_refused_with_both_ids_named(shop: Shop) -> None:
    shop.accept(order("1001", "ann"))

    [refused] = shop.accept(order("1001", "bob", cents=7))

    assert refused.outcome is REFUSED
    assert [error.field for error in refused.errors] == ["customerId"]
    assert "bob" in refused.errors[0].message
    assert "ann" in refused.errors[0].message
    assert shop.holders("1001") == ["ann"]
    assert shop.find("1001") == order()


def test_of_one_id_twice_in_a_call_the_later_applies(shop: Shop) -> None:
    accepted = shop.accept(order(cents=1), order("1002"), order(cents=2), order(cents=3), order(cents=3))

    assert outcomes(accepted) == [
        ("1001", CREATED),
        ("1002", CREATED),
        ("1001", UPDATED),
        ("1001", UPDATED),
        ("1001", UNCHANGED),
    ]
    assert shop.find("1001") == order(cents=3)


def test_of_one_id_for_two_customers_in_a_call_the_first_has_it(shop: Shop) -> None:
    accepted = shop.accept(order("1001", "ann"), order("1001", "bob"))

    assert outcomes(accepted) == [("1001", CREATED), ("1001", REFUSED)]
    assert shop.holders("1001") == ["ann"]


def test_an_order_too_large_to_store_refuses_itself_only(shop: Shop) -> None:
    accepted = shop.accept(order("1"), too_large(), order("2"))

    assert outcomes(accepted) == [("1", CREATED), ("huge", REFUSED), ("2", CREATED)]
    assert [error.field for error in accepted[1].errors] == ["lines"]
    assert shop.find("huge") is None


def too_large() -> Order:
    """1 000 lines whose names do not compress: about 800 KB."""
    chance = random.Random(1)
    names = ("".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(500)) for _ in range(1_000))
    return an_order("huge", lines=tuple(a_line(product_name=name) for name in names))


def test_a_hundred_orders_at_once_are_all_created(shop: Shop) -> None:
    orders = [order(str(number), f"customer {number % 30}") for number in range(100)]

    assert outcomes(shop.accept(*orders)) == [(one.order_id, CREATED) for one in orders]
    assert all(shop.find(one.order_id) == one for one in orders[::9])
    assert len(shop.state().roster) == 30


def test_a_refund_that_comes_before_a_retry_is_not_undone_by_it(shop: Shop) -> None:
    placed = order(arrived_ms=NOW_MS)
    refunded = order(arrived_ms=NOW_MS + 9, status=OrderStatus.REFUNDED, refunded_minor=100)
    shop.accept(placed)
    shop.accept(refunded)

    assert shop.outcome(replace(placed, arrived_ms=NOW_MS + 5)) == "stale"
    assert shop.find("1001") == refunded


def some_orders() -> list[Order]:
    return [order("1", "ann"), order("2", "bob"), order("3", "ann", cents=3), order("1", "ann", cents=9)]


def test_a_call_that_dies_before_any_of_its_requests_and_is_sent_again_ends_as_an_unbroken_one(shops: Shops) -> None:
    unbroken = shops.open()
    unbroken.accept(*some_orders())
    expected = unbroken.state("1", "2", "3")

    crashes = list(each_crash(lambda shop: shop.accepting(*some_orders()), shops, nothing))

    assert len(crashes) > 7
    for shop in crashes:
        shop.accept(*some_orders())
        assert shop.state("1", "2", "3") == expected


def test_a_dead_call_leaves_nothing_that_reads_as_an_order_it_did_not_write(shops: Shops) -> None:
    for shop in each_crash(lambda shop: shop.accepting(order()), shops, nothing):
        found, state = shop.find("1001"), shop.state("1001")
        assert found in (None, order())
        assert state.records == (((order(),) if found else ()), ())
        if found:
            assert state.roster == ("ann",), "an order whose customer no rebuild would find"
            assert shop.holders("1001") == ["ann"]


def test_an_update_that_dies_leaves_the_old_state_or_the_new_one(shops: Shops) -> None:
    old, new = order(cents=1), order(cents=2, arrived_ms=NOW_MS + 1)

    for shop in each_crash(lambda shop: shop.accepting(new), shops, lambda shop: shop.outcome(old)):
        assert shop.find("1001") in (old, new)
        shop.accept(new)
        assert shop.find("1001") == new


def test_two_calls_with_versions_that_meet_at_any_request_leave_the_greater_version(shops: Shops) -> None:
    older, newer = order(cents=1, version=1), order(cents=2, version=2)

    for first, second in ((older, newer), (newer, older)):
        for shop, *calls in each_meeting(
            accepting(first),
            accepting(second),
            shops,
            nothing,
        ):
            assert [call.error for call in calls] == [None, None]
            assert shop.find("1001") == newer
            results = {call.result[0].outcome for call in calls}
            assert results in ({CREATED, UPDATED}, {CREATED, STALE})


def test_two_calls_that_meet_over_a_stored_order_leave_the_later_arrival(shops: Shops) -> None:
    stored, earlier, later = (
        order(cents=1),
        order(cents=2, arrived_ms=NOW_MS + 1),
        order(cents=3, arrived_ms=NOW_MS + 2),
    )

    for first, second in ((earlier, later), (later, earlier)):
        for shop, *calls in each_meeting(
            accepting(first),
            accepting(second),
            shops,
            lambda shop: shop.outcome(stored),
        ):
            assert [call.error for call in calls] == [None, None]
            assert shop.find("1001") == later


def test_the_same_order_sent_twice_at_once_is_one_order(shops: Shops) -> None:
    for shop, *calls in each_meeting(
        lambda shop: shop.accepting(order()), lambda shop: shop.accepting(order()), shops, nothing
    ):
        assert [call.error for call in calls] == [None, None]
        assert sorted(call.result[0].outcome for call in calls) == [CREATED, UNCHANGED]
        assert shop.state("1001").records == ((order(),), ())


def test_two_customers_who_meet_over_one_id_never_both_have_it(shops: Shops) -> None:
    for shop, *calls in each_meeting(
        lambda shop: shop.accepting(order("1001", "ann")),
        lambda shop: shop.accepting(order("1001", "bob")),
        shops,
        nothing,
    ):
        assert [call.error for call in calls] == [None, None]
        assert sorted(call.result[0].outcome for call in calls) == [CREATED, REFUSED]
        assert len(shop.holders("1001")) == 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(turns=st.lists(st.integers(0, 2), max_size=40))
def test_three_versions_stepped_in_any_order_leave_the_greatest(shops: Shops, turns: list[int]) -> None:
    shop = shops.open()
    versions = [order(cents=cents, version=cents) for cents in (1, 2, 3)]
    calls = [shop.accepting(version) for version in versions]

    for turn in turns:
        calls[turn].step()
    for call in calls:
        call.finish()

    assert shop.find("1001") == versions[-1]
    assert shop.holders("1001") == ["ann"]


def test_an_order_that_was_refused_as_too_large_leaves_its_id_to_others(shops: Shops) -> None:
    shop = shops.open()
    assert shop.outcome(too_large()) == "refused"

    assert shop.outcome(order("huge", "bob")) == "created"
