"""What becomes of orders and events of somebody who was erased, and of others' that name their address."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.config import Names
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.errors import CustomerErased, StoreUnavailable
from regulars.facts.order import Contact, Lane
from regulars.orders.accept import accept_orders
from regulars.orders.supersede import Outcome
from regulars.stores.ledger.persons import read_heads

from testing.builders import NOW_MS, an_order
from testing.pipeline.gate import Call
from testing.pipeline.shop import Shop, Shops

ADDRESS, PHONE = "x@example.com", "+49 170 1234567"


@pytest.fixture
def shop(aws: Names) -> Shop:
    return Shops(aws).open()


def erase(shop: Shop, *customer_ids: str, whole: bool = True) -> None:
    assert shop.ledger.tombstones is not None
    for customer_id in customer_ids:
        assert shop.ledger.tombstones.put(customer_id, job_id="j1", whole=whole)


def guest(shop: Shop, address: str = ADDRESS) -> str:
    return shop.tenant.guest_id(address)


def order(order_id: str, customer_id: str, email: str | None = None, phone: str | None = None, **more: Any) -> Any:
    contact = None if email is None and phone is None else Contact(name="Ann", email=email, phone=phone)
    return an_order(order_id, customer_id, lines=(), total_minor=100, contact=contact, **more)


def noted(shop: Shop) -> list[str]:
    assert shop.ledger.tombstones is not None
    return list(shop.ledger.tombstones.same_addresses("j1"))


def stored(shop: Shop, customer_id: str) -> int:
    """How many items lie under an id, whatever a tombstone says of it."""
    return len(shop.ledger.read_collection(customer_id).items)


def test_nothing_is_stored_of_an_order_that_names_whom_a_tombstone_is_of(shop: Shop) -> None:
    erase(shop, "ann")

    [accepted] = shop.accept(order("o1", "ann", ADDRESS))

    assert accepted.outcome is Outcome.ERASED
    assert stored(shop, "ann") == 0
    assert shop.registry.owners(["o1"]) == {}
    assert [one for bucket in range(64) for one in shop.registry.roster(bucket)] == []
    assert read_heads(shop.ledger, [guest(shop)])[guest(shop)].stored is None, "nobody was claimed"


def test_a_guests_order_with_an_address_of_theirs_is_erased_whichever_of_both_it_is(shop: Shop) -> None:
    erase(shop, guest(shop), guest(shop, "+491701234567"), whole=False)
    other = guest(shop, "new@example.com")

    by_number = order("o2", other, "new@example.com", PHONE)
    accepted = shop.accept(order("o1", guest(shop), ADDRESS), by_number, order("o3", other, "new@example.com"))
    outcomes = [one.outcome for one in accepted]

    assert outcomes == ["erased", "erased", "created"]
    assert stored(shop, guest(shop)) == 0


def test_an_order_of_another_customer_is_taken_without_the_address_claims_nobody_and_is_listed(shop: Shop) -> None:
    erase(shop, guest(shop), whole=False)

    [accepted] = shop.accept(order("o1", "bob", ADDRESS, PHONE))

    assert accepted.outcome is Outcome.CREATED
    [kept] = shop.ledger.read_customer("bob").orders
    assert kept.contact == Contact(name="Ann", phone=PHONE)
    assert read_heads(shop.ledger, [guest(shop)])[guest(shop)].stored is None
    assert noted(shop) == ["o1"]


def test_an_address_that_is_shared_is_nobodys_whatever_a_tombstone_says(shop: Shop) -> None:
    erase(shop, guest(shop), whole=False)

    [accepted] = accept_orders(
        [order("o1", "bob", ADDRESS)], registry=shop.registry, ledger=shop.ledger, shared={ADDRESS}
    )

    [kept] = shop.ledger.read_customer("bob").orders
    assert accepted.outcome is Outcome.CREATED
    assert kept.contact == Contact(name="Ann", email=ADDRESS)
    assert noted(shop) == []


def test_an_order_whose_owner_was_erased_stays_erased_whoever_is_named(shop: Shop) -> None:
    shop.accept(order("o1", "ann"))
    owner = shop.registry.owners(["o1"])["o1"]
    erase(shop, "ann")
    assert shop.registry.forget_owner("o1", over=owner)

    assert [shop.outcome(order("o1", "ann")), shop.outcome(order("o1", "bob"))] == ["erased", "erased"]
    assert shop.registry.owners(["o1"])["o1"].customer_id == shop.tenant.customer_hash("ann")
    assert stored(shop, "bob") == 0


def test_an_owner_that_a_broken_call_left_is_forgotten_by_the_next_statement(shop: Shop) -> None:
    """The call claimed the id and broke off before it stored the order: no erasure finds that by their orders."""
    shop.registry.claim([("o1", "ann")])
    erase(shop, "ann")

    assert shop.outcome(order("o1", "ann")) == "erased"
    assert shop.registry.owners(["o1"])["o1"].customer_id == shop.tenant.customer_hash("ann")


def test_once_the_tombstone_is_taken_back_the_id_of_an_order_is_free(shop: Shop) -> None:
    shop.accept(order("o1", "ann"))
    erase(shop, "ann")
    shop.registry.forget_owner("o1", over=shop.registry.owners(["o1"])["o1"])
    assert shop.ledger.tombstones is not None
    shop.ledger.tombstones.release("j1")

    assert shop.outcome(order("o2", "ann")) == "created"
    assert shop.outcome(order("o1", "bob")) == "created"
    assert shop.registry.owners(["o1"])["o1"].customer_id == "bob"


def completed(**properties: Any) -> dict[str, Any]:
    return {"type": "track", "event": "Order Completed", "messageId": "m1", "timestamp": "2025-10-01T00:00:00Z",
            "properties": {"order_id": "o1", "total": 5, **properties}}  # fmt: skip


def test_events_of_them_are_erased_and_others_lose_the_address(shop: Shop) -> None:
    erase(shop, "ann")
    erase(shop, guest(shop), whole=False)
    of_ann = {**completed(), "userId": "ann"}
    of_a_guest = completed(email=ADDRESS)
    of_bob = {**completed(email=ADDRESS), "userId": "bob"}

    tracked = shop.track(of_ann, of_a_guest, of_bob)

    assert [one.outcome for one in tracked] == ["erased", "erased", "created"]
    [kept] = shop.ledger.read_customer("bob").orders
    assert kept.contact is None
    assert noted(shop) == ["o1"]


def test_a_refund_of_an_order_of_theirs_is_erased_and_one_of_anothers_is_not(shop: Shop) -> None:
    shop.accept(order("o1", "ann"), order("o2", "bob"))
    erase(shop, "ann")

    def refund(order_id: str) -> dict[str, Any]:
        return {"type": "track", "event": "Order Refunded", "messageId": f"m-{order_id}",
                "properties": {"order_id": order_id, "total": 1}}  # fmt: skip

    assert [one.outcome for one in shop.track(refund("o1"), refund("o2"))] == ["erased", "updated"]


def test_nobody_joins_or_leaves_who_was_erased(shop: Shop) -> None:
    shop.accept(order("o1", "ann"), order("o2", "bob"), order("o3", "cy"))
    merge_customers("cy", "ann", ledger=shop.ledger, now_ms=NOW_MS)
    erase(shop, "ann")

    with pytest.raises(CustomerErased):
        merge_customers("bob", "ann", ledger=shop.ledger, now_ms=NOW_MS)
    with pytest.raises(CustomerErased):
        merge_customers("ann", "bob", ledger=shop.ledger, now_ms=NOW_MS)
    erase(shop, "cy")
    with pytest.raises(CustomerErased):
        unmerge_customer("cy", ledger=shop.ledger, now_ms=NOW_MS)


@pytest.mark.parametrize("which", ["ann", "bob"])
def test_a_tombstone_that_comes_amid_a_merge_stops_it(shop: Shop, which: str) -> None:
    """Whoever reads the tree after the tombstone would otherwise not see who joins it."""
    shop.accept(order("o1", "ann"), order("o2", "bob"))
    slow = Call("merge", lambda: merge_customers("bob", "ann", ledger=shop.ledger, now_ms=NOW_MS))
    while slow.operation != "TransactWriteItems":
        slow.step()
    erase(shop, which)

    with pytest.raises(CustomerErased):
        slow.finish()
    assert read_heads(shop.ledger, ["bob"])["bob"].merged_into is None


@pytest.mark.parametrize("which", ["ann", "bob"])
def test_a_tombstone_that_comes_amid_an_unmerge_stops_it(shop: Shop, which: str) -> None:
    """Whoever left after the tree was read would be erased with it, or stay behind half."""
    shop.accept(order("o1", "ann"), order("o2", "bob"))
    merge_customers("bob", "ann", ledger=shop.ledger, now_ms=NOW_MS)
    slow = Call("unmerge", lambda: unmerge_customer("bob", ledger=shop.ledger, now_ms=NOW_MS + 1))
    while slow.operation != "TransactWriteItems":
        slow.step()
    erase(shop, which)

    with pytest.raises((CustomerErased, StoreUnavailable)):
        slow.finish()
    assert read_heads(shop.ledger, ["bob"])["bob"].merged_into == "ann"


def test_a_tombstone_that_comes_amid_a_claim_stops_it_and_the_order_is_found_by_the_second_sweep(shop: Shop) -> None:
    """The order read no tombstone, so it is stored: what the second sweep is for."""
    slow = shop.accepting(order("o1", "ann", ADDRESS))
    while slow.operation != "TransactWriteItems":
        slow.step()
    erase(shop, "ann")

    [accepted] = slow.finish()

    assert accepted.outcome is Outcome.CREATED
    assert read_heads(shop.ledger, [guest(shop)])[guest(shop)].stored is None
    assert stored(shop, "ann") == 1
    assert shop.ledger.read_customer("ann").items == (), "and no fold sees it"


def test_orders_of_a_file_are_erased_as_others_are(shop: Shop) -> None:
    erase(shop, "ann")

    assert shop.outcome(order("o1", "ann", lane=Lane.IMPORT, import_id="i1")) == "erased"
    assert stored(shop, "ann") == 0
