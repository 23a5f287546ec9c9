"""What schedules of referrals do and look at: Ann brings others, Cy came by the code of Ann, Dee stands beside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.crm.referrals import claim_referral
from regulars.facts.loyalty import Referrals
from regulars.facts.time import DAY_MS
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Terms
from regulars.stores.ledger import Ledger

from testing.builders import an_order
from testing.pipeline.gate import Call
from testing.pipeline.referrals import expected_notes, noted
from testing.pipeline.world import ACCOUNT, REGION, START_MS, World
from testing.shops import shop_of

ANN, CY, DEE = "ann-zq1", "cy-zq2", "dee-zq3"
EVERYBODY = [ANN, CY, DEE]


def ago(days: int) -> int:
    return START_MS - days * DAY_MS


def orders(world: World, order_id: str, customer_id: str, days: int, **fields: Any) -> None:
    told = {"ordered_at_ms": ago(days), "arrived_ms": world.now_ms, "written_ms": world.now_ms, **fields}
    world.accept([an_order(order_id, customer_id, **told)]).finish()


def gives_code(world: World, customer_id: str, referrer_id: str) -> None:
    shop = shop_of(world.stores, world.tenant.id, world.now_ms)
    claim_referral(shop, customer_id, world.tenant.referral_code(referrer_id))


def merge(world: World, member: str, into: str) -> None:
    merge_customers(member, into, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)


def unmerge(world: World, member: str) -> None:
    unmerge_customer(member, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)


def projecting(world: World, customer_id: str = CY, ledger: Ledger | None = None) -> Call:
    def work() -> None:
        projector = Projector.opened(
            world.stores, world.tenant, Terms(world.settings), now_ms=world.now_ms, live=True, tells_referrers=True
        )
        (replace(projector, ledger=ledger) if ledger else projector).project(customer_id)

    return Call("project", work)


def notes(world: World) -> dict[tuple[str, str], int]:
    return noted(world, EVERYBODY)


def under_ann(world: World, days: int, customer_id: str = CY) -> dict[tuple[str, str], int]:
    return {(ANN, world.tenant.referral_code(customer_id)): ago(days)}


def referrals(world: World, customer_id: str) -> Referrals:
    """What the row says."""
    row = world.stores.rows(world.tenant).get(customer_id)
    assert row is not None
    assert row.facts.referrals is not None
    return row.facts.referrals


def assert_at_rest(world: World) -> None:
    world.flow()
    world.assert_exact()
    assert notes(world) == expected_notes(world, EVERYBODY)


def ledger_items(world: World) -> dict[tuple[str, str], Any]:
    table = dynamodb_backends[ACCOUNT][REGION].tables[world.stores.names.ledger_table]
    items = [item.to_json()["Attributes"] for rows in table.items.values() for item in rows.values()]
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in items}
