"""`regulars doctor`: is everything that should be empty empty, and does what should flow flow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import click

from ..command_line import command_line
from ..facts.customer import FACTS_VERSION
from ..job_kinds import KINDS
from ..jobs.look import troubles
from ..projection.generations import is_outdated
from .account import look_at_account
from .connection import Connection, connect
from .look_at_rights import look_at_rights
from .many_addresses import crowds
from .output import as_json, print_json
from .probe import probe_streams

# What it is called, its output, whether it holds dead letters, and whose work it is.
_QUEUES = (
    ("live queue", "LiveQueueUrl", False, "update_facts"),
    ("bulk queue", "BulkQueueUrl", False, "update_facts"),
    ("lookups queue", "LookupsQueueUrl", False, "update_lookups"),
    ("live dead letters", "LiveDlqUrl", True, "update_facts"),
    ("bulk dead letters", "BulkDlqUrl", True, "update_facts"),
    ("lookups dead letters", "LookupsDlqUrl", True, "update_lookups"),
)
_OLD_S = 15 * 60


class Finding(NamedTuple):
    """One thing looked at: what is the matter with it, and what to do; `advice` empty where all is well."""

    what: str
    state: str
    advice: str = ""


@click.command()
@click.option("--streams", is_flag=True, help="Only the probe: does an order become facts?")
@as_json
def doctor(streams: bool, json_: bool) -> None:
    """Look at the stack and say what is wrong with it; ends with 1 where something is."""
    connection = connect()
    findings = [_probe(connection)]
    if not streams:
        findings += [*_queues(connection), _failures(connection)]
        findings += [
            Finding(*looked_at) for look in (look_at_account, look_at_rights) for looked_at in look(connection)
        ]
        findings += [*_jobs(connection), *_generations(connection), *_crowds(connection)]
    if json_:
        print_json([{**finding._asdict(), "ok": not finding.advice} for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'wrong' if finding.advice else 'ok':<6} {finding.what}: {finding.state}")
            if finding.advice:
                click.echo(f"       {finding.advice}")
    wrong = sum(bool(finding.advice) for finding in findings)
    if wrong:
        raise click.ClickException(f"{wrong} of {len(findings)} are not as they should be.")


def _probe(connection: Connection) -> Finding:
    return Finding("stream and live queue", f"an order became facts in {probe_streams(connection.stores):.1f} s")


def _queues(connection: Connection) -> Iterator[Finding]:
    sqs = connection.stores.sqs
    for what, output, dead, function in _QUEUES:
        url = connection.outputs[output]
        answer = sqs.get_queue_attributes(
            QueueUrl=url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        waiting = int(answer["Attributes"]["ApproximateNumberOfMessages"])
        worked = int(answer["Attributes"]["ApproximateNumberOfMessagesNotVisible"])
        age_s = _oldest_s(connection, url)
        state = f"{waiting} waiting, {worked} being worked on" + ("" if age_s is None else f", oldest {age_s:.0f} s")
        advice = ""
        if dead and waiting:
            advice = f"Look for the reason in the log of {function}, then `{command_line('replay')}`."
        elif not dead and (age_s or 0) > _OLD_S:
            advice = f"It does not keep up: look at the errors and throttles of {function}."
        yield Finding(what, state, advice)


def _oldest_s(connection: Connection, url: str) -> float | None:
    """The age of the queue's oldest message in the last minutes; None where nobody measures it."""
    now = datetime.now(UTC)
    answer = connection.session.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=[{"Name": "QueueName", "Value": url.rsplit("/", 1)[-1]}],
        StartTime=now - timedelta(minutes=10),
        EndTime=now,
        Period=60,
        Statistics=["Maximum"],
    )
    points = sorted(answer.get("Datapoints", []), key=lambda point: point["Timestamp"])
    return float(points[-1]["Maximum"]) if points else None


def _failures(connection: Connection) -> Finding:
    bucket = connection.outputs["FailuresBucket"]
    found = connection.stores.failed_batches(100)
    state = f"{found}{' or more' if found == 100 else ''} batches of changes could not be dispatched"
    everyone = command_line("replay", all=True, tenant="T")
    advice = f"Their payloads are in {bucket}: `{everyone}` projects what they touched."
    return Finding("failed changes", state, advice if found else "")


def _jobs(connection: Connection) -> Iterator[Finding]:
    """Of every kind of jobs and every tenant: what stopped, failed, was never begun, or is overdue."""
    now_ms = time.time_ns() // 1_000_000
    for kind in KINDS:
        for tenant in connection.stores.directory.all():
            for trouble in troubles(kind, tenant, stores=connection.stores, now_ms=now_ms):
                yield Finding(*trouble)


def _generations(connection: Connection) -> Iterator[Finding]:
    now_ms = time.time_ns() // 1_000_000
    for tenant in connection.stores.directory.all():
        generations = connection.stores.generations(tenant).read()
        advice = f"`{command_line('rebuild', tenant=tenant.id)}`"
        if generations.announced is not None:
            number = generations.announced.number
            yield Finding(f"generation {number} of {tenant.id}", "begun and not complete", f"{advice} goes on with it.")
        elif is_outdated(tenant, generations, stores=connection.stores):
            state = f"rows of an older facts version than {FACTS_VERSION}"
            yield Finding(
                f"facts of {tenant.id}", state, f"{advice} makes them anew; until then answers lack what is new."
            )
        for retired in generations.due(now_ms):
            if not retired.emptied:
                what = f"generation {retired.generation.number} of {tenant.id}"
                sweep = f"`{command_line('rebuild', tenant=tenant.id, sweep=True)}` deletes it."
                yield Finding(what, "neither read nor written for a day", sweep)


def _crowds(connection: Connection) -> Iterator[Finding]:
    """Not wrong in itself, since companies have many addresses; who it is says whether it is."""
    for tenant in connection.stores.directory.all():
        for crowd in crowds(tenant, connection.stores):
            what = f"customer {crowd.customer_id} of {tenant.id}"
            state = f"orders with {crowd.addresses} e-mail addresses or more: one customer, or all without an account?"
            yield Finding(what, state)
