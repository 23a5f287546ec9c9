"""What every function has, whoever adds one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from regulars.config import PLAIN
from regulars.job_kinds import KINDS

from infra.rights import machine_variable
from testing.template.parts import variables
from testing.template.permissions import BY_AWS, actions, statements

FOLDERS = sorted(path.parent.name for path in (Path(__file__).parents[2] / "functions").glob("*/handler.py"))


def functions(template: Any) -> list[dict[str, Any]]:
    return [r["Properties"] for r in template.of_type("AWS::Lambda::Function").values()]


def test_every_folder_is_a_function_and_there_are_no_others(template: Any) -> None:
    assert len(functions(template)) == len(FOLDERS)


def test_every_function_has_the_defaults(template: Any) -> None:
    for function in functions(template):
        assert function["Handler"] == "handler.lambda_handler"
        assert function["Runtime"] == "python3.13"
        assert function["Architectures"] == ["arm64"]
        assert "TracingConfig" not in function
        assert len(function["Layers"]) == 2
        assert function["Timeout"] <= 900
        assert "LogGroup" in function["LoggingConfig"]
        assert function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == "regulars"


def test_every_log_group_forgets(template: Any) -> None:
    for group in template.of_type("AWS::Logs::LogGroup").values():
        assert group["Properties"]["RetentionInDays"] == 30


def test_the_api_answers_before_the_gateway_gives_up(template: Any) -> None:
    assert template.one("AWS::Lambda::Function", "LambdaApi")["Properties"]["Timeout"] < 30


def test_the_api_has_a_whole_processor(template: Any) -> None:
    assert template.one("AWS::Lambda::Function", "LambdaApi")["Properties"]["MemorySize"] >= 1_769


def test_the_trigger_answers_before_cognito_gives_up(template: Any) -> None:
    assert template.one("AWS::Lambda::Function", "LambdaTokenClaims")["Properties"]["Timeout"] <= 5


WITHOUT_A_RIGHT = {
    ("DispatchChanges", "FACTS_TABLE"): "tells its stream from the ledger's",
    ("DispatchChanges", "FAILURES_BUCKET"): "is not told: Lambda puts the batches there",
    ("PublishEvents", "FAILURES_BUCKET"): "is not told: Lambda puts the batches there",
}
"""Where what a function is told and what it may use differ, and why."""

BESIDE = {
    "MINUTES_BETWEEN_NIGHTS": "REQUESTS_TABLE",
    "WEBHOOKS_TO_LOCALHOST": "WEBHOOKS_QUEUE_URL",
    "ERASURE_WAIT_MINUTES": "SIGNING_KEY",
    "OPERATOR_CLIENT_ID": "USER_POOL_ID",
    "DASHBOARD_CLIENT_ID": "USER_POOL_ID",
    "SIGN_IN_URL": "USER_POOL_ID",
}
"""Variables that name nothing that could be used, with the one that they stand beside."""


def named(value: Any) -> str:
    """How a resource whose name a variable holds stands in a policy."""
    return f"'{value['Ref']}'" if "Ref" in value else str(value)


def test_a_variable_means_the_same_in_every_function(template: Any) -> None:
    meant: dict[str, set[str]] = {}
    for function in template.functions():
        for name, value in variables(template, function).items():
            meant.setdefault(name, set()).add(str(value))

    assert {name: values for name, values in meant.items() if len(values) > 1} == {}
    # By which a function signs only where a kind of jobs says so; the operator's command is told it in any case.
    machines = {machine_variable(kind.machine) for kind in KINDS}
    # And only where the deployment has a lake are nights told so.
    assert set(meant) | {"SIGNING_KEY", "LAKE"} == {name.upper() for name in PLAIN} | machines


def machine_of_executions(resource: str) -> str:
    """A function that may look at a machine's executions is told of the machine."""
    return resource.replace(":execution:", ":stateMachine:").replace(":*'", "'")


def may_begin_imports(template: Any, function: str) -> bool:
    return any(
        "states:StartExecution" in actions(statement) and "-imports" in str(statement["Resource"])
        for statement in statements(template, function)
    )


def test_a_function_is_told_what_it_may_use_and_no_more(template: Any) -> None:
    """Whatever a role names in the stack, its function is told, and the other way round."""
    meaning = {
        name: named(value)
        for function in template.functions()
        for name, value in variables(template, function).items()
        if name not in {*BESIDE, "IMPORTS_AT_ONCE"}
    }
    differ = set()
    for function in template.functions():
        told = set(variables(template, function))
        used = "".join(
            machine_of_executions(str(statement["Resource"]))
            for statement in statements(template, function)
            if statement["Effect"] == "Allow" and not set(actions(statement)) <= set(BY_AWS)
        )
        differ |= {(function, name) for name, text in meaning.items() if (name in told) != (text in used)}
        assert {name for name in BESIDE if name in told} == {name for name, other in BESIDE.items() if other in told}
        assert ("IMPORTS_AT_ONCE" in told) == may_begin_imports(template, function), "turns are given by it"

    assert differ == set(WITHOUT_A_RIGHT)
