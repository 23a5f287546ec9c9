"""The running stack that `make up` noted: its operator's command, its API, and tenants made for a measurement."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from regulars.cli.connection import NOTE, NOTE_VARIABLE, Connection, connect
from regulars.cli.http import Api

from benchmarks.report import Skipped

ROOT = Path(__file__).parents[1]


def running_stack() -> Connection | None:
    """The stack that runs here, or the one whose note REGULARS_STACK names; None where there is neither."""
    named = os.environ.get(NOTE_VARIABLE)
    if not named and not (ROOT / NOTE.parent / "running").exists():
        return None
    return connect({NOTE_VARIABLE: named or str(ROOT / NOTE)})


def needed_stack() -> Connection:
    """The running stack. Raises Skipped where none runs."""
    if (connection := running_stack()) is None:
        raise Skipped("no stack runs here: `make up` first")
    return connection


def new_tenant(purpose: str, *, currency: str = "USD") -> str:
    """A tenant of its own for each run: bench-<purpose>-<some digits>. It stays until `make clean`."""
    tenant_id = f"bench-{purpose}-{secrets.token_hex(3)}"
    regulars("tenant", "create", tenant_id, "--currency", currency)
    return tenant_id


def command(*arguments: str) -> list[str]:
    """The operator's command as a command line."""
    return [str(Path(sys.executable).parent / "regulars"), *arguments]


def regulars(*arguments: str) -> str:
    """What `regulars ...` prints. Fails where it does. Files that it writes go with the call."""
    with TemporaryDirectory() as folder:
        return subprocess.run(command(*arguments), cwd=folder, check=True, capture_output=True, text=True).stdout


def whole_list(api: Api) -> Iterator[tuple[dict[str, Any], str]]:
    """Every row of the list with the instant it was derived at, page by page."""
    cursor = ""
    while True:
        page = api.call("GET", f"/api/customers?limit=1000{cursor}")
        for row in page["data"]:
            yield row, page["meta"]["asOf"]
        if page["meta"]["nextCursor"] is None:
            return
        cursor = f"&cursor={page['meta']['nextCursor']}"


def projections_since(connection: Connection, since_ms: int) -> int:
    """Messages that update_facts has worked off since, by its own log lines."""
    logs = connection.session.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    stack = connection.outputs["ScheduleMachineArn"].rpartition(":")[2].removesuffix("-schedule")
    [group] = [name for name in groups if f"/{stack}/" in name and "UpdateFacts" in name]
    messages = 0
    token: dict[str, str] = {}
    while True:
        found = logs.filter_log_events(
            logGroupName=group, startTime=since_ms, filterPattern='"customers.projected"', **token
        )
        for event in found["events"]:
            start = event["message"].find("{")
            if start >= 0 and '"customers.projected"' in event["message"]:
                messages += json.loads(event["message"][start:])["messages"]
        if "nextToken" not in found:
            return messages
        token = {"nextToken": found["nextToken"]}
