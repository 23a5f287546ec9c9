"""A whole night of a tenant in the world of `night_server`, each step in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from regulars.facts.tenant import Tenant
from regulars.nightly.start import make_shared_job, start_job
from regulars.stores.tenant.jobs import Job

from benchmarks.night_server import World
from benchmarks.night_step import stores_at
from benchmarks.night_tables import Used

ROOT = Path(__file__).parents[1]
Usage = Mapping[tuple[str, str], Used]


@dataclass(frozen=True)
class Step:
    """One step or turn: processor seconds, requests, the most megabytes resident; `used` where it ran alone.

    `log_bytes`: of its own lines.
    """

    name: str
    seconds: float
    requests: int
    peak_mb: float
    used: Usage = field(default_factory=dict)
    log_bytes: int = 0


@dataclass(frozen=True)
class NightRun:
    """A night that is over: its job, its steps, and how long the clock ran."""

    job: Job
    steps: list[Step]
    clock_s: float

    def named(self, name: str) -> list[Step]:
        return [step for step in self.steps if step.name == name]

    @property
    def used(self) -> Usage:
        return added(step.used for step in self.steps)


def run_night(world: World, tenant: Tenant, job_id: str, at_ms: int, *, at_once: int = 1) -> NightRun:
    """All steps as of an instant, so many shards at once; what each of them used is known where that is one."""
    stores = stores_at(world.endpoint)
    start_job(tenant, job_id, manual=False, stores=stores, now_ms=at_ms)
    steps: list[Step] = []

    def do(name: str, **more: Any) -> Any:
        told = _alone(world, {"step": name, "tenant": tenant.id, "job": job_id, **more}, at_ms)
        used = world.used() if at_once == 1 else {}
        steps.append(Step(name, told["seconds"], told["requests"], told["peak_mb"], used, told["log_bytes"]))
        return told["answer"]

    def do_shard(shard: Mapping[str, int]) -> None:
        turn = {"done": False, "turn": 0}
        while not turn["done"]:
            turn = do("recalculate", shard=shard, turn=turn["turn"])

    began = time.perf_counter()
    # What starting it used is the plan's.
    shards = do("plan")["shards"]
    with ThreadPoolExecutor(at_once) as threads:
        list(threads.map(do_shard, shards))
    answer = do("summarise")
    assert not answer["error"], answer["error"]
    clock_s = time.perf_counter() - began
    job = stores.jobs(tenant).read(job_id)
    assert job is not None
    world.used()
    return NightRun(job, steps, clock_s)


def run_shared_night(world: World, tenant: Tenant, job_id: str, at_ms: int) -> NightRun:
    """The same of a small tenant, in one call; its execution's own start is not in it."""
    stores = stores_at(world.endpoint)
    make_shared_job(tenant, job_id, "shared", stores=stores, now_ms=at_ms)
    began = time.perf_counter()
    told = _alone(world, {"step": "night", "tenant": tenant.id, "job": job_id}, at_ms)
    assert told["answer"] == {"outcome": "done"}, told["answer"]
    step = Step("night", told["seconds"], told["requests"], told["peak_mb"], world.used(), told["log_bytes"])
    clock_s = time.perf_counter() - began
    job = stores.jobs(tenant).read(job_id)
    assert job is not None
    world.used()
    return NightRun(job, [step], clock_s)


def added(usages: Iterable[Usage]) -> Usage:
    """All of them together."""
    total: dict[tuple[str, str], Used] = defaultdict(Used)
    for usage in usages:
        for what, used in usage.items():
            total[what] = Used(*(mine + more for mine, more in zip(astuple(total[what]), astuple(used), strict=True)))
    return total


def _alone(world: World, payload: Mapping[str, Any], at_ms: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.night_step", world.endpoint, json.dumps(payload), str(at_ms)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{payload['step']} failed:\n{done.stderr[-2_000:]}")
    # What the step logs stands before what it tells.
    *lines, last = done.stdout.splitlines()
    told: dict[str, Any] = json.loads(last)
    return told | {"log_bytes": sum(len(line.encode()) for line in lines)}
