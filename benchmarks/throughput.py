"""Large files of order lines through `split` and `load`: rows and megabytes a second, and peak memory.

Each step in a process of its own. The bucket is a folder and the tables are in memory: no network and no emulator is
in the figures, nor botocore.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.order_file import write_order_file
from benchmarks.report import load, table

ROOT = Path(__file__).parents[1]
_MB = 1_000_000
_SIZES_MB = (50, 200)
_STEPS = {
    "csv": "peer: csv.reader, bare",
    "pandas": "peer: pandas.read_csv",
    "split": "split",
    "dry_run": "load, all parts as a dry run",
    "load": "load, some parts with their writes",
}
# As `infra.imports` has it, whose CDK would start a Node here. What a function waits for is assumed.
PARTS_AT_ONCE = 4
_REQUEST_S = 0.01
_S3_MB_A_SECOND = 80


def run(*, small: bool = False) -> None:
    asked = os.environ.get("THROUGHPUT_MB")
    sizes = (1, 2) if small else tuple(map(int, asked.split(","))) if asked else _SIZES_MB
    steps = {step: name for step, name in _STEPS.items() if step != "pandas" or find_spec("pandas")}
    taken = {size: _measured(size, list(steps)) for size in sizes}
    table(
        ("processor time", "MB", "rows", "s", "rows/s", "MB/s", "peak, MB"),
        [_row(name, size, taken[size], step) for step, name in steps.items() for size in sizes],
        f"Some parts: {_sampled(taken)}. Peak: the most that was ever resident, Python and its modules included.",
        *(() if "pandas" in steps else ("pandas is not installed: skipped.",)),
        f"{load().capitalize()}.",
    )
    table(
        ("in Lambda functions of 1 769 MB, seconds", *(f"{size} MB" for size in sizes)),
        [
            [name, *(f"{part_of(taken[size], size):.0f}" for size in sizes)]
            for name, part_of in (("split", _split_s), ("load", _load_s))
        ],
        f"Projected: that is one vCPU, taken for a core of this machine; {PARTS_AT_ONCE} parts at a time; "
        f"{_REQUEST_S * 1e3:.0f} ms a request,",
        f"made one after another, and {_S3_MB_A_SECOND} MB/s from and to S3. `settle` comes on top.",
    )


def _measured(size: int, steps: list[str]) -> dict[str, dict[str, Any]]:
    """What each step told of a file of so many megabytes."""
    with TemporaryDirectory() as folder:
        rows = write_order_file(Path(folder) / "orders.csv", size * _MB)
        told = {step: _alone(step, folder) for step in steps}
    assert not told["dry_run"]["refused"]
    assert {told[step]["rows"] for step in steps if step != "load"} == {rows}
    return told


def _alone(step: str, folder: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.throughput_step", step, folder, "orders.csv"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _row(name: str, size: int, taken: dict[str, dict[str, Any]], step: str) -> list[object]:
    told = taken[step]
    rows_a_second = told["rows"] / told["seconds"]
    share = size / taken["split"]["rows"]
    return [
        name,
        size,
        f"{told['rows']:,}",
        f"{told['seconds']:.1f}",
        f"{rows_a_second:,.0f}",
        f"{rows_a_second * share:.1f}",
        f"{told['peak'] / _MB:.0f}",
    ]


def _sampled(taken: dict[int, dict[str, dict[str, Any]]]) -> str:
    return "; ".join(
        f"{told['load']['parts']} of {told['split']['parts']} of the file of {size} MB" for size, told in taken.items()
    )


def _split_s(taken: dict[str, dict[str, Any]], size: int) -> float:
    """Read as it comes and written as it was gathered."""
    return float(taken["split"]["seconds"]) + 2 * size / _S3_MB_A_SECOND


def _load_s(taken: dict[str, dict[str, Any]], size: int) -> float:
    told, split = taken["load"], taken["split"]
    share = 1 / told["parts"]
    requests = told["requests"] * share + split["runs"]
    part_s: float = told["seconds"] * share + requests * _REQUEST_S + size / split["parts"] / _S3_MB_A_SECOND
    rounds: int = -(-split["parts"] // PARTS_AT_ONCE)
    return part_s * rounds
