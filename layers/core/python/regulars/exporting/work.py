"""One export at work: what was asked for, what it goes by, and what its turns hand to one another."""

from __future__ import annotations

import gzip
import secrets
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..errors import NotFound
from ..facts.tenant import Tenant
from ..jobs.turns_left import turns_left
from ..stores.dynamo.calls import Item
from ..stores.files import Files
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobRecord
from ..stores.tenant.tenants import TenantRecord
from ..stores.workplace import Workplace
from .counts import Counts
from .formats import FORMATS, FileFormat, Layout
from .job import EXPORT
from .plan import Plan
from .request import ExportRequest

_PLAN, _JOINED = "plan.json", "joined.json"


@dataclass(frozen=True, slots=True)
class TurnLeft:
    """`next` is where the shard's next turn goes on, None: it is complete. `pieces` are the names of the objects that
    hold the turn's lines, `counts` are of the turn."""

    next: Item | None
    pieces: tuple[str, ...]
    counts: Counts

    def as_json(self) -> dict[str, Any]:
        return {"next": self.next, "pieces": self.pieces, "counts": self.counts}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> TurnLeft:
        """What `as_json` gave."""
        return cls(stored["next"], tuple(stored["pieces"]), Counts(*stored["counts"]))


@dataclass(frozen=True, slots=True)
class Work:
    """What every step is given."""

    record: TenantRecord
    job: JobRecord
    request: ExportRequest
    files: Files
    place: Workplace

    @property
    def tenant(self) -> Tenant:
        return self.record.tenant

    @property
    def format(self) -> FileFormat:
        return FORMATS[self.request.format]

    def layout(self, plan: Plan) -> Layout:
        member = plan.membership(self.request, self.tenant)
        return Layout(self.request.fields, self.tenant.exponent, member.segment.name if member else None)

    def plan(self) -> Plan:
        """Raises `LookupError` before it is made."""
        stored = self.place.get_json(_PLAN)
        if stored is None:
            raise LookupError("the plan is missing")
        return Plan.of(stored, self.tenant.exponent)

    def keep_plan(self, plan: Plan) -> Plan:
        """The plan that holds from now on: of two attempts the first one's."""
        self.place.put_first(_PLAN, plan.as_json())
        return self.plan()

    def turn(self, shard: int, number: int) -> TurnLeft | None:
        """What a turn has left; None where it has not ended yet."""
        found = self.place.get_json(_name(shard, number))
        return None if found is None else TurnLeft.of(found)

    def keep_turn(self, shard: int, number: int, left: TurnLeft) -> TurnLeft:
        """What the turn has left from now on: of two attempts the first one's, behind which others may have begun."""
        if self.place.put_first(_name(shard, number), left.as_json()):
            return left
        stands = self.turn(shard, number)
        assert stands is not None, "it was there"
        return stands

    def keep_piece(self, shard: int, number: int, content: bytes) -> str:
        """Keeps lines, and under which name: each attempt at a turn has its own."""
        name = f"{shard:04d}/{number:05d}-{secrets.token_hex(8)}.gz"
        self.place.put(name, gzip.compress(content, compresslevel=1, mtime=0))
        return name

    def piece(self, name: str) -> bytes:
        """Raises `LookupError` where it is missing."""
        found = self.place.get(name)
        if found is None:
            raise LookupError(f"{name} is missing")
        return gzip.decompress(found)

    def turns(self, shard: int) -> Iterator[TurnLeft]:
        """What each turn of a shard has left, in order. Raises `LookupError` where one is missing."""
        return turns_left(shard, partial(self.turn, shard))

    def keep_joined(self, told: Mapping[str, Any]) -> None:
        self.place.put_json(_JOINED, told)

    def joined(self) -> Mapping[str, Any] | None:
        """What the join came to; None where it did not end."""
        found: Mapping[str, Any] | None = self.place.get_json(_JOINED)
        return found


def open_work(stores: Stores, event: Mapping[str, Any]) -> Work:
    """Raises `NotFound` for a tenant or a job that does not exist."""
    record = stores.directory.read(event["tenant"])
    if record is None:
        raise NotFound(f"There is no tenant {event['tenant']}.")
    job = EXPORT.of(stores, record.tenant).read(event["job"])
    if job is None:
        raise NotFound(f"There is no export {event['job']}.")
    files = stores.files(record.tenant)
    return Work(record, job, ExportRequest.of(job.asked), files, files.exportplace(job.job_id))


def _name(shard: int, number: int) -> str:
    return f"{shard:04d}/{number:05d}.json"
