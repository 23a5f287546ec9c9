"""A tenant's life in which own segments and loyalty programs announce: rules are edited, people pinned, hours go by and
are looked at."""

from __future__ import annotations

import json
import os
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from regulars.facts.fold import fold
from regulars.facts.items.pin import Pin
from regulars.facts.order import Lane, OrderStatus
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.loyalty.program import Program, ProgramType, Tier
from regulars.projection.due import send_due
from regulars.scoring.announced import announced_values
from regulars.scoring.derive import derive
from regulars.scoring.evaluate import Terms
from regulars.segments.segment import Segment
from regulars.stores.messages import Touch, Touched

from testing.pipeline.everything import Everything, write_item
from testing.pipeline.life import AT_ONCE, Change
from testing.pipeline.world import START_MS

FIRST = Change("1", "ann", OrderStatus.PAID, 100, 0, Lane.LIVE, None, "tea")
EXAMPLES = int(os.environ.get("TOLD_EXAMPLES", "12"))
SEGMENTS = ("s1", "s2")
# Each changes with time, with data, or with both; the last names another segment.
CRITERIA: tuple[dict[str, Any], ...] = (
    {"rules": [{"field": "lastOrderDaysAgo", "operator": "at_most", "value": 30}]},
    {"rules": [{"orders": {"count": {"operator": "at_least", "value": 1}, "within": "31d"}}]},
    {"not": True, "rules": [{"interactions": {"count": {"operator": "at_least", "value": 1}, "within": "1d"}}]},
    {"rules": [{"field": "churnRiskScore", "operator": "at_least", "value": 40}]},
    {"rules": [{"field": "lifecycleSegment", "operator": "one_of", "value": ["Dormant", "VIP"]}]},
    {"rules": [{"field": "tags", "operator": "has_any", "value": ["1"]}]},
)
# Of any order at all, of one of the larger, of two of them; with grace and without.
TIERS = (
    (Tier("Bronze", 0), Tier("Gold", 1)),
    (Tier("Silver", 1, grace_days=30), Tier("Gold", 2, 20_000)),
    (Tier("Gold", 1, grace_days=1),),
    (),
)


