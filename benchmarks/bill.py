"""From what functions used to dollars at published prices. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks import prices
from benchmarks.chain import Used
from benchmarks.night_cost import MEMORY_MB, MILLION, ONE_CPU_MB, REQUEST_S, Cost

# As `infra.functions` has it, whose CDK would start a Node here: a test compares them.
MEMORY_OF = {"api": 1_769, "import_orders": 2_048, "dispatch_changes": 512}
# What the gateway logs of a call: the fields of `infra.api.ACCESS_LOG`, filled in.
ACCESS_LOG_BYTES = 210


class Month(NamedTuple):
    """What a deployment has though nobody calls it: a test compares them with the template."""

    alarm_metrics: int
    own_metrics: int
    canary_calls: int
    due_calls: int
    queues_polled: int
    ticks: int
    keys: int


IDLE = Month(
    alarm_metrics=128,
    own_metrics=10,
    canary_calls=12 * 24 * 30,
    due_calls=12 * 24 * 30,
    queues_polled=4,
    ticks=60 * 24 * 30,
    keys=2,
)
# A minute's look for webhooks whose wait is over: a read unit, and the 512 MB of deliver_webhooks for so long.
_TICK_S = 0.05
# Lambda polls a queue with five long polls of 20 s at least:
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
_POLLS_A_MONTH = 5 * 3 * 60 * 24 * 30


def of_functions(used: Mapping[str, Used], orders: int, *, http_calls: int = 0) -> list[Cost]:
    """What a million orders cost whose share of `used` is one of so many."""
    times = MILLION / orders
    calls = times * sum(one.calls for one in used.values())
    gb_s = times * sum(one.calls * seconds(name, one) * _memory_mb(name) / 1_024 for name, one in used.items())
    written = times * sum(one.write_units.total() for one in used.values())
    read = times * sum(one.read_units.total() for one in used.values())
    tenants = times * sum(one.read_units["tenants"] for one in used.values())
    # Each batch of messages is sent, received and deleted: a request each.
    received = sum(one.calls for name, one in used.items() if name in ("update_facts", "update_lookups"))
    queue = times * (sum(one.sqs_requests for one in used.values()) + 2 * received)
    own_lines = times * sum(len(line.encode()) + 1 for one in used.values() for line in one.lines)
    access = times * http_calls * ACCESS_LOG_BYTES
    logged = (own_lines + access) / 1e9
    return [
        Cost("DynamoDB, written", written, "units", written * prices.WRITE_UNIT),
        Cost("DynamoDB, read: tenants' records", tenants, "units", tenants * prices.READ_UNIT),
        Cost("DynamoDB, read: all else", read - tenants, "units", (read - tenants) * prices.READ_UNIT),
        Cost("Gateway", times * http_calls, "calls", times * http_calls * prices.HTTP_CALL),
        Cost("Lambda, time", gb_s, "GB-s", gb_s * prices.LAMBDA_GB_SECOND),
        Cost("Lambda, calls", calls, "calls", calls * prices.LAMBDA_REQUEST),
        Cost("SQS", queue, "requests", queue * prices.SQS_REQUEST),
        Cost("Logs", logged, "GB", logged * prices.LOG_GB),
    ]


def seconds(name: str, used: Used) -> float:
    """Of one call of a function in Lambda: it has a part of a vCPU, and waits for each request."""
    processor_s = used.processor_s * max(1.0, ONE_CPU_MB / _memory_mb(name))
    return (processor_s + used.requests.total() * REQUEST_S) / used.calls


def idle(order_dollars: float) -> list[Cost]:
    """A month in which nobody calls; the canary's orders cost as others do, and the calls that write them."""
    probes, polls = IDLE.canary_calls, IDLE.queues_polled * _POLLS_A_MONTH
    return [
        Cost("Alarms", IDLE.alarm_metrics, "metrics", IDLE.alarm_metrics * prices.ALARM_METRIC_MONTH),
        Cost("Own metrics", IDLE.own_metrics, "metrics", IDLE.own_metrics * prices.OWN_METRIC_MONTH),
        Cost("Queues, polled", polls, "requests", polls * prices.SQS_REQUEST),
        Cost("Hours looked at", IDLE.due_calls, "calls", IDLE.due_calls * prices.SCHEDULED_CALL),
        Cost("Keys of two kinds", IDLE.keys, "keys", IDLE.keys * prices.KEY_MONTH),
        Cost("Webhooks' tick", IDLE.ticks, "calls", IDLE.ticks * _a_tick()),
        Cost("Canary", probes, "orders", probes * (order_dollars / MILLION + prices.SCHEDULED_CALL)),
    ]


def _a_tick() -> float:
    calls = prices.SCHEDULED_CALL + prices.LAMBDA_REQUEST + prices.READ_UNIT
    return calls + _TICK_S * 0.5 * prices.LAMBDA_GB_SECOND


def total(costs: list[Cost]) -> float:
    return sum(cost.dollars for cost in costs)


def _memory_mb(name: str) -> int:
    return MEMORY_OF.get(name, MEMORY_MB)
