"""Parts of a template, by the names that `infra/` gives them."""

from __future__ import annotations

import json
from typing import Any


def alarms(template: Any) -> dict[str, dict[str, Any]]:
    """Alarms by what they are called, without CloudFormation's hash."""
    return {
        id_.removeprefix("Alarms")[:-8]: alarm["Properties"]
        for id_, alarm in template.of_type("AWS::CloudWatch::Alarm").items()
    }


def states(template: Any, machine: str) -> dict[str, Any]:
    """The states of a machine's definition; what CloudFormation fills in stands as `?`."""
    text = template.one("AWS::StepFunctions::StateMachine", f"{machine}Machine")["Properties"]["DefinitionString"]
    parts = text["Fn::Join"][1]
    definition = json.loads("".join(part if isinstance(part, str) else "?" for part in parts))
    found: dict[str, Any] = definition["States"]
    return found


def variables(template: Any, function: str) -> dict[str, Any]:
    """What a function of the template is told, beside what every one is."""
    told = template.one("AWS::Lambda::Function", f"Lambda{function}")["Properties"]["Environment"]["Variables"]
    return {name: value for name, value in told.items() if not name.startswith("POWERTOOLS_")}
