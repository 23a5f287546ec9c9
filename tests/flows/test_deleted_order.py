"""A deletion stands whoever comes for the id later: for each step a schedule in which another way would be wrong,
played both ways.

The names C4 to C10 are those of the protocol's counter-examples (docs/decisions.md, One person, several ids).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from regulars.crm.merges import unmerge_customer
from regulars.facts.order import Order
from regulars.orders import accept as accept_module
from regulars.orders.place import Place
from regulars.stores.ledger import Ledger
from regulars.stores.registry import Owner, Registry

from testing.builders import NOW_MS
from testing.orders.claims import filed, guest, live, spends, up_to_its_transaction
from testing.pipeline.shop import Shop

Patch = pytest.MonkeyPatch


def under_the_named_customer(changes: Any, owners: Mapping[str, Owner], ledger: Ledger) -> dict[str, Any]:
    """The place without a look at who is one person."""
    return {change.order_id: Place(change.customer_id, owners.get(change.order_id)) for change in changes}


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
    monkeypatch.setattr(accept_module, "find_places", under_the_named_customer)
    monkeypatch.setattr(accept_module, "standing", lambda order_id, place, lies: lies.item if lies else None)

    assert a_late_statement_comes_after_the_deletion(shop) == "created"


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
