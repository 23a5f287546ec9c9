"""A kind of ledger item that no shop has (`testing/gifts.py`), put into `KINDS` before anything else is imported: what
do the rooms make of it?

`python -m testing.toy_item` prints as its last line, in JSON, what becomes of a gift. A process of its own: the
kinds of a journey's steps are read at import.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any
from unittest.mock import patch

from regulars.stores.ledger.kinds import KINDS

from testing.gifts import GIFT, Gift

ANN = "ann-zq1"


def register() -> None:
    """Adds the line. Raises `RuntimeError` where the kinds have been read already."""
    if "regulars.people.journey" in sys.modules:
        raise RuntimeError("the registry has been read already: this needs a process of its own")
    KINDS.__init__(*KINDS.all, GIFT)  # type: ignore[misc]


def said() -> dict[str, Any]:
    """What the stream, the fold, a night, the journey, the export and the erasure do with a gift of Ann's."""
    from moto import mock_aws

    from testing.aws.moto_stack import ENVIRONMENT, create_stack
    from testing.pipeline.world import World

    machine = "regulars.stores.machines.Machine"
    with (
        patch.dict(os.environ, ENVIRONMENT),
        patch(f"{machine}.start"),
        patch(f"{machine}.is_running", return_value=True),
        patch("regulars.stores.bus.Bus.put", return_value=[]),
        mock_aws(),
    ):
        return _told(World(create_stack(), "acme"))


def _told(world: Any) -> dict[str, Any]:
    from regulars.exporting.person.collect import collect
    from regulars.exporting.person.page import page
    from regulars.facts.order import Lane
    from regulars.facts.time import HOUR_MS
    from regulars.http.door.app import Application
    from regulars.stores.folded import read_folded

    from testing.api.client import Context, event_of
    from testing.builders import an_order
    from testing.everywhere import hits
    from testing.machines.erasures import ErasureMachine
    from testing.pipeline.everything import a_night
    from testing.shops import shop_of

    stores, tenant = world.stores, world.tenant
    ledger, rows = stores.ledger(tenant), stores.rows(tenant)
    now = {"arrived_ms": world.now_ms, "written_ms": world.now_ms}
    world.accept([an_order("o1", ANN, ordered_at_ms=world.now_ms - HOUR_MS, **now)]).finish()
    world.flow()
    before = rows.get(ANN)
    gift = Gift("g#1", ANN, world.now_ms, lane=Lane.LIVE, **now)
    assert ledger.replace(ledger.item(gift, replacing=None), replacing=None)
    world.flow()
    after = rows.get(ANN)
    shop = shop_of(stores, "acme", world.now_ms)
    journey = event_of(
        "GET",
        f"/customers/venue/acme/{ANN}/journey",
        query="kinds=gift",
        claims={"sub": "u", "tenant": "acme", "role": "viewer"},
    )
    document = collect(shop, ANN)
    found = {
        "projected again": after.revision > before.revision,
        "folded": read_folded(ANN, ledger).facts == after.facts,
        "drift": a_night(world, "manual-1"),
        "journey": Application(stores).answer(journey, Context(), now_ms=world.now_ms).response["body"],
        "held": document["held"]["gift"],
        "page": page(document).decode(),
    }
    machine = ErasureMachine(stores, tenant, now_ms=lambda: world.now_ms, advance=world.advance)
    found["erased"] = machine.run(machine.ask(ANN)).result
    world.flow()
    found["left"] = hits([ANN])
    return found


if __name__ == "__main__":
    register()
    print(json.dumps(said()))
