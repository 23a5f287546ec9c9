"""What every measurement prints: the machine it ran on, tables, and why it did not run."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from regulars.memory import look_for_cycles_rarely


class Skipped(Exception):
    """Something that the measurement needs is not here."""


def machine() -> str:
    """Processor, cores, Python."""
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def load() -> str:
    """How busy the machine was: what else ran beside a measurement of seconds."""
    return f"load of the last minute {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *notes: str) -> None:
    """Prints rows under their columns, the first one to the left, numbers to the right."""
    cells = [[_text(cell) for cell in row] for row in (columns, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(columns))]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in cells]
    print("", lines[0], "-" * len(lines[0]), *lines[1:], *notes, sep="\n", flush=True)


def timed(work: Callable[[], object], *, runs: int) -> list[float]:
    """Seconds of processor time of each run, after one that warms up; what runs beside it is not in them."""
    work()
    taken = []
    for _ in range(runs):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return taken


@contextmanager
def looking_for_cycles_rarely() -> Iterator[None]:
    """As the functions do that read many rows; as Python does again afterwards."""
    often = gc.get_threshold()
    look_for_cycles_rarely()
    yield
    gc.set_threshold(*often)


def row(name: str, seconds: Sequence[float], *, scale: float, unit: str, target: str = "") -> list[object]:
    """One line of a table of times: median and least."""
    return [name, f"{statistics.median(seconds) * scale:.2f}", f"{min(seconds) * scale:.2f}", unit, target]


TIMES = ("", "median", "least", "unit", "target")


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def _text(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()} ({platform.machine()})"
