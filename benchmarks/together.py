"""What is bought together on Online Retail: time, memory and sizes, beside a naive count and pandas."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from regulars.population.bought_together import BoughtTogether
from regulars.population.together import CoPurchases, row_start

from benchmarks.report import TIMES, load, row, table, timed
from benchmarks.retail import paid_rows, pairs_by_pandas
from benchmarks.retail_together import Together, together_by_pandas

ROOT = Path(__file__).parents[1]
RUNS = 5
_MB = 1_000_000
_STEPS = {
    "read": "reading the file alone, as all of them do",
    "count": "ranking, counts, best pairs",
    "naive": "peer: a dictionary of all pairs of products",
}


def run(*, small: bool = False) -> None:
    pairs = pairs_by_pandas(paid_rows())
    with TemporaryDirectory() as folder:
        file = Path(folder) / "customers.jsonl"
        customers = _write(pairs, file)
        told = {step: _alone(step, file) for step in _STEPS}
    table(
        ("each alone in its process", "s", "peak, MB", "pairs"),
        [
            [name, f"{told[step]['seconds']:.1f}", f"{told[step]['peak'] / _MB:.0f}", f"{told[step]['pairs']:,}"]
            for step, name in _STEPS.items()
        ],
        f"{customers} customers. Processor time. Peak: the most that was ever resident, with Python itself.",
        f"Bytes that a turn keeps: {told['count']['part']:,}; that the night leaves: {told['count']['answer']:,}.",
    )
    theirs = together_by_pandas(pairs)
    _times(theirs, pairs, 1 if small else RUNS)
    _best(theirs)


def _times(theirs: Together, pairs: pd.DataFrame, runs: int) -> None:
    counts = _counts(theirs, pairs.index.get_level_values("customer_id").nunique())
    part = gzip.compress(json.dumps(counts.as_json()).encode(), compresslevel=6)
    answer = gzip.compress(json.dumps(BoughtTogether.found_in(counts).as_json()).encode(), compresslevel=6)
    product_id = counts.ranking[0]

    def merge() -> None:
        CoPurchases(counts.ranking).merge(CoPurchases.of(json.loads(gzip.decompress(part))))

    measured = [
        ("a turn's counts packed", lambda: gzip.compress(json.dumps(counts.as_json()).encode(), compresslevel=6)),
        ("a turn's counts unpacked and merged", merge),
        ("the best pairs of all products", lambda: BoughtTogether.found_in(counts)),
        ("an answer: unpacked, one product", lambda: _answer(answer, product_id)),
        ("  peer: pandas and numpy, from pairs to pairs", lambda: together_by_pandas(pairs)),
    ]
    table(
        TIMES,
        [row(name, timed(work, runs=runs), scale=1_000, unit="ms") for name, work in measured],
        f"{runs} runs. {load().capitalize()}.",
    )


def _best(theirs: Together) -> None:
    """Of pandas; the tests hold that the product finds the same."""
    best = theirs.companions.assign(strength=lambda frame: frame["lift"] * frame["confidence"])
    best = best.sort_values(["strength", "support", "product"], ascending=[False, False, True]).head(5)
    columns = ("product", "companion", "support", "confidence", "lift")
    table(columns, [list(one) for one in best[list(columns)].itertuples(index=False, name=None)])


def _answer(packed: bytes, product_id: str) -> None:
    BoughtTogether.of(json.loads(gzip.decompress(packed))).of_product(product_id)


def _counts(theirs: Together, everybody: int) -> CoPurchases:
    counts = CoPurchases(tuple(theirs.ranking), everybody=everybody)
    for place, buyers in enumerate(theirs.buyers.tolist()):
        counts.buyers[place] = buyers
        for before, both in enumerate(theirs.both[place, :place].tolist()):
            counts.both[row_start(place) + before] = both
    return counts


def _write(pairs: pd.DataFrame, file: Path) -> int:
    """A line a customer; how many there are."""
    bought: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for (customer_id, product_id), times, last_ms in pairs[["purchases", "last"]].itertuples(name=None):
        bought[customer_id].append((product_id, times, last_ms))
    with file.open("w") as opened:
        for one in bought.items():
            print(json.dumps(one), file=opened)
    return len(bought)


def _alone(step: str, file: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.together_step", step, str(file)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told
