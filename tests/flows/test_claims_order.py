"""Why claims, owners and merges are asked for and written in that order: for each step a schedule in which another way
would be wrong, played both ways.

The names C1 to C13 are those of the protocol's counter-examples (docs/decisions.md, One person, several ids).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from regulars.config import Names
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.fold import fold
from regulars.facts.order import Contact, Lane, Order
from regulars.orders import accept as accept_module
from regulars.orders import claims as claims_module
from regulars.projection.project import project_customer
from regulars.stores.ledger import Ledger
from regulars.stores.ledger.persons import read_roots, survivor_of
from regulars.stores.registry import Owner, Registry

from testing.builders import NOW_MS, an_order
from testing.pipeline.gate import Call
from testing.pipeline.shop import Shop, Shops, each_crash, each_meeting
from testing.pipeline.world import World

ADDRESS = "x@example.com"
Patch = pytest.MonkeyPatch


@pytest.fixture
def shops(aws: Names) -> Shops:
    return Shops(aws)


@pytest.fixture
def shop(shops: Shops) -> Shop:
    return shops.open()


def guest(shop: Shop) -> str:
    return shop.tenant.guest_id(ADDRESS)


def live(order_id: str = "o1", customer_id: str = "ann", *, email: str | None = ADDRESS, **changes: Any) -> Order:
    """An order that names a customer and the address."""
    contact = None if email is None else Contact(email=email)
    return an_order(order_id, customer_id, **{"lines": (), "total_minor": 100, "contact": contact, **changes})


def filed(shop: Shop, order_id: str = "o1", **changes: Any) -> Order:
    """An order of a file, which knows the address alone."""
    return live(order_id, guest(shop), **{"lane": Lane.IMPORT, "import_id": "i1", "total_minor": 30, **changes})


def spends(shop: Shop, *customers: str) -> dict[str, int]:
    """By the customers who are known, what a fresh fold says of each."""
    everybody = (*customers, "ann", "bob", guest(shop))
    folds = {one: fold(shop.ledger.read_customer(one)) for one in everybody}
    return {one: facts.purchases.spend_minor for one, facts in folds.items() if facts.known}


def merging(shop: Shop, member: str, into: str) -> Call:
    return Call("merge", lambda: merge_customers(member, into, ledger=shop.ledger, now_ms=NOW_MS))


def up_to_its_transaction(call: Call) -> None:
    while call.operation != "TransactWriteItems":
        assert not call.finished
        call.step()


# C1: a guest is claimed whether they have orders yet or not.


def a_live_order_comes_before_the_file(shop: Shop) -> dict[str, int]:
    shop.accept(live("o1"))
    shop.accept(filed(shop, "o2"))
    return spends(shop)


def test_c1_whatever_comes_first_the_file_and_the_live_feed_make_one_person(shops: Shops) -> None:
    file_first = shops.open()
    file_first.accept(filed(file_first, "o2"))
    file_first.accept(live("o1"))

    assert spends(file_first) == {"ann": 130}
    assert a_live_order_comes_before_the_file(shops.open()) == {"ann": 130}


def test_c1_claiming_only_guests_that_have_orders_would_leave_two_persons(shop: Shop, monkeypatch: Patch) -> None:
    def with_orders(ledger: Ledger, guest_ids: Sequence[str]) -> list[str]:
        return [one for one in guest_ids if ledger.knows(one)]

    monkeypatch.setattr(claims_module, "unclaimed", with_orders)

    assert a_live_order_comes_before_the_file(shop) == {"ann": 100, guest(shop): 30}


# C2: the claim comes before the order.


def test_c2_an_order_of_the_file_that_comes_again_with_the_customers_id_is_updated(shop: Shop) -> None:
    shop.accept(filed(shop))

    [accepted] = shop.accept(live())

    assert (accepted.outcome, accepted.customer_id) == ("updated", "ann")
    assert spends(shop) == {"ann": 100}
    assert shop.outcome(live()) == "unchanged"


def test_c2_a_claim_after_the_order_would_refuse_it(shop: Shop, monkeypatch: Patch) -> None:
    shop.accept(filed(shop))
    monkeypatch.setattr(accept_module, "claim_guests", lambda claims, **stores: None)

    assert shop.outcome(live()) == "refused"


# C3: who the owner is comes before whose member the owner is.


def a_merge_comes_while_an_order_is_taken(shop: Shop) -> str:
    """After the order's first request the guest, whose order it is, becomes a member of the customer it names."""
    shop.accept(filed(shop), live("o2", "ann", email=None))
    slow = shop.accepting(live("o1", "ann", email=None))
    slow.step()
    merging(shop, guest(shop), "ann").finish()
    return str(slow.finish()[0].outcome)


def test_c3_an_order_whose_owner_was_read_first_is_taken_as_the_persons_own(shop: Shop) -> None:
    assert a_merge_comes_while_an_order_is_taken(shop) == "updated"


