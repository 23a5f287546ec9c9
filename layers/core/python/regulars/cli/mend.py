"""The command that imports a file of mended rows: with all that decided how its rows were read before."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def mend_command(shown: dict[str, Any], refused: Path, tenant_id: str) -> str:
    """The line to run. Few rows say less than many did, and a setting may be another by then: the line says it all."""
    words = ["regulars", "import", str(refused), "--tenant", tenant_id, *_options(shown)]
    return " ".join(map(quoted, words))


def quoted(word: str) -> str:
    """A word as shells take it; zsh would take what begins with `=` for a program's place."""
    return f"'{word}'" if word.startswith("=") and shlex.quote(word) == word else shlex.quote(word)


def _options(shown: dict[str, Any]) -> Iterator[str]:
    options, recognised = shown["options"], shown["recognised"]
    for field, column in options["mapping"].items():
        yield from ("--map", f"{field}={column}")
    for theirs, ours in options["statuses"].items():
        yield from ("--status", f"{theirs}={ours}")
    marks = set(recognised["decimals"].values())
    decimal = options["decimal"] or (marks.pop() if len(marks) == 1 else None)
    for name, value in (
        ("--preset", options["preset"]),
        ("--dates", options["dates"] or recognised["dates"]),
        ("--decimal", decimal),
        ("--count-pending", options["countPending"]),
        ("--timezone", recognised["timezone"]),
    ):
        if value:
            yield from (name, value)
