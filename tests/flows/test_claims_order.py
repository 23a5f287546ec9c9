"""Why claims, owners and merges are asked for and written in that order: for each step a schedule in which another way
would be wrong, played both ways.

The names C1 to C13 are those of the protocol's counter-examples (docs/decisions.md, One person, several ids);
`test_deleted_order.py` has those of deletions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from regulars.config import Names
from regulars.crm.merges import merge_customers
from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.fold import fold
from regulars.orders import accept as accept_module
from regulars.orders import claims as claims_module
from regulars.orders import place as place_module
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Terms
from regulars.stores.ledger import Ledger
from regulars.stores.ledger.persons import read_roots, survivor_of
from regulars.stores.registry import Owner, Registry

from testing.builders import NOW_MS, an_order
from testing.orders.claims import filed, guest, live, merging, spends, up_to_its_transaction
from testing.pipeline.gate import Call
from testing.pipeline.shop import Shop, Shops, each_crash, each_meeting
from testing.pipeline.world import World

Patch = pytest.MonkeyPatch


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


def a_merge_comes_while_an_order_is_taken(shop: Shop) -> str:
    """Once the order's owner was read the guest, whose order it is, becomes a member of the customer it names."""
    shop.accept(filed(shop), live("o2", "ann", email=None))
    slow = shop.accepting(live("o1", "ann", email=None))
    slow.step(2)
    merging(shop, guest(shop), "ann").finish()
    return str(slow.finish()[0].outcome)


def test_c3_an_order_whose_owner_was_read_first_is_taken_as_the_persons_own(shop: Shop) -> None:
    assert a_merge_comes_while_an_order_is_taken(shop) == "updated"


def test_c3_survivors_that_were_looked_up_before_the_owner_would_refuse_it(shop: Shop, monkeypatch: Patch) -> None:
    def survivors_first(registry: Registry, order_ids: Any) -> dict[str, Owner]:
        earlier = read_roots(shop.ledger, ["ann", guest(shop)])
        monkeypatch.setattr(place_module, "read_roots", lambda ledger, ids: earlier)
        return owners(registry, order_ids)

    owners = Registry.owners
    shop.accept(filed(shop), live("o2", "ann", email=None))
    monkeypatch.setattr(Registry, "owners", survivors_first)
    slow = shop.accepting(live("o1", "ann", email=None))
    slow.step(2)
    merging(shop, guest(shop), "ann").finish()

    assert slow.finish()[0].outcome == "refused"


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
    projector = Projector.opened(world.stores, world.tenant, Terms(world.settings), now_ms=world.now_ms, live=True)
    slow = Call("project", lambda: projector.project("old"))

    assert a_merge_comes_between_the_reads(world, slow, reads=4) == {"ann": 120}


def test_c6_a_head_read_before_the_revision_would_count_the_member_twice(world: World) -> None:
    facts, ledger = world.stores.rows(world.tenant), world.stores.ledger(world.tenant)

    def head_first() -> None:
        known = fold(ledger.read_customer("old"))
        seen = facts.revisions_of(["old"])["old"]
        facts.put(FactsRow(max(seen + 1, world.now_ms), world.now_ms, FACTS_VERSION, known), replacing=seen)

    assert a_merge_comes_between_the_reads(world, Call("head first", head_first), reads=2) == {"ann": 120, "old": 20}


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
