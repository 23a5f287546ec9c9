"""The command that imports a file of mended rows: with all that decided how its rows were read before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..command_line import command_line


def mend_command(shown: dict[str, Any], refused: Path, tenant_id: str) -> str:
    """The line to run. Few rows say less than many did, and a setting may be another by then: the line says it all."""
    options, recognised = shown["options"], shown["recognised"]
    marks = set(recognised["decimals"].values())
    return command_line(
        "import",
        refused,
        tenant=tenant_id,
        map=options["mapping"],
        status=options["statuses"],
        preset=options["preset"],
        dates=options["dates"] or recognised["dates"],
        decimal=options["decimal"] or (marks.pop() if len(marks) == 1 else None),
        count_pending=options["countPending"],
        timezone=recognised["timezone"],
        exported_at=options["exportedAt"],
    )
