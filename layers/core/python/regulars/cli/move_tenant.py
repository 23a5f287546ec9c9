"""`regulars tenant export` and `tenant import`: a tenant as a file, and from it into another stack."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..command_line import command_line
from ..facts.tenant import TenantStatus
from ..facts.time import from_ms, rfc3339
from ..projection.generations import rebuild
from ..stores import keys
from ..stores.dynamo.calls import Item, pack, unpack
from ..stores.limits import BATCH_WRITE_ITEMS
from ..stores.of_tenant import OfTenant, moves
from ..stores.places import PREFIXES, TABLES
from ..stores.tenant.generations import Generations, decode_generations, generations_item
from .connection import Connection, connect
from .output import Progress, as_json, grouped_of, print_json
from .rebuild import drawn
from .target import check_target, why
from .tenant_file import Entry, Found, Object, Writer, lines, look_through

# Put at once at the end: by them everybody knows the tenant.
_MAKING = ("tenant", "generation")
_STREAMS_S, _STREAMS_LOCAL_S = 60.0, 5.0
_SECRETS = ("secret", "former_secret")


@click.command("export")
@click.argument("tenant_id", metavar="ID")
@click.option("--to", "to", required=True, type=click.Path(path_type=Path), help="A new file, or a folder for one.")
@as_json
def export_tenant(tenant_id: str, to: Path, json_: bool) -> None:
    """Write everything of the tenant ID to a file that `tenant import` takes.

    The file holds all customers, the tenant's secret and those of its webhooks: only you can read it (mode 0600), and
    whoever else does can act for the tenant. Orders that come in meanwhile may be missing: suspend the tenant first.
    """
    connection, now_ms = connect(), _now_ms()
    path = to / f"{tenant_id}-{from_ms(now_ms):%Y-%m-%d}.jsonl" if to.is_dir() else to
    check_target(path)
    if path.exists():
        raise click.ClickException(f"{path} exists already, and is left as it is.")
    tenant = connection.tenant(tenant_id)
    if tenant.status is not TenantStatus.SUSPENDED:
        click.echo(
            f"{tenant_id} is {tenant.status}, and what is written meanwhile may be missing: suspend it first.", err=True
        )
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            writer = Writer(file)
            _write(connection, tenant_id, writer, rfc3339(now_ms))
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{path} could not be written: {why(error)}.") from None
    if json_:
        print_json({"tenant": tenant_id, "file": str(path), "items": writer.items, "objects": writer.objects})
        return
    held = f"{grouped_of(writer.items, 'item')} and {grouped_of(writer.objects, 'object')}"
    click.echo(f"{held} of {tenant_id} are in {path}.")
    click.echo("It holds the tenant's secret and all its customers: keep it as you keep a password, then delete it.")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def import_tenant(file: Path, json_: bool) -> None:
    """Take in a FILE of `tenant export` that this stack does not know yet, and make all rows anew from it.

    Killed anywhere and run again with the same file it goes on. Members are not in it: add them again.
    """
    connection = connect()
    found = look_through(file)
    tenant_id = found.tenant_id
    if connection.stores.directory.read(tenant_id) is None:
        _take_in(connection, file, found)
    elif connection.stores.passages(tenant_id).arriving() != found.digest:
        raise click.ClickException(f"There is a tenant {tenant_id} already; nothing was changed.")
    tenant = connection.tenant(tenant_id)
    drawn(rebuild(tenant, shards=None, stores=connection.stores, clock=_now_ms, pause=time.sleep))
    connection.stores.passages(tenant_id).has_settled()
    if json_:
        counts = {"items": found.items, "objects": found.objects}
        print_json({"tenant": tenant_id, "exportedAt": found.exported_at, **counts})
        return
    click.echo(f"{tenant_id} is here as it was at {found.exported_at}, and is {tenant.status}.")
    add = command_line("tenant add-member", tenant_id, email="you@example.com", role="admin")
    click.echo(f"Nobody may use it yet: `{add}`.")


def _write(connection: Connection, tenant_id: str, writer: Writer, exported_at: str) -> None:
    line, stores = Progress(), connection.stores
    of = stores.of_tenant(tenant_id)
    writer.begin(tenant_id, exported_at)
    for table in TABLES:
        if table.moves:
            for page in of.items(stores.table(table.name)):
                for item in page:
                    if moves(table, item):
                        writer.item(table.name, *_unsealed(connection, tenant_id, item))
                line.show(f"Exporting {table.name}", writer.items, None, "items")
    for prefix in PREFIXES:
        if prefix.moves:
            for key in of.keys(prefix):
                writer.object(key, of.read_object(key))
            line.show(f"Exporting {prefix.name}", writer.objects, None, "objects")
    writer.end()
    line.end()


def _take_in(connection: Connection, file: Path, found: Found) -> None:
    stores, line = connection.stores, Progress()
    of, passages = stores.of_tenant(found.tenant_id), stores.passages(found.tenant_id)
    if passages.leaving() is not None or not passages.note_arriving(found.digest):
        erase = command_line("tenant erase", found.tenant_id)
        raise click.ClickException(f"Another file of {found.tenant_id}, or its erasure, is under way: `{erase}` first.")
    making: list[Item] = []
    for done, (table, items) in enumerate(_batches(file, of)):
        line.show("Taking in", done * BATCH_WRITE_ITEMS, found.items, "items")
        sealed = [_sealed(connection, found.tenant_id, one) for one in items]
        making += [item for item in sealed if _makes(table, item)]
        of.put(stores.table(table), [item for item in sealed if not _makes(table, item)])
    # What the streams still tell of these writes is told while nobody knows the tenant: no event is made of it.
    line.show("Waiting for the streams")
    time.sleep(_STREAMS_LOCAL_S if connection.is_local else _STREAMS_S)
    line.end()
    if not passages.has_arrived([_read_alone(item) for item in making]):
        raise click.ClickException(f"There is a tenant {found.tenant_id} already; it was made meanwhile.")


def _batches(file: Path, of: OfTenant) -> Iterator[tuple[str, list[Entry]]]:
    """Items of one table, as many as one request takes; objects are put as they come."""
    held: list[Entry] = []
    for one in lines(file):
        if isinstance(one, Object):
            of.put_object(one.key, one.content)
            continue
        if held and (held[0].table != one.table or len(held) == BATCH_WRITE_ITEMS):
            yield held[0].table, held
            held = []
        held.append(one)
    if held:
        yield held[0].table, held


def _makes(table: str, item: Item) -> bool:
    return table == "tenants" and item["sk"]["S"] in _MAKING


def _read_alone(item: Item) -> Item:
    """Of generations the one that is read alone: others have no rows here, and never will."""
    if item["sk"]["S"] != "generation":
        return item
    was = decode_generations(unpack(item))
    alone = Generations(was.reading, (was.reading,), was.highest, was.facts_version)
    return pack(generations_item(item["pk"]["S"], alone))


def _unsealed(connection: Connection, tenant_id: str, item: Item) -> tuple[Item, dict[str, str] | None]:
    """A webhook's secrets are sealed under a key of this stack."""
    if not item["sk"]["S"].startswith(keys.WEBHOOK) or item["pk"]["S"] != tenant_id:
        return item, None
    name, opened = item["sk"]["S"].removeprefix(keys.WEBHOOK), connection.stores.sealer.open
    secrets = {one: opened(bytes(item[one]["B"]), tenant_id=tenant_id, name=name) for one in _SECRETS if one in item}
    return {key: value for key, value in item.items() if key not in _SECRETS}, secrets


def _sealed(connection: Connection, tenant_id: str, one: Entry) -> Item:
    name, seal = one.item["sk"]["S"].removeprefix(keys.WEBHOOK), connection.stores.sealer.seal
    secrets: dict[str, Any] = {
        key: {"B": seal(secret, tenant_id=tenant_id, name=name)} for key, secret in one.secrets.items()
    }
    return {**one.item, **secrets}


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
