"""cdk-nag's AwsSolutions rules hold; where one is broken on purpose, the construct says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.deployment import Deployment
from testing.template.synthesis import synthesise


@pytest.mark.parametrize("origins", [(), ("https://shop.example.com",)])
def test_the_stack_breaks_no_rule_without_a_reason(tmp_path: Path, origins: tuple[str, ...]) -> None:
    try:
        synthesise(tmp_path, Deployment(origins=origins), nag=True)
    except RuntimeError:
        pytest.fail(findings(tmp_path / "out" / "validation-report.json"))


def findings(report: Path) -> str:
    violations = [v for plugin in json.loads(report.read_text())["pluginReports"] for v in plugin["violations"]]
    return "\n".join(
        f"{v['ruleName']}: {construct['constructPath']}" for v in violations for construct in v["violatingConstructs"]
    )
