"""`regulars rebuild` and `regulars reshard`: a complete new copy of a tenant's facts, then the readers move there."""

from __future__ import annotations

import time
from collections.abc import Iterator

import click

from ..command_line import command_line
from ..facts.tenant import Tenant
from ..facts.time import rfc3339
from ..projection.generations import Progress, rebuild, sweep_due
from ..stores.tenant.generations import Generations
from .connection import Connection, connect
from .output import Progress as Line
from .output import as_json, grouped, print_json
from .shards import number_of_shards

_of_tenant = click.option("--tenant", "tenant_id", required=True, help="Whose.")


@click.command("rebuild")
@_of_tenant
@click.option("--sweep", "only_sweep", is_flag=True, help="Only delete what earlier rebuilds have left for a day.")
@as_json
def rebuild_command(tenant_id: str, only_sweep: bool, json_: bool) -> None:
    """Make every row of a tenant anew from the ledger, beside those that are read, and then read the new ones.

    Orders may come in meanwhile. Killed anywhere and run again it goes on. What was read before is deleted a day later:
    by the next night or rebuild, or with --sweep.
    """
    connection = connect()
    tenant = connection.tenant(tenant_id)
    if only_sweep:
        steps = sweep_due(tenant, stores=connection.stores, now_ms=_now_ms())
    else:
        steps = rebuild(tenant, shards=None, stores=connection.stores, clock=_now_ms, pause=time.sleep)
    _tell(connection, tenant, drawn(steps), json_)


@click.command()
@_of_tenant
@click.option("--shards", required=True, type=int, callback=number_of_shards, help="One for about 50 000 customers.")
@as_json
def reshard(tenant_id: str, shards: int, json_: bool) -> None:
    """Spread a tenant's rows over another number of shards: a rebuild into a generation with that number."""
    connection = connect()
    tenant = connection.tenant(tenant_id)
    steps = rebuild(tenant, shards=shards, stores=connection.stores, clock=_now_ms, pause=time.sleep)
    _tell(connection, tenant, drawn(steps), json_)


def drawn(steps: Iterator[Progress]) -> int:
    """Draws the steps; how many rows were swept."""
    line, swept = Line(), {}
    try:
        for step in steps:
            part = f", part {step.part} of {step.parts}" if step.parts > 1 else ""
            line.show(f"{step.phase}{part}", step.done, step.of, step.unit)
            if step.unit == "rows":
                swept[step.phase] = step.done
    finally:
        line.end()
    return sum(swept.values())


def _tell(connection: Connection, tenant: Tenant, swept: int, json_: bool) -> None:
    generations: Generations = connection.stores.generations(tenant).read()
    reading = generations.reading
    if json_:
        print_json(
            {
                "tenant": tenant.id,
                "generation": reading.number,
                "shards": reading.shards,
                "factsVersion": generations.facts_version,
                "sweptRows": swept,
                "toSweep": [
                    {"generation": retired.generation.number, "from": rfc3339(retired.due_ms)}
                    for retired in generations.retired
                    if not retired.emptied
                ],
            }
        )
        return
    click.echo(
        f"{tenant.id} is read from generation {reading.number} in {reading.shards} shard{'s' * (reading.shards > 1)}."
    )
    if swept:
        click.echo(f"{grouped(swept)} rows of older generations are deleted.")
    for retired in generations.retired:
        if not retired.emptied:
            click.echo(
                f"Generation {retired.generation.number} is deleted by the first night after "
                f"{rfc3339(retired.due_ms)}, or then by `{command_line('rebuild', tenant=tenant.id, sweep=True)}`."
            )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
