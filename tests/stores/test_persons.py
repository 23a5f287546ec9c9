"""One person, several ids: edges between roots are made and cut whole, or not at all, and what is read is the tree."""

from __future__ import annotations

import pytest
from regulars.facts.items.head import Head, Member, MergedBy
from regulars.facts.order import Lane
from regulars.facts.record import CustomerRecord
from regulars.facts.tenant import Tenant
from regulars.stores.ledger import Ledger
from regulars.stores.ledger.persons import (
    linking,
    members_of,
    read_heads,
    read_roots,
    survivor_of,
    unclaimed,
    unlinking,
)
from regulars.stores.opened import Stores

from testing.aws.requests import requests_of
from testing.builders import NOW_MS, an_order


@pytest.fixture
def ledger(stores: Stores, tenant: Tenant) -> Ledger:
    ledger = stores.ledger(tenant)
    ledger.insert([ledger.item(an_order(f"of {who}", who), replacing=None) for who in ("a", "b", "c", "d")])
    return ledger


def link(ledger: Ledger, into: str, *members: str, now_ms: int = NOW_MS) -> bool:
    heads = read_heads(ledger, [into, *members])
    seen = [heads[member] for member in members]
    return ledger.write_together(linking(ledger, heads[into], seen, by=MergedBy.HAND, now_ms=now_ms, lane=Lane.LIVE))


def unlink(ledger: Ledger, member: str, *above: str) -> bool:
    heads = read_heads(ledger, [member, *above])
    return ledger.write_together(unlinking(ledger, heads[member], [heads[one] for one in above], now_ms=NOW_MS + 1))


def tree(ledger: Ledger, customer_id: str) -> list[str]:
    return members_of(ledger, read_heads(ledger, [customer_id])[customer_id])


def order_ids(record: CustomerRecord) -> set[str]:
    return {order.order_id for order in record.orders}


def members(ledger: Ledger) -> dict[str, int]:
    return {who: head.members for who, head in read_heads(ledger, "abcd").items()}


def test_a_customer_without_a_head_is_their_own_survivor(ledger: Ledger) -> None:
    assert survivor_of(ledger, "a") == survivor_of(ledger, "a") == "a"
    assert tree(ledger, "a") == ["a"]
    assert unclaimed(ledger, ["a", "nobody"]) == ["a", "nobody"]


def test_a_person_is_read_by_their_survivor_and_a_member_says_only_whose_they_are(ledger: Ledger) -> None:
    assert link(ledger, "a", "b", "c")

    assert order_ids(ledger.read_customer("a")) == {"of a", "of b", "of c"}
    assert {order.customer_id for order in ledger.read_customer("a").orders} == {"a", "b", "c"}
    assert ledger.read_customer("b").items == (
        Head("b", NOW_MS, NOW_MS, Lane.LIVE, 0, "a", MergedBy.HAND, None, NOW_MS),
    )
    assert ledger.read_customer("b").merged_into == "a"
    assert order_ids(ledger.read_collection("b")) == {"of b"}
    assert Member("a", "b", NOW_MS, MergedBy.HAND, NOW_MS, NOW_MS, Lane.LIVE) in ledger.read_customer("a").items
    assert (ledger.knows("b"), ledger.knows("nobody")) == (True, False)


def test_a_survivor_who_is_merged_takes_their_members_along(ledger: Ledger) -> None:
    assert link(ledger, "b", "c")
    assert link(ledger, "a", "b")

    assert order_ids(ledger.read_customer("a")) == {"of a", "of b", "of c"}
    assert ledger.read_customer("b").items == (read_heads(ledger, ["b"])["b"].stored.item,)  # type: ignore[union-attr]
    assert {who: root.customer_id for who, root in read_roots(ledger, "abcd").items()} == dict(
        zip("abcd", "aaad", strict=True)
    )
    assert tree(ledger, "a") == ["a", "b", "c"]
    assert members(ledger) == {"a": 2, "b": 1, "c": 0, "d": 0}


def test_who_is_cut_off_keeps_their_own_members_and_no_order_claims_them_again(ledger: Ledger) -> None:
    assert link(ledger, "b", "c")
    assert link(ledger, "a", "b")
    assert link(ledger, "d", "a")

    assert unlink(ledger, "b", "a", "d")

    assert members(ledger) == {"a": 0, "b": 1, "c": 0, "d": 1}
    assert order_ids(ledger.read_customer("b")) == {"of b", "of c"}
    assert order_ids(ledger.read_customer("d")) == {"of d", "of a"}
    assert unclaimed(ledger, "abcd") == ["d"]
    head = read_heads(ledger, ["b"])["b"].stored
    assert head is not None
    assert (head.item.left, head.item.changed_ms, head.item.unclaimable) == ("a", NOW_MS + 1, True)


def test_a_merge_by_hand_takes_the_mark_away_again(ledger: Ledger) -> None:
    assert link(ledger, "a", "b")
    assert unlink(ledger, "b", "a")
    assert link(ledger, "c", "b")
    assert tree(ledger, "a") == ["a"]

    head = read_heads(ledger, ["b"])["b"].stored
    assert head is not None
    assert (head.item.merged_into, head.item.unclaimable) == ("c", False)


def test_who_was_taken_out_may_be_merged_into_the_same_customer_again(ledger: Ledger) -> None:
    assert link(ledger, "a", "b")
    assert unlink(ledger, "b", "a")
    assert ledger.read_customer("a").members == ()
    assert link(ledger, "a", "b", now_ms=NOW_MS + 2)

    assert ledger.read_customer("a").members == ("b",)
    [edge] = ledger.read_customer("a").of(Member)
    assert (edge.merged_ms, edge.left_ms, edge.moment_ms) == (NOW_MS + 2, None, NOW_MS + 2)


def test_an_edge_is_made_only_between_the_heads_that_were_read(ledger: Ledger) -> None:
    """Two merges that cross: each has read two roots, and only one of them finds both as they were."""
    heads = read_heads(ledger, "ab")
    one, other = (
        linking(ledger, heads[into], [heads[member]], by=MergedBy.CLAIM, now_ms=NOW_MS, lane=Lane.LIVE)
        for into, member in ("ab", "ba")
    )

    assert ledger.write_together(one)
    assert not ledger.write_together(other)

    assert {who: root.customer_id for who, root in read_roots(ledger, "ab").items()} == {"a": "a", "b": "a"}
    assert tree(ledger, "b") == ["b"]


def test_a_customer_without_members_is_read_by_one_query_as_before(stores: Stores, ledger: Ledger) -> None:
    assert link(ledger, "a", "b", "c")

    with requests_of(stores.dynamodb) as alone:
        ledger.read_customer("d")
    with requests_of(stores.dynamodb) as survivor:
        ledger.read_customer("a")

    assert alone == ["BatchGetItem", "Query"]
    assert survivor == ["BatchGetItem", *["Query"] * 3]
