"""`regulars client`: an id for life, a secret shown once, and a rotation that gives every machine a day."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from regulars.facts.client import CLIENT_ID, user_of
from regulars.stores.opened import Stores
from regulars.stores.tenant.members import Member

from testing.aws.tenants import make_tenant
from testing.commands.pool import FakePool
from testing.commands.runs import Run

DAY_MS = 86_400_000
Told = Callable[..., Any]


@pytest.fixture
def told(stores: Stores, regulars: Run, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command for tenant acme that must go well, and what it prints as JSON."""
    make_tenant(stores, "acme")

    def run(*arguments: str) -> Any:
        capsys.readouterr()
        assert regulars("client", *arguments, "--tenant", "acme", "--json") == 0
        return json.loads(capsys.readouterr().out)

    return run


def member_of(stores: Stores, client_id: str, side: str) -> Member | None:
    found = [one for one in stores.directory.members.of("acme") if one.user == f"{client_id}-{side}"]
    return stores.directory.member(found[0].subject) if found else None


def test_a_client_is_a_user_of_the_pool_with_a_secret_of_forty_characters(
    told: Told, stores: Stores, pool: FakePool
) -> None:
    made = told("create", "--role", "editor", "--name", "till")

    assert CLIENT_ID.fullmatch(made["id"])
    assert len(made["secret"]) == 40
    assert made["tokenUrl"] == "http://api/oauth/token"
    user = user_of(made["id"], made["secret"])
    assert user == f"{made['id']}-a"
    assert pool.signs_in(user, made["secret"])
    assert member_of(stores, made["id"], "a") == Member("acme", "editor")
    assert pool.letters == []


def test_a_client_that_nobody_gives_a_role_may_only_look(told: Told, stores: Stores) -> None:
    assert member_of(stores, told("create")["id"], "a") == Member("acme", "viewer")


def test_no_two_clients_share_an_id_or_a_secret(told: Told) -> None:
    made = [told("create") for _ in range(20)]

    assert len({one["id"] for one in made}) == len({one["secret"] for one in made}) == 20


def test_a_rotation_makes_the_other_user_and_gives_the_old_one_a_day(
    told: Told, stores: Stores, pool: FakePool
) -> None:
    made = told("create", "--role", "editor", "--name", "till")
    before_ms = time.time_ns() // 1_000_000

    rotated = told("rotate", made["id"])

    assert (rotated["id"], rotated["role"], rotated["secret"][0]) == (made["id"], "editor", "b")
    assert pool.signs_in(f"{made['id']}-a", made["secret"])
    assert pool.signs_in(f"{made['id']}-b", rotated["secret"])
    old, new = member_of(stores, made["id"], "a"), member_of(stores, made["id"], "b")
    assert new == Member("acme", "editor")
    assert old is not None
    assert old.until_ms is not None
    assert 0 <= old.until_ms - before_ms - DAY_MS < 60_000
    [shown] = told("list")
    assert (shown["id"], shown["name"], shown["role"]) == (made["id"], "till", "editor")
    assert [secret["until"] for secret in shown["secrets"]] == [rotated["oldSecretUntil"], None]


def test_a_secret_whose_day_is_over_is_cleared_away_by_the_next_command(
    told: Told, stores: Stores, pool: FakePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = told("create")
    told("rotate", made["id"])
    tomorrow_ns = time.time_ns() + (DAY_MS + 60_000) * 1_000_000
    monkeypatch.setattr("regulars.cli.client.time.time_ns", lambda: tomorrow_ns)

    [shown] = told("list")

    assert len(shown["secrets"]) == 1
    assert set(pool.users) == {f"{made['id']}-b"}
    assert member_of(stores, made["id"], "a") is None


def test_a_rotation_at_once_ends_the_old_secret_and_its_tokens(told: Told, stores: Stores, pool: FakePool) -> None:
    made = told("create")
    subject = stores.directory.members.of("acme")[0].subject

    rotated = told("rotate", made["id"], "--now")

    assert rotated["oldSecretUntil"] is None
    assert set(pool.users) == {f"{made['id']}-b"}
    assert stores.directory.member(subject) is None


def test_a_second_rotation_within_the_day_ends_the_oldest_secret_for_good(
    told: Told, stores: Stores, pool: FakePool
) -> None:
    made = told("create")
    first_subject = stores.directory.members.of("acme")[0].subject
    second = told("rotate", made["id"])

    third = told("rotate", made["id"])

    assert third["secret"][0] == "a"
    assert not pool.signs_in(f"{made['id']}-a", made["secret"])
    assert pool.signs_in(f"{made['id']}-a", third["secret"])
    assert pool.signs_in(f"{made['id']}-b", second["secret"])
    assert stores.directory.member(first_subject) is None
    old = member_of(stores, made["id"], "b")
    assert old is not None
    assert old.until_ms is not None
    assert member_of(stores, made["id"], "a") == Member("acme", "viewer")


def test_a_revoked_client_has_no_user_and_no_member_left(
    told: Told, stores: Stores, regulars: Run, pool: FakePool
) -> None:
    kept, made = told("create"), told("create")
    told("rotate", made["id"])

    assert regulars("client", "revoke", made["id"], "--tenant", "acme") == 0

    assert set(pool.users) == {f"{kept['id']}-a"}
    assert [one.client for one in stores.directory.members.of("acme")] == [kept["id"]]


def test_a_revocation_that_broke_off_is_done_by_the_next_one(
    told: Told, regulars: Run, stores: Stores, pool: FakePool
) -> None:
    made = told("create")
    del pool.users[f"{made['id']}-a"]

    assert regulars("client", "revoke", made["id"], "--tenant", "acme") == 0
    assert stores.directory.members.of("acme") == []


@pytest.mark.parametrize("command", ["rotate", "revoke"])
def test_a_client_of_another_tenant_is_not_there(
    told: Told, stores: Stores, regulars: Run, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    make_tenant(stores, "other")
    made = told("create")
    capsys.readouterr()

    assert regulars("client", command, made["id"], "--tenant", "other") == 1

    assert capsys.readouterr().err == f"Tenant other has no client {made['id']}.\n"
    assert member_of(stores, made["id"], "a") == Member("acme", "viewer")


def test_people_read_the_secret_the_command_and_the_end_of_the_old_one(
    told: Told, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("client", "create", "--tenant", "acme", "--name", "till") == 0
    said = capsys.readouterr().out
    client_id = said.split()[1]
    assert "-d grant_type=client_credentials" in said
    assert f"-u {client_id}:a" in said

    assert regulars("client", "rotate", client_id, "--tenant", "acme") == 0
    assert "The old secret is taken until 2" in capsys.readouterr().out

    assert regulars("client", "list", "--tenant", "acme") == 0
    assert capsys.readouterr().out.startswith(f"{client_id}  viewer  till  (old secret until 2")


def test_a_tenant_that_does_not_exist_has_no_clients(
    stores: Stores, regulars: Run, pool: FakePool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("client", "create", "--tenant", "none") == 1

    assert "There is no tenant none" in capsys.readouterr().err
    assert pool.users == {}
