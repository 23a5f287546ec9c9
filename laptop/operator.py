"""Calls the operator's command for a local AWS."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

from laptop.place import ROOT, Place
from laptop.steps import Refused, run
from laptop.venvs import VENV

COMMAND = VENV / "bin" / "regulars"


def operator(place: Place, *arguments: str, timeout_s: float | None = None) -> str:
    """Runs `regulars ...` quietly and answers what it prints. Raises Refused where it fails."""
    return run(
        [COMMAND, *arguments],
        what=f"regulars {arguments[0]}",
        cwd=ROOT,
        env=_environment(place),
        timeout_s=timeout_s,
    )


def operator_in_view(place: Place, *arguments: str) -> None:
    """The same with its own output and progress on the terminal."""
    done = subprocess.run([str(COMMAND), *arguments], cwd=ROOT, env=_environment(place))
    if done.returncode != 0:
        raise Refused(f"regulars {arguments[0]} failed; its reason stands above.")


def tenants(place: Place) -> list[str]:
    """The ids of all tenants."""
    return [tenant["id"] for tenant in _listed(place)]


def outdated_tenants(place: Place) -> list[str]:
    """The ids of those whose rows older code has written."""
    return [tenant["id"] for tenant in _listed(place) if tenant["factsOutdated"]]


def _listed(place: Place) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(operator(place, "tenant", "list", "--json"))
    return listed


def _environment(place: Place) -> dict[str, str]:
    """Nothing of the developer's AWS: the command then reads the note of the stack that it is pointed to."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, "REGULARS_STACK": str(place.note)}
