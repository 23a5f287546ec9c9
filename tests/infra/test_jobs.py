"""A kind of jobs that is declared gets its state machine and its functions, with its rights and no others."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from regulars.job_kinds import KINDS
from regulars.jobs.kind import JobKind, Line, OneATenant
from regulars.jobs.rights import Right

from infra import defaults, functions, rights, stack
from infra.deployment import Deployment
from testing.template.parts import alarms, variables
from testing.template.permissions import actions, may, statements
from testing.template.synthesis import Template, synthesise
from testing.toy_kind import toy_kind

IN_LINE = Line(at_once=lambda stores: 3)


def with_toy(folder: Path, monkeypatch: pytest.MonkeyPatch, toy: JobKind) -> Template:
    """The stack with one kind of jobs more."""
    code = folder / "functions"
    shutil.copytree(defaults.FUNCTIONS, code)
    shutil.copytree(code / "summarise", code / "write_copies")
    monkeypatch.setattr(defaults, "FUNCTIONS", code)
    for module in (stack, rights, functions):
        monkeypatch.setattr(module, "KINDS", (*KINDS, toy))
    return synthesise(folder, Deployment())


def states_of(template: Template) -> dict[str, Any]:
    [machine] = [machine for id_, machine in template.machines().items() if id_.startswith("CopyJob")]
    found: dict[str, Any] = machine["States"]
    return found


def test_a_declared_kind_becomes_a_state_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = with_toy(tmp_path, monkeypatch, toy_kind(OneATenant()))
    states = states_of(template)
    asked = {"tenant.$": "$.tenant", "job.$": "$.job"}

    assert states["List"]["Parameters"] == {"step": "list", **asked}
    assert states["List"]["Next"] == "Every shard"
    every = states["Every shard"]
    inner = every["ItemProcessor"]["States"]
    assert (every["ItemsPath"], every["MaxConcurrency"], every["Next"]) == ("$.list.shards", 4, "Settle")
    turn = {"shard.$": "$.shard", "turn.$": "$.next.turn"}
    assert inner["Write"]["Parameters"] == {"step": "write", **asked, **turn}
    assert inner["Shard done?"]["Default"] == "Write"
    assert states["Settle done?"]["Default"] == "Wait before settle"
    assert states["Wait before settle"]["SecondsPath"] == "$.settle.waitSeconds"
    assert states["Sign"]["Parameters"] == {"step": "sign", **asked, "broken.$": "$.broken"}
    assert (states["Failed"]["Error"], states["Failed"]["CausePath"]) == ("CopyFailed", "$.sign.error")


def test_what_broke_off_is_noted_by_name_and_what_is_always_done_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = states_of(with_toy(tmp_path, monkeypatch, toy_kind(OneATenant())))

    caught = {name: (state["Catch"][0]["ResultPath"], state["Catch"][0]["Next"])
              for name, state in states.items() if "Catch" in state}  # fmt: skip
    assert caught == {
        "List": ("$.broken.list", "Settle"),
        "Every shard": ("$.broken.write", "Settle"),
        "Settle": ("$.broken.settle", "Sign"),
    }


def test_its_function_may_do_what_is_declared_and_is_told_the_names_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = with_toy(tmp_path, monkeypatch, toy_kind(IN_LINE))

    allowed = {action for one in statements(template, "WriteCopies") for action in actions(one)}
    assert allowed == {
        "dynamodb:Query", "s3:PutObject", "s3:ListBucket", "logs:CreateLogStream", "logs:PutLogEvents",
    }  # fmt: skip
    assert "/copies/*" in may(template, "WriteCopies", "s3:PutObject")[0]
    assert "TablesFacts" in may(template, "WriteCopies", "dynamodb:Query")[0]
    assert set(variables(template, "WriteCopies")) == {"FACTS_TABLE", "IMPORTS_BUCKET"}
    assert "Regulars-copies" in str(may(template, "Api", "states:StartExecution"))
    assert "COPIES_MACHINE_ARN" in variables(template, "Api")


def test_its_machine_has_alarms_and_jobs_of_a_line_are_told_of_executions_that_broke(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = with_toy(tmp_path, monkeypatch, toy_kind(IN_LINE))
    found = alarms(template)

    assert {"CopiesFailed", "CopiesTimedOut", "CopiesAborted", "BrokenCopyRuleFailed"} <= set(found)
    assert states_of(template)["List"]["Parameters"]["attempt.$"] == "$.attempt"
    rule = template.one("AWS::Events::Rule", "CopyJobBroken")["Properties"]
    assert rule["EventPattern"]["detail"]["status"] == ["FAILED", "TIMED_OUT", "ABORTED"]
    assert "WriteCopies" in str(rule["Targets"][0]["Arn"])


def test_a_right_to_what_is_no_part_of_the_stack_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [worker] = toy_kind(OneATenant()).workers
    strange = worker._replace(rights=(*worker.rights, Right("moon", ("s3:GetObject",))))

    with pytest.raises(ValueError, match="moon is no part of the stack"):
        with_toy(tmp_path, monkeypatch, toy_kind(OneATenant(), workers=(strange,)))
