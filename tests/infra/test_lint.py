"""cfn-lint finds nothing in what an account gets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.deployment import Deployment
from testing.template.adopting import ADOPTING
from testing.template.synthesis import synthesise

# The CDK writes out dependencies that a reference implies.
REDUNDANT = "W3005"
REGIONS = ("eu-central-1", "us-east-1")
ALL = Deployment(
    alarm_email="ops@example.com",
    monthly_budget=100,
    origins=("https://shop.example.com",),
    reserved_for_api=50,
    reserved_for_tokens=10,
    warm_writes=8000,
    tracing=True,
)


def test_the_template_is_sound(template: Any, tmp_path: Path) -> None:
    assert findings(template.body, tmp_path) == ""


@pytest.mark.parametrize(
    "deployment", [ALL, ADOPTING, Deployment(ephemeral=True)], ids=["all", "adopting", "ephemeral"]
)
def test_so_is_one_with_other_options(deployment: Deployment, tmp_path: Path) -> None:
    assert findings(synthesise(tmp_path, deployment).body, tmp_path) == ""


def findings(body: dict[str, Any], folder: Path) -> str:
    path = folder / "template.json"
    path.write_text(json.dumps(body))
    command = [sys.executable, "-m", "cfnlint", "--ignore-checks", REDUNDANT, "--regions", *REGIONS, "-t", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600).stdout
