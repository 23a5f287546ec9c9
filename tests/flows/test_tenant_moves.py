"""A tenant moves from one stack to another: what it is there, and that a command killed anywhere ends the same."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from regulars.cli import move_tenant
from regulars.cli.connection import Connection
from regulars.cli.main import run
from regulars.facts.tenant import TenantStatus
from regulars.http.all_endpoints import ENDPOINTS
from regulars.stores.of_tenant import moves
from regulars.stores.opened import Stores
from regulars.stores.places import PREFIXES, TABLES

from openapi.ask import ask
from openapi.calls import TENANT
from openapi.examples import NOW_MS
from openapi.shop import Shop, open_shop, open_stack
from testing.commands.clock import Clock
from testing.commands.cut_off import CutOff, Killed
from testing.machines import imports as workers
from testing.machines.imports import project_bulk_queue, work_off_lookups

STAYS = {
    # Jobs, and what was sent by them, are of the stack that did them.
    *("get_import", "get_imports", "get_refused", "get_recalculation", "get_export"),
    *("get_person_export", "get_person_exports", "get_deliveries"),
}
"""Endpoints whose answers do not move."""


class Moved:
    """The file, and what the first stack answered and held before anything was asked of the second one."""

    def __init__(self, file: Path, answers: dict[str, Any], held: dict[str, Any], shop: Shop) -> None:
        self.file = file
        self.answers = answers
        self.held = held
        self.shop = shop


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    file = tmp_path_factory.mktemp("moved") / "packaging.jsonl"
    with open_shop(night=True) as shop, pytest.MonkeyPatch.context() as patch:
        connect_to(shop.stores, patch)
        answers = answered(shop)
        assert run(["tenant", "export", TENANT, "--to", str(file)]) == 0
        return Moved(file, answers, held(shop.stores), shop)


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch, moved: Moved) -> Iterator[Shop]:
    """The other stack, which knows no tenant; its queues are worked off whenever the command waits."""
    with open_stack() as (application, stores):
        connect_to(stores, monkeypatch)
        monkeypatch.setattr(workers, "now_ms", lambda: NOW_MS)
        yield moved.shop._replace(application=application, stores=stores)


def connect_to(stores: Stores, patch: pytest.MonkeyPatch) -> Clock:
    connection = Connection(boto3.session.Session(), {}, "http://api", is_local=True)
    connection.__dict__["stores"] = stores

    def work() -> None:
        project_bulk_queue(stores)
        work_off_lookups(stores)

    clock = Clock(NOW_MS, work, step_ms=0)
    patch.setattr(move_tenant, "connect", lambda: connection)
    patch.setattr(move_tenant, "time", clock)
    return clock


def answered(shop: Shop) -> dict[str, Any]:
    """What every endpoint that reads answers to its example."""
    found = {}
    for endpoint in ENDPOINTS:
        name = endpoint.run.__name__
        if not endpoint.writes and endpoint.role is not None and name not in STAYS:
            answer = ask(endpoint, shop)
            found[name] = (answer.status, json.loads(answer.body))
    return found


def held(stores: Stores) -> dict[str, Any]:
    """Everything of the tenant that moves, by table and prefix; webhooks' secrets as they are told."""
    of = stores.of_tenant(TENANT)
    found: dict[str, Any] = {}
    for table in TABLES:
        if table.keyed:
            items = [item for page in of.items(stores.table(table.name)) for item in page if moves(table, item)]
            found[table.name] = {(one["pk"]["S"], one["sk"]["S"]): plain(stores, one) for one in items}
    for prefix in PREFIXES:
        if prefix.moves:
            found[prefix.name] = {key: of.read_object(key) for key in of.keys(prefix)}
    return found


def plain(stores: Stores, item: Any) -> Any:
    name = item["sk"]["S"]
    if not name.startswith("webhook#"):
        return item
    secret = stores.sealer.open(item["secret"]["B"], tenant_id=TENANT, name=name.removeprefix("webhook#"))
    return item | {"secret": secret}


def announced(items: dict[Any, Any]) -> dict[Any, Any]:
    """Each value that was announced of each customer."""
    return {
        (key, name): value
        for key, item in items.items()
        if "values" in item
        for name, value in json.loads(item["values"]["S"]).items()
    }


