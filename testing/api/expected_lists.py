"""The list of customers as a derivation of each has it, spelled as naively as possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from regulars.facts.customer import CustomerFacts
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS

SETTINGS = Settings.defaults(2)


def expected(
    customers: list[CustomerFacts],
    sort: str,
    keep: Callable[[CustomerFacts, Any], bool],
    *,
    now_ms: int = NOW_MS,
    settings: Settings = SETTINGS,
) -> list[str]:
    """Derived one by one, then sorted: by value and id in the sort's direction, who never ordered last."""
    kept = [one for one in customers if keep(one, derive(one, settings, now_ms).lifecycle)]

    def value(one: CustomerFacts) -> tuple[int, str]:
        purchases = one.purchases
        return (purchases.last_at_ms or 0) if "last" in sort else purchases.spend_minor, one.customer_id

    ordered = sorted((one for one in kept if one.purchases.order_count), key=value, reverse=sort.startswith("-"))
    never = sorted((one.customer_id for one in kept if not one.purchases.order_count), reverse=sort.startswith("-"))
    return [one.customer_id for one in ordered] + never


SORTS = ["lastOrderDate", "-lastOrderDate", "totalSpend", "-totalSpend"]


def kept_by(query: dict[str, Any]) -> Callable[[CustomerFacts, Any], bool]:
    """What the parameters say, spelled as naively as possible."""

    def keep(one: CustomerFacts, lifecycle: Any) -> bool:
        days, spend = lifecycle.days_since_last_order, one.purchases.spend_minor
        return all(
            (
                not query.get("segment") or lifecycle.value in query["segment"].split(","),
                not query.get("purchaseFrequency") or lifecycle.frequency in query["purchaseFrequency"].split(","),
                "minDaysSinceLastOrder" not in query or (days is not None and days >= query["minDaysSinceLastOrder"]),
                "maxDaysSinceLastOrder" not in query or (days is not None and days <= query["maxDaysSinceLastOrder"]),
                "minSpend" not in query or spend >= float(query["minSpend"]) * 100,
                "maxSpend" not in query or spend <= float(query["maxSpend"]) * 100,
            )
        )

    return keep
