"""`regulars token`: a user of the operator's own, whose tenant and role stand where only the operator writes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click
import pytest
from regulars.cli.connection import Connection
from regulars.cli.token import make_token
from regulars.stores.tenants import Member

from tests.conftest import make_tenant


class Refused(Exception):
    """What the pool raises for a user it does not know, and for a wrong password."""


class Pool:
    """A user pool that another call of the command may give a new password to, `taken_over` times."""

    class exceptions:
        UserNotFoundException = Refused
        NotAuthorizedException = Refused

    def __init__(self, taken_over: int = 0) -> None:
        self.users: dict[str, str] = {}
        self.passwords: list[str] = []
        self._taken_over = taken_over

    def admin_get_user(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        if Username not in self.users:
            raise Refused
        return {"UserAttributes": self._attributes(Username)}

    def admin_create_user(self, *, UserPoolId: str, Username: str, MessageAction: str) -> dict[str, Any]:
        self.users[Username] = ""
        return {"User": {"Attributes": self._attributes(Username)}}

    def admin_set_user_password(self, *, UserPoolId: str, Username: str, Password: str, Permanent: bool) -> None:
        self.users[Username] = Password
        self.passwords.append(Password)

    def admin_initiate_auth(
        self, *, UserPoolId: str, ClientId: str, AuthFlow: str, AuthParameters: dict[str, str]
    ) -> dict[str, Any]:
        if self._taken_over:
            self._taken_over -= 1
            raise Refused
        assert AuthParameters["PASSWORD"] == self.users[AuthParameters["USERNAME"]]
        return {"AuthenticationResult": {"IdToken": f"id token of {AuthParameters['USERNAME']}"}}

    def _attributes(self, user: str) -> list[dict[str, str]]:
        return [{"Name": "email", "Value": "x"}, {"Name": "sub", "Value": f"sub of {user}"}]


class Session:
    """A session that knows one client."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def client(self, service: str) -> Pool:
        assert service == "cognito-idp"
        return self._pool


def with_pool(connection: Connection, pool: Pool) -> Connection:
    """The same stack, with a pool."""
    changed = replace(connection, session=Session(pool))
    changed.__dict__["stores"] = connection.stores
    return changed


def test_a_users_tenant_and_role_are_written_before_his_token_is_made(connection: Connection) -> None:
    make_tenant(connection.stores, "acme")

    made = make_token(with_pool(connection, Pool()), "acme", "viewer")

    assert made == "id token of regulars-acme-viewer"
    assert connection.stores.directory.member("sub of regulars-acme-viewer") == Member("acme", "viewer")


def test_each_call_has_a_password_of_its_own_that_is_nowhere_kept(connection: Connection) -> None:
    make_tenant(connection.stores, "acme")
    pool = Pool()

    for _ in range(2):
        make_token(with_pool(connection, pool), "acme", "admin")

    assert len(set(pool.passwords)) == 2
    assert min(map(len, pool.passwords)) > 30


def test_a_password_that_another_call_has_replaced_is_set_again(connection: Connection) -> None:
    make_tenant(connection.stores, "acme")

    assert make_token(with_pool(connection, Pool(taken_over=2)), "acme", "admin").startswith("id token")
    with pytest.raises(click.ClickException, match="kept refusing the sign-in"):
        make_token(with_pool(connection, Pool(taken_over=99)), "acme", "admin")


def test_there_is_no_token_of_a_tenant_that_does_not_exist(connection: Connection) -> None:
    pool = Pool()

    with pytest.raises(click.ClickException, match="There is no tenant none"):
        make_token(with_pool(connection, pool), "none", "admin")

    assert pool.users == {}
