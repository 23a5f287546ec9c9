"""Online Retail by `regulars import` until the facts are right, and what pandas makes of the same file."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from regulars.cli.connection import Connection
from regulars.cli.http import Api
from regulars.facts.time import DAY_MS, to_ms
from regulars.scoring.settings_given import changed

from benchmarks.local_stack import needed_stack, new_tenant, projections_since, regulars, whole_list
from benchmarks.report import load, table
from benchmarks.retail import customers_by_pandas, needed_file

_LAST_DAY = pd.Timestamp("2011-12-09T12:50:00Z")


def run(*, small: bool = False) -> None:
    """As large as the file: `small` changes nothing."""
    file = str(needed_file())
    connection = needed_stack()
    tenant_id = new_tenant("retail", currency="GBP")
    busy, began_ms = load(), time.time_ns() // 1_000_000
    began = time.perf_counter()
    shown = json.loads(regulars("import", file, "--tenant", tenant_id, "--json"))
    imported_s = time.perf_counter() - began
    api = Api(connection, tenant_id)
    wrong = _compare(api, {})
    right_s = time.perf_counter() - began
    # As if it were the file's last day: thresholds moved by the years since, so that all four segments are there.
    shift = (time.time_ns() // 1_000_000 - int(_LAST_DAY.timestamp() * 1e3)) // DAY_MS
    moved = {"dormantDays": 90 + shift, "newDays": 30 + shift}
    _change_settings(connection, tenant_id, moved)
    wrong_moved = _compare(api, {"dormant_days": 90 + shift, "new_days": 30 + shift})
    projections = projections_since(connection, began_ms)
    counts = shown["counts"]
    customers = counts["customers"]
    table(
        ("", "here", "bound"),
        [
            ["orders counted", shown["statuses"][0]["orders"], "18536"],
            ["customers", customers, "4339"],
            ["spend", shown["statuses"][0]["amount"], "8911407.90"],
            ["rows refused (cancellations)", counts["rowsRefused"], "8905"],
            ["seconds until `regulars import` ends", f"{imported_s:.0f}", "180"],
            ["seconds until the whole list is read and compared", f"{right_s:.0f}", ""],
            ["projections a customer", f"{projections / customers:.2f}", "1.5"],
            ["customers that differ from pandas", wrong, "0"],
            [f"the same, thresholds as of {_LAST_DAY:%Y-%m-%d}", wrong_moved, "0"],
        ],
        "Projections: messages that update_facts logged meanwhile, whoever they were for.",
        f"Before: {busy}; after: {load()}.",
    )


def _compare(api: Api, thresholds: dict[str, int]) -> int:
    """How many customers differ, over every field; prints the counts of both beside one another."""
    rows = list(whole_list(api))
    instants = {instant for _, instant in rows}
    assert len(instants) == 1, "one walk has one instant"
    expected = customers_by_pandas(to_ms(datetime.fromisoformat(instants.pop())), **thresholds)
    listed = {row["contactID"]: row["metrics"] for row, _ in rows}
    labels = []
    for name, column in (("segment", "segment"), ("purchaseFrequency", "frequency")):
        ours, theirs = Counter(m[name] for m in listed.values()), Counter(expected[column])
        labels += [[f"{name} {label}", ours[label], theirs[label]] for label in sorted({*ours, *theirs})]
    table(("", "the list", "pandas"), labels)
    wanted = {customer_id: tuple(one) for customer_id, *one in expected.itertuples()}
    served = {customer_id: _values(metrics) for customer_id, metrics in listed.items()}
    return sum(served.get(customer_id) != wanted.get(customer_id) for customer_id in {*served, *wanted})


def _values(metrics: dict[str, Any]) -> tuple[object, ...]:
    """In the order of the columns that pandas computes."""
    return (
        metrics["orderCount"],
        int(Decimal(metrics["totalSpend"]) * 100),
        pd.Timestamp(metrics["firstOrderDate"]),
        pd.Timestamp(metrics["lastOrderDate"]),
        metrics["segment"],
        metrics["purchaseFrequency"],
    )


def _change_settings(connection: Connection, tenant_id: str, given: dict[str, int]) -> None:
    record = connection.record(tenant_id)
    settings = changed(record.settings, given, record.tenant.exponent)
    assert connection.stores.settings(record.tenant).put(settings, replacing=record.settings_revision)
