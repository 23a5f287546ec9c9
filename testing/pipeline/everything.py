"""A tenant's life in which everything is written that is known of people, beside all that happens otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st
from hypothesis.stateful import rule
from regulars.facts.items.address import Address, AddressType
from regulars.facts.items.channels import Channel, ConsentChannel
from regulars.facts.items.communication import Communication, CommunicationStatus, Direction, Purpose
from regulars.facts.items.consent import Consent, ConsentAction
from regulars.facts.items.interaction import Interaction, InteractionType
from regulars.facts.items.item import LedgerItem
from regulars.facts.items.note import Note, NoteType
from regulars.facts.items.preferences import Preferences
from regulars.facts.items.profile import Profile
from regulars.facts.items.signal import Signal, Signals
from regulars.facts.items.tag import Tag
from regulars.facts.order import Lane
from regulars.facts.time import DAY_MS
from regulars.jobs.steps import run_step
from regulars.nightly.job import RECALCULATION
from regulars.nightly.start import start_job
from regulars.nightly.steps import STEPS
from regulars.stores.ledger import KINDS, Ledger
from regulars.stores.registry import Registry

from testing.pipeline.life import AT_ONCE
from testing.pipeline.persons import Persons
from testing.pipeline.world import World

EXAMPLES = int(os.environ.get("EVERYTHING_EXAMPLES", "25"))
# Makes an item of somebody with one of a few ids, begun at an instant, with one of a few values; written now.
Make: TypeAlias = Callable[[str, str, int, int, dict[str, Any]], LedgerItem]


def _interaction(customer_id: str, item_id: str, at_ms: int, value: int, written: dict[str, Any]) -> Interaction:
    """Some are purchases that name an order that is there, or is not."""
    types = (InteractionType.VISIT, InteractionType.PURCHASE, InteractionType.NPS, InteractionType.PAYMENT_FAILED)
    type_ = types[value % 4]
    named = item_id if type_ is InteractionType.PURCHASE else None
    score = value if type_ is InteractionType.NPS else None
    fields = {**written, "created_ms": at_ms, "order_id": named, "score": score}
    return Interaction(f"{at_ms}#{item_id}", customer_id, type_, at_ms, **fields)


def _communication(customer_id: str, item_id: str, at_ms: int, value: int, written: dict[str, Any]) -> Communication:
    statuses = (CommunicationStatus.SENT, CommunicationStatus.OPENED, CommunicationStatus.CLICKED)
    reached = {status: at_ms + step * DAY_MS for step, status in enumerate(statuses[: 1 + value % 3])}
    fields = {**written, "created_ms": at_ms, "type": Channel.EMAIL}
    return Communication(
        f"{at_ms}#{item_id}",
        customer_id,
        Channel.EMAIL,
        Direction.OUTBOUND,
        Purpose.MARKETING,
        reached,
        at_ms,
        **fields,
    )


def _consent(customer_id: str, item_id: str, at_ms: int, value: int, written: dict[str, Any]) -> Consent:
    action = ConsentAction.GRANTED if value % 2 else ConsentAction.WITHDRAWN
    return Consent(f"{at_ms}#{item_id}", customer_id, ConsentChannel.EMAIL, action, at_ms, **written)


def _note(customer_id: str, item_id: str, at_ms: int, value: int, written: dict[str, Any]) -> Note:
    type_ = NoteType.COMPLAINT if value % 2 else NoteType.INTERNAL
    return Note(item_id, customer_id, "Late", note_type=type_, **{**written, "created_ms": at_ms})


MAKE: tuple[Make, ...] = (
    _interaction,
    _interaction,
    _communication,
    _communication,
    _consent,
    _note,
    lambda id_, item_id, at_ms, value, written: Tag(item_id, id_, at_ms, **written),
    lambda id_, item_id, at_ms, value, written: Preferences(id_, at_ms, **written, do_not_contact=value % 2 == 1),
    lambda id_, item_id, at_ms, value, written: Profile(id_, at_ms, **written, first_name=f"Ann {value}"),
    lambda id_, item_id, at_ms, value, written: Signals(id_, (Signal("app", value, 50),), at_ms, **written),
    lambda id_, item_id, at_ms, value, written: Address(
        item_id, id_, AddressType.HOME, "1 Quay", "Auckland", "NZ", at_ms, **written
    ),
)


class Everything(Persons):
    """Of every kind something comes, is changed and goes, for customers, guests and members alike; nights verify,
    announce and repair amid it."""

    def __init__(self) -> None:
        super().__init__()
        self.nights = 0
        self.drifts: list[int] = []

    @rule(at_once=AT_ONCE)
    def night(self, at_once: bool) -> None:
        self.nights += 1
        world, job_id = self.world, f"manual-{self.nights}"
        self.run(world.start("night", lambda: self.drifts.append(a_night(world, job_id))), at_once)

    def teardown(self) -> None:
        super().teardown()
        assert not any(self.drifts), "a night has called drift what was on its way"

    @rule(
        data=st.data(),
        make=st.sampled_from(MAKE),
        item_id=st.sampled_from(["1", "2", "#3"]),
        days=st.sampled_from([0, 1, 31, 91]),
        value=st.sampled_from([0, 1, 2, 3, 90, 91, 100]),
        lane=st.sampled_from([Lane.LIVE, Lane.LIVE, Lane.BULK]),
        goes=st.sampled_from([False, False, True]),
        at_once=AT_ONCE,
    )
    def write(
        self,
        data: st.DataObject,
        make: Make,
        item_id: str,
        days: int,
        value: int,
        lane: Lane,
        goes: bool,
        at_once: bool,
    ) -> None:
        customer_id = data.draw(st.sampled_from(self.everybody()))
        # Few instants, so that an item is met again: a day's of the tenant's life.
        at_ms = self.world.now_ms // DAY_MS * DAY_MS - days * DAY_MS
        written = {"arrived_ms": self.world.now_ms, "written_ms": self.world.now_ms, "lane": lane}
        item = make(customer_id, item_id, at_ms, value, written)
        ledger, registry = self.world.stores.ledger(self.world.tenant), self.world.stores.registry(self.world.tenant)
        self.run(self.world.start("write", lambda: write_item(ledger, registry, item, goes=goes)), at_once)


def a_night(world: World, job_id: str) -> int:
    """The steps of a recalculation of everybody, one after the other; how many customers it took for drifted."""
    stores, tenant = world.stores, world.tenant
    job = start_job(tenant, job_id, manual=True, stores=stores, now_ms=world.now_ms).job

    def step(name: str, **given: Any) -> dict[str, Any]:
        event = {"step": name, "tenant": tenant.id, "job": job.job_id, **given}
        far_ms = world.now_ms + DAY_MS
        return run_step(RECALCULATION, STEPS, event, stores=stores, clock=lambda: world.now_ms, deadline_ms=far_ms)

    for shard in step("plan")["shards"]:
        turn = {"done": False, "turn": 0}
        while not turn["done"]:
            turn = step("recalculate", shard=shard, turn=turn["turn"])
    step("summarise")
    ended = stores.jobs(tenant).read(job.job_id)
    assert ended is not None
    return ended.counts.drift


def write_item(ledger: Ledger, registry: Registry, item: LedgerItem, *, goes: bool) -> None:
    """Puts the item over the one that is stored, or takes that away; nothing where somebody else was faster."""
    kind = KINDS.of(item)
    registry.enroll({item.customer_id})
    key = (item.customer_id, item.item_id)
    stored = ledger.read_items(kind, [key]).get(key)
    if not goes:
        ledger.replace(ledger.item(item, replacing=stored), replacing=stored)
    elif stored is not None:
        ledger.remove(kind, stored)
