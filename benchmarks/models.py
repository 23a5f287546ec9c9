"""Both models from a file of orders beside `lifetimes`: each a whole process, imports included."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from regulars.facts.tenant import Generation, Tenant, TenantStatus
from regulars.facts.time import to_ms
from regulars.scoring.prediction.cells import Cells
from regulars.scoring.prediction.correction import Correction
from regulars.scoring.prediction.fit import Fit, fit
from regulars.scoring.prediction.learning import learn
from regulars.scoring.prediction.prediction import prediction
from regulars.scoring.prediction.sample import Sample, key_of
from regulars.scoring.settings import Settings

from benchmarks import data
from benchmarks.report import TIMES, load, row, table, timed
from benchmarks.timelines import known_by, timelines

ROOT = Path(__file__).parents[1]
BUYERS = 1_000_000
_FEW_BUYERS = 2_000
LAMBDA_MB = 1_769
RUNS = 10
_FIRST_DAY = date(2023, 1, 1)
_DAYS = 1_095
_SIDES = {"ours": "cells and fit", "lifetimes": "  peer: lifetimes"}


def run(*, small: bool = False) -> None:
    buyers = _FEW_BUYERS if small else BUYERS
    sides = [side for side in _SIDES if side != "lifetimes" or find_spec("lifetimes")]
    cdnow = data.data_file(data.CDNOW)
    rows: list[list[object]] = []
    notes = [] if len(sides) == 2 else ["lifetimes is not installed: skipped."]
    if cdnow.exists():
        runs = 1 if small else 3
        rows += _measured("CDNOW, 2 357", cdnow, "1997-09-30", sides, "5 x faster, 1/3 of the memory", runs)
    else:
        notes.append(f"{cdnow.name} is not in ../shared/data: skipped.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        last_day = write_buyers(path, buyers)
        rows += _measured(f"generated, {buyers:,}", path, last_day, sides, f"no slower, {LAMBDA_MB} MB")
    table(
        (
            "whole process",
            "clock, s",
            "processor, s",
            "peak, MB",
            "cells",
            "r",
            "alpha",
            "a",
            "b",
            "p",
            "q",
            "v",
            "target",
        ),
        rows,
        "CDNOW: the fastest of three runs. Days and minor units; the peer fits in days, too.",
        *notes,
        f"{load().capitalize()}.",
    )
    if cdnow.exists():
        _one_customer(cdnow, 1 if small else RUNS)


def _one_customer(file: Path, runs: int) -> None:
    """What a night pays to count a customer in, and an answer to predict them."""
    cut_ms = to_ms(datetime(1997, 10, 1, tzinfo=UTC)) - 1
    customers = list(known_by(timelines(file), cut_ms))
    settings = Settings.defaults(2)

    def count() -> Cells:
        cells = Cells(cut_ms)
        for one in customers:
            cells.add(one, None, settings)
        return cells

    def sample() -> Sample:
        made = Sample()
        for one in customers:
            made.add(key_of(tenant.customer_hash(one.customer_id)), one.purchases.timeline, settings.timezone, cut_ms)
        return made

    tenant = Tenant("shop", "Shop", TenantStatus.ACTIVE, "USD", 2, b"secret", Generation(1, 1), ())
    cells, sampled = count(), sample()
    alone = fit(cells, None)
    assert alone.orders is not None

    def teach() -> Correction | None:
        assert alone.orders is not None
        days = settings.churn_horizon_days
        return learn(sampled, alone.orders, horizon_days=days, history_days=cells.history_days)

    def predict(fitted: Fit) -> None:
        for one in customers:
            prediction(one.purchases, fitted, settings, cut_ms)

    corrected = replace(alone, correction=teach())
    assert corrected.correction is not None

    each_us = 1e6 / len(customers)
    table(
        TIMES,
        [
            row("cells, one customer", timed(count, runs=runs), scale=each_us, unit="us"),
            row("into the sample, hash included", timed(sample, runs=runs), scale=each_us, unit="us"),
            row("prediction, one customer", timed(lambda: predict(alone), runs=runs), scale=each_us, unit="us",
                target="< 250 with all scores"),
            row("  corrected", timed(lambda: predict(corrected), runs=runs), scale=each_us, unit="us",
                target="3 more at most"),
            row(f"learning of {len(customers):,} customers", timed(teach, runs=runs), scale=1e3, unit="ms",
                target="< 500 of 5 000"),
        ],
        f"{len(customers)} customers of CDNOW, {runs} runs, processor time.",
    )  # fmt: skip


def write_buyers(path: Path, buyers: int) -> str:
    """Orders of so many buyers, who come over three years and order and leave as BG/NBD says; gives the last day.

    r 0.5, alpha 60 days, a 0.8, b 2.5; values by Gamma-Gamma with p 6, q 4, v 15.00. Grouped by customer, ascending.
    """
    chance = np.random.default_rng(1997)
    rate = chance.gamma(0.5, 1 / 60, buyers)
    leaves = chance.beta(0.8, 2.5, buyers)
    value = chance.gamma(4.0, 1 / 15.0, buyers)
    day = chance.uniform(0, _DAYS, buyers)
    who = np.arange(buyers)
    placed: list[tuple[Any, Any]] = []
    while len(who):
        placed.append((who, day))
        day = day + chance.exponential(1 / rate[who])
        stays = (day < _DAYS) & ((chance.random(len(who)) >= leaves[who]) | (len(placed) == 1))
        who, day = who[stays], day[stays]
    customers, days = (np.concatenate(column) for column in zip(*placed, strict=True))
    order = np.lexsort((days, customers))
    customers, days = customers[order], days[order].astype(int)
    amounts = chance.gamma(6.0, 1 / value[customers])
    dates = [f"{_FIRST_DAY + timedelta(days=number)}T12:00:00Z" for number in range(_DAYS)]
    with path.open("w") as written:
        written.write("customer_id,ordered_at,quantity,unit_price\n")
        written.writelines(
            f"{customer},{dates[day]},1,{amount:.2f}\n"
            for customer, day, amount in zip(customers.tolist(), days.tolist(), amounts.tolist(), strict=True)
        )
    return str(_FIRST_DAY + timedelta(days=_DAYS - 1))


def _measured(name: str, path: Path, last_day: str, sides: list[str], target: str, runs: int = 1) -> list[list[object]]:
    found = []
    for side in sides:
        told = min((_alone(side, path, last_day) for _ in range(runs)), key=itemgetter("clock"))
        found.append(
            [
                f"{name}: {_SIDES[side]}" if side == "ours" else _SIDES[side],
                told["clock"],
                told["seconds"],
                f"{told['peak_mb']:.0f}",
                f"{told['cells']:,}" + (" coarse" if told["coarse"] else ""),
                *(f"{one:.4g}" for one in told["parameters"]),
                target if side == "ours" else "",
            ]
        )
    return found


def _alone(side: str, path: Path, last_day: str) -> dict[str, Any]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.models_step", side, str(path), last_day],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return {**json.loads(done.stdout), "clock": time.perf_counter() - began}
