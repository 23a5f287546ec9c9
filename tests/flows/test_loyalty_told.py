"""Loyalty from end to end over the real handlers: an order, or an hour that passes, ends as an event on the bus."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends
from regulars.config import Names
from regulars.crm.referrals import claim_referral
from regulars.facts.items.interaction import InteractionType
from regulars.facts.order import OrderStatus
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.loyalty.program import Program, ProgramType, Tier
from regulars.projection.due import send_due
from regulars.segments.segment import Segment

from testing.aws.bus import Listener
from testing.builders import an_order
from testing.events import as_event
from testing.people import a_complaint, an_interaction
from testing.pipeline.everything import write_item
from testing.pipeline.world import ACCOUNT, REGION, World
from testing.shops import shop_of

TIERS = (Tier("Bronze", 0), Tier("Gold", 100))
TIER, LAPSING, RISK = "customer.tier.changed", "customer.points.expiring", "customer.churn_risk.high"
JOINED, LEFT = "customer.custom_segment.joined", "customer.custom_segment.left"


class Told:
    """A tenant's world, and who listens on its bus."""

    def __init__(self, names: Names) -> None:
        self.world = World(names, "acme")
        self.bus = Listener(self.world.stores)
        self._publish = self.world._handler("publish_events")
        self._read = 0

    def order(self, order_id: str, points: int, **fields: Any) -> None:
        """An order of now, worth so many points."""
        now_ms = self.world.now_ms
        told = {"ordered_at_ms": now_ms, "arrived_ms": now_ms, "written_ms": now_ms, **fields}
        self.world.accept([an_order(order_id, lines=(), total_minor=100 * points, **told)]).finish()
        self.world.flow()

    def program(self, revision: int = 1, **fields: Any) -> None:
        """One from long before all orders on, or an edit of now; everybody is looked at."""
        world, type_ = self.world, fields.pop("type", ProgramType.POINTS)
        store, from_ms = world.stores.programs(world.tenant), 0 if revision == 1 else world.now_ms
        edit = Program("l1", "Club", type_, 1, world.now_ms, from_ms, revision, **fields)
        assert store.put(edit, replacing=store.read().revision, announces=True)
        world.settle({"ann": ()})
        world.flow()
        self.heard()

    def segment_of(self, *tiers: str) -> None:
        """An own segment that tells who holds one of these."""
        store = self.world.stores.segments(self.world.tenant)
        rule = json.dumps({"field": "loyaltyTiers", "operator": "has_any", "value": list(tiers)})
        segment = Segment("s1", "Holders", rule, 1, 1, announces=True)
        assert store.put(segment, replacing=store.read().revision, announces=True)
        self.world.settle({"ann": ()})
        self.world.flow()
        self.heard()

    def heard(self) -> list[dict[str, Any]]:
        """What the bus was told since it was asked last."""
        table = self.world.stores.names.evaluations_table
        shard = dynamodb_backends[ACCOUNT][REGION].tables[table].stream_shard
        assert shard is not None
        records = [as_event(item.to_json(), table) for item in shard.items[self._read :]]
        self._read = len(shard.items)
        self._publish.lambda_handler({"Records": records}, None)
        return [event for event in self.bus.heard() if event["type"] in (TIER, LAPSING, RISK, JOINED, LEFT)]

    def five_minutes_call_at(self, at_ms: int) -> list[dict[str, Any]]:
        self.world.now_ms = at_ms
        send_due(self.world.stores, now_ms=at_ms, out_of_time=lambda: False)
        self.world.flow()
        return self.heard()


@pytest.fixture
def shop(aws: Names) -> Iterator[Told]:
    told = Told(aws)
    yield told
    told.world.forget()


