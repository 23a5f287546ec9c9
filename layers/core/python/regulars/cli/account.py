"""What `regulars doctor` looks at of the account: its limit, starts that failed, and whether records are protected."""

from __future__ import annotations

from collections.abc import Iterator

from ..command_line import command_line
from .connection import Connection

_OF_RECORD = ("LedgerTable", "RegistryTable", "EvaluationsTable", "TenantsTable")


def look_at_account(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """What is looked at, how it stands, and what to do; nothing to do where all is well."""
    yield _undelivered(connection)
    if not connection.is_local:  # an emulator's limit is that of its machine
        yield _limit(connection)
    yield _protection(connection)


def _undelivered(connection: Connection) -> tuple[str, str, str]:
    answer = connection.stores.sqs.get_queue_attributes(
        QueueUrl=connection.outputs["UndeliveredUrl"], AttributeNames=["ApproximateNumberOfMessages"]
    )
    waiting = int(answer["Attributes"]["ApproximateNumberOfMessages"])
    night = command_line("recalculate", tenant="T")
    advice = f"Imports that still wait are named below: retry them. A night: `{night}`. Then purge the queue."
    return "starts that failed", f"{waiting} uploads or nights could not begin", advice if waiting else ""


def _limit(connection: Connection) -> tuple[str, str, str]:
    """Half of the account's executions are the API's (docs/deploy.md)."""
    settings = connection.session.client("lambda").get_account_settings()
    limit = int(settings["AccountLimit"]["ConcurrentExecutions"])
    background = int(connection.outputs["BackgroundConcurrency"])
    state = f"{limit} executions at once, of which {background} may be in the background"
    advice = (
        f"Write accountConcurrency = {limit} into regulars.toml and deploy, or ask AWS for more "
        "(Service Quotas, Concurrent executions)."
    )
    return "account", state, advice if 2 * background > limit else ""


def _protection(connection: Connection) -> tuple[str, str, str]:
    dynamodb = connection.stores.dynamodb
    names = [connection.outputs[output] for output in _OF_RECORD]
    bare = [n for n in names if not dynamodb.describe_table(TableName=n)["Table"].get("DeletionProtectionEnabled")]
    state = f"{len(names) - len(bare)} of {len(names)} are protected from deletion"
    return "tables of record", state, "Deploy without protect=false." if bare else ""
