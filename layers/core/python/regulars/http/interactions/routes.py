"""What customers did beside their orders (source 001): logged one by one or many at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...crm import about
from ...crm.interactions import log_interaction
from ...crm.moments import MomentsQuery, list_moments
from ...errors import FieldError, QueryRefused
from ...facts.items.interaction import Interaction, InteractionType, TierChange
from ...stores.ledger import Stored
from ...stores.ledger.interactions import INTERACTION
from ..door import paging
from ..door.auth import Role
from ..door.bodies import (
    between,
    customer_id,
    json_object,
    long_text,
    or_default,
    read_body,
    required_text,
    short_text,
    word,
)
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier, instant, several
from ..door.render import instant as shown
from ..door.revisions import check_revision, etag
from ..door.written import (
    CUSTOMER_ID,
    ID,
    MOST_METADATA_BYTES,
    Field,
    attributes,
    deleted,
    each,
    many,
    moment_of,
    parsers,
)

if TYPE_CHECKING:
    from ..door.written_shapes import DeletedAnswer
    from .shapes import CustomerInteraction, InteractionAnswer, InteractionList, InteractionsLogged

routes = Routes()

_TEXT, _WORD = long_text(16 * 1_024), short_text(200)
_DETAILS = {
    "orderId": Field("order_id", or_default(short_text(128))),
    "rating": Field("rating", or_default(between(1, 5))),
    "text": Field("text", or_default(_TEXT)),
    "score": Field("score", or_default(between(0, 10))),
    "from": Field("before", or_default(_WORD)),
    "to": Field("after", or_default(_WORD)),
    "reason": Field("reason", or_default(word(TierChange))),
    "metadata": Field("metadata", or_default(json_object(MOST_METADATA_BYTES))),
}
_TYPE = {"interactionType": Field("interaction_type", word(InteractionType))}
# Which types a field belongs to; all others have any.
_ONLY = {
    "rating": (InteractionType.REVIEW, InteractionType.FEEDBACK),
    "score": (InteractionType.NPS,),
    "from": (InteractionType.TIER_CHANGED,),
    "to": (InteractionType.TIER_CHANGED,),
    "reason": (InteractionType.TIER_CHANGED,),
}
_NEEDED = {InteractionType.NPS: "score", InteractionType.TIER_CHANGED: "reason"}


@routes.get(
    "/api/customers/interactions",
    identifier("customerId", "Only of this customer; else of all."),
    several("interactionType", InteractionType, "Only these types."),
    instant("from", "At this instant or later."),
    instant("to", "Before this instant."),
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_interactions(call: Call) -> Answer[InteractionList]:
    """Interactions, newest first. Of all customers `total` is null beyond 10 000."""
    params = call.params
    wanted = {"type": params["interactionType"]}
    query = MomentsQuery(INTERACTION, params["customerId"], params["from"], params["to"], wanted)
    offset, piece = paging.offset(params), paging.Piece(call, query.canonical)
    reading = list_moments(piece.shop, query, lambda one: {"type": one.interaction_type}, after=piece.after)
    page = piece.page(reading, _row, offset=offset)
    return Answer({"success": True, "data": page.items, **paging.beside(page, params)})


@routes.post("/api/customers/interactions", role=Role.EDITOR)
def post_interactions(call: Call) -> Answer[InteractionsLogged]:
    """Logs what a customer did, or several: `{interactions: [...]}`, at most 100 a call, each with a result.

    `rating` (1 to 5) belongs to reviews and feedback, `score` (0 to 10) to NPS answers, `from`, `to` and `reason` to
    changes of tier. One that comes again under its `externalId` is the one that is there; without one, a call that was
    never answered may be sent again with its `Idempotency-Key`: nothing is logged twice.
    """
    optional = {
        **_DETAILS,
        "occurredAt": Field("occurred_ms", or_default(moment_of(call), call.now_ms)),
        "externalId": Field("external_id", or_default(short_text(500))),
    }
    fields = {**_TYPE, **optional}

    def log(values: dict[str, Any], once: str | None) -> tuple[str, CustomerInteraction]:
        _check(values["interactionType"], values)
        found = log_interaction(
            values["customerId"],
            attributes(fields, values),
            once=once,
            ledger=call.ledger,
            registry=call.registry,
            now_ms=call.now_ms,
        )
        return found.outcome, _row(found.stored)

    given = many(call.json_object(), "interactions", key=call.header("idempotency-key"))
    return each(given, {"customerId": customer_id, **parsers(_TYPE)}, parsers(optional), log)


@routes.put("/api/customers/interactions", role=Role.EDITOR)
def put_interaction(call: Call) -> Answer[InteractionAnswer]:
    """Changes the details given; the others stay. When it was, and of what type, is never changed: remove it instead.

    With `If-Match` only the interaction that was read: its `etag`.
    """
    body = read_body(call, {"customerId": customer_id, "id": required_text}, optional=parsers(_DETAILS))
    values = attributes(_DETAILS, body)

    def changed(stored: Interaction) -> Interaction:
        _check(stored.interaction_type, body, needed=False)
        return about.replaced(stored, values)

    stored = about.change(
        INTERACTION,
        body["customerId"],
        body["id"],
        changed,
        ledger=call.ledger,
        now_ms=call.now_ms,
        check=lambda revision: check_revision(call, revision),
    )
    return Answer({"success": True, "data": _row(stored)}, headers={"ETag": etag(stored.n)})


@routes.delete("/api/customers/interactions", CUSTOMER_ID, ID, role=Role.EDITOR)
def delete_interaction(call: Call) -> Answer[DeletedAnswer]:
    """Removes an interaction. With `If-Match` only the one that was read."""
    return deleted(call, INTERACTION)


def _check(type_: InteractionType, values: dict[str, Any], *, needed: bool = True) -> None:
    """Raises `QueryRefused` for details that do not belong to the type, and for one that it lacks."""
    faults = [
        FieldError(name, f"belongs to {' and '.join(types)} only, and this is {type_}")
        for name, types in _ONLY.items()
        if values.get(name) is not None and type_ not in types
    ]
    lacking = _NEEDED.get(type_)
    if lacking is not None and (lacking in values or needed) and values.get(lacking) is None:
        faults.append(FieldError(lacking, f"must be given for {type_}"))
    if faults:
        raise QueryRefused(faults)


def _row(stored: Stored[Interaction]) -> CustomerInteraction:
    one = stored.item
    return {
        "id": one.interaction_id,
        "customerId": one.customer_id,
        "interactionType": one.interaction_type,
        "occurredAt": shown(one.occurred_ms),
        "orderId": one.order_id,
        "rating": one.rating,
        "text": one.text,
        "score": one.score,
        "from": one.before,
        "to": one.after,
        "reason": one.reason,
        "externalId": one.external_id,
        "metadata": None if one.metadata is None else json.loads(one.metadata),
        "createdAt": shown(one.created_ms),
        "updatedAt": shown(one.written_ms),
        "etag": etag(stored.n),
    }
