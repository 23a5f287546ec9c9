"""What the winner of a claim has, and who is not claimed."""

from __future__ import annotations

from collections.abc import Callable

from regulars.crm.merges import unmerge_customer
from regulars.facts.order import Contact
from regulars.stores.ledger.persons import survivor_of

from testing.builders import NOW_MS
from testing.orders.claims import ADDRESS, filed, guest, live, merging, spends, up_to_its_transaction
from testing.pipeline.gate import Call
from testing.pipeline.shop import Shop, Shops, each_meeting


def test_of_two_customers_who_name_one_address_the_first_has_its_guest_whatever_the_order(shops: Shops) -> None:
    def naming(order_id: str, customer_id: str) -> Callable[[Shop], Call]:
        return lambda shop: shop.accepting(live(order_id, customer_id))

    for shop, *calls in each_meeting(naming("a", "ann"), naming("b", "bob"), shops, lambda shop: None):
        assert [call.error for call in calls] == [None, None]
        assert spends(shop) == {"ann": 100, "bob": 100}
        shop.accept(filed(shop, "g"))
        winner = survivor_of(shop.ledger, guest(shop))
        assert winner in ("ann", "bob")
        assert spends(shop) == {"ann": 100, "bob": 100, winner: 130}


def test_who_was_taken_out_by_hand_is_not_claimed_again_until_they_are_merged_by_hand(shop: Shop) -> None:
    shop.accept(filed(shop, "g"), live("o1"))
    unmerge_customer(guest(shop), ledger=shop.ledger, now_ms=NOW_MS)

    shop.accept(live("o2"))
    assert spends(shop) == {"ann": 200, guest(shop): 30}

    shop.accept(live("o3", "bob", email=None))
    merging(shop, guest(shop), "bob").finish()
    assert spends(shop) == {"ann": 200, "bob": 130}


def test_what_was_claimed_while_a_customer_was_a_member_stays_with_the_survivor(shop: Shop) -> None:
    shop.accept(live("a", "ann", email=None), live("b", "bob", email=None))
    merging(shop, "ann", "bob").finish()
    shop.accept(live("o1", "ann"))
    shop.accept(filed(shop, "g"))

    unmerge_customer("ann", ledger=shop.ledger, now_ms=NOW_MS)

    assert spends(shop) == {"ann": 200, "bob": 130}


def test_an_order_of_somebody_who_was_merged_into_the_guest_claims_nobody(shop: Shop) -> None:
    shop.accept(filed(shop, "g"), live("o1", email=None))
    merging(shop, "ann", guest(shop)).finish()

    assert shop.outcome(live("o2")) == "created"

    assert spends(shop) == {guest(shop): 230}


def test_an_address_and_a_number_are_two_guests_claimed_in_one_transaction(shop: Shop) -> None:
    contact = Contact(email=ADDRESS, phone="+64 9 123 4567")
    call = shop.accepting(live(contact=contact))
    made = []
    while not call.finished:
        made.append(call.operation)
        call.step()

    assert made.count("TransactWriteItems") == 1
    members = {shop.tenant.guest_id(one) for one in (ADDRESS, "+6491234567")}
    assert set(shop.ledger.read_customer("ann").members) == members


def test_of_the_addresses_of_one_customer_fifty_are_claimed_and_no_order_is_refused(shop: Shop) -> None:
    orders = [live(f"o{number}", email=f"{number}@example.com") for number in range(60)]

    assert {one.outcome for one in shop.accept(*orders)} == {"created"}

    assert len(shop.ledger.read_customer("ann").members) == 50
    assert {one.outcome for one in shop.accept(*orders)} == {"unchanged"}
    assert shop.outcome(live("more", email="more@example.com")) == "created"


def test_a_guest_who_is_named_by_their_own_id_claims_nobody(shop: Shop) -> None:
    other = live("o1", guest(shop), email="y@example.com")

    shop.accept(other)

    assert shop.ledger.read_customer(guest(shop)).members == ()


def test_customers_of_one_call_are_claimed_together_and_each_alone_where_one_was_lost(shop: Shop) -> None:
    """While the claims of three wait to be written together, one of the customers is merged into another."""
    shop.accept(live("b0", "bob", email=None))
    three = [live(f"of {who}", who, email=f"{who}@example.com") for who in ("ann", "bob", "cy")]
    slow = shop.accepting(*three)
    up_to_its_transaction(slow)
    shop.accept(live("d0", "dee", email=None))
    merging(shop, "bob", "dee").finish()

    assert {one.outcome for one in slow.finish()} == {"created"}

    guests = {who: shop.tenant.guest_id(f"{who}@example.com") for who in ("ann", "bob", "cy")}
    found = {who: survivor_of(shop.ledger, one) for who, one in guests.items()}
    assert found == {"ann": "ann", "bob": "dee", "cy": "cy"}
