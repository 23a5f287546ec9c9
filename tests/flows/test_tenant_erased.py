"""A tenant is erased: nothing of it is left anywhere, nobody else loses anything, and a certificate says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import boto3
import pytest
from regulars.cli import erase_tenant
from regulars.cli.connection import Connection
from regulars.cli.main import run
from regulars.facts.time import MINUTE_MS
from regulars.stores.opened import Stores
from regulars.stores.places import COPIES, PREFIXES, TABLES
from regulars.stores.tenant.members import Member, Membership

from openapi.calls import TENANT
from openapi.examples import NOW_MS
from openapi.filled import fill_shop
from openapi.shop import open_shop
from testing.api.matrix_world import RIVAL, rival_orders
from testing.commands.clock import Clock
from testing.commands.cut_off import CutOff, Killed
from testing.commands.pool import FakePool, SessionWithPool


class World(NamedTuple):
    stores: Stores
    pool: FakePool
    clock: Clock
    connection: Connection


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """A shop, and a rival whose every word is a canary, with a member; and with a night where a test asks for it."""
    monkeypatch.chdir(tmp_path)
    night = getattr(request, "param", False)
    with open_shop() as shop:
        fill_shop(shop.application, shop.stores, RIVAL, RIVAL, rival_orders(), night=night)
        pool, clock = FakePool(), Clock(NOW_MS)
        user = pool.admin_create_user(UserPoolId="pool", Username="person-1", MessageAction="SUPPRESS")["User"]
        member = Membership(user["Attributes"][0]["Value"], Member(RIVAL, "admin"), user="person-1")
        assert shop.stores.directory.members.put(member)
        outputs = {"UserPoolId": "pool", "OperatorClientId": "operator"}
        connection = Connection(SessionWithPool(boto3.session.Session(), pool), outputs, "http://api")
        connection.__dict__["stores"] = shop.stores
        monkeypatch.setattr(erase_tenant, "connect", lambda: connection)
        monkeypatch.setattr(erase_tenant, "time", clock)
        yield World(shop.stores, pool, clock, connection)


def everything(stores: Stores) -> dict[str, str]:
    """Every item of every table and every version of every object, as text, by its place."""
    found = {}
    for table in TABLES:
        for item in stores.dynamodb.scan(TableName=stores.table(table.name), ConsistentRead=True)["Items"]:
            found[f"{table.name} {item.get('pk', item.get('id'))} {item.get('sk')}"] = repr(item)
    versions = stores.s3.list_object_versions(Bucket=stores.names.imports_bucket)
    assert not versions["IsTruncated"]
    for one in (*versions.get("Versions", ()), *versions.get("DeleteMarkers", ())):
        found[f"{one['Key']} {one['VersionId']}"] = one["Key"]
    return found


def of(tenant_id: str, found: dict[str, str]) -> dict[str, str]:
    return {place: text for place, text in found.items() if tenant_id in place or tenant_id in text}


@pytest.mark.parametrize("world", [True], indirect=True, ids=["night"])
def test_nothing_of_the_tenant_is_left_and_nothing_of_others_is_gone(world: World, tmp_path: Path) -> None:
    gone = {"Bucket": "imports", "Key": f"exports/{RIVAL}/gone.csv"}
    world.stores.s3.put_object(**gone, Body=b"")
    assert world.stores.s3.delete_object(**gone)["DeleteMarker"]
    before = everything(world.stores)
    assert len(of(RIVAL, before)) > 200

    assert run(["tenant", "erase", RIVAL, "--name", RIVAL]) == 0

    after = everything(world.stores)
    assert of(RIVAL, after) == {}
    assert after == {place: text for place, text in before.items() if place not in of(RIVAL, before)}
    assert of(TENANT, after)
    assert world.pool.users == {}


@pytest.mark.parametrize("world", [True], indirect=True, ids=["night"])
def test_the_certificate_says_what_was_deleted_and_what_remains_until_when(world: World, tmp_path: Path) -> None:
    before = of(RIVAL, everything(world.stores))

    assert run(["tenant", "erase", RIVAL, "--name", RIVAL, "--certificate", "proof.json"]) == 0

    assert run(["verify-erasure", "proof.json"]) == 0
    document = json.loads((tmp_path / "proof.json").read_text())["document"]
    assert (document["tenant"], document["runs"]) == (RIVAL, 1)
    deleted = document["deleted"]
    assert deleted.keys() == {"users"} | {one.name for one in (*TABLES, *PREFIXES)} - {"requests"}
    for table in TABLES:
        if table.keyed and table.name != "tenants":
            assert deleted[table.name] == len([place for place in before if place.startswith(f"{table.name} ")])
    for prefix in PREFIXES:
        assert deleted[prefix.name] == len([place for place in before if place.startswith(f"{prefix.name}/")])
    assert deleted["users"] == 1
    assert [one["what"] for one in document["remains"]] == [copy.name for copy in COPIES]
    assert document["remains"][0]["until"] == "2025-11-27"
    assert not list(tmp_path.glob("*.part"))


def test_it_waits_for_whoever_is_at_work_and_deletes_what_they_left(world: World) -> None:
    late = {"pk": {"S": f"{RIVAL}#ann"}, "sk": {"S": "order#late"}}

    def leave() -> None:
        if world.clock.waited_ms > 15 * MINUTE_MS:
            world.stores.dynamodb.put_item(TableName="ledger", Item=late)

    world.clock._meanwhile = leave
    assert run(["tenant", "erase", RIVAL, "--name", RIVAL]) == 0

    assert world.clock.waited_ms >= 17 * MINUTE_MS
    assert of(RIVAL, everything(world.stores)) == {}


def test_nobody_is_let_in_from_the_beginning_on(world: World) -> None:
    seen: list[object] = []
    subjects = [one.subject for one in world.stores.directory.members.of(RIVAL)]

    def look() -> None:
        seen.append(world.stores.directory.read(RIVAL))
        seen.extend(world.stores.directory.member(subject) for subject in subjects)

    world.clock._meanwhile = look
    assert run(["tenant", "erase", RIVAL, "--name", RIVAL]) == 0

    assert len(seen) > 2
    assert set(seen) == {None}


@pytest.mark.parametrize("answer", ["no\n", f"{RIVAL.upper()}\n", ""])
def test_another_name_or_none_deletes_nothing(
    world: World, answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    before = everything(world.stores)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))

    assert run(["tenant", "erase", RIVAL]) == 1

    said = capsys.readouterr().err
    assert f"Everything of the tenant {RIVAL} is going to be deleted, for good." in said
    assert "nothing was deleted" in said or "Interrupted" in said
    assert everything(world.stores) == before


def test_the_name_is_asked_for_and_the_right_one_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(f"{RIVAL}\n"))

    assert run(["tenant", "erase", RIVAL]) == 0
    assert of(RIVAL, everything(world.stores)) == {}


def test_a_tenant_that_nobody_knows_and_a_certificate_that_is_there_are_refused(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there.json").write_text("mine")

    assert run(["tenant", "erase", "stranger", "--name", "stranger"]) == 1
    assert run(["tenant", "erase", RIVAL, "--name", RIVAL, "--certificate", "there.json"]) == 1

    said = capsys.readouterr().err.splitlines()
    assert said[0] == "There is no tenant stranger."
    assert said[1].startswith("there.json exists already")
    assert (tmp_path / "there.json").read_text() == "mine"


@pytest.mark.parametrize("world", [True], indirect=True, ids=["night"])
def test_killed_before_any_write_and_run_again_it_ends_the_same(world: World, tmp_path: Path) -> None:
    """A run does one thing at least that the next one need not do where it may write twice."""
    cut, runs = CutOff(world.stores), 0
    before = everything(world.stores)

    def cut_off() -> bool:
        cut.left = runs % 4
        try:
            return run(["tenant", "erase", RIVAL, "--name", RIVAL]) != 0
        except Killed:
            return True

    while cut_off():
        runs += 1

    cut.left = None
    after = everything(world.stores)
    assert runs > 30
    assert of(RIVAL, after) == {}
    assert after == {place: text for place, text in before.items() if place not in of(RIVAL, before)}
    assert run(["verify-erasure", f"{RIVAL}-erased.json"]) == 0
    document = json.loads((tmp_path / f"{RIVAL}-erased.json").read_text())["document"]
    assert 1 < document["runs"] <= runs + 1
    assert document["deleted"]["ledger"] <= len([place for place in of(RIVAL, before) if place.startswith("ledger ")])


def test_cut_off_after_its_last_write_it_still_has_the_certificate(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["tenant", "erase", RIVAL, "--name", RIVAL]) == 0
    whole = tmp_path / f"{RIVAL}-erased.json"
    whole.rename(tmp_path / f"{RIVAL}-erased.json.part")

    assert run(["tenant", "erase", RIVAL]) == 0
    assert run(["verify-erasure", str(whole)]) == 0
    assert run(["tenant", "erase", RIVAL, "--certificate", "other.json"]) == 1


def test_a_tenant_that_only_began_to_arrive_is_erased_by_its_id(world: World) -> None:
    world.stores.passages("halfway").note_arriving("of a file")
    world.stores.dynamodb.put_item(TableName="ledger", Item={"pk": {"S": "halfway#ann"}, "sk": {"S": "profile"}})

    assert run(["tenant", "erase", "halfway", "--name", "halfway"]) == 0
    assert of("halfway", everything(world.stores)) == {}


def test_its_imports_hold_no_turn_and_wait_for_none(world: World) -> None:
    from regulars.stores.tenant.job_turns import Attempt, Turn

    store = world.stores.job_turns("import")
    ours, theirs = Attempt(TENANT, "1", 1), Attempt(RIVAL, "2", 1)
    turns = store.read()._replace(running=(Turn(theirs, 1), Turn(ours, 1)), waiting=(theirs, ours))
    assert store.put(turns)

    assert run(["tenant", "erase", RIVAL, "--name", RIVAL]) == 0

    left = store.read()
    assert (left.running, left.waiting) == ((Turn(ours, 1),), (ours,))
