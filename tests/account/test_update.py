"""The last release is updated to this one while orders come in."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from account.deploy import deploy
from laptop.place import ROOT
from testing.deployed.connections import InAccount, last_release
from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack

RELEASE = last_release()
TENANT = "updated"


@pytest.mark.skipif(RELEASE is None, reason="there is no release yet to update from, or this clone has no tags")
@pytest.mark.account("how MiniStack updates a stack says nothing of AWS")
def test_no_call_fails_and_no_order_is_lost(stack: Stack, tmp_path: Path) -> None:
    assert RELEASE
    name = f"{stack.at.stack}Updated"
    before = Stack(
        InAccount(name, deploy(name, stack.at.tags, {"ephemeral": "true"}, root=checkout(tmp_path)), stack.at.tags)
    )
    before.operator("tenant", "create", TENANT)
    before.token(TENANT)
    statuses: list[int] = []
    over = threading.Event()

    def traffic() -> None:
        while not over.wait(0.5):
            number = len(statuses)
            statuses.append(post(before, TENANT, order(f"o{number}", f"c{number % 50}")).status)

    writer = threading.Thread(target=traffic)
    writer.start()
    try:
        outputs = deploy(name, stack.at.tags, {"ephemeral": "true"})
    finally:
        over.set()
        writer.join()

    after = Stack(InAccount(name, outputs, stack.at.tags))
    assert len(statuses) > 60
    assert set(statuses) == {200}
    assert eventually(lambda: orders_in(after) == len(statuses), 120)


def orders_in(stack: Stack) -> int:
    return sum(row["metrics"]["orderCount"] for row in listed(stack, TENANT).values())


def checkout(folder: Path) -> Path:
    """The last release's files, with the tools of this checkout."""
    assert RELEASE
    root = folder / "release"
    root.mkdir()
    archive = subprocess.run(["git", "archive", RELEASE], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x"], cwd=root, input=archive, check=True)
    for tools in (".venv", "node_modules"):
        (root / tools).symlink_to(ROOT / tools)
    return root
