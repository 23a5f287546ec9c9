"""`regulars tenant add-member | members | remove-member`: one person, one tenant."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from regulars.cli import member
from regulars.cli.connection import Connection
from regulars.stores.opened import Stores
from regulars.stores.tenant.members import Member

from testing.aws.tenants import make_tenant
from testing.commands.pool import FakePool
from testing.commands.runs import Run


@pytest.fixture(autouse=True)
def _two_shops(stores: Stores) -> None:
    make_tenant(stores, "shop")
    make_tenant(stores, "other")


@pytest.fixture
def laptop(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    local = replace(connection, is_local=True)
    monkeypatch.setattr(member, "connect", lambda: local)


def user_of(pool: FakePool, email: str) -> str:
    [name] = [name for name in pool.users if pool.email(name) == email]
    return name


def subject_of(pool: FakePool, email: str) -> str:
    sub: str = next(one["Value"] for one in pool.users[user_of(pool, email)]["attributes"] if one["Name"] == "sub")
    return sub


def test_a_person_is_invited_and_is_a_member_with_their_role(
    regulars: Run, stores: Stores, pool: FakePool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("tenant", "add-member", "shop", "--email", "Ann@Example.com", "--role", "editor") == 0

    assert pool.letters == ["ann@example.com"]
    assert stores.directory.member(subject_of(pool, "ann@example.com")) == Member("shop", "editor")
    said = capsys.readouterr().out
    assert "ann@example.com" in said.lower()
    assert "has sent them an invitation" in said
    assert "password" not in said.lower()


@pytest.mark.usefixtures("laptop")
def test_a_laptop_sends_no_letter_and_prints_a_password_once(
    regulars: Run, pool: FakePool, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ("tenant", "add-member", "shop", "--email", "ann@example.com")
    assert regulars(*add, "--role", "editor", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert regulars(*add, "--role", "viewer", "--json") == 0
    again = json.loads(capsys.readouterr().out)

    assert pool.signs_in(user_of(pool, "ann@example.com"), told["password"])
    assert pool.letters == []
    assert (again["password"], again["role"], again["subject"]) == (None, "viewer", told["subject"])


def test_another_case_of_an_address_is_the_same_person(regulars: Run, pool: FakePool, stores: Stores) -> None:
    for email, role in (("ann@example.com", "viewer"), ("ANN@example.COM", "admin")):
        assert regulars("tenant", "add-member", "shop", "--email", email, "--role", role) == 0

    assert len(pool.users) == 1
    assert pool.letters == ["ann@example.com"]
    assert stores.directory.member(subject_of(pool, "ann@example.com")) == Member("shop", "admin")


@pytest.mark.parametrize("who", [("--email", "ann@example.com"), ("subject-1",)])
def test_a_second_tenant_is_refused_with_a_sentence_and_nothing_changes(
    regulars: Run, stores: Stores, pool: FakePool, capsys: pytest.CaptureFixture[str], who: tuple[str, ...]
) -> None:
    assert regulars("tenant", "add-member", "shop", *who, "--role", "viewer") == 0
    letters = list(pool.letters)
    capsys.readouterr()

    assert regulars("tenant", "add-member", "other", *who, "--role", "admin") == 1

    assert capsys.readouterr().err.startswith(f"{who[-1]} belongs to another tenant, and a person belongs to one")
    assert stores.directory.members.of("other") == []
    assert [one.member for one in stores.directory.members.of("shop")] == [Member("shop", "viewer")]
    assert pool.letters == letters


def test_a_removed_person_is_gone_at_once_and_may_join_another_tenant(
    regulars: Run, stores: Stores, pool: FakePool
) -> None:
    regulars("tenant", "add-member", "shop", "--email", "ann@example.com", "--role", "viewer")
    subject = subject_of(pool, "ann@example.com")

    assert regulars("tenant", "remove-member", "shop", "Ann@example.com") == 0

    assert (pool.users, stores.directory.member(subject), stores.directory.members.of("shop")) == ({}, None, [])
    assert regulars("tenant", "add-member", "other", "--email", "ann@example.com", "--role", "viewer") == 0


def test_a_member_is_removed_by_subject_too_and_only_from_their_own_tenant(
    regulars: Run, stores: Stores, pool: FakePool, capsys: pytest.CaptureFixture[str]
) -> None:
    regulars("tenant", "add-member", "shop", "subject-1", "--role", "viewer")

    assert regulars("tenant", "remove-member", "other", "subject-1") == 1
    assert capsys.readouterr().err == "subject-1 is no member of other.\n"
    assert stores.directory.member("subject-1") == Member("shop", "viewer")

    assert regulars("tenant", "remove-member", "shop", "subject-1") == 0
    assert stores.directory.member("subject-1") is None


def test_a_user_without_a_membership_is_invited_again_while_they_have_not_come(
    regulars: Run, stores: Stores, pool: FakePool
) -> None:
    regulars("tenant", "add-member", "shop", "--email", "ann@example.com", "--role", "viewer")
    stores.directory.members.remove("shop", subject_of(pool, "ann@example.com"))

    assert regulars("tenant", "add-member", "shop", "--email", "ann@example.com", "--role", "viewer") == 0

    assert pool.letters == ["ann@example.com"] * 2
    assert len(pool.users) == 1


def test_a_clients_user_is_removed_by_revoking_the_client(
    regulars: Run, stores: Stores, pool: FakePool, capsys: pytest.CaptureFixture[str]
) -> None:
    regulars("client", "create", "--tenant", "shop")
    [one] = stores.directory.members.of("shop")
    capsys.readouterr()

    assert regulars("tenant", "remove-member", "shop", one.subject) == 1

    assert f"regulars client revoke {one.client} --tenant shop" in capsys.readouterr().err
    assert len(pool.users) == 1


def test_the_list_names_people_clients_and_the_users_of_the_command(
    regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    regulars("tenant", "add-member", "shop", "--email", "ann@example.com", "--role", "editor")
    regulars("client", "create", "--tenant", "shop", "--name", "till")
    regulars("token", "--tenant", "shop")
    regulars("tenant", "add-member", "other", "subject-1", "--role", "viewer")
    capsys.readouterr()

    assert regulars("tenant", "members", "shop", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert [(one["kind"], one["role"], one["email"]) for one in shown] == [
        ("client", "viewer", None),
        ("command", "admin", None),
        ("person", "editor", "ann@example.com"),
    ]

    assert regulars("tenant", "members", "shop") == 0
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == [
        "till",
        "regulars-shop-admin",
        "ann@example.com",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Name the person once"),
        (("subject-1", "--email", "ann@example.com"), "Name the person once"),
        (("--email", "ann"), "ann is not an e-mail address"),
        (("--email", 'a"@example.com'), 'a"@example.com is not an e-mail address'),
    ],
)
def test_who_is_not_named_once_and_rightly_is_refused_in_one_sentence(
    regulars: Run, pool: FakePool, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    assert regulars("tenant", "add-member", "shop", *arguments, "--role", "viewer") == 1

    assert capsys.readouterr().err.startswith(sentence)
    assert pool.users == {}


def test_a_tenant_that_does_not_exist_has_no_members(regulars: Run, stores: Stores) -> None:
    assert regulars("tenant", "add-member", "none", "subject-1", "--role", "viewer") == 1
    assert regulars("tenant", "members", "none") == 1

    assert stores.directory.member("subject-1") is None
