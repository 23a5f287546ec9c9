"""Deleting an order: as if it had never been, late retries included, and its id is free for another customer."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.errors import NotFound
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.order import Lane, Order
from regulars.orders.supersede import Outcome

from testing.builders import NOW_MS, an_order
from testing.pipeline.shop import Shop, Shops, accepting, each_crash, each_meeting

DELETED_MS = NOW_MS + 10_000


def order(order_id: str = "1001", customer_id: str = "ann", *, cents: int = 100, **changes: Any) -> Order:
    return an_order(order_id, customer_id, lines=(), total_minor=cents, **changes)


def placed(shop: Shop) -> None:
    shop.accept(order())


def deleted(shop: Shop) -> None:
    shop.accept(order())
    shop.delete("1001", now_ms=DELETED_MS)


def released_by(shop: Shop) -> str | None:
    """Who had the id last, where nobody has it now."""
    owner = shop.registry.owners(["1001"])["1001"]
    return owner.customer_id if owner.released else None


def facts(shop: Shop, customer_id: str = "ann") -> CustomerFacts:
    return fold(shop.ledger.read_customer(customer_id))


def test_the_customers_numbers_fall_back_as_if_the_order_had_never_been(shop: Shop) -> None:
    shop.accept(order("1000"))
    before = facts(shop)
    shop.accept(order("1001"))

    shop.delete("1001")

    assert facts(shop) == before
    assert shop.find("1001") is None
    assert shop.find("1000") == order("1000")


def test_after_the_last_order_is_deleted_the_customer_is_nobody(shop: Shop) -> None:
    deleted(shop)

    assert facts(shop) == CustomerFacts("ann")


@pytest.mark.parametrize("order_id", ["1002", "", "10"])
def test_what_was_never_stored_cannot_be_deleted(shop: Shop, order_id: str) -> None:
    placed(shop)

    with pytest.raises(NotFound):
        shop.delete(order_id)

    assert shop.find("1001") == order()


def test_an_order_is_deleted_once(shop: Shop) -> None:
    deleted(shop)

    with pytest.raises(NotFound):
        shop.delete("1001")


def test_the_stub_takes_the_live_lane_whoever_wrote_the_order(shop: Shop) -> None:
    shop.accept(order(lane=Lane.IMPORT, import_id="i1"))

    shop.delete("1001", now_ms=DELETED_MS)

    [stub] = shop.ledger.read_customer("ann").orders
    assert (stub.deleted, stub.lane, stub.arrived_ms, stub.written_ms) == (True, Lane.LIVE, DELETED_MS, DELETED_MS)


@pytest.mark.parametrize("arrived_ms", [NOW_MS, DELETED_MS])
def test_a_late_retry_does_not_bring_it_back(shop: Shop, arrived_ms: int) -> None:
    deleted(shop)

    assert shop.outcome(order(arrived_ms=arrived_ms)) == "stale"
    assert shop.find("1001") is None


def test_a_version_that_was_deleted_does_not_come_back_however_late(shop: Shop) -> None:
    shop.accept(order(version=3))
    shop.delete("1001", now_ms=DELETED_MS)

    assert shop.outcome(order(version=3, arrived_ms=DELETED_MS + 1)) == "stale"
    assert shop.outcome(order(version=2, arrived_ms=DELETED_MS + 1)) == "stale"
    assert shop.outcome(order(version=4, arrived_ms=NOW_MS)) == "created"
    assert shop.holders("1001") == ["ann"]


def test_the_customer_may_place_it_again_later(shop: Shop) -> None:
    deleted(shop)
    again = order(cents=7, arrived_ms=DELETED_MS + 1)

    assert shop.outcome(again) == "created"
    assert shop.find("1001") == again
    assert shop.holders("1001") == ["ann"]


def test_a_repeated_import_part_does_not_bring_it_back_and_counts_as_before(shop: Shop) -> None:
    imported = order(lane=Lane.IMPORT, import_id="i1")
    assert shop.outcome(imported) == "created"
    shop.delete("1001", now_ms=DELETED_MS)

    assert shop.outcome(imported) == "created"
    assert shop.find("1001") is None


def test_another_customer_may_have_the_id_and_the_old_ones_late_retry_is_refused(shop: Shop) -> None:
    deleted(shop)
    assert released_by(shop) == "ann"

    assert shop.outcome(order("1001", "bob", arrived_ms=DELETED_MS + 1)) == "created"
    [retried] = shop.accept(order(arrived_ms=DELETED_MS + 5))

    assert retried.outcome is Outcome.REFUSED
    assert "ann" in retried.errors[0].message
    assert "bob" in retried.errors[0].message
    assert shop.holders("1001") == ["bob"]
    assert facts(shop, "ann") == CustomerFacts("ann")


def test_a_statement_that_is_older_than_the_deletion_does_not_bring_it_back_for_another_customer(shop: Shop) -> None:
    """A deletion is a statement about the order, whoever it was of: the owner keeps its version and arrival."""
    shop.accept(order(version=80))
    shop.delete("1001", now_ms=DELETED_MS)

    assert shop.outcome(order("1001", "bob", version=79, arrived_ms=DELETED_MS + 1)) == "stale"
    assert shop.outcome(order("1001", "bob", version=80, arrived_ms=DELETED_MS + 1)) == "stale"
    assert shop.outcome(order("1001", "bob", arrived_ms=DELETED_MS)) == "stale"
    assert shop.holders("1001") == []
    assert shop.outcome(order("1001", "bob", version=81, arrived_ms=NOW_MS)) == "created"
    assert shop.holders("1001") == ["bob"]


def test_an_id_may_go_back_and_forth(shop: Shop) -> None:
    deleted(shop)
    shop.accept(order("1001", "bob", arrived_ms=DELETED_MS + 1))
    shop.delete("1001", now_ms=DELETED_MS + 2)

    assert shop.outcome(order("1001", "ann", arrived_ms=DELETED_MS + 3)) == "created"
    assert shop.outcome(order("1001", "bob", arrived_ms=DELETED_MS + 4)) == "refused"
    assert shop.holders("1001") == ["ann"]


def test_a_deletion_that_dies_before_any_of_its_requests_can_be_sent_again(shops: Shops) -> None:
    for shop in each_crash(lambda shop: shop.deleting("1001", now_ms=DELETED_MS), shops, placed):
        assert shop.holders("1001") in ([], ["ann"])

        shop.delete("1001", now_ms=DELETED_MS)

        assert shop.holders("1001") == []
        assert released_by(shop) == "ann"


def test_a_reclaim_by_another_that_dies_leaves_nothing_half(shops: Shops) -> None:
    claim = order("1001", "bob", arrived_ms=DELETED_MS + 1)

    for shop in each_crash(lambda shop: shop.accepting(claim), shops, deleted):
        assert shop.holders("1001") in ([], ["bob"])
        assert shop.registry.owners(["1001"])["1001"].released is (shop.holders("1001") == [])

        assert shop.outcome(claim) in ("created", "unchanged")
        assert shop.holders("1001") == ["bob"]


def test_an_update_that_meets_a_deletion_never_brings_the_order_back(shops: Shops) -> None:
    update = order(cents=7, arrived_ms=NOW_MS + 1)
    updating, deleting = (
        lambda shop: shop.accepting(update),
        lambda shop: shop.deleting("1001", now_ms=DELETED_MS),
    )

    for first, second in ((updating, deleting), (deleting, updating)):
        for shop, *calls in each_meeting(first, second, shops, placed):
            assert [call.error for call in calls] == [None, None]
            assert shop.holders("1001") == []
            assert facts(shop) == CustomerFacts("ann")


@pytest.mark.parametrize("newer", [{"arrived_ms": NOW_MS + 5}, {"version": 2, "arrived_ms": NOW_MS + 5}])
def test_an_order_that_meets_a_deletion_after_reading_its_owner_has_its_id_when_it_applies(
    shop: Shop, newer: dict[str, Any]
) -> None:
    """It has read that the id is its customer's; by then the stub lies there, and the id is anybody's."""
    shop.accept(order(version=1))
    later = shop.accepting(order(cents=7, **newer))
    later.step()
    assert later.operation == "BatchGetItem"
    shop.delete("1001", now_ms=NOW_MS + 1)

    [accepted] = later.finish()

    assert accepted.outcome is Outcome.CREATED
    assert shop.holders("1001") == ["ann"]
    assert shop.outcome(order(customer_id="bob", arrived_ms=NOW_MS + 9)) == "refused"


def test_of_two_deletions_that_meet_one_deletes_and_the_other_finds_nothing(shops: Shops) -> None:
    def deleting(shop: Shop) -> Any:
        return shop.deleting("1001", now_ms=DELETED_MS)

    for shop, first, second in each_meeting(deleting, deleting, shops, placed):
        assert second.error is None or first.error is None
        assert {type(first.error), type(second.error)} == {type(None), NotFound}
        assert shop.holders("1001") == []


def test_two_claims_that_meet_over_a_released_id_leave_it_to_one(shops: Shops) -> None:
    returning = order("1001", "ann", arrived_ms=DELETED_MS + 1)
    another = order("1001", "bob", arrived_ms=DELETED_MS + 1)

    for one, other in (
        (returning, another),
        (another, returning),
        (another, order("1001", "cat", arrived_ms=DELETED_MS + 1)),
    ):
        for shop, *calls in each_meeting(
            accepting(one),
            accepting(other),
            shops,
            deleted,
        ):
            assert [call.error for call in calls] == [None, None]
            assert sorted(call.result[0].outcome for call in calls) == ["created", "refused"]
            assert len(shop.holders("1001", ("ann", "bob", "cat"))) == 1


def test_a_deletion_that_meets_anothers_claim_never_leaves_the_order_with_both(shops: Shops) -> None:
    claim = order("1001", "bob", arrived_ms=DELETED_MS + 1)
    claiming, deleting = (
        lambda shop: shop.accepting(claim),
        lambda shop: shop.deleting("1001", now_ms=DELETED_MS),
    )

    for first, second in ((claiming, deleting), (deleting, claiming)):
        for shop, *_ in each_meeting(first, second, shops, placed):
            assert shop.holders("1001") in ([], ["bob"])
            assert facts(shop) == CustomerFacts("ann")
