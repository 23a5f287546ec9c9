"""What a kind of long jobs declares: its steps, their rights, its slot, and a sentence for each failure.

A kind of its own is a file that declares it and a line in `job_kinds.KINDS`. From the declaration follow its record and
slot (`stores/tenant/job_records.py`), its turns (`turns.py`), the guard of its steps (`steps.py`), how it stands and is
waited for (`find.py`), its lines in `doctor` (`look.py`), and its state machine with the functions (`infra/jobs.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..facts.tenant import Tenant
from ..facts.time import MINUTE_MS
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobRecord
from ..stores.tenant.job_records import JobRecords
from .rights import Worker

STOPPED = "stopped"
"""The failure of a job whose execution is over although nothing said so."""
TOO_MANY_WAIT = "too_many_wait"
FAILED, LEFT = "failed", "left"
GIVEN_UP = "given_up"
"""The failure of a job that was stopped, and whose slot another one took."""


class Each(NamedTuple):
    """A step is done for each of a list, so many at a time as the deployment's capacity says under `at_once`.

    `items` is the list's name in the answer of the step before, `item` that of one of them in this step's payload. One
    that broke off stops the others, unless they `go_on`: then the last step finds what is missing.
    """

    items: str
    item: str
    at_once: str
    go_on: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called in payloads, and the function of the stack that does it.

    `again`: it is done again until it answers `{done: true}`; where it `waits`, after the `waitSeconds` of its answer.
    Done for `each`, it is told its `turn`, from 0. `always`: done also where a step before it broke off; the last step
    always is: it ends the job, and answers `{error}`, empty where the execution ends well.
    """

    name: str
    function: str
    each: Each | None = None
    again: bool = False
    waits: bool = False
    always: bool = False


class OneATenant(NamedTuple):
    """A tenant has one job of the kind at a time; whoever asks meanwhile is given that one."""


class AsAsked(NamedTuple):
    """Jobs of the kind begin as they are asked for; whoever asks sees to it that they are not too many."""


class Line(NamedTuple):
    """A tenant has at most `of_tenant` jobs running; over all tenants the deployment says how many. Others wait."""

    at_once: Callable[[Stores], int]
    of_tenant: int = 4
    # All that wait stand in one item: 2000 of them are some 150 KB of the 400 that it may have.
    wait_of_tenant: int = 100
    wait: int = 2000


class Together(NamedTuple):
    """Small tenants' jobs may share an execution: one call of `step` does a whole job, as far as its time goes.

    It answers `{outcome}`; `left` is called again. As many go at a time as the capacity says under `at_once`.
    """

    step: str
    function: str
    at_once: str


def _is_ready(record: Any, tenant: Tenant, stores: Stores) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """One kind of long jobs. `machine` is the name of its state machine, `title` what one job is called in `doctor`.

    `sentences` says of each failure what happened and what to do: of each step that breaks off by the step's name, and
    of those above. `is_ready` says whether a job that waits may begin, and `ready` how `doctor` says that it could.
    `advice` is what `doctor` tells to do about a job of a tenant. `overdue_ms`: a tenant whose last job is older is
    named, of those that `looked_at` is true of. A job that began less than `started_within_ms` ago is believed to run.
    """

    name: str
    machine: str
    title: str
    steps: tuple[Step, ...]
    workers: tuple[Worker, ...]
    slot: OneATenant | AsAsked | Line
    sentences: Mapping[str, str]
    advice: Callable[[Tenant, str], str]
    records: Callable[[Stores, Tenant], JobRecords[Any]] | None = None
    is_ready: Callable[[Any, Tenant, Stores], bool] = _is_ready
    ready: str = "it could begin"
    together: Together | None = None
    overdue_ms: int | None = None
    looked_at: Callable[[Tenant], bool] = lambda tenant: True
    longest_hours: int = 12
    started_within_ms: int = MINUTE_MS

    def __post_init__(self) -> None:
        missing = [failure for failure in self.failures if not self.sentences.get(failure, "").endswith(".")]
        if missing:
            raise ValueError(f"no sentence says what to do about these failures of {self.name}: {', '.join(missing)}")

    @property
    def failures(self) -> tuple[str, ...]:
        """Every way in which a job of this kind can fail, beside those that its steps find themselves."""
        waits = {Line: (TOO_MANY_WAIT,), OneATenant: (GIVEN_UP,), AsAsked: ()}[type(self.slot)]
        return (STOPPED, *waits, *(step.name for step in self.steps))

    @property
    def step_names(self) -> tuple[str, ...]:
        """What its functions must be able to do."""
        return (*(step.name for step in self.steps), *((self.together.step,) if self.together else ()))

    @property
    def retried(self) -> bool:
        """Whether a job has attempts: those of a line have."""
        return isinstance(self.slot, Line)

    def of(self, stores: Stores, tenant: Tenant) -> JobRecords[Any]:
        """The jobs of a tenant."""
        return self.records(stores, tenant) if self.records else stores.plain_jobs(tenant, self.name)

    def payload(self, tenant_id: str, record: JobRecord) -> dict[str, Any]:
        """The input of its execution, as `infra/jobs.py` reads it."""
        attempt = {"attempt": record.attempt} if self.retried else {}
        return {"tenant": tenant_id, "job": record.job_id, **attempt, "broken": {}}

    def sentence_of(self, broken: list[str]) -> str | None:
        """Of the first step that broke off; None where none did."""
        return next((self.sentences[step.name] for step in self.steps if step.name in broken), None)
