"""Orders, deletions, projections and lookups in any order amid a night: no false drift, nothing twice or lost."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from regulars.facts.fold import fold
from regulars.facts.lookup import LookupEntry
from regulars.facts.time import DAY_MS, SECOND_MS
from regulars.nightly import turn as turn_module
from regulars.projection.lookups import lookup_entries
from regulars.scoring.derive import derive
from regulars.scoring.evaluate import Evaluation
from regulars.stores.evaluations import Evaluations
from regulars.stores.opened import Stores
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.jobs import Job

from testing.aws.tenants import make_tenant
from testing.builders import a_line, an_order
from testing.machines.night_by_turns import ONE_PAGE, NightMachine

PEOPLE = [f"c{number} name{number}" for number in range(7)]
PRODUCTS = ("tea", "cup")


class Amid:
    """A shop whose queues deliver late, twice and in any order."""

    def __init__(self, night: NightMachine, seed: int) -> None:
        self.night = night
        self.chance = random.Random(seed)
        self.orders: list[tuple[str, str]] = []
        self.touched: list[str] = []
        self.messages: list[str] = []
        self._placed = 0

    def step(self) -> None:
        self.night.now_ms += SECOND_MS
        act = self.chance.choice(
            [self.order, self.order, self.order, self.delete, self.project, self.project, self.look]
        )
        act()

    def order(self) -> None:
        self._placed += 1
        order_id, who = f"o{self._placed}", self.chance.choice(PEOPLE)
        now_ms = self.night.now_ms
        at_ms = now_ms - self.chance.randrange(200) * DAY_MS
        lines = (a_line(self.chance.choice(PRODUCTS)),)
        order = an_order(order_id, who, ordered_at_ms=at_ms, arrived_ms=now_ms, written_ms=now_ms, lines=lines)
        self.night.store(order)
        self.orders.append((order_id, who))
        self.touched += [who] * self.chance.choice([1, 1, 2])

    def delete(self) -> None:
        if self.orders:
            order_id, who = self.orders.pop(self.chance.randrange(len(self.orders)))
            self.night.delete(order_id)
            self.touched.append(who)

    def project(self) -> None:
        if self.touched:
            who = self.touched.pop(self.chance.randrange(len(self.touched)))
            self.messages += self.night.project_row(who) * self.chance.choice([1, 2])

    def look(self) -> None:
        """Any message, the newest first as well as the oldest; some come again."""
        if self.messages:
            at = self.chance.randrange(len(self.messages))
            self.night.look_up(self.messages[at])
            if self.chance.random() < 0.7:
                del self.messages[at]

    def rest(self) -> None:
        """Whatever waits is delivered, that of the night too, until nothing does."""
        while True:
            self.touched += self.night.sent()
            self.messages += self.night.lookups_sent()
            if not (self.touched or self.messages):
                return
            while self.touched:
                self.project()
            self.chance.shuffle(self.messages)
            self.night.look_up(*self.messages)
            self.messages = []

    def run(self, job_id: str, *, steps: int) -> Job:
        """A night, turn by turn; so many steps between two turns, of which some are done twice."""
        night = self.night
        night.start(job_id, manual=True)
        for shard in night.step(job_id, "plan")["shards"]:
            number, done = 0, False
            while not done:
                for _ in range(steps):
                    self.step()
                for _ in range(self.chance.choice([1, 1, 2])):
                    done = night.turn(job_id, shard["number"], number, deadline_ms=ONE_PAGE)
                number += 1
        night.step(job_id, "summarise")
        return night.job(job_id)

    def entries(self) -> set[LookupEntry]:
        lookups = self.night.stores.lookups(self.night.tenant)
        partitions = {f"product#{product}" for product in PRODUCTS}
        partitions |= {f"word#{word[:2]}" for who in PEOPLE for word in who.split()}
        return {
            entry._replace(revision=0)
            for partition in partitions
            for shard in range(lookups.generation.shards)
            for entry in lookups.entries_of(shard, partition)
        }

    def belonging(self) -> set[LookupEntry]:
        return {entry._replace(revision=0) for row in self.night.rows().values() for entry in lookup_entries(row)}


@pytest.mark.parametrize("shards", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_amid_a_night_nothing_drifts_is_told_twice_or_lost(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, seed: int, shards: int
) -> None:
    monkeypatch.setattr(turn_module, "_PAGE", 2)
    told: dict[str, list[object]] = {}
    put = Evaluations.put

    def telling(self: Evaluations, customer_id: str, new: Evaluation, *, replacing: Evaluation | None) -> bool:
        won = put(self, customer_id, new, replacing=replacing)
        if won and (replacing is None or new.values != replacing.values):
            told.setdefault(customer_id, []).append(new.values["lifecycleSegment"])
        return won

    monkeypatch.setattr(Evaluations, "put", telling)
    amid = Amid(NightMachine(stores, make_tenant(stores, "shop", shards=shards)), seed)
    for _ in range(60):
        amid.step()

    under_way = amid.run("manual-1", steps=2)
    amid.rest()
    quiet = amid.run("manual-2", steps=0)
    amid.rest()
    last = amid.run("manual-3", steps=0)

    assert {job.state for job in (under_way, quiet, last)} == {JobState.DONE}
    assert [job.counts.errors for job in (under_way, quiet, last)] == [0, 0, 0]
    assert [job.counts.drift for job in (under_way, quiet, last)] == [0, 0, 0], "none of it is drift"
    assert (last.counts.written, last.counts.lagging) == (0, 0)
    assert amid.entries() == amid.belonging() != set()
    night = amid.night
    ledger = night.stores.ledger(night.tenant)
    for who, row in night.rows().items():
        truth = fold(ledger.read_customer(who))
        assert row.facts == truth
        said = derive(truth, night.settings, night.now_ms).lifecycle.value if truth.known else None
        assert told[who][-1] == said
    assert not [who for who, values in told.items() if any(a == b for a, b in pairwise(values))]
