"""Puts what a measurement printed into docs/benchmarks.md, so that no table there was typed by hand."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import TextIO

from benchmarks.report import load, machine

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def block(name: str) -> re.Pattern[str]:
    """The block of a measurement on the page: a mark that names it, and the fence behind it."""
    return re.compile(rf"(<!-- printed: {re.escape(name)} -->\n```\n).*?(\n```\n)", re.DOTALL)


def names_on(page: str) -> list[str]:
    """The measurements that have a block on the page, in its order."""
    return re.findall(r"<!-- printed: (\w+) -->", page)


def document(name: str, printed: str, *, page: Path = PAGE) -> None:
    """Replaces the block of the measurement. Raises `ValueError` where the page has none."""
    text, found = block(name).subn(lambda at: at[1] + _heading() + printed.strip("\n") + at[2], page.read_text())
    if found != 1:
        raise ValueError(f"{page.name} has no block of {name}")
    page.write_text(text)


class Heard(StringIO):
    """Keeps what is written and hands it on at once: a measurement of minutes is seen while it runs."""

    def __init__(self, also: TextIO) -> None:
        super().__init__()
        self._also = also

    def write(self, text: str, /) -> int:
        self._also.write(text)
        return super().write(text)

    def flush(self) -> None:
        self._also.flush()


def _heading() -> str:
    """When, of which commit and where: what a reader needs to compare."""
    root = PAGE.parents[1]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True).stdout
    return f"Printed {datetime.now(UTC):%Y-%m-%d}, commit {commit.strip() or 'unknown'}, {machine()}; {load()}.\n\n"
