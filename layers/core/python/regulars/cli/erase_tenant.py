"""`regulars tenant erase`: everything of a tenant, everywhere, and a certificate of it."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from ..command_line import command_line
from ..facts.time import DAY_MS, MINUTE_MS, from_ms, rfc3339
from ..job_kinds import KINDS
from ..stores import keys
from ..stores.certificate import Certificate
from ..stores.opened import Stores
from ..stores.places import COPIES, PREFIXES, TABLES
from ..stores.tenant.passages import Leaving
from .connection import Connection, connect
from .output import Progress, as_json, grouped, print_json
from .pool import Pool
from .target import check_target

# The longest function (15 minutes) and what clocks and retries add: who found the tenant before is gone by then.
LIFE_MS, LOCAL_LIFE_MS = 17 * MINUTE_MS, MINUTE_MS
_LOOK_S = 5.0


@click.command("erase")
@click.argument("tenant_id", metavar="ID")
@click.option("--name", help="The tenant's name, for who does not want to be asked.")
@click.option("--certificate", "to", type=click.Path(path_type=Path), help="A new file; ID-erased.json if left out.")
@as_json
def erase_tenant(tenant_id: str, name: str | None, to: Path | None, json_: bool) -> None:
    """Delete everything of the tenant ID, for good, and write a signed certificate.

    From its beginning on nobody is let in. It takes some 20 minutes, since it waits for whoever has begun to work for
    the tenant, and deletes what they left. Killed anywhere and run again it goes on.
    """
    connection = connect()
    path = to or Path(f"{tenant_id}-erased.json")
    part = path.with_name(f"{path.name}.part")
    check_target(path)
    if path.exists():
        raise click.ClickException(f"{path} exists already, and is left as it is: name another with --certificate.")
    leaving = _leaving(connection, tenant_id, name)
    if leaving is None:
        certificate = _written(part, tenant_id)
        if certificate is None:
            raise click.ClickException(f"There is no tenant {tenant_id}.")
    else:
        certificate = _Erasure(connection, tenant_id, leaving).run()
        # Before the last that is known of the tenant goes: cut off in between, the certificate is not lost.
        part.write_text(json.dumps(certificate.as_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
        connection.stores.passages(tenant_id).has_left()
    part.replace(path)
    if json_:
        print_json(certificate.as_json())
        return
    deleted = certificate.document["deleted"]
    click.echo(f"{tenant_id} is erased: {grouped(sum(deleted.values()))} items, objects and users are deleted.")
    click.echo(f"The certificate is {path}; `{command_line('verify-erasure', path)}` checks it.")


def _leaving(connection: Connection, tenant_id: str, name: str | None) -> Leaving | None:
    """The erasure that is begun, or goes on; None where nothing is known of the tenant. Asks for its name."""
    passages = connection.stores.passages(tenant_id)
    known, record = passages.leaving(), connection.stores.directory.read(tenant_id)
    if known is None and record is None and passages.arriving() is None:
        return None
    # Of one that did not arrive nobody knows the name.
    wanted = known.name if known else record.tenant.name if record else tenant_id
    if name is None:
        click.echo(f"Everything of the tenant {tenant_id} is going to be deleted, for good.", err=True)
        name = click.prompt("Its name, to go on", err=True)
    if name != wanted:
        raise click.ClickException(f"That is not the name of {tenant_id}; nothing was deleted.")
    leaving = known._replace(runs=known.runs + 1) if known else Leaving(wanted, _now_ms())
    passages.note_leaving(leaving)
    return leaving


def _written(part: Path, tenant_id: str) -> Certificate | None:
    """The certificate of a run that was cut off at its very end."""
    try:
        certificate = Certificate.read(part.read_bytes())
    except (OSError, ValueError):
        return None
    return certificate if certificate.document.get("tenant") == tenant_id else None


class _Erasure:
    """Closes the door, deletes, waits for whoever was inside, and deletes until nothing is left."""

    def __init__(self, connection: Connection, tenant_id: str, leaving: Leaving) -> None:
        self._connection = connection
        self._stores: Stores = connection.stores
        self._of = connection.stores.of_tenant(tenant_id)
        self._tenant_id = tenant_id
        self._leaving = leaving
        self._deleted = Counter(leaving.deleted)
        self._line = Progress()

    def run(self) -> Certificate:
        self._close()
        while self._sweep() or not self._is_over():
            self._wait()
        self._line.end()
        return self._stores.signer.sign(self._document())

    def _close(self) -> None:
        """Nobody comes in any more: users, then the record by which everything finds the tenant."""
        pool, members = Pool(self._connection), self._stores.directory.members
        for one in members.of(self._tenant_id):
            if one.user:
                pool.remove(one.user)
            members.remove(self._tenant_id, one.subject)
            self._note("users", 1)
        if self._stores.directory.read(self._tenant_id) is not None:
            # Also where an earlier run was cut off before this: whoever is at work has begun before now.
            self._leaving = self._leaving._replace(since_ms=_now_ms())
            self._stores.passages(self._tenant_id).note_leaving(self._leaving)
            self._stores.passages(self._tenant_id).forget_tenant()
        for kind in KINDS:
            if kind.retried:
                self._leave_line(kind.name)

    def _leave_line(self, kind: str) -> None:
        """Its jobs hold no turn and wait for none."""
        store = self._stores.job_turns(kind)
        while True:
            turns = store.read()
            left = turns._replace(
                running=tuple(turn for turn in turns.running if turn.attempt.tenant_id != self._tenant_id),
                waiting=tuple(attempt for attempt in turns.waiting if attempt.tenant_id != self._tenant_id),
            )
            if left == turns or store.put(left):
                return

    def _sweep(self) -> int:
        """Deletes all that is found now; how much that was."""
        before = self._deleted.total()
        for table in TABLES:
            if table.keyed:
                for page in self._of.items(self._stores.table(table.name)):
                    found = [item for item in page if not self._is_note(item)]
                    self._of.delete(self._stores.table(table.name), found)
                    self._note(table.name, len(found))
        for prefix in PREFIXES:
            for versions in self._of.versions(prefix):
                self._of.delete_versions(versions)
                self._note(prefix.name, len(versions))
        return self._deleted.total() - before

    def _is_note(self, item: Any) -> bool:
        return bool(item["pk"]["S"] == self._tenant_id and item["sk"]["S"] == keys.LEAVING)

    def _is_over(self) -> bool:
        """Whether nobody is at work any more who has found the tenant."""
        life_ms = LOCAL_LIFE_MS if self._connection.is_local else LIFE_MS
        return _now_ms() >= self._leaving.since_ms + life_ms

    def _wait(self) -> None:
        while not self._is_over():
            self._line.show("Waiting for whoever is still at work")
            time.sleep(_LOOK_S)

    def _note(self, place: str, number: int) -> None:
        if number:
            self._deleted[place] += number
            self._leaving = self._leaving._replace(deleted=dict(self._deleted))
            self._stores.passages(self._tenant_id).note_leaving(self._leaving)
        self._line.show(f"Deleting from {place}", self._deleted[place])

    def _document(self) -> dict[str, Any]:
        now_ms = _now_ms()
        places = ("users", *_names(table for table in TABLES if table.keyed), *_names(PREFIXES))
        return {
            "certificate": "erasure of a tenant",
            "version": 1,
            "tenant": self._tenant_id,
            "begunAt": rfc3339(self._leaving.since_ms),
            "doneAt": rfc3339(now_ms),
            "doneBy": self._connection.session.client("sts").get_caller_identity()["Arn"],
            "runs": self._leaving.runs,
            "deleted": {place: self._deleted[place] for place in places},
            "remains": [
                {"what": copy.name, "holds": copy.holds, "until": f"{from_ms(now_ms + copy.days * DAY_MS):%Y-%m-%d}"}
                for copy in COPIES
            ],
        }


def _names(places: Iterable[Any]) -> list[str]:
    return [place.name for place in places]


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