def test_c3_survivors_that_were_looked_up_before_the_owner_would_refuse_it(shop: Shop, monkeypatch: Patch) -> None:
    def survivors_first(registry: Registry, order_ids: Any) -> dict[str, Owner]:
        earlier = read_roots(shop.ledger, ["ann", guest(shop)])
        monkeypatch.setattr(accept_module, "read_roots", lambda ledger, ids: earlier)
        return owners(registry, order_ids)

    owners = Registry.owners
    shop.accept(filed(shop), live("o2", "ann", email=None))
    monkeypatch.setattr(Registry, "owners", survivors_first)
    slow = shop.accepting(live("o1", "ann", email=None))
    slow.step()
    merging(shop, guest(shop), "ann").finish()

    assert slow.finish()[0].outcome == "refused"


# C4: a stub is looked for where it lies, though the id is released.


def under_the_named_customer(changes: Any, owners: Mapping[str, Owner], ledger: Ledger) -> dict[str, Any]:
    """The place without a look at who is one person."""
    return {
        change.order_id: accept_module._Place(change.customer_id, owners.get(change.order_id)) for change in changes
    }


def a_late_statement_comes_after_the_deletion(shop: Shop, customer_id: str = "ann") -> str:
    shop.accept(filed(shop, version=80))
    shop.accept(live("o2"))
    shop.delete("o1", now_ms=NOW_MS + 10)
    return shop.outcome(live("o1", customer_id, email=None, version=23, arrived_ms=NOW_MS + 20))


def test_c4_a_late_statement_finds_the_stub_that_lies_with_a_member(shop: Shop) -> None:
    assert a_late_statement_comes_after_the_deletion(shop) == "stale"
    assert spends(shop) == {"ann": 100}
    assert shop.outcome(live(version=81, arrived_ms=NOW_MS + 30)) == "created"
    assert spends(shop) == {"ann": 200}


def test_c4_looking_under_the_named_customer_would_bring_the_order_back(shop: Shop, monkeypatch: Patch) -> None:
    monkeypatch.setattr(accept_module, "_places", under_the_named_customer)
    monkeypatch.setattr(accept_module, "_stands", lambda order_id, place, lies: lies.item if lies else None)

    assert a_late_statement_comes_after_the_deletion(shop) == "created"


# C5: an edge is made between heads as they were read.


def two_merges_cross(shop: Shop) -> None:
    shop.accept(live("o1", "ann", email=None), live("o2", "bob", email=None))
    slow = merging(shop, "ann", "bob")
    up_to_its_transaction(slow)
    merging(shop, "bob", "ann").finish()
    while not slow.finished:
        slow.step()


def test_c5_of_two_merges_that_cross_the_second_is_refused(shop: Shop) -> None:
    two_merges_cross(shop)

    assert [survivor_of(shop.ledger, one) for one in ("ann", "bob")] == ["ann", "ann"]
    assert [shop.ledger.read_collection(one).members for one in ("ann", "bob")] == [("bob",), ()]
    assert spends(shop) == {"ann": 200}


def test_c5_merges_without_conditions_would_make_each_a_member_of_the_other(shop: Shop, monkeypatch: Patch) -> None:
    original = Ledger.write_together

    def unconditional(self: Ledger, writes: Sequence[Any]) -> bool:
        for write in writes:
            for name in ("ConditionExpression", "ExpressionAttributeValues"):
                write.get("Put", {}).pop(name, None)
        return original(self, writes)

    monkeypatch.setattr(Ledger, "write_together", unconditional)
    two_merges_cross(shop)

    assert [shop.ledger.read_collection(one).members for one in ("ann", "bob")] == [("bob",), ("ann",)]


# C6: a projection reads the head after the revision.


@pytest.fixture
def world(aws: Names) -> Any:
    world = World(aws, "acme")
    for who, cents in (("ann", 100), ("old", 20)):
        world.accept([an_order(f"of {who}", who, lines=(), total_minor=cents)]).finish()
    world.flow()
    yield world
    world.forget()


def a_merge_comes_between_the_reads(world: World, slow: Call, reads: int) -> dict[str, int]:
    """A slow projection of the member is overtaken between its reads by the merge and its projection."""
    slow.step(reads)
    merge_customers("old", "ann", ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)
    world.flow()
    slow.finish()
    rows = world.stores.rows(world.tenant).all()
    return {row.customer_id: row.facts.purchases.spend_minor for row in rows if row.facts.known}


def test_c6_a_head_read_after_the_revision_makes_the_older_view_lose(world: World) -> None:
    slow = Call(
        "project",
        lambda: project_customer(
            "old",
            ledger=world.stores.ledger(world.tenant),
            facts=[world.stores.rows(world.tenant)],
            evaluations=world.stores.evaluations(world.tenant),
            settings=world.settings,
            now_ms=world.now_ms,
            live=True,
        ),
    )

    assert a_merge_comes_between_the_reads(world, slow, reads=3) == {"ann": 120}


def test_c6_a_head_read_before_the_revision_would_count_the_member_twice(world: World) -> None:
    facts, ledger = world.stores.rows(world.tenant), world.stores.ledger(world.tenant)

    def head_first() -> None:
        known = fold(ledger.read_customer("old"))
        seen = facts.revisions_of(["old"])["old"]
        facts.put(FactsRow(max(seen + 1, world.now_ms), world.now_ms, FACTS_VERSION, known), replacing=seen)

    assert a_merge_comes_between_the_reads(world, Call("head first", head_first), reads=1) == {"ann": 120, "old": 20}


