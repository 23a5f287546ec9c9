"""What commands print: JSON for machines, lines for people, progress on the error stream."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import click

as_json = click.option("--json", "json_", is_flag=True, help="Print JSON for machines.")
_WIDTH = 24


def choice(values: Iterable[str]) -> click.Choice[str]:
    """One of these words, as they are written. Of an enumeration click would take the members' names instead."""
    return click.Choice([str(value) for value in values])


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def grouped(number: int) -> str:
    """`406829` as `406 829`."""
    return f"{number:,}".replace(",", " ")


def grouped_of(number: int, one: str) -> str:
    """`1 customer`, `406 829 customers`."""
    return f"{grouped(number)} {one}{'' if number == 1 else 's'}"


class Progress:
    """One line that is drawn over on a terminal; elsewhere one line for each phase."""

    def __init__(self) -> None:
        self._drawn = sys.stderr.isatty()
        self._phase = ""

    def show(self, phase: str, done: int = 0, of: int | None = None, unit: str = "") -> None:
        if not self._drawn:
            if phase != self._phase:
                click.echo(phase, err=True)
        else:
            bar = ""
            if of:
                filled = _WIDTH * min(done, of) // of
                bar = f" [{'#' * filled}{'-' * (_WIDTH - filled)}] {grouped(done)} of {grouped(of)} {unit}"
            click.echo(f"\r\033[K{phase}{bar}", err=True, nl=False)
        self._phase = phase

    def end(self) -> None:
        if self._drawn and self._phase:
            click.echo("\r\033[K", err=True, nl=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is not JSON")
