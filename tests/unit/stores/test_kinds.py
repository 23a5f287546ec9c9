"""Kinds of ledger items: what one leaves unsaid to the ledger, the stream, the fold or the journey fails here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest
from pydantic import TypeAdapter
from regulars.errors import UnknownItem
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.items.item import LedgerItem
from regulars.facts.order import Lane
from regulars.facts.ranges import Range
from regulars.facts.record import CustomerRecord
from regulars.http.venue.answers import step
from regulars.http.venue.shapes import JourneyStep
from regulars.people.journey import STEP_KINDS, Step, step_kind
from regulars.projection.dispatch import touched_customers
from regulars.stores import keys
from regulars.stores.ledger import KINDS
from regulars.stores.ledger.envelope import Stored, decode_item, encode_item
from regulars.stores.ledger.kind import ItemKind, Kinds
from regulars.stores.ledger.orders import ORDER
from regulars.stores.messages import Touch, Touched

from testing.builders import a_tenant, an_order
from testing.gifts import A_GIFT, GIFT, Gift, decode_gift, encode_gift
from testing.ledger_items import EXAMPLES

ACME = a_tenant()
every_kind = pytest.mark.parametrize("kind", KINDS.all, ids=lambda kind: kind.name)


def example_of(kind: ItemKind[Any]) -> LedgerItem:
    assert kind.name in EXAMPLES, f"what does an item of kind {kind.name} look like? Say it in EXAMPLES"
    return EXAMPLES[kind.name]


def stored(kind: ItemKind[Any], item: LedgerItem) -> Mapping[str, Any]:
    key = keys.ledger_item(ACME.id, item.customer_id, kind.prefix, item.item_id)
    return encode_item(kind, key, item, replacing=None)


def changed_parts(item: LedgerItem) -> set[str]:
    """The parts of the facts that differ by this item: alone, and beside an order, without which they are nobody."""
    return _differ(item) or _differ(item, an_order("other"))


def _differ(item: LedgerItem, *beside: LedgerItem) -> set[str]:
    with_it, without = (fold(CustomerRecord(item.customer_id, items)) for items in ((item, *beside), beside))
    names = [field.name for field in fields(CustomerFacts)]
    return {name for name in names if getattr(with_it, name) != getattr(without, name)}


def check(kind: ItemKind[Any], item: LedgerItem, kinds: Kinds) -> None:
    """What the ledger, the stream, the fold, the journey and whoever reads everything must know of a kind."""
    attributes = stored(kind, item)
    assert kinds.of(item) is kind
    assert set(kind.encode(item, None)).isdisjoint({"pk", "sk", "n", "lane", "written", "arrived"})
    assert kinds.at(attributes["sk"]["S"]) == (kind, item.item_id), "an export or an erasure would not find it"
    assert decode_item(kind, item.customer_id, item.item_id, dict(attributes)) == Stored(item, 1)
    assert changed_parts(item) == kind.parts, "the fold reads other kinds than are declared"
    assert item.moment_ms is not None or kind.journey is None, "an item without a moment has no place in a journey"
    if kind.journey is not None:
        assert kind.journey(item, ACME).title


@every_kind
def test_a_kind_says_all_that_others_must_know_of_it(kind: ItemKind[Any]) -> None:
    check(kind, example_of(kind), KINDS)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.all if kind.journey], ids=lambda kind: kind.name)
def test_what_a_journey_tells_of_a_kind_has_a_shape_in_the_description(kind: ItemKind[Any]) -> None:
    item = example_of(kind)
    assert item.moment_ms is not None

    told = step(Step(item.moment_ms, step_kind(kind), item.item_id, item), ACME)

    TypeAdapter(JourneyStep).validate_json(json.dumps(told), extra="forbid", strict=True)


def test_a_new_kind_needs_its_declaration_and_one_line() -> None:
    check(GIFT, A_GIFT, Kinds(*KINDS.all, GIFT))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (replace(GIFT, parts=frozenset({"profile"})), "the fold does not know it"),
        (replace(GIFT, decode=lambda *given: replace(decode_gift(*given), given_ms=0)), "it is not read back"),
        (replace(GIFT, encode=lambda gift, _: {"given": gift.given_ms, "pk": "x"}), "it takes what the ledger writes"),
    ],
    ids=["fold", "decode", "key"],
)
def test_a_kind_that_says_something_wrong_fails(wrong: ItemKind[Gift], why: str) -> None:
    with pytest.raises(AssertionError):
        check(wrong, A_GIFT, Kinds(*KINDS.all, wrong))


def test_a_kind_that_is_not_registered_is_refused_wherever_it_is_met() -> None:
    with pytest.raises(UnknownItem):
        KINDS.of(A_GIFT)
    with pytest.raises(UnknownItem):
        KINDS.at("gift#g#1")


def test_a_kind_leaves_nothing_unsaid() -> None:
    with pytest.raises(TypeError, match="journey"):
        ItemKind("gift#", "Gifts", Gift, encode_gift, decode_gift, frozenset())  # type: ignore[call-arg]


@pytest.mark.parametrize(("prefix", "range_"), [("gift#", Range.INTERACTIONS), ("~gift#", Range.CORE)])
def test_what_lies_apart_sorts_behind_everything_else(prefix: str, range_: Range) -> None:
    with pytest.raises(ValueError, match="sorts what lies apart"):
        replace(GIFT, prefix=prefix, range=range_)


def test_prefixes_tell_kinds_apart() -> None:
    assert len({kind.prefix for kind in KINDS.all}) == len({kind.type for kind in KINDS.all}) == len(KINDS.all)
    assert all("#" not in kind.name for kind in KINDS.all)


@pytest.mark.long
@pytest.mark.parametrize(("kind", "item"), [(GIFT, A_GIFT), (ORDER, an_order())], ids=["gift", "order"])
@pytest.mark.parametrize("lane", list(Lane))
def test_every_item_carries_the_envelope_by_which_its_customer_is_sent_on(
    kind: ItemKind[Any], item: Any, lane: Lane
) -> None:
    """Also a kind that dispatch has never heard of: it goes by the envelope alone, and may have changed everything."""
    # The CDK takes a second to import.
    from infra.streams import LEDGER_FILTERS

    attributes = stored(kind, replace(item, lane=lane))
    image = {"dynamodb": {"Keys": {"pk": attributes["pk"], "sk": attributes["sk"]}, "NewImage": attributes}}

    assert {"n", "lane", "written", "arrived"} <= set(attributes)
    sent = touched_customers([image])
    changed = None if kind is GIFT else frozenset({kind.range})
    assert sent == ({} if lane is Lane.IMPORT else {lane: [Touch(Touched("acme", "ann"), changed)]})
    passing = LEDGER_FILTERS[0]["dynamodb"]["NewImage"]["lane"]["S"]  # type: ignore[index]
    assert (attributes["lane"]["S"] in passing) == bool(sent)


def test_what_had_happened_by_an_instant_is_told_by_the_moments_of_the_items() -> None:
    early, late = replace(A_GIFT, gift_id="1", given_ms=10), replace(A_GIFT, gift_id="2", given_ms=11)
    order, stub = an_order("1", ordered_at_ms=10), an_order("2", ordered_at_ms=99, deleted=True)
    record = CustomerRecord("ann", (early, late, order, stub))

    assert record.as_of(10) == CustomerRecord("ann", (early, order, stub))
    assert record.as_of(9).of(Gift) == ()
    assert record.as_of(11).of(Gift) == (early, late)
    assert record.of(Gift) == (early, late)
    assert record.orders == (order, stub)


def test_journeys_tell_of_every_kind_that_has_something_to_tell() -> None:
    told = {step_kind(kind) for kind in KINDS.all if kind.journey}

    assert told | {"milestone", "segment"} == set(STEP_KINDS)
    assert "merged" in told