# C7, C13: claims always, before the order; what is killed is sent again.


def test_c7_with_one_customer_an_address_nobody_is_refused_in_whatever_order_they_meet(shops: Shops) -> None:
    def filing(shop: Shop) -> Call:
        return shop.accepting(filed(shop), filed(shop, "o2"))

    def feeding(shop: Shop) -> Call:
        return shop.accepting(live("o1", arrived_ms=NOW_MS + 1), live("o3"))

    for first, second in ((filing, feeding), (feeding, filing)):
        for shop, *calls in each_meeting(first, second, shops, lambda shop: None):
            assert [call.error for call in calls] == [None, None]
            assert "refused" not in {one.outcome for call in calls for one in call.result}
            assert spends(shop) == {"ann": 230}


def test_c13_an_order_that_claims_and_dies_before_any_of_its_requests_can_be_sent_again(shops: Shops) -> None:
    for shop in each_crash(lambda shop: shop.accepting(live()), shops, lambda shop: shop.accept(filed(shop, "o2"))):
        assert sum(spends(shop).values()) in (30, 130)

        assert shop.outcome(live()) in ("created", "unchanged")

        assert spends(shop) == {"ann": 130}
        assert shop.ledger.read_customer("ann").members == (guest(shop),)


# C8, C9: a released id says what was deleted, whoever comes for it.


def without_a_stamp(self: Registry, left: Order, *, over: Owner) -> Any:
    return self._replacing(left.order_id, Owner(over.customer_id, True, over.n + 1), over)


def test_c8_another_customers_late_statement_does_not_bring_a_deleted_order_back(shop: Shop) -> None:
    assert a_late_statement_comes_after_the_deletion(shop, "bob") == "stale"
    assert spends(shop) == {"ann": 100}


def test_c8_a_released_owner_that_says_only_that_would_bring_it_back_under_them(shop: Shop, monkeypatch: Patch) -> None:
    monkeypatch.setattr(Registry, "releasing", without_a_stamp)

    assert a_late_statement_comes_after_the_deletion(shop, "bob") == "created"
    assert spends(shop) == {"ann": 100, "bob": 100}


def a_member_is_taken_out_after_the_deletion(shop: Shop) -> str:
    shop.accept(filed(shop, version=80), filed(shop, "o2"))
    shop.accept(live("o3"))
    shop.delete("o1", now_ms=NOW_MS + 10)
    unmerge_customer(guest(shop), ledger=shop.ledger, now_ms=NOW_MS + 11)
    return shop.outcome(live("o1", email=None, version=23, arrived_ms=NOW_MS + 20))


def test_c9_who_was_one_person_at_the_deletion_does_not_bring_it_back_after_they_are_two(shop: Shop) -> None:
    assert a_member_is_taken_out_after_the_deletion(shop) == "stale"
    assert spends(shop) == {"ann": 100, guest(shop): 30}


def test_c9_a_released_owner_that_says_only_that_would_bring_it_back(shop: Shop, monkeypatch: Patch) -> None:
    monkeypatch.setattr(Registry, "releasing", without_a_stamp)

    assert a_member_is_taken_out_after_the_deletion(shop) == "created"


# C10, C12: a re-claim names the owner that it read.


def an_id_is_taken_and_deleted_anew_while_another_reclaims_it(shop: Shop) -> str:
    """By the time another customer's statement is written, the id was deleted again at a higher version."""
    shop.accept(live(email=None, version=80))
    shop.delete("o1", now_ms=NOW_MS + 10)
    slow = shop.accepting(live("o1", "bob", email=None, version=85, arrived_ms=NOW_MS + 5))
    up_to_its_transaction(slow)
    shop.accept(live(email=None, version=90, arrived_ms=NOW_MS + 20))
    shop.delete("o1", now_ms=NOW_MS + 30)
    return str(slow.finish()[0].outcome)


def test_c10_a_reclaim_that_names_the_owner_it_read_does_not_hold_over_a_newer_deletion(shop: Shop) -> None:
    assert an_id_is_taken_and_deleted_anew_while_another_reclaims_it(shop) == "stale"
    assert spends(shop) == {}


def test_c10_a_reclaim_of_whatever_is_released_would_bring_an_older_state_back(shop: Shop, monkeypatch: Patch) -> None:
    original = Registry.claiming

    def whatever_is_released(self: Registry, order_id: str, customer_id: str, *, over: Owner) -> Any:
        write = original(self, order_id, customer_id, over=over)
        write["Put"]["ConditionExpression"] = "released = :yes"
        write["Put"]["ExpressionAttributeValues"] = {":yes": {"BOOL": True}}
        return write

    monkeypatch.setattr(Registry, "claiming", whatever_is_released)

    assert an_id_is_taken_and_deleted_anew_while_another_reclaims_it(shop) == "created"
    assert spends(shop) == {"bob": 100}


# What the winner of a claim has, and who is not claimed.


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
