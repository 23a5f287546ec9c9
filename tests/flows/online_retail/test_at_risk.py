"""At-risk lists over HTTP against pandas, after refunds and deletions of Online Retail. Skips where the file is not."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
import pytest
from regulars.facts.time import rfc3339
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.stores.opened import Stores

from benchmarks.retail import FILE, affinities_by_pandas, paid_rows, pairs_by_pandas, raw_orders
from testing.api.client import Client, path_of
from testing.aws.tenants import make_tenant
from testing.machines.night_by_turns import NightMachine

# 2011-12-09T12:50Z, the last minute of the data, and half a year later.
END_MS, LATER_MS = 1_323_435_000_000, 1_339_200_000_000
CUSTOMERS = 14
ORDERS_A_CALL = 50


class Shop:
    """Some busy customers of Online Retail, and what pandas knows of them."""

    def __init__(self, stores: Stores, application: Application) -> None:
        tenant = make_tenant(stores, "retail", currency="GBP")
        self.night = NightMachine(stores, tenant)
        self.api = Client(application, tenant.id, now_ms=END_MS)
        rows = paid_rows()
        lines = rows.groupby("customer_id").size().sort_values(ascending=False, kind="stable")
        self.people = set(lines.index[60 : 60 + CUSTOMERS])
        self.rows = rows[rows["customer_id"].isin(self.people)]

    def take(self) -> None:
        wanted = set(self.rows["order_id"])
        orders = [order for order in raw_orders() if order["orderId"] in wanted]
        for start in range(0, len(orders), ORDERS_A_CALL):
            answer = self.api.post("/api/orders", {"orders": orders[start : start + ORDERS_A_CALL]})
            assert set(answer.json["meta"]) >= {"created"}
            assert answer.json["meta"]["created"] == len(orders[start : start + ORDERS_A_CALL])
        self.project(self.people)

    def project(self, customer_ids: set[str]) -> None:
        self.night.now_ms = END_MS
        self.night.project(*sorted(customer_ids))

    def refund(self, order_ids: list[str]) -> None:
        """All of it: pandas forgets the order."""
        events = [
            {
                "type": "track",
                "event": "Order Refunded",
                "messageId": f"refund of {order_id}",
                "timestamp": rfc3339(END_MS),
                "properties": {"order_id": order_id},
            }
            for order_id in order_ids
        ]
        for start in range(0, len(events), ORDERS_A_CALL):
            assert self.api.post("/api/orders/events", {"batch": events[start : start + ORDERS_A_CALL]}).status == 200
        self._forget(order_ids)

    def delete(self, order_ids: list[str]) -> None:
        for order_id in order_ids:
            assert self.api.delete(path_of("api", "orders", order_id)).status in (200, 204)
        self._forget(order_ids)

    def _forget(self, order_ids: list[str]) -> None:
        gone = self.rows["order_id"].isin(order_ids)
        touched = set(self.rows.loc[gone, "customer_id"])
        self.rows = self.rows[~gone]
        self.project(touched)

    def assert_at_risk_as_pandas(self, now_ms: int, *, least: int) -> None:
        """Every product's list, soonest overdue first; there are `least` rows or more in all."""
        pairs = pairs_by_pandas(self.rows)
        found = affinities_by_pandas(pairs, now_ms).join(pairs["purchases"])
        late = found[(found["purchases"] >= 3) & (found["gap"] > 0) & (found["next"] < now_ms)]
        expected: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for (customer, product), one in late.iterrows():
            score, segment, level = int(one["score"]), str(one["segment"]), str(one["level"])
            expected[str(product)].append((int(one["next"]), str(customer), score, segment, level, int(one["gap"])))
        assert len(late) >= least
        self.api.now_ms = now_ms
        for product, wanted in expected.items():
            rows = self._at_risk(product)
            assert [row["nextPredictedPurchaseDate"] for row in rows] == [
                rfc3339(next_ms) for next_ms, *_ in sorted(wanted, reverse=True)
            ]
            ours = {(row["customerId"], *(row[name] for name in _SHOWN)) for row in rows}
            assert ours == {(who, score, segment, level, gap) for _, who, score, segment, level, gap in wanted}
        without = sorted(set(self.rows["product_id"]) - set(expected))[::200]
        assert [self._at_risk(product) for product in without] == [[] for _ in without]

    def _at_risk(self, product: str) -> list[dict[str, Any]]:
        path = path_of("product-affinity", "product", product, "at-risk-customers")
        answer = self.api.get(path, limit=1000).json
        assert answer["meta"]["nextCursor"] is None
        rows: list[dict[str, Any]] = answer["data"]
        return rows


_SHOWN = ("affinityScore", "customerSegment", "engagementLevel", "purchaseFrequencyDays")


def test_at_risk_lists_are_those_of_pandas_at_the_end_after_refunds_and_deletions_and_later(stores: Stores) -> None:
    if not FILE.exists():
        pytest.skip(f"{FILE.name} is not in ../shared/data")
    shop = Shop(stores, Application(stores, buckets=Buckets(1_000_000)))
    shop.take()
    shop.assert_at_risk_as_pandas(END_MS, least=100)

    orders = pd.unique(shop.rows["order_id"]).tolist()
    shop.refund(orders[::9])
    shop.delete(orders[4::13])

    shop.assert_at_risk_as_pandas(END_MS, least=100)
    shop.assert_at_risk_as_pandas(LATER_MS, least=100)
