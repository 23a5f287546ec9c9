"""`make up`, `down` and `clean`, lived through once on a copy of the checkout, with a place and a port of their own."""

from __future__ import annotations

import os
import shutil
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest

from laptop import up as commands
from laptop.deploy import SOURCES
from laptop.install import NODE_MODULES
from laptop.ministack import MiniStack
from laptop.operator import operator
from laptop.place import ROOT, Place
from laptop.port import free_port
from laptop.steps import Refused
from laptop.venvs import MINISTACK, VENV
from testing.deployed.connections import Emulated
from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack

pytestmark = [
    pytest.mark.skipif(
        not (MINISTACK / "bin" / "ministack").exists() or not NODE_MODULES.exists(),
        reason="MiniStack or the CDK command is not installed: run the tests by `make test`",
    ),
    # it is started to outlive who starts it
    pytest.mark.filterwarnings(r"ignore:subprocess \d+ is still running:ResourceWarning"),
]

SIGN_OF_LIFE = Path("layers/core/python/regulars/http/door/documents.py")
TENANT = "demo"


@dataclass
class Life:
    """What was seen of one local stack, in order."""

    before: set[str] = field(default_factory=set)
    after_stop: dict[str, set[str]] = field(default_factory=dict)
    health: bytes = b""
    keys: list[str] = field(default_factory=list)
    old_key: int = 0
    said_after_kill: str = ""
    steps_after_kill: str = ""
    after_kill: dict[str, set[str]] = field(default_factory=dict)
    refused_clean: bool = False
    left: list[str] = field(default_factory=list)
    runs_after_clean: bool = True


def copy_of_checkout(folder: Path) -> Path:
    """What goes into the stack, free to be changed; packages and what was built of them are shared."""
    for name in (*SOURCES, "pyproject.toml"):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    (folder / ".venv").symlink_to(VENV)
    (folder / "build").mkdir()
    for built in (ROOT / "build").glob("deps-host-*"):
        shutil.copytree(built, folder / "build" / built.name, copy_function=os.link)
    return folder


def make_tenant(place: Place, *, is_new: bool) -> None:
    """In place of the demo's thousands of orders."""
    if not (place.folder / "made").exists():
        operator(place, "tenant", "create", TENANT)
        (place.folder / "made").touch()


def stack_at(place: Place) -> Stack:
    """Signed in by the command: the users of a second start are those of the first."""
    token = operator(place, "token", "--tenant", TENANT).strip()
    return Stack(Emulated(place, {}), {(TENANT, "admin"): token})


def take(stack: Stack, order_id: str, customer: str) -> set[str]:
    """Takes an order and waits until the streams have brought its customer into the list."""
    assert post(stack, TENANT, order(order_id, customer)).status == 200
    assert eventually(lambda: customer in listed(stack, TENANT))
    return set(listed(stack, TENANT))


def status_with_key(place: Place, key: str) -> int:
    request = urllib.request.Request(
        f"{place.endpoint}/",
        data=b"{}",
        headers={
            "x-amz-target": "DynamoDB_20120810.ListTables",
            "content-type": "application/x-amz-json-1.0",
            "authorization": f"AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=0",
        },
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """up, an order, down, changed code, up, an order, kill, up, an order, clean."""
    checkout = copy_of_checkout(tmp_path_factory.mktemp("checkout"))
    place = Place(checkout / ".regulars", free_port())
    seen = Life()
    with ExitStack() as patches:
        for name in ("laptop.deploy.ROOT", "laptop.up.ROOT"):
            patches.enter_context(patch(name, checkout))
        patches.enter_context(patch("laptop.up.VENV", checkout / ".venv"))
        # app.py of the copy builds the copy's
        patches.enter_context(patch("laptop.deploy._build_and_pack", return_value={}))
        patches.enter_context(patch("laptop.deploy.build_layers"))
        patches.enter_context(patch("laptop.up.fill_demo", make_tenant))
        patches.enter_context(patch("laptop.up.recalculate_demo"))
        patches.enter_context(patch("laptop.up.forget_demo"))
        try:
            live(seen, place, checkout)
            yield seen
        finally:
            MiniStack(place).stop()


def live(seen: Life, place: Place, checkout: Path) -> None:
    commands.up(place)
    seen.keys.append(place.key)
    seen.before = take(stack_at(place), "1", "ann")
    commands.down(place)

    module = checkout / SIGN_OF_LIFE
    module.write_text(module.read_text().replace('"status": "ok"', '"status": "changed"'))
    commands.up(place)
    seen.keys.append(place.key)
    seen.old_key = status_with_key(place, seen.keys[0])
    stack = stack_at(place)
    seen.after_stop["at once"] = set(listed(stack, TENANT))
    seen.after_stop["with an order"] = take(stack, "2", "bob")
    seen.health = stack.call("GET", "/api/health").body

    ministack = MiniStack(place)
    pid = ministack.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: ministack.pid() is None)
    with redirect_stderr(StringIO()) as said, redirect_stdout(StringIO()) as steps:
        commands.up(place)
    seen.said_after_kill, seen.steps_after_kill = said.getvalue(), steps.getvalue()
    stack = stack_at(place)
    seen.after_kill["at once"] = set(listed(stack, TENANT))
    seen.after_kill["with an order"] = take(stack, "3", "cid")

    try:
        commands.clean(place, sure=False)
    except Refused:
        seen.refused_clean = place.folder.exists()
    commands.clean(place, sure=True)
    seen.left = sorted(path.name for path in checkout.iterdir())
    seen.runs_after_clean = ministack.answers()


def test_a_second_up_keeps_the_data_and_its_streams_flow(life: Life) -> None:
    assert life.before == {"ann"}
    assert life.after_stop == {"at once": {"ann"}, "with an order": {"ann", "bob"}}


def test_a_second_up_picks_up_changed_code(life: Life) -> None:
    assert b'"status":"changed"' in life.health.replace(b" ", b"")


def test_each_start_has_a_key_of_its_own_and_the_one_before_opens_nothing(life: Life) -> None:
    assert len(set(life.keys)) == 2
    assert life.old_key == 400


def test_a_killed_stack_says_what_it_lost_keeps_the_rest_and_flows_again(life: Life) -> None:
    assert "what was written since the last clean stop is lost" in life.said_after_kill
    assert life.after_kill == {"at once": {"ann"}, "with an order": {"ann", "cid"}}


def test_after_a_kill_an_unchanged_stack_is_deployed_again_without_describing_it_anew(life: Life) -> None:
    assert "Deploying" in life.steps_after_kill
    assert "Describing the stack" not in life.steps_after_kill


def test_clean_asks_and_then_leaves_neither_process_nor_state_nor_what_was_built(life: Life) -> None:
    assert life.refused_clean
    assert not life.runs_after_clean
    assert {".regulars", "build", "cdk.out"} & set(life.left) == set()
    assert {".venv", "app.py"} <= set(life.left)


def test_down_without_a_running_stack_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.down(Place(tmp_path, free_port()))

    assert capsys.readouterr().out == "Nothing runs here.\n"
