"""What `regulars doctor` says of the account: its limit, starts that failed, and protection."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from regulars.cli.account import look_at_account
from regulars.cli.connection import Connection

RECORDS = ("ledger", "registry", "evaluations", "tenants")


class Session:
    """A session whose account may run so many functions at once."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def client(self, service: str) -> Any:
        assert service == "lambda"
        return self

    def get_account_settings(self) -> Any:
        return {"AccountLimit": {"ConcurrentExecutions": self._limit}}


def looked_at(connection: Connection, limit: int = 1000) -> dict[str, tuple[str, str]]:
    """State and advice, by what was looked at; the stack's background may run 342 at once."""
    stores = connection.stores
    own = replace(connection, session=Session(limit))
    own.__dict__["stores"] = stores
    return {what: (state, advice) for what, state, advice in look_at_account(own)}


def protect(connection: Connection, *names: str) -> None:
    for name in names:
        connection.stores.dynamodb.update_table(TableName=name, DeletionProtectionEnabled=True)


def test_an_account_with_room_and_protected_tables_needs_nothing(connection: Connection) -> None:
    protect(connection, *RECORDS)

    assert looked_at(connection) == {
        "starts that failed": ("0 uploads or nights could not begin", ""),
        "account": ("1000 executions at once, of which 342 may be in the background", ""),
        "tables of record": ("4 of 4 are protected from deletion", ""),
    }


@pytest.mark.parametrize(("limit", "fits"), [(10, False), (683, False), (684, True)])
def test_a_limit_that_leaves_less_than_half_to_the_api_is_named_with_the_option(
    connection: Connection, limit: int, fits: bool
) -> None:
    advice = looked_at(connection, limit)["account"][1]

    assert ("" if fits else f"Write accountConcurrency = {limit} into regulars.toml") in advice
    assert (advice == "") == fits


def test_a_start_that_failed_is_named(connection: Connection) -> None:
    connection.stores.sqs.send_message(QueueUrl=connection.outputs["UndeliveredUrl"], MessageBody="{}")

    state, advice = looked_at(connection)["starts that failed"]
    assert state == "1 uploads or nights could not begin"
    assert "retry them" in advice


def test_tables_that_could_be_deleted_are_counted(connection: Connection) -> None:
    protect(connection, "ledger", "tenants")

    assert looked_at(connection)["tables of record"] == (
        "2 of 4 are protected from deletion",
        "Deploy without protect=false.",
    )


def test_a_laptop_is_not_asked_for_its_limit(connection: Connection) -> None:
    assert [what for what, *_ in look_at_account(replace(connection, is_local=True))] == [
        "starts that failed",
        "tables of record",
    ]
