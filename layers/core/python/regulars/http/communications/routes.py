"""What a shop and its customers said to each other (source 001), and what became of it on its way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...crm.communications import change_communication, log_communication
from ...crm.deliveries import deliver
from ...crm.moments import MomentsQuery, list_moments
from ...errors import FieldError, QueryRefused
from ...facts.items.channels import CONSENT_OF, Channel
from ...facts.items.communication import Communication, CommunicationStatus, Direction, Purpose
from ...stores.ledger import Stored
from ...stores.ledger.communications import COMMUNICATION
from ..door import paging
from ..door.auth import Role
from ..door.bodies import customer_id, json_object, long_text, or_default, read_body, required_text, short_text, word
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier, instant, several
from ..door.render import instant as shown
from ..door.revisions import check_revision, etag
from ..door.written import MOST_METADATA_BYTES, Field, attributes, each, many, moment_of, parsers
from .deliveries import read_deliveries

if TYPE_CHECKING:
    from .shapes import (
        CommunicationAnswer,
        CommunicationList,
        CommunicationsLogged,
        CustomerCommunication,
        Deliveries,
        DeliveryCounts,
        DeliveryResult,
    )

routes = Routes()

_TOLD = {
    "subject": Field("subject", or_default(short_text(500))),
    "message": Field("message", or_default(long_text(16 * 1_024))),
    "metadata": Field("metadata", or_default(json_object(MOST_METADATA_BYTES))),
}
_OF_ONE = {
    **_TOLD,
    "communicationType": Field("type", or_default(word(Channel))),
    "channel": Field("channel", or_default(word(Channel))),
    "direction": Field("direction", or_default(word(Direction), Direction.OUTBOUND)),
    "purpose": Field("purpose", or_default(word(Purpose))),
    "externalId": Field("external_id", or_default(short_text(500))),
}
_STATUS = or_default(word(CommunicationStatus), CommunicationStatus.SENT)


@routes.get(
    "/api/customers/communications",
    identifier("customerId", "Only of this customer; else of all."),
    several("channel", Channel, "Only over these channels."),
    several("status", CommunicationStatus, "Only those that came so far."),
    several("direction", Direction, "Only from, or only to customers."),
    instant("from", "At this instant or later."),
    instant("to", "Before this instant."),
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_communications(call: Call) -> Answer[CommunicationList]:
    """Communications, newest first. Of all customers `total` is null beyond 10 000."""
    params = call.params
    wanted = {name: params[name] for name in ("channel", "status", "direction")}
    query = MomentsQuery(COMMUNICATION, params["customerId"], params["from"], params["to"], wanted)
    offset, piece = paging.offset(params), paging.Piece(call, query.canonical)
    page = piece.page(list_moments(piece.shop, query, _values, after=piece.after), _row, offset=offset)
    return Answer({"success": True, "data": page.items, **paging.beside(page, params)})


@routes.post("/api/customers/communications", role=Role.EDITOR)
def post_communications(call: Call) -> Answer[CommunicationsLogged]:
    """Logs a communication, or several: `{communications: [...]}`, at most 100 a call, each with a result.

    `communicationType` and `channel` stand for each other where one is left out. What is `queued` is only meant to be
    sent: 409 `not_contactable` for somebody who opted out of its channel (marketing) or is not to be contacted at all.
    Every other status has happened: it is kept, and `consentViolation` says where it was against their will.
    One that comes again under its `externalId` goes on from what is known; without one, a call that was never answered
    may be sent again with its `Idempotency-Key`: nothing is logged twice.
    """
    when = or_default(moment_of(call))
    optional = {**parsers(_OF_ONE), "status": _STATUS, "sentAt": when, "occurredAt": when}

    def log(values: dict[str, Any], once: str | None) -> tuple[str, CustomerCommunication]:
        found = log_communication(
            values["customerId"],
            _completed(values),
            values.get("status", CommunicationStatus.SENT),
            sent_ms=values.get("sentAt"),
            occurred_ms=values.get("occurredAt"),
            once=once,
            ledger=call.ledger,
            registry=call.registry,
            now_ms=call.now_ms,
        )
        return found.outcome, _row(found.stored)

    given = many(call.json_object(), "communications", key=call.header("idempotency-key"))
    return each(given, {"customerId": customer_id}, optional, log)


@routes.put("/api/customers/communications", role=Role.EDITOR)
def put_communication(call: Call) -> Answer[CommunicationAnswer]:
    """A status that it has reached, at `occurredAt` or now, and what is known of it besides; the others stay.

    With `If-Match` only the communication that was read: its `etag`.
    """
    optional = {
        **parsers(_TOLD),
        "status": or_default(word(CommunicationStatus)),
        "occurredAt": or_default(moment_of(call)),
    }
    body = read_body(call, {"customerId": customer_id, "id": required_text}, optional=optional)
    stored = change_communication(
        body["customerId"],
        body["id"],
        attributes(_TOLD, body),
        body.get("status"),
        occurred_ms=body.get("occurredAt"),
        ledger=call.ledger,
        now_ms=call.now_ms,
        check=lambda revision: check_revision(call, revision),
    )
    return Answer({"success": True, "data": _row(stored)}, headers={"ETag": etag(stored.n)})


@routes.post("/api/customers/communications/events", role=Role.EDITOR)
def post_delivery_events(call: Call) -> Answer[Deliveries]:
    """What became of messages, by their `externalId`: one event, `{events: [...]}` with at most 100, or an event of
    Amazon SES as SNS or EventBridge hands it over.

    In any order, and more than once: each status keeps the earliest instant that was told, the furthest stands. A
    permanent bounce and a complaint withdraw the consent to the channel.
    """
    told, ignored = read_deliveries(call.json_object(), moment_of(call))
    found = deliver(told, ledger=call.ledger, registry=call.registry, now_ms=call.now_ms)
    came = [one.outcome for one in found]
    counts: DeliveryCounts = {
        "updated": came.count("updated"),
        "unchanged": came.count("unchanged"),
        "unknown": came.count("unknown"),
        "ignored": ignored,
    }
    rows: list[DeliveryResult] = [{"externalId": one.external_id, "outcome": one.outcome} for one in found]
    return Answer({"success": True, "data": rows, "meta": counts})


def _completed(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of a communication, what was left out taken from what was given. Raises `QueryRefused`."""
    fields = attributes(_OF_ONE, values)
    channel, type_ = fields.get("channel"), fields.get("type")
    if channel is None and type_ is None:
        message = "must be given, or communicationType"
        raise QueryRefused([FieldError("channel", message)])
    fields["channel"], fields["type"] = channel or type_, type_ or channel
    fields.setdefault("direction", Direction.OUTBOUND)
    if fields["direction"] is Direction.INBOUND and values.get("status") is CommunicationStatus.QUEUED:
        raise QueryRefused([FieldError("status", "queued is of outbound ones: what they say has been said")])
    if fields.get("purpose") is None:
        asks = fields["channel"] in CONSENT_OF and fields["direction"] is Direction.OUTBOUND
        fields["purpose"] = Purpose.MARKETING if asks else Purpose.SERVICE
    return fields


def _values(one: Communication) -> dict[str, Any]:
    return {"channel": one.channel, "status": one.status, "direction": one.direction}


def _row(stored: Stored[Communication]) -> CustomerCommunication:
    one = stored.item
    return {
        "id": one.communication_id,
        "customerId": one.customer_id,
        "communicationType": one.type,
        "channel": one.channel,
        "direction": one.direction,
        "purpose": one.purpose,
        "status": one.status,
        "statusAt": {str(status): shown(at) for status, at in one.reached.items()},
        "subject": one.subject,
        "message": one.message,
        "occurredAt": shown(one.occurred_ms),
        "sentAt": shown(one.sent_ms),
        "externalId": one.external_id,
        "consentViolation": one.violates,
        "metadata": None if one.metadata is None else json.loads(one.metadata),
        "createdAt": shown(one.created_ms),
        "updatedAt": shown(one.written_ms),
        "etag": etag(stored.n),
    }
