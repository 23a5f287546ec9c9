"""One recalculation at work: its job, and the working objects that its turns hand to one another."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..errors import NotFound
from ..facts.tenant import Generation, Tenant
from ..jobs.turns_left import turns_left
from ..loyalty.program import Versions
from ..scoring.evaluate import Terms
from ..scoring.settings import Settings
from ..stores.opened import Stores
from ..stores.tenant.jobs import Job
from ..stores.workplace import Workplace
from .turn_left import TurnLeft


@dataclass(frozen=True, slots=True)
class Night:
    """What every step is given. The settings are those of the step's own start, since they may change during a night;
    but for the zone, which the plan fixes. So are the terms of what is announced, and the loyalty programs. `lake`: it
    leaves one."""

    tenant: Tenant
    terms: Terms
    job: Job
    place: Workplace
    lake: bool = False
    programs: tuple[Versions, ...] = ()

    @property
    def settings(self) -> Settings:
        return self.terms.settings

    @property
    def as_of_ms(self) -> int:
        assert self.job.as_of_ms is not None, "the plan fixes it first"
        return self.job.as_of_ms

    @property
    def generation(self) -> Generation:
        assert self.job.generation is not None, "the plan fixes it first"
        return self.job.generation

    def turn(self, shard: int, number: int) -> TurnLeft | None:
        """What a turn has left; None where it has not ended yet."""
        found = self.place.get_json(_name(shard, number))
        return None if found is None else TurnLeft.of(found)

    def keep_turn(self, shard: int, number: int, left: TurnLeft) -> TurnLeft:
        """What the turn has left from now on: of two attempts at a time the first one's, behind which the next turn may
        have begun."""
        if self.place.put_first(_name(shard, number), left.as_json()):
            return left
        stands = self.turn(shard, number)
        assert stands is not None, "it was there"
        return stands

    def keep(self, shard: int, number: int, what: str, value: Any) -> str:
        """Keeps something that a turn gathered, and under which name.

        Each attempt at a turn has its own: what the turn leaves names under `what` the one that belongs to it.
        """
        return self.keep_lines(shard, number, what, (value,))

    def keep_lines(self, shard: int, number: int, what: str, values: Iterable[Any]) -> str:
        """The same of many values, of which one is held at a time."""
        name = f"{shard:04d}/{number:05d}-{what}-{secrets.token_hex(4)}.json.gz"
        self.place.put_packed_lines(name, values)
        return name

    def kept(self, name: str) -> Any:
        """What a turn kept. Raises `LookupError` where it is missing."""
        [value] = self.kept_lines(name)
        return value

    def kept_lines(self, name: str) -> Iterator[Any]:
        """The values that a turn kept, read one by one. Raises `LookupError` where they are missing."""
        found = self.place.get_packed_lines(name)
        if found is None:
            raise LookupError(f"{name} is missing")
        return found

    def left_before(self, shard: int, number: int) -> TurnLeft | None:
        """What the turn before has left; None for the first one. Raises `LookupError` where it is missing."""
        if number == 0:
            return None
        left = self.turn(shard, number - 1)
        if left is None:
            raise LookupError(f"turn {number - 1} of shard {shard} is missing")
        return left

    def left_last(self, shard: int) -> TurnLeft:
        """What the last turn of a shard has left: it adds up all of them. Raises `LookupError` where it is missing."""
        *_, last = self.turns(shard)
        return last

    def turns(self, shard: int) -> Iterator[TurnLeft]:
        """What each turn of a shard has left, one at least. Raises `LookupError` where one is missing."""
        return turns_left(shard, partial(self.turn, shard))

    def tells(self, customer_id: str) -> dict[str, str]:
        """What a log line says of a customer."""
        return {"tenant": self.tenant.id, "job": self.job.job_id, "customer": self.tenant.customer_hash(customer_id)}


def open_night(stores: Stores, tenant_id: str, job_id: str) -> Night:
    """Raises `NotFound` for a tenant or a job that does not exist."""
    found = stores.directory.read(tenant_id)
    if found is None:
        raise NotFound(f"There is no tenant {tenant_id}.")
    job = stores.jobs(found.tenant).read(job_id, with_shards=False)
    if job is None:
        raise NotFound(f"There is no recalculation {job_id}.")
    settings = replace(found.settings, timezone=job.zone or found.settings.timezone)
    terms = stores.terms.of(found._replace(settings=settings))
    place, programs = stores.files(found.tenant).nightplace(job_id), stores.kept_programs.of(found).by_id
    return Night(found.tenant, terms, job, place, stores.has_lake, tuple(programs.values()))


def _name(shard: int, number: int) -> str:
    return f"{shard:04d}/{number:05d}.json"
