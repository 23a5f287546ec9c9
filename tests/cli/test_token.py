"""`regulars token`: a user of the operator's own, whose tenant and role stand where only the operator writes."""

from __future__ import annotations

import click
import pytest
from regulars.cli.connection import Connection
from regulars.cli.token import make_token
from regulars.stores.tenant.tenants import Member

from testing.aws.tenants import make_tenant
from testing.commands.pool import FakePool


def test_a_users_tenant_and_role_are_written_before_the_token_is_made(connection: Connection) -> None:
    make_tenant(connection.stores, "acme")

    made = make_token(connection, "acme", "viewer")

    assert made == "id token of regulars-acme-viewer"
    assert connection.stores.directory.member("sub-1 of regulars-acme-viewer") == Member("acme", "viewer")


def test_each_call_has_a_password_of_its_own_that_is_nowhere_kept(connection: Connection, pool: FakePool) -> None:
    make_tenant(connection.stores, "acme")

    for _ in range(2):
        make_token(connection, "acme", "admin")

    assert len(set(pool.passwords)) == 2
    assert min(map(len, pool.passwords)) > 30
    assert len(pool.users) == 1


def test_a_password_that_another_call_has_replaced_is_set_again(connection: Connection, pool: FakePool) -> None:
    make_tenant(connection.stores, "acme")

    pool.taken_over = 2
    assert make_token(connection, "acme", "admin").startswith("id token")
    pool.taken_over = 99
    with pytest.raises(click.ClickException, match="kept refusing the sign-in"):
        make_token(connection, "acme", "admin")


def test_there_is_no_token_of_a_tenant_that_does_not_exist(connection: Connection, pool: FakePool) -> None:
    with pytest.raises(click.ClickException, match="There is no tenant none"):
        make_token(connection, "none", "admin")

    assert pool.users == {}
