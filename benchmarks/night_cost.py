"""What a night costs: from what it used and what its processors did to dollars at published prices. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from regulars.nightly.schedule import TOGETHER

from benchmarks import prices
from benchmarks.night_run import NightRun, Step, Usage

MILLION = 1_000_000
# As `infra.defaults` and `infra.nightly` have it, whose CDK would start a Node here.
MEMORY_MB = 1_024
SHARDS_AT_ONCE = 4
# A function of so many megabytes has one vCPU, which is taken for a core of the machine that measured.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
ONE_CPU_MB = 1_769
# What a function waits for an answer of DynamoDB, S3 or SQS: assumed, one request after the other.
REQUEST_S = 0.01
TURN_S = 300.0
# What a state machine logs of a state, without its data: assumed, four events of 500 bytes.
STATE_LOG_BYTES = 2_000


class Cost(NamedTuple):
    """One line of a bill: how many of what, and dollars."""

    what: str
    number: float
    unit: str
    dollars: float


def billed_s(step: Step) -> float:
    """Seconds in its function: it has a part of a vCPU, and waits for each request."""
    return step.seconds * ONE_CPU_MB / MEMORY_MB + step.requests * REQUEST_S


def wall_s(night: NightRun) -> float:
    """Seconds from the plan to the summary: shards go `SHARDS_AT_ONCE` at a time, as long as the longest."""
    [plan], [summarise], shards = night.named("plan"), night.named("summarise"), night.named("recalculate")
    rounds = math.ceil(len(shards) / SHARDS_AT_ONCE)
    return billed_s(plan) + rounds * max(map(billed_s, shards)) + billed_s(summarise)


def scaled(night: NightRun, customers: int) -> Sequence[tuple[Step, float]]:
    """Each step with how often a million customers need it: a plan is once, the others as often as there are more."""
    return [(step, 1.0 if step.name == "plan" else MILLION / customers) for step in night.steps]


def bill(night: NightRun, customers: int) -> list[Cost]:
    """A night of a million customers like these, in shards of the same size."""
    steps = scaled(night, customers)
    shards = sum(times for step, times in steps if step.name == "recalculate")
    turns = sum(times * math.ceil(billed_s(step) / TURN_S) for step, times in steps if step.name == "recalculate")
    # Shared?, Plan, Every shard, Summarise, Failed?, Done; a shard's Recalculate and Shard done? each turn, and its
    # Shard done.
    return bill_of(steps, transitions=6 + 2 * turns + shards, calls=turns + 2)


def small_nights(night: NightRun, times: float) -> list[Cost]:
    """So many nights of small tenants like this one, each a call of its own in an execution that twenty share."""
    steps = [(step, times) for step in night.steps]
    # A tenant's Whole night; an execution's Shared?, Every tenant, All ended?, All done.
    return bill_of(steps, transitions=times + 4 * times / TOGETHER, calls=times)


def bill_of(steps: Sequence[tuple[Step, float]], *, transitions: float, calls: float) -> list[Cost]:
    """What steps used, each so many times."""
    read = sum(times * used.read_units for step, times in steps for used in step.used.values())
    written = sum(times * used.write_units for step, times in steps for used in step.used.values())
    gb_seconds = sum(times * billed_s(step) for step, times in steps) * MEMORY_MB / 1_024
    logged = sum(times * step.log_bytes for step, times in steps)
    logged += transitions * STATE_LOG_BYTES
    events = sum(
        times * one.items for step, times in steps for (name, _), one in step.used.items() if name == "PutEvents"
    )

    def requests(operation: str) -> float:
        return sum(times * _requests(step.used, operation) for step, times in steps)

    return [
        Cost("DynamoDB, read", read, "units", read * prices.READ_UNIT),
        Cost("DynamoDB, written", written, "units", written * prices.WRITE_UNIT),
        Cost("Lambda, time", gb_seconds, "GB-s", gb_seconds * prices.LAMBDA_GB_SECOND),
        Cost("Lambda, calls", calls, "calls", calls * prices.LAMBDA_REQUEST),
        Cost("Step Functions", transitions, "transitions", transitions * prices.STATE_TRANSITION),
        Cost("S3, put", puts := requests("PutObject"), "requests", puts * prices.S3_PUT),
        Cost("S3, got", gets := requests("GetObject"), "requests", gets * prices.S3_GET),
        Cost("SQS, sent", sent := requests("SendMessageBatch"), "requests", sent * prices.SQS_REQUEST),
        Cost("EventBridge, put", events, "events", events * prices.EVENT),
        Cost("Logs", logged / 1e9, "GB", logged / 1e9 * prices.LOG_GB),
    ]


def _requests(used: Usage, operation: str) -> int:
    return sum(one.requests for (name, _), one in used.items() if name == operation)
