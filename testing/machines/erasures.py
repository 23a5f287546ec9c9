"""The steps of an erasure one after the other, as its machine does them, at the test's own clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from regulars.erasing.ask import ask_for_erasure
from regulars.erasing.job import ERASURE
from regulars.erasing.steps import steps_beside
from regulars.facts.tenant import Tenant
from regulars.facts.time import SECOND_MS
from regulars.job_kinds import KINDS
from regulars.jobs.steps import run_step
from regulars.stores.opened import Stores
from regulars.stores.tenant.erasures import ErasureRecord

from testing.shops import shop_of

Advance = Callable[[int], None]
_STEPS = steps_beside(KINDS)


class ErasureMachine:
    """Of one tenant. `now_ms` says the time, `advance` lets some pass: what a wait does. A turn of a step may take
    `turn_ms`; in none it does as little as it can before it looks at the clock."""

    def __init__(self, stores: Stores, tenant: Tenant, *, now_ms: Callable[[], int], advance: Advance) -> None:
        self.stores = stores
        self.tenant = tenant
        self.now_ms = now_ms
        self.advance = advance
        self.turn_ms = 600 * SECOND_MS

    def ask(self, customer_id: str | None = None, *, email: str | None = None) -> str:
        """The id of the job."""
        shop = shop_of(self.stores, self.tenant.id, self.now_ms())
        return ask_for_erasure(shop, customer_id=customer_id, email=email, reason=None, actor="user").job_id

    def step(self, job_id: str, name: str, **given: Any) -> dict[str, Any]:
        event = {"step": name, "tenant": self.tenant.id, "job": job_id, **given}
        deadline_ms = self.now_ms() + self.turn_ms
        return run_step(ERASURE, _STEPS, event, stores=self.stores, clock=self.now_ms, deadline_ms=deadline_ms)

    def until(self, job_id: str, name: str) -> None:
        """The step again and again, with its waits."""
        while not (answer := self.step(job_id, name))["done"]:
            self.advance(answer.get("waitSeconds", 0) * SECOND_MS)

    def run(self, job_id: str, *steps: str) -> ErasureRecord:
        """These steps, or all of them."""
        for name in steps or tuple(step.name for step in ERASURE.steps):
            if name in ("mark", "finish"):
                self.step(job_id, name, **({"broken": {}} if name == "finish" else {}))
            else:
                self.until(job_id, name)
        return self.read(job_id)

    def read(self, job_id: str) -> ErasureRecord:
        found = self.stores.erasures(self.tenant).read(job_id)
        assert found is not None
        return found
