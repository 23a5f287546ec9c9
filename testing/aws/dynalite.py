"""A second DynamoDB beside moto: dynalite, an independent implementation, on loopback and in memory.

moto and the emulator of the stack are both Python and may share a misreading; what the stores rest on shall hold on
an engine that shares nothing with them. It knows neither PartiQL, streams nor transactions; the latter are played
here, each action in turn under its own condition, which is right for one caller at a time and proves no more.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from laptop.install import NODE_MODULES
from laptop.port import free_port

SERVER = NODE_MODULES / "dynalite" / "cli.js"
_QUIET = Config(retries={"mode": "standard", "total_max_attempts": 8})


@contextmanager
def dynalite() -> Iterator[str]:
    """Starts it at a free port; its endpoint. Ends it at the end."""
    port = free_port()
    server = subprocess.Popen(
        ["node", str(SERVER), "--host", "127.0.0.1", "--port", str(port), "--createTableMs", "0",
         "--deleteTableMs", "0", "--updateTableMs", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        endpoint = f"http://127.0.0.1:{port}"
        # Waits for it, too: a connection that is refused is tried again.
        client(endpoint).list_tables()
        yield endpoint
    finally:
        server.terminate()
        server.wait(10)


def client(endpoint: str) -> Any:
    made = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=_QUIET,
    )
    made.transact_write_items = lambda TransactItems: _in_turn(made, TransactItems)
    return made


def _in_turn(dynamodb: Any, actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Each action under its condition; where one fails, those before it are taken back, and it is cancelled."""
    methods = {"Put": dynamodb.put_item, "Update": dynamodb.update_item, "Delete": dynamodb.delete_item}
    done: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = []
    for action in actions:
        [(kind, arguments)] = action.items()
        checked = kind == "ConditionCheck"
        if checked:
            kind, arguments = "Update", {**arguments, "UpdateExpression": "REMOVE checked"}
        source = arguments.get("Item") or arguments["Key"]
        key = {name: source[name] for name in ("pk", "sk")}
        before = dynamodb.get_item(TableName=arguments["TableName"], Key=key, ConsistentRead=True).get("Item")
        try:
            methods[kind](**arguments)
        except ClientError as error:
            for table, place, item in reversed(done):
                if item is None:
                    dynamodb.delete_item(TableName=table, Key=place)
                else:
                    dynamodb.put_item(TableName=table, Item=item)
            raise _cancelled(dynamodb, error, len(done), len(actions)) from error
        if checked and before is None:
            # An update makes an item where there was none, a check does not.
            dynamodb.delete_item(TableName=arguments["TableName"], Key=key)
        done.append((arguments["TableName"], key, before))
    return {}


def _cancelled(dynamodb: Any, error: ClientError, failed: int, actions: int) -> Exception:
    code = error.response["Error"]["Code"].removesuffix("Exception")
    reasons = [{"Code": code if at == failed else "None"} for at in range(actions)]
    answer: Any = {"Error": {"Code": "TransactionCanceledException", "Message": code}, "CancellationReasons": reasons}
    cancelled: Exception = dynamodb.exceptions.TransactionCanceledException(answer, "TransactWriteItems")
    return cancelled


def create_tables(endpoint: str, tables: list[dict[str, Any]]) -> None:
    """Makes the tables anew, empty."""
    dynamodb = client(endpoint)
    for name in dynamodb.list_tables()["TableNames"]:
        dynamodb.delete_table(TableName=name)
    for table in tables:
        dynamodb.create_table(**table)