class Told(Everything):
    """What is announced ends as an evaluation from scratch would have it, by the end of each hour.

    What crosses orders and persons has machines of its own: here there is less of it, so that time passes oftener.
    Days may pass over what is still on its way, which a night rightly calls drift: what nights say is asserted there.
    """

    overtake = meet = retry_late = import_part = file = cross = order_meets_a_merge = ask = None  # type: ignore[assignment]

    @initialize(seed=st.integers(0, 2**32), shards=st.just(1), criteria=st.sampled_from(CRITERIA))
    def open(self, seed: int, shards: int, criteria: dict[str, Any]) -> None:
        """One segment announces from the beginning, and somebody has ordered."""
        super().open(seed=seed, shards=shards)
        self.edit(segment_id="s1", criteria=criteria, active=True, announces=True)
        self.change(change=FIRST, at_once=True)
        self.flow()

    @rule(
        segment_id=st.sampled_from(SEGMENTS),
        criteria=st.sampled_from(CRITERIA),
        active=st.sampled_from([True, True, False]),
        announces=st.sampled_from([True, True, False]),
    )
    def edit(self, segment_id: str, criteria: dict[str, Any], active: bool, announces: bool) -> None:
        """Somebody edits a segment, and everybody is sent on."""
        world, text = self.world, json.dumps({"combinator": "and", **criteria})

        def work() -> None:
            store = world.stores.segments(world.tenant)
            seen = store.read()
            before = seen.by_id.get(segment_id)
            revision = 1 if before is None else before.revision + 1
            edited = Segment(segment_id, segment_id, text, 1, 1, revision, active=active, announces=announces)
            if store.put(edited, replacing=seen.revision, announces=True):
                self.send_everybody()

        # Killed between the two it would be the night that looks at everybody.
        self.run(world.start("edit", work), at_once=True)

    @rule(
        tiers=st.sampled_from(TIERS),
        window_days=st.sampled_from([31, 91]),
        expiry_days=st.sampled_from([None, 31]),
        active=st.sampled_from([True, True, False]),
    )
    def edit_program(self, tiers: tuple[Tier, ...], window_days: int, expiry_days: int | None, active: bool) -> None:
        """Somebody makes a program or edits it, from now on, and everybody is sent on."""
        world, now_ms = self.world, self.world.now_ms
        told: dict[str, Any] = {"tiers": tiers, "tier_window_days": window_days, "expiry_days": expiry_days}

        def work() -> None:
            store = world.stores.programs(world.tenant)
            seen = store.read()
            before = seen.by_id.get("l1")
            revision, from_ms = (1, START_MS - 400 * DAY_MS) if before is None else (before.last.revision + 1, now_ms)
            edited = Program("l1", "Club", ProgramType.POINTS, 1, now_ms, from_ms, revision, active, **told)
            if store.put(edited, replacing=seen.revision, announces=True):
                self.send_everybody()

        self.run(world.start("edit program", work), at_once=True)

    def send_everybody(self) -> None:
        everybody = [Touch(Touched(self.world.tenant.id, one), frozenset()) for one in self.everybody()]
        self.world.stores.queue(Lane.BULK).send_touches(everybody)

    @rule(
        data=st.data(),
        segment_id=st.sampled_from(SEGMENTS),
        included=st.booleans(),
        goes=st.sampled_from([False, False, True]),
        at_once=AT_ONCE,
    )
    def pin(self, data: st.DataObject, segment_id: str, included: bool, goes: bool, at_once: bool) -> None:
        customer_id, now_ms = data.draw(st.sampled_from(self.everybody())), self.world.now_ms
        item = Pin(segment_id, customer_id, included, now_ms, now_ms, now_ms, Lane.LIVE)
        ledger, registry = self.world.stores.ledger(self.world.tenant), self.world.stores.registry(self.world.tenant)
        self.run(self.world.start("pin", lambda: write_item(ledger, registry, item, goes=goes)), at_once)

    @rule(hours=st.sampled_from([1, 1, 23, 24 * 30, 24 * 31]), at_once=AT_ONCE, flows=st.booleans())
    def hour(self, hours: int, at_once: bool, flows: bool) -> None:
        """Hours go by; the last one is looked at, or that is left standing."""
        if flows:
            self.flow()
        self.world.advance(hours * HOUR_MS)
        self.look(at_once)

    @rule(days=st.sampled_from([1, 31, 91]))
    def rest_of_days(self, days: int) -> None:
        """Everything is told; then nothing is written for days, and what is told at their end is told by time alone."""
        self.come_to_rest()
        self.world.advance(days * DAY_MS)
        self.come_to_rest()

    def teardown(self) -> None:
        self.drifts.clear()
        super().teardown()

    def look(self, at_once: bool) -> None:
        world = self.world
        now_ms = world.now_ms
        self.run(world.start("look", lambda: send_due(world.stores, now_ms=now_ms, out_of_time=lambda: False)), at_once)

    def come_to_rest(self) -> None:
        super().come_to_rest()
        for _ in range(3):
            self.world.now_ms = (self.world.now_ms // HOUR_MS + 1) * HOUR_MS + 2 * MINUTE_MS
            self.look(at_once=True)
            self.world.drain(self.chance)
        self.assert_told()

    def assert_told(self) -> None:
        """Of everybody what was told is what is so at the end of the last hour, or later where it was told then."""
        world = self.world
        record = world.stores.directory.read(world.tenant.id)
        assert record is not None
        terms: Terms = world.stores.terms.of(record)
        over_ms = (world.now_ms - MINUTE_MS) // HOUR_MS * HOUR_MS - HOUR_MS
        ledger = world.stores.ledger(world.tenant)
        told = world.stores.evaluations(world.tenant).of(self.everybody())
        for customer_id in self.everybody():
            facts, one = fold(ledger.read_customer(customer_id)), told.get(customer_id)
            if one is None:
                assert not facts.known, customer_id
                continue
            at_ms = max(over_ms, one.at_ms)
            names = {announced.name for announced in terms.announced}
            scores = derive(facts, terms.settings, at_ms)
            assert {name: value for name, value in one.values.items() if name in names} == announced_values(
                terms.announced, facts, scores, at_ms, one.values
            ), customer_id
