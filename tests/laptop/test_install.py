"""What is installed, and when: `make up` puts in what it needs, and nothing that is done is repeated."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path

import pytest

from laptop import venvs
from laptop.install import Part, parts
from laptop.place import ROOT
from laptop.steps import Refused, run
from laptop.venvs import bundled_pip

PEERS = {"duckdb", "lifetimes", "numpy", "pandas", "scipy"}
TOOLS = {"cfn-lint", "hypothesis", "moto", "mypy", "pytest", "schemathesis"}


def locked(name: str) -> dict[str, str]:
    """The version of each package of a lock."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


def names(*, account: bool = False, tools: bool = False) -> list[str]:
    return [part.name for line in parts(account=account, tools=tools) for part in line]


def test_make_up_installs_neither_tools_nor_peers_nor_what_an_account_needs() -> None:
    assert names() == [
        *("Python packages", "MiniStack", "documentation page", "packages of the dashboard", "dashboard"),
    ]
    assert (PEERS | TOOLS) & locked("locks/up.txt").keys() == set()


def test_who_deploys_to_an_account_finds_the_cdk_command_beside() -> None:
    assert set(names(account=True)) - set(names()) == {"CDK command"}


def test_tests_checks_and_benchmarks_find_both_beside() -> None:
    more = {"packages of dev", "packages of analysis", "its tools"}
    assert set(names(account=True, tools=True)) - set(names(account=True)) == more
    assert locked("locks/dev.txt").keys() >= TOOLS
    assert locked("locks/dev.txt").keys() & PEERS == set()
    assert locked("locks/analysis.txt").keys() >= PEERS


def test_no_lock_names_another_version_than_the_one_that_is_installed_before_it() -> None:
    layer, up, dev, peers = (
        locked(name) for name in ("layers/deps/requirements.txt", "locks/up.txt", "locks/dev.txt", "locks/analysis.txt")
    )

    assert layer.items() <= up.items()
    assert up.items() & dev.items() == {(name, up[name]) for name in up.keys() & dev.keys()}
    assert (up | dev).items() >= {(name, peers[name]) for name in peers.keys() & (up | dev).keys()}


def test_the_pip_that_python_brings_installs_the_locked_one() -> None:
    wheel = bundled_pip()

    assert wheel is not None
    assert re.fullmatch(
        r"pip \S+ from .*", run([sys.executable, wheel / "pip", "--version"], what="pip", cwd=ROOT).strip()
    )


def test_a_python_without_a_pip_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venvs, "bundled_pip", lambda: None)

    with pytest.raises(Refused, match="python3-venv"):
        venvs._install_pip()


def test_a_part_is_installed_once_and_again_with_another_lock(tmp_path: Path) -> None:
    installed: list[str] = []
    mark = tmp_path / ".installed"

    for digest in ("first", "first", "second", "second"):
        Part("x", mark, digest, partial(installed.append, digest)).make()

    assert installed == ["first", "second"]


def test_a_part_that_failed_is_taken_up_again(tmp_path: Path) -> None:
    def fail() -> None:
        raise Refused("no network")

    part = Part("x", tmp_path / ".installed", "digest", fail)
    part.mark.write_text("of an older lock")

    with pytest.raises(Refused, match=r"(?s)no network.*what is finished is not repeated"):
        part.make()

    assert not part.done
    assert not part.mark.exists()
