"""Which stack the command talks to: the one the environment names, else the one `make up` noted. Never another."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import click
from botocore.exceptions import ClientError

from ..command_line import command_line
from ..config import PLAIN, Names
from ..dataclass import dataclass
from ..facts.tenant import Tenant
from ..job_kinds import KINDS
from ..stores.opened import Stores
from ..stores.tenant.tenants import TenantRecord

STACK = "Regulars"
# Which of an account's stacks, where it is not that one.
STACK_VARIABLE = "REGULARS_STACK_NAME"
NOTE = Path(".regulars") / "stack.json"
KEY = "key"
"""Beside the note; each start of the local AWS has another."""
# A name in this variable is looked at before any folder.
NOTE_VARIABLE = "REGULARS_STACK"
_NAMING_AWS = ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_ACCESS_KEY_ID")
_PACKAGE_ROOT = Path(__file__).parents[5]


@dataclass(frozen=True)
class Connection:
    """A deployed stack: its outputs by name, a session for its account, and the API's base address.

    `is_local`: it runs on a laptop, where nothing sends a letter.
    """

    session: Any
    outputs: Mapping[str, str]
    api: str
    is_local: bool = False

    @cached_property
    def stores(self) -> Stores:
        names = {name: self.outputs.get(_output(name), "") for name in PLAIN}
        machines = {kind.machine: self.outputs.get(_output(f"{kind.machine}_machine_arn"), "") for kind in KINDS}
        return Stores(Names(**names, machines=machines), self.session)

    def record(self, tenant_id: str) -> TenantRecord:
        """The tenant with its settings; the command ends where there is none."""
        found = self.stores.directory.read(tenant_id)
        if found is None:
            create = command_line("tenant create", tenant_id)
            raise click.ClickException(f"There is no tenant {tenant_id}: make it with `{create}`.")
        return found

    def tenant(self, tenant_id: str) -> Tenant:
        return self.record(tenant_id).tenant


def connect(environment: Mapping[str, str] = os.environ) -> Connection:
    """The stack that the environment names, else the noted one. Ends the command where there is neither."""
    note = _note(environment)
    if not any(environment.get(name) for name in _NAMING_AWS):
        if note is None:
            raise click.ClickException("No stack is noted here: run `make up`, or set AWS_PROFILE for one of yours.")
        return _noted(note)
    if note is not None and note["endpoint"] == environment.get("AWS_ENDPOINT_URL"):
        return _noted(note)
    session = boto3.session.Session()
    name = environment.get(STACK_VARIABLE) or STACK
    try:
        stacks = session.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if "does not exist" not in str(error):
            raise
        raise click.ClickException(
            f"There is no stack {name} in this account and region: set {STACK_VARIABLE} to the name of yours."
        ) from None
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", [])}
    return Connection(session, outputs, outputs["ApiUrl"].rstrip("/"))


def _noted(note: Mapping[str, Any]) -> Connection:
    """A local stack, with the key of its last start."""
    session = _LocalSession(note["endpoint"], note["region"], note["key"])
    return Connection(session, note["outputs"], note["api"].rstrip("/"), is_local=True)


class _LocalSession:
    """Clients of a local AWS, whatever the machine's own configuration says."""

    def __init__(self, endpoint: str, region: str, key: str) -> None:
        self._endpoint = endpoint
        self._session = boto3.session.Session(aws_access_key_id=key, aws_secret_access_key=key, region_name=region)

    def client(self, service: str, **more: Any) -> Any:
        return self._session.client(service, endpoint_url=self._endpoint, **more)  # type: ignore[call-overload]


def _note(environment: Mapping[str, str]) -> dict[str, Any] | None:
    for path in _places(environment):
        try:
            note = json.loads(path.read_text())
        except OSError:
            continue
        except ValueError:
            raise click.ClickException(f"{path} is damaged: run `make up` again.") from None
        if isinstance(note, dict) and "outputs" in note:
            return {**note, "key": _key(path.parent / KEY)}
    return None


def _key(path: Path) -> str:
    """The key beside the note; the command ends where there is none."""
    try:
        return path.read_text()
    except OSError:
        raise click.ClickException(f"The key of the stack is not at {path}: run `make up` again.") from None


def _places(environment: Mapping[str, str]) -> list[Path]:
    named = environment.get(NOTE_VARIABLE)
    if named:
        return [Path(named)]
    here = Path.cwd()
    return [folder / NOTE for folder in (here, *here.parents, _PACKAGE_ROOT)]


def _output(name: str) -> str:
    """`ledger_table` as the stack's output `LedgerTable`."""
    return "".join(word.capitalize() for word in name.split("_"))
