"""The consent log: what customers granted and withdrew, when, where and by which text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...crm.consents import add_consent
from ...crm.moments import MomentsQuery, list_moments
from ...facts.items.channels import ConsentChannel
from ...facts.items.consent import Consent, ConsentAction
from ...stores.ledger import Stored
from ...stores.ledger.consents import CONSENT
from ..door import paging
from ..door.auth import Role
from ..door.bodies import customer_id, or_default, read_body, short_text, word
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier, instant, several
from ..door.render import instant as shown
from ..door.written import Field, attributes, moment_of, parsers

if TYPE_CHECKING:
    from .shapes import ConsentAnswer, ConsentEntry, Consents

routes = Routes()

_REQUIRED = {
    "channel": Field("channel", word(ConsentChannel)),
    "action": Field("action", word(ConsentAction)),
    "source": Field("source", short_text(200)),
}


@routes.get(
    "/api/customers/privacy/consents",
    identifier("customerId", "Only of this customer; else of all."),
    several("channel", ConsentChannel, "Only of these channels."),
    several("action", ConsentAction, "Only granted, or only withdrawn ones."),
    instant("from", "Said at this instant or later."),
    instant("to", "Said before this instant."),
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_consents(call: Call) -> Answer[Consents]:
    """Entries of the consent log, newest first. Of all customers `total` is null beyond 10 000."""
    params = call.params
    wanted = {"channel": params["channel"], "action": params["action"]}
    query = MomentsQuery(CONSENT, params["customerId"], params["from"], params["to"], wanted)
    offset, piece = paging.offset(params), paging.Piece(call, query.canonical)
    reading = list_moments(piece.shop, query, _values, after=piece.after)
    page = piece.page(reading, _row, offset=offset)
    return Answer({"success": True, "data": page.items, **paging.beside(page, params)})


@routes.post("/api/customers/privacy/consents", role=Role.EDITOR)
def post_consent(call: Call) -> Answer[ConsentAnswer]:
    """Adds an entry: the customer's preferences say from then on what it says. Entries are never changed.

    `at` is when they said so, now where it is left out. `confirmedAt` and `evidence` prove a double opt-in.
    """
    when = or_default(moment_of(call), call.now_ms)
    optional = {
        "textVersion": Field("text_version", or_default(short_text(200))),
        "at": Field("at_ms", when),
        "confirmedAt": Field("confirmed_ms", or_default(moment_of(call))),
        "evidence": Field("evidence", or_default(short_text(2_000))),
    }
    body = read_body(call, {"customerId": customer_id, **parsers(_REQUIRED)}, optional=parsers(optional))
    fields = attributes({**_REQUIRED, **optional}, body) | {"actor": call.subject}
    stored = add_consent(body["customerId"], fields, ledger=call.ledger, now_ms=call.now_ms)
    return Answer({"success": True, "data": _row(stored)}, 201)


def _values(consent: Consent) -> dict[str, Any]:
    return {"channel": consent.channel, "action": consent.action}


def _row(stored: Stored[Consent]) -> ConsentEntry:
    consent = stored.item
    return {
        "id": consent.consent_id,
        "customerId": consent.customer_id,
        "channel": consent.channel,
        "action": consent.action,
        "source": consent.source,
        "textVersion": consent.text_version,
        "at": shown(consent.at_ms),
        "confirmedAt": shown(consent.confirmed_ms),
        "evidence": consent.evidence,
        "actor": consent.actor,
        "createdAt": shown(consent.written_ms),
    }
