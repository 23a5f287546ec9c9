"""A function's process is a fork, and all else is as MiniStack knows it: its own environment, folder, pipes and end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from laptop.forked_functions import Forked, Nursery, fork

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="functions start as MiniStack starts them")

# Says what it is, once for each line that it reads; one of the lines is too much for it.
SCRIPT = """
import json, os, sys
import boto3
print("begun", file=sys.stderr)
for line in sys.stdin:
    if line == "fail\\n":
        raise ValueError("too much")
    said = {"pid": os.getpid(), "parent": os.getppid(), "folder": os.getcwd(), "imported": boto3.IMPORTED_BY}
    print(json.dumps(said | {"own": os.environ.get("OWN"), "argv": sys.argv, "path": sys.path[0], "name": __name__}))
    sys.stdout.flush()
"""
# Stands for a package that every function imports.
PACKAGE = "import os\nIMPORTED_BY = os.getpid()\n"


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.end()


@pytest.fixture
def start(nursery: Nursery, tmp_path: Path) -> Iterator[Callable[..., Forked]]:
    begun: list[Forked] = []

    def started(own: str, layer: str = "layer") -> Forked:
        folder, package = tmp_path / own, tmp_path / layer / "python"
        folder.mkdir()
        package.mkdir(parents=True, exist_ok=True)
        (package / "boto3.py").write_text(PACKAGE)
        (folder / "worker.py").write_text(f"import sys\nsys.path.insert(0, {str(package)!r})\n{SCRIPT}")
        environment = {"OWN": own, "_LAMBDA_LAYERS_DIRS": str(tmp_path / layer)}
        process = nursery.start(str(folder / "worker.py"), str(folder), environment)
        assert process is not None
        begun.append(process)
        return process

    yield started
    for process in begun:
        process.kill()
        process.close()


def ask(process: Forked) -> dict[str, Any]:
    process.stdin.write("who\n")
    said: dict[str, Any] = json.loads(process.stdout.readline())
    return said


def test_each_is_a_process_of_its_own_with_what_is_its_own(start: Callable[..., Forked], tmp_path: Path) -> None:
    first, second = start("first"), start("second")

    for name, process in (("first", first), ("second", second), ("first", first)):
        said = ask(process)
        folder = str(tmp_path / name)
        assert said["pid"] == process.pid
        assert (said["own"], said["folder"], said["argv"]) == (name, folder, [f"{folder}/worker.py"])
        assert said["name"] == "__main__"
    assert first.pid != second.pid
    assert [process.stderr.readline() for process in (first, second)] == ["begun\n"] * 2


def test_packages_are_imported_once_for_all_that_have_the_same_layers(start: Callable[..., Forked]) -> None:
    first, second = ask(start("first")), ask(start("second"))
    other = ask(start("third", layer="other"))

    assert first["imported"] == second["imported"] == first["parent"]
    assert other["imported"] == other["parent"] != first["parent"]


def test_what_was_forked_outlives_the_process_that_forked_it(start: Callable[..., Forked]) -> None:
    first = start("first")
    parent = ask(first)["parent"]

    start("second", layer="other")

    assert not os.path.exists(f"/proc/{parent}")
    assert ask(first)["own"] == "first"
    assert first.poll() is None


def test_it_is_ended_as_a_process_is(start: Callable[..., Forked]) -> None:
    process = start("first")
    ask(process)

    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.01)
    process.terminate()
    process.wait(timeout=10)
    assert process.poll() is not None
    process.kill()


def test_one_that_fails_says_so_and_ends(start: Callable[..., Forked]) -> None:
    process = start("first")
    process.stdin.write("fail\n")

    process.wait(timeout=10)

    assert process.stderr.read().endswith("ValueError: too much\n")


def test_it_ends_where_nobody_writes_to_it_any_more(start: Callable[..., Forked]) -> None:
    process = start("first")

    process.stdin.close()

    process.wait(timeout=10)


def test_the_process_that_forks_ends_with_the_one_that_asks(start: Callable[..., Forked], nursery: Nursery) -> None:
    parent = ask(start("first"))["parent"]

    assert nursery._line is not None
    nursery._line.close()

    deadline = time.monotonic() + 10
    while Path(f"/proc/{parent}/stat").read_text().split()[2] != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_where_it_is_gone_a_function_starts_as_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    runtime = SimpleNamespace()
    fork(runtime)
    (tmp_path / "worker.py").write_text("import os; print(os.environ['OWN'])")
    environment = {"OWN": "mine", "_LAMBDA_LAYERS_DIRS": str(tmp_path), "PATH": os.environ["PATH"]}
    monkeypatch.setattr("laptop.forked_functions.__file__", str(tmp_path / "nothing.py"))

    command = [sys.executable, str(tmp_path / "worker.py")]
    process = runtime.subprocess.Popen(
        command, cwd=str(tmp_path), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )

    assert isinstance(process, subprocess.Popen)
    assert process.communicate() == ("mine\n", "")
    assert "nothing.py" in capfd.readouterr().err
