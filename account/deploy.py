"""Deploys a throw-away stack to an account, by the same command as an operator's."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from infra.deployment import OPTIONS
from laptop.deploy import QUIET
from laptop.install import NODE_MODULES
from laptop.place import ROOT
from laptop.steps import run

LONGEST_S = 1800
"""A first deployment takes some six minutes, most of them for the pool's sign-in page and the roles."""
ORIGIN = "https://shop.example.com"
"""The one page that may call the API of such a stack."""


def deploy(name: str, tags: Mapping[str, str], options: Mapping[str, str], *, root: Path = ROOT) -> dict[str, str]:
    """Deploys the stack of a checkout and answers its outputs. Raises Refused with the end of CDK's output.

    No option of the operator's own `regulars.toml` holds: what is not given here is taken back.
    """
    given = {**dict.fromkeys(OPTIONS, ""), "stack": name, **options}
    context = [part for option, value in given.items() for part in ("-c", f"{option}={value}")]
    with tempfile.TemporaryDirectory() as folder:
        outputs = Path(folder) / "outputs.json"
        command: list[str | Path] = [NODE_MODULES / ".bin" / "cdk", "deploy", name, *context]
        command += ["--output", Path(folder) / "cdk.out", "--outputs-file", outputs, "--require-approval", "never"]
        command += [part for key, value in tags.items() for part in ("--tags", f"{key}={value}")]
        run(command, what=f"cdk deploy {name}", cwd=root, env={**os.environ, **QUIET}, timeout_s=LONGEST_S)
        answered: dict[str, str] = json.loads(outputs.read_text())[name]
    return answered
