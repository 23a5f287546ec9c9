"""A tenant's life in which persons are erased, step by step and killed in between, beside all else that happens."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from regulars.erasing.job import ERASURE
from regulars.errors import Conflict, NotFound
from regulars.facts.time import SECOND_MS
from regulars.stores.ledger.referrals import BROUGHT
from regulars.stores.tenant.erasures import ErasureState

from testing.everywhere import hits
from testing.machines.erasures import ErasureMachine
from testing.pipeline.everything import Everything
from testing.pipeline.gate import Call
from testing.pipeline.life import AT_ONCE
from testing.pipeline.referrals import Bringing

EXAMPLES = int(os.environ.get("ERASING_EXAMPLES", "8"))
STEPS = [step.name for step in ERASURE.steps]


@dataclass
class Under:
    """An erasure under way: its next step, and the call that does it."""

    job_id: str
    step: int = 0
    call: Call | None = None


class Erasing(Everything, Bringing):
    """What is erased stays so, whatever was under way; nobody else loses anything."""

    def __init__(self) -> None:
        super().__init__()
        self.under_way: list[Under] = []

    @property
    def machine(self) -> ErasureMachine:
        world = self.world
        return ErasureMachine(world.stores, world.tenant, now_ms=lambda: world.now_ms, advance=world.advance)

    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(self.everybody()))
        with suppress(NotFound, Conflict):
            job_id = self.machine.ask(who)
            if job_id not in [one.job_id for one in self.under_way]:
                self.under_way.append(Under(job_id))

    @precondition(lambda self: self.under_way)
    @rule(which=st.integers(0, 9), at_once=AT_ONCE, requests=st.integers(1, 12))
    def go_on(self, which: int, at_once: bool, requests: int) -> None:
        one = self.under_way[which % len(self.under_way)]
        self.begin(one)
        if at_once:
            self.finish_step(one)
        elif one.call is not None:
            self.world.step(one.call, requests)

    @precondition(lambda self: self.under_way)
    @rule(which=st.integers(0, 9))
    def kill_step(self, which: int) -> None:
        one = self.under_way[which % len(self.under_way)]
        if one.call is not None and not one.call.finished:
            self.world.crash(one.call)

    def begin(self, one: Under) -> None:
        """The step's call, made anew where it was killed or is to be done again."""
        if one.call is None or one.call.crashed:
            name, machine = STEPS[one.step], self.machine
            more: dict[str, Any] = {"broken": {}} if name == "finish" else {}
            one.call = self.world.start(name, lambda: machine.step(one.job_id, name, **more))

    def finish_step(self, one: Under) -> None:
        assert one.call is not None
        self.run(one.call, at_once=True)
        answer = one.call.finish() if not one.call.crashed else {"done": False}
        if answer.get("done", True):
            one.step += 1
        one.call = None
        if wait_s := answer.get("waitSeconds"):
            self.world.advance(wait_s * SECOND_MS)
        if one.step == len(STEPS):
            self.under_way.remove(one)

    @rule()
    def come_to_rest(self) -> None:
        while self.under_way:
            one = self.under_way[0]
            self.begin(one)
            self.finish_step(one)
        super().come_to_rest()
        self.assert_gone()

    def assert_gone(self) -> None:
        """No table knows an id that a tombstone is of; the tombstones themselves know hashes alone."""
        stores, tenant = self.world.stores, self.world.tenant
        erased = stores.ledger(tenant).erased(self.everybody(), consistent=True)
        assert all(tombstone.settled for tombstone in erased.values())
        codes = {tenant.referral_code(one) for one in erased}
        notes = [stored.item for one in self.everybody() for stored in stores.ledger(tenant).read_kind(BROUGHT, one)]
        assert [note for note in notes if note.code in codes] == [], "stubs, too"
        wanted = [form for one in erased for form in (f'"{one}"', f'#{one}"', f' {one}"', f'\\"{one}\\"')]
        # The ids of some orders are made of a customer's: an order's id is its caller's, and no erasure reads it.
        left = [one for one in hits(wanted) if "#order#of " not in one]
        assert left == [], left[:5]
        assert {self.machine.read(one.job_id).shown_state for one in erased.values()} <= {ErasureState.DONE}