def end_of_hour(at_ms: int) -> int:
    """When the hour of an instant is looked at."""
    return (at_ms // HOUR_MS + 1) * HOUR_MS + MINUTE_MS


def test_an_order_that_lifts_a_tier_and_the_refund_that_lowers_it_are_told(shop: Told) -> None:
    shop.order("o1", 5)
    shop.program(tiers=TIERS)

    shop.order("o2", 95)
    [risen] = shop.heard()
    shop.order("o2", 95, status=OrderStatus.PARTIALLY_REFUNDED, refunded_minor=100)
    [fallen] = shop.heard()
    shop.order("o3", 1)

    assert risen["type"] == fallen["type"] == TIER
    names = ("loyaltyProgramId", "before", "after", "change", "reason")
    assert [risen["data"][name] for name in names] == ["l1", "Bronze", "Gold", "upgrade", "data_changed"]
    assert [fallen["data"][name] for name in names] == ["l1", "Gold", "Bronze", "downgrade", "data_changed"]
    assert [event["data"]["change"] for event in shop.heard()] == ["upgrade"], "99 and 1 are a hundred"


def test_points_that_lapse_within_thirty_days_are_told_once_by_the_end_of_their_hour(shop: Told) -> None:
    shop.order("o1", 0)
    shop.program(expiry_days=60)
    begins_ms = shop.world.now_ms + 30 * DAY_MS
    shop.order("o2", 120)

    assert shop.heard() == []
    assert shop.five_minutes_call_at(end_of_hour(begins_ms - HOUR_MS)) == []
    [event] = shop.five_minutes_call_at(end_of_hour(begins_ms))
    shop.order("o3", 7)

    assert (event["type"], event["data"]["reason"]) == (LAPSING, "time_passed")
    assert [event["data"][name] for name in ("loyaltyProgramId", "points", "withinDays")] == ["l1", 120, 30]
    assert shop.heard() == []
    assert shop.five_minutes_call_at(end_of_hour(begins_ms + HOUR_MS)) == [], "once"


def test_a_tier_that_ends_by_time_is_told_and_so_is_the_risk_that_it_makes_high(shop: Told) -> None:
    """Nobody writes anything from the fiftieth day on: points leave the window of 100 days, then grace ends."""
    bought_ms = shop.world.now_ms
    shop.order("o1", 100)
    shop.program(tiers=(TIERS[0], Tier("Gold", 100, grace_days=2)), tier_window_days=100)
    shop.world.now_ms += 50 * DAY_MS
    registry, ledger = shop.world.stores.registry(shop.world.tenant), shop.world.stores.ledger(shop.world.tenant)
    now = {"arrived_ms": shop.world.now_ms, "written_ms": shop.world.now_ms}
    for number in range(3):
        failed = an_interaction(shop.world.now_ms - number, InteractionType.PAYMENT_FAILED, **now)
        write_item(ledger, registry, failed, goes=False)
    write_item(ledger, registry, a_complaint(shop.world.now_ms, **now), goes=False)
    shop.world.flow()
    ends_ms = bought_ms + 102 * DAY_MS

    told, hour_ms = [], shop.world.now_ms
    while hour_ms < ends_ms - HOUR_MS:
        hour_ms = min(hour_ms + DAY_MS, ends_ms - HOUR_MS)
        told += shop.five_minutes_call_at(end_of_hour(hour_ms))
    assert told == []
    found = {event["type"]: event["data"] for event in shop.five_minutes_call_at(end_of_hour(ends_ms))}

    assert {name: data["reason"] for name, data in found.items()} == {TIER: "time_passed", RISK: "time_passed"}
    assert (found[TIER]["before"], found[TIER]["after"], found[TIER]["change"]) == ("Gold", "Bronze", "downgrade")


def test_a_segment_of_a_tier_is_joined_by_an_order_and_left_by_the_end_of_the_hour_in_which_the_tier_ends(
    shop: Told,
) -> None:
    shop.order("o1", 5)
    shop.program(tiers=TIERS, tier_window_days=3)
    shop.segment_of("Club: Gold")
    ends_ms = shop.world.now_ms + 3 * DAY_MS

    shop.order("o2", 100)
    joined = {event["type"]: event["data"]["reason"] for event in shop.heard()}
    before = shop.five_minutes_call_at(end_of_hour(ends_ms - HOUR_MS))
    left = {event["type"]: event["data"]["reason"] for event in shop.five_minutes_call_at(end_of_hour(ends_ms))}

    assert joined == {TIER: "data_changed", JOINED: "data_changed"}
    assert before == []
    assert left == {TIER: "time_passed", LEFT: "time_passed"}


def test_an_edit_of_a_program_ends_a_segment_of_its_tier(shop: Told) -> None:
    shop.order("o1", 100)
    shop.program(tiers=TIERS)
    shop.segment_of("Club: Gold")
    edit = Program(
        "l1",
        "Club",
        ProgramType.POINTS,
        1,
        shop.world.now_ms,
        shop.world.now_ms,
        2,
        tiers=(TIERS[0], Tier("Gold", 101)),
    )
    store = shop.world.stores.programs(shop.world.tenant)
    assert store.put(edit, replacing=store.read().revision, announces=True)
    shop.world.settle({"ann": ()})
    shop.world.flow()

    told = {event["type"]: event["data"] for event in shop.heard()}
    assert told.keys() == {TIER, LEFT}
    assert (told[TIER]["after"], told[LEFT]["segmentId"]) == ("Bronze", "s1")


def test_who_brought_somebody_rises_by_their_first_order_and_falls_by_its_refund(shop: Told) -> None:
    """Both are told of, each by their own projection; the points of whoever brought them lapse as any other's."""
    shop.order("o1", 1)
    shop.program(type=ProgramType.REFERRAL, referral_points=100, tiers=TIERS, expiry_days=60)
    world = shop.world
    shop.order("b0", 1, customer_id="bob", status=OrderStatus.PENDING)
    claim_referral(shop_of(world.stores, "acme", world.now_ms), "bob", world.tenant.referral_code("ann"))
    world.flow()
    assert shop.heard() == []

    ordered_ms = world.now_ms
    shop.order("b1", 1, customer_id="bob")
    told = shop.heard()

    ann, bob = map(world.tenant.customer_hash, ("ann", "bob"))
    assert {event["subject"]: event["data"]["after"] for event in told} == {ann: "Gold", bob: "Gold"}
    soon = shop.five_minutes_call_at(end_of_hour(ordered_ms + 30 * DAY_MS))
    assert {event["subject"]: event["data"]["points"] for event in soon} == {ann: 100, bob: 100}
    shop.order("b1", 1, customer_id="bob", status=OrderStatus.REFUNDED, refunded_minor=100)
    fallen = {event["subject"]: event["data"]["change"] for event in shop.heard()}
    assert fallen == {ann: "downgrade", bob: "downgrade"}