def test_every_answer_and_every_item_is_the_same_in_the_other_stack(there: Shop, moved: Moved) -> None:
    assert run(["tenant", "import", str(moved.file)]) == 0

    found = held(there.stores)
    generation = (TENANT, "generation")
    assert found["tenants"].keys() == moved.held["tenants"].keys()
    for place, items in moved.held.items():
        if place == "evaluations":
            # What is declared since is stored with the first projection: the shop of the examples had none of it.
            assert announced(items).items() <= announced(found[place]).items()
            continue
        assert {key: one for key, one in found[place].items() if key != generation} == {
            key: one for key, one in items.items() if key != generation
        }, place
    answers = answered(there)
    assert {one.run.__name__ for one in ENDPOINTS} >= STAYS
    for name, answer in moved.answers.items():
        assert answers[name] == answer, name


def test_the_file_is_its_owners_alone_and_holds_no_members_and_no_jobs(moved: Moved) -> None:
    assert stat.S_IMODE(moved.file.stat().st_mode) == 0o600
    kept = [json.loads(line)["item"]["sk"]["S"] for line in moved.file.read_text().splitlines() if '"tenants"' in line]
    assert kept
    assert not [sort for sort in kept if sort.startswith(("member", "job")) and not sort.startswith("job#erasure#")]


def test_killed_before_any_write_and_run_again_it_ends_the_same(there: Shop, moved: Moved) -> None:
    """Nobody knows the tenant before all of it is there."""
    cut = CutOff(there.stores)

    def cut_off(number: int) -> bool:
        cut.left = number
        try:
            return run(["tenant", "import", str(moved.file)]) != 0
        except Killed:
            return True

    number, known = 0, False
    while cut_off(number):
        record = there.stores.directory.read(TENANT)
        known = known or record is not None
        if record is None:
            assert there.stores.passages(TENANT).arriving() in (None, moved_digest(moved.file))
        number = number + 1 if number < 20 else number * 2

    cut.left = None
    assert known
    for place, items in held(there.stores).items():
        assert items.keys() == moved.held[place].keys() or place in ("facts", "lookups", "evaluations"), place
    assert there.stores.passages(TENANT).arriving() is None
    record = there.stores.directory.read(TENANT)
    assert record is not None
    assert record.tenant.status is TenantStatus.ACTIVE


def moved_digest(file: Path) -> str:
    return str(json.loads(file.read_text().splitlines()[-1])["sha256"])


def test_a_stack_that_knows_the_tenant_takes_nothing_in(
    there: Shop, moved: Moved, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["tenant", "import", str(moved.file)]) == 0
    before = held(there.stores)
    capsys.readouterr()

    assert run(["tenant", "import", str(moved.file)]) == 1

    assert capsys.readouterr().err == f"There is a tenant {TENANT} already; nothing was changed.\n"
    assert held(there.stores) == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda lines: lines[:-1], "is not whole, or was changed"),
        (lambda lines: lines[:3] + lines[4:], "is not whole, or was changed"),
        (lambda lines: [*lines[:2], lines[2].replace(b"packaging", b"packagers"), *lines[3:]], "is not whole"),
        (lambda lines: [], "is not the export of a tenant"),
        (
            lambda lines: [b'{"regulars":"tenant","version":2}\n', *lines[1:]],
            "is not the export of a tenant in version 1",
        ),
    ],
)
def test_a_file_that_was_cut_off_or_changed_is_not_taken_in(
    there: Shop, moved: Moved, tmp_path: Path, change: Any, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "changed.jsonl"
    file.write_bytes(b"".join(change(moved.file.read_bytes().splitlines(keepends=True))))

    assert run(["tenant", "import", str(file)]) == 1
    assert sentence in capsys.readouterr().err
    assert there.stores.dynamodb.scan(TableName="tenants")["Count"] == 0


def test_another_file_of_a_tenant_that_is_arriving_is_refused(
    there: Shop, moved: Moved, capsys: pytest.CaptureFixture[str]
) -> None:
    assert there.stores.passages(TENANT).note_arriving("of another file")

    assert run(["tenant", "import", str(moved.file)]) == 1
    assert "`regulars tenant erase packaging` first" in capsys.readouterr().err


def test_a_folder_gets_a_file_of_the_day_and_what_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_shop() as shop:
        connect_to(shop.stores, monkeypatch)

        assert run(["tenant", "export", TENANT, "--to", str(tmp_path)]) == 0
        assert (
            "packaging is active, and what is written meanwhile may be missing: suspend it first."
            in capsys.readouterr().err
        )
        [file] = tmp_path.iterdir()
        assert file.name == "packaging-2025-10-23.jsonl"
        file.write_text("mine")
        shop.stores.directory.set_status(TENANT, TenantStatus.SUSPENDED)
        assert run(["tenant", "export", TENANT, "--to", str(tmp_path)]) == 1

    said = capsys.readouterr().err
    assert "exists already, and is left as it is" in said
    assert "suspend it" not in said
    assert [one.read_text() for one in tmp_path.iterdir()] == ["mine"]
