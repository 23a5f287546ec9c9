"""The workflow runs what everybody runs, on both ends of what we promise, and tells of known vulnerabilities."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"


@pytest.fixture(scope="module")
def jobs() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text())["jobs"]
    return found


def commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def given(job: dict[str, Any], action: str) -> dict[str, Any]:
    """What an action of the job is told."""
    [found] = [step["with"] for step in job["steps"] if step.get("uses", "").startswith(f"actions/{action}@")]
    return dict(found)


def test_the_tests_run_on_the_oldest_and_the_newest_python_and_the_oldest_node(jobs: dict[str, Any]) -> None:
    least, beyond = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].split(",")
    newest = f"3.{int(beyond.removeprefix('<3.')) - 1}"
    node = json.loads((ROOT / "package.json").read_text())["engines"]["node"]

    job = jobs["test"]

    assert job["strategy"]["matrix"]["python"] == [least.removeprefix(">="), newest]
    assert given(job, "setup-python")["python-version"] == "${{ matrix.python }}"
    assert job["env"] == {"PYTHON": "python"}, "which make takes in place of one that it finds"
    assert f">={given(job, 'setup-node')['node-version']}" == node
    assert commands(job) == [".ci/run"]
    assert "continue-on-error" not in job


def test_known_vulnerabilities_of_every_lock_file_are_told_and_break_no_build(jobs: dict[str, Any]) -> None:
    locks = ["layers/deps/requirements.txt", *(f"locks/{path.name}" for path in (ROOT / "locks").glob("*.txt"))]
    run = commands(jobs["advisory"])

    assert jobs["advisory"]["continue-on-error"] is True
    assert [
        lock for lock in locks if not any(one.startswith("python -m pip_audit ") and lock in one for one in run)
    ] == []
    assert "npm audit --package-lock-only" in run
    assert all(step.get("if") == "always()" for step in jobs["advisory"]["steps"] if "audit " in step.get("run", ""))


def test_no_registry_is_named() -> None:
    text = WORKFLOW.read_text()

    assert [word for word in ("://", "index-url", "registry") if word in text] == []
