"""Callers of the endpoints of loyalty."""

from __future__ import annotations

from typing import Any

from regulars.facts.time import DAY_MS
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client
from testing.builders import NOW_MS

PROGRAMS, POINTS = "/api/customers/loyalty-programs", "/api/customers/loyalty-points"
LONG_AGO = "2024-01-01"
GOLD = {"name": "Gold", "threshold": 100, "multiplier": 1.5, "graceDays": 30}
MUG = {"id": "mug", "name": "A mug", "points": 60, "kind": "product", "stock": 1}


def made(api: Client, **fields: Any) -> str:
    answer = api.post(PROGRAMS, {"name": "Club", "type": "points", "effectiveFrom": LONG_AGO, **fields})
    assert answer.status == 201, answer.text
    return str(answer.data["id"])


def changed(api: Client, program: str, **fields: Any) -> Answered:
    read = next(one for one in api.get(PROGRAMS).data if one["id"] == program)
    return api.send("PUT", PROGRAMS, body={"loyaltyProgramId": program, **fields}, headers={"if-match": read["etag"]})


def act(api: Client, program: str, action: str, key: str | None = None, **fields: Any) -> Answered:
    body = {"customerId": "ann", "loyaltyProgramId": program, "action": action, **fields}
    return api.post(POINTS, body, **({} if key is None else {"idempotency-key": key}))


def stands(api: Client, program: str, customer_id: str = "ann") -> dict[str, Any]:
    [found] = api.get(POINTS, customerId=customer_id, loyaltyProgramId=program).data
    return dict(found)


def totals(found: dict[str, Any]) -> dict[str, int]:
    names = ("totalPointsEarned", "availablePoints", "pendingPoints", "redeemedPoints", "expiredPoints", "debtPoints")
    earned, available, pending, redeemed, expired, debt = (found[name] for name in names)
    assert earned == available + pending + redeemed + expired - debt
    return {name: found[name] for name in names if found[name]}


def at(application: Application, days: float) -> Client:
    return Client(application, "acme", now_ms=NOW_MS + int(days * DAY_MS))


def forget_answers(stores: Stores) -> None:
    """As after a day: the door no longer knows which keys came."""
    table = stores.names.requests_table
    for item in stores.dynamodb.scan(TableName=table)["Items"]:
        stores.dynamodb.delete_item(TableName=table, Key={"id": item["id"]})
