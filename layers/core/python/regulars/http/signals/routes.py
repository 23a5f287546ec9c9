"""A shop's own signals of churn (source 001): numbers of other systems that make up a share of the churn risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...crm.signals import read_signals, remove_signal, set_signal
from ...facts.items.signal import MOST_WEIGHT, Signal
from ...facts.text import readable
from ...stores.reading import in_order
from ..door import paging
from ..door.auth import Role
from ..door.bodies import between, customer_id, moment, no_body, or_default, read_body, short_text
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier, label
from ..door.render import instant
from ..door.revisions import check_revision
from ..door.written import CUSTOMER_ID, was_deleted

if TYPE_CHECKING:
    from ..door.written_shapes import DeletedAnswer
    from .shapes import ChurnSignal, SignalAnswer, SignalList

routes = Routes()

# The last instant that can be written.
_LATEST_MS = 253_402_300_799_999


@routes.get(
    "/api/customers/signals",
    identifier("customerId", "Of this customer.", required=True),
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_signals(call: Call) -> Answer[SignalList]:
    """The customer's signals by name, those that have expired too."""
    asked = call.params["customerId"]
    offset, piece = paging.offset(call.params), paging.Piece(call, f"signals|{asked}")
    signals = read_signals(asked, ledger=call.ledger)
    reading = in_order(signals, lambda one: (one.name,), after=piece.after)
    page = piece.page(reading, lambda one: _row(asked, one, piece.shop.now_ms), offset=offset)
    return Answer({"success": True, "data": page.items, **paging.beside(page, call.params)})


@routes.post("/api/customers/signals", role=Role.EDITOR)
def post_signal(call: Call) -> Answer[SignalAnswer]:
    """Sets a signal, in the place of one of the same name: at most 10 a customer, whose weights together are at most
    50 of 100. The churn risk is then (100 - weights) hundredths of source 003's, and the rest the signals' values.
    """
    required = {
        "customerId": customer_id,
        "name": short_text(64),
        "value": between(0, 100),
        "weight": between(0, MOST_WEIGHT),
    }
    optional = {"expiresAt": or_default(moment(call.settings.timezone, _LATEST_MS))}
    body = read_body(call, required, optional=optional)
    signal = Signal(body["name"], body["value"], body["weight"], body.get("expiresAt"))
    _, created = set_signal(body["customerId"], signal, ledger=call.ledger, now_ms=call.now_ms)
    return Answer({"success": True, "data": _row(body["customerId"], signal, call.now_ms)}, 201 if created else 200)


@routes.delete("/api/customers/signals", CUSTOMER_ID, label("name", "The signal."), role=Role.EDITOR)
def delete_signal(call: Call) -> Answer[DeletedAnswer]:
    """Takes a signal away."""
    no_body(call)
    asked, name = call.params["customerId"], readable(call.params["name"] or "")
    remove_signal(
        asked, name, ledger=call.ledger, now_ms=call.now_ms, check=lambda revision: check_revision(call, revision)
    )
    return was_deleted(asked, name)


def _row(customer: str, signal: Signal, now_ms: int) -> ChurnSignal:
    return {
        "customerId": customer,
        "name": signal.name,
        "value": signal.value,
        "weight": signal.weight,
        "expiresAt": instant(signal.expires_ms),
        "expired": not signal.holds(now_ms),
    }
