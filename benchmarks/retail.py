"""Online Retail: its orders as the product takes them, and what pandas alone makes of the file."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from regulars.errors import OrderRefused
from regulars.facts.order import Lane, Order
from regulars.facts.tenant import Tenant
from regulars.facts.time import to_ms
from regulars.orders.parse import parse_order
from regulars.scoring.settings import Settings

from benchmarks.data import ONLINE_RETAIL, data_file, needed

FILE = data_file(ONLINE_RETAIL)
_ON_THE_WAY_MS = 1_000
_EPOCH = pd.Timestamp(0, tz="UTC")
_DAY = 24 * 60 * 60 * 1_000
_HELD = ("productId", "productName", "quantity", "unitPrice")
_COLUMNS = ("product_id", "product_name", "quantity", "unit_price")


def needed_file() -> Path:
    """The file. Raises Skipped where it is not."""
    return needed(data_file(ONLINE_RETAIL))


def live_orders(tenant: Tenant) -> Iterator[Order]:
    """Every order that is taken, oldest first, each arriving a second after it was placed."""
    settings = Settings.defaults(tenant.exponent)
    for raw in sorted(raw_orders(), key=lambda raw: (raw["orderedAt"], raw["orderId"])):
        now_ms = to_ms(pd.Timestamp(raw["orderedAt"]).to_pydatetime()) + _ON_THE_WAY_MS
        try:
            yield parse_order(raw, tenant=tenant, settings=settings, arrived_ms=now_ms, now_ms=now_ms, lane=Lane.LIVE)
        except OrderRefused:
            continue


def raw_orders() -> list[dict[str, Any]]:
    """Every invoice of the file in the shape that the API takes."""
    orders: dict[str, dict[str, Any]] = {}
    with gzip.open(needed_file(), "rt", newline="") as opened:
        for row in csv.DictReader(opened):
            order = orders.setdefault(
                row["order_id"],
                {
                    "orderId": row["order_id"],
                    "customerId": row["customer_id"],
                    "orderedAt": row["ordered_at"],
                    "status": row["status"],
                    "lines": [],
                },
            )
            order["lines"].append({name: row[column] for name, column in zip(_HELD, _COLUMNS, strict=True)})
    return list(orders.values())


def paid_rows() -> pd.DataFrame:
    """The lines of paid invoices as pandas reads them, each with its pence."""
    rows = pd.read_csv(needed_file(), dtype={"order_id": str, "customer_id": str}, parse_dates=["ordered_at"])
    rows = rows[rows["status"] == "paid"]
    # Prices have up to three decimals: a line is quantity times thousandths, half up to the penny.
    thousandths = (rows["unit_price"] * 1_000).round().astype("int64")
    return rows.assign(pence=(rows["quantity"] * thousandths + 5) // 10)


def customers_by_pandas(
    now_ms: int, *, vip_minor: int = 500_000, dormant_days: int = 90, new_days: int = 30
) -> pd.DataFrame:
    """One row a customer of the paid invoices: orders, spend in pence, first and last in ms, segment, frequency.

    Written from docs/scoring.md and the file's readme alone; nothing of the product is called.
    """
    rows = paid_rows()
    orders = rows.groupby("order_id").agg(
        customer=("customer_id", "first"), at=("ordered_at", "first"), pence=("pence", "sum")
    )
    found = orders.groupby("customer").agg(
        orders=("pence", "size"), spend=("pence", "sum"), first=("at", "min"), last=("at", "max")
    )
    now = pd.Timestamp(now_ms, unit="ms", tz="UTC")
    day = pd.Timedelta(days=1)
    found["segment"] = np.select(
        [
            found["spend"] > vip_minor,
            (now - found["last"]) // day > dormant_days,
            (now - found["first"]) // day <= new_days,
        ],
        ["VIP", "Dormant", "New"],
        "Active",
    )
    gap = (found["last"] - found["first"]) / day / (found["orders"] - 1).clip(lower=1)
    found["frequency"] = np.select(
        [found["orders"] == 1, gap <= 7, gap <= 30, gap <= 90],
        ["One-time", "Weekly", "Monthly", "Quarterly"],
        "Occasional",
    )
    return found


def pairs_by_pandas(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a customer and product of `paid_rows`: purchases, units, pence, first and last in ms, mean gap in days.

    Written from docs/scoring.md alone, like what follows; nothing of the product is called.
    """
    placed = (rows.groupby("order_id")["ordered_at"].first() - _EPOCH) // pd.Timedelta(milliseconds=1)
    bought = rows.groupby(["customer_id", "product_id", "order_id"], sort=False)[["quantity", "pence"]].sum()
    bought = bought.reset_index().assign(at=lambda frame: frame["order_id"].map(placed))
    pairs = bought.groupby(["customer_id", "product_id"]).agg(
        purchases=("order_id", "size"),
        units=("quantity", "sum"),
        pence=("pence", "sum"),
        first=("at", "min"),
        last=("at", "max"),
    )
    # In whole milliseconds, so that half a day is exactly half a day.
    gaps = pairs["purchases"] - 1
    days = ((pairs["last"] - pairs["first"]) // gaps.clip(lower=1) + _DAY // 2) // _DAY
    return pairs.assign(gap=np.where(gaps == 0, 0, days))


def affinities_by_pandas(pairs: pd.DataFrame, now_ms: int) -> pd.DataFrame:
    """By pair: score, pair segment, engagement level, gap in days, and the predicted instant in ms (0: none)."""
    days = ((now_ms - pairs["last"]) // _DAY).clip(lower=0)
    purchases, units, gap = pairs["purchases"], pairs["units"], pairs["gap"]
    by_purchases = [purchases <= 2, purchases <= 4, purchases <= 9, purchases <= 19]
    by_days = [days <= 7, days <= 30, days <= 90, days <= 180]
    score = (
        np.select(by_purchases, [10, 15, 25, 35], 40)
        + np.select(by_days, [30, 25, 15, 10], 5)
        + np.select([units < 1, units < 20, units < 50, units < 100], [0, 5, 10, 15], 20)
        + np.select([gap == 0, gap <= 30, gap <= 60, gap <= 90], [0, 10, 7, 5], 3)
    )
    return pd.DataFrame(
        {
            "score": np.minimum(score, 100),
            "segment": np.select(by_purchases, ["new", "occasional", "regular", "frequent"], "champion"),
            "level": np.select(by_days, ["very_high", "high", "medium", "low"], "at_risk"),
            "gap": gap,
            "next": (pairs["last"] + gap * _DAY).where(gap > 0, 0),
        },
        index=pairs.index,
    )
