"""One customer, their orders, and the product's own loop about them as a call that can be parked."""

from __future__ import annotations

from regulars.facts.order import Order
from regulars.facts.ranges import Ranges
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Terms

from testing.builders import an_order
from testing.pipeline.gate import Call
from testing.pipeline.world import START_MS, World

CUSTOMER = "ann"


def order(order_id: str, *, total_minor: int = 1_000, arrived_ms: int = START_MS) -> Order:
    """Paid, without lines, placed when the world began."""
    return an_order(
        order_id,
        CUSTOMER,
        ordered_at_ms=START_MS,
        lines=(),
        arrived_ms=arrived_ms,
        written_ms=arrived_ms,
        total_minor=total_minor,
    )


def projecting(world: World, changed: Ranges | None = None) -> Call:
    """The loop about what changed, parked before its first request."""
    projector = Projector.opened(world.stores, world.tenant, Terms(world.settings), now_ms=world.now_ms, live=True)
    return Call("project", lambda: projector.project(CUSTOMER, changed=changed))
