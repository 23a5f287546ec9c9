"""What every function has, whoever adds one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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


def test_the_trigger_answers_before_cognito_gives_up(template: Any) -> None:
    assert template.one("AWS::Lambda::Function", "LambdaTokenClaims")["Properties"]["Timeout"] <= 5


@pytest.mark.parametrize(
    ("function", "variables"),
    [
        ("TokenClaims", {"TENANTS_TABLE"}),
        ("DispatchChanges", {"FACTS_TABLE", "LIVE_QUEUE_URL", "BULK_QUEUE_URL", "LOOKUPS_QUEUE_URL"}),
        (
            "UpdateFacts",
            {"LEDGER_TABLE", "FACTS_TABLE", "EVALUATIONS_TABLE", "TENANTS_TABLE", "LIVE_QUEUE_URL", "BULK_QUEUE_URL"},
        ),
        ("UpdateLookups", {"LEDGER_TABLE", "FACTS_TABLE", "LOOKUPS_TABLE", "TENANTS_TABLE", "LOOKUPS_QUEUE_URL"}),
    ],
)
def test_a_function_is_told_what_it_needs_and_no_more(template: Any, function: str, variables: set[str]) -> None:
    told = template.one("AWS::Lambda::Function", f"Lambda{function}")["Properties"]["Environment"]["Variables"]

    assert {name for name in told if not name.startswith("POWERTOOLS_")} == variables
