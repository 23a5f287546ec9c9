"""What the start of the API does not wait for: it is loaded by the first call that needs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LATER = ("pydantic", "regulars.orders.schema", "regulars.importing.file.options", "regulars.importing.presets")


def test_the_api_starts_without_what_only_writing_calls_need() -> None:
    code = "import sys; from regulars.http.door.app import Application; print(*sys.modules)"
    path = os.pathsep.join([str(ROOT / "layers" / "core" / "python"), str(ROOT)])

    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path}, check=True, capture_output=True, text=True
    )

    loaded = set(done.stdout.split())
    assert "regulars.http.door.app" in loaded
    assert [name for name in loaded if name.startswith("regulars.http") and name.endswith("routes")] == [
        "regulars.http.oauth.routes"
    ], "a route is loaded by the first call of its own"
    assert [name for name in LATER if name in loaded] == []
    assert [name for name in loaded if name.startswith("regulars.http") and name.endswith(("shapes", "examples"))] == []
