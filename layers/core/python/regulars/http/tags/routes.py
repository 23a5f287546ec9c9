"""Tags of customers (source 001): given one by one or many at once, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...crm import about
from ...crm.tags import Coloured, TagCount, all_tags, colour_tag, give_tag, tags_of
from ...errors import FieldError, QueryRefused
from ...facts.text import readable
from ...stores.ledger.tags import TAG
from ..door import paging
from ..door.auth import Role
from ..door.bodies import colour, customer_id, no_body, or_default, read_body, short_text
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier, instant, label
from ..door.render import instant as shown
from ..door.written import CUSTOMER_ID, each, many, was_deleted

if TYPE_CHECKING:
    from ..door.written_shapes import DeletedAnswer
    from .shapes import CustomerTag, TagAnswer, TagGiven, TagList, TenantTag

routes = Routes()

LONGEST_TAG = 64


def tag_name(value: Any) -> str:
    """One line of at most 64 characters, its spaces joined."""
    return str(short_text(LONGEST_TAG)(value))


@routes.get(
    "/api/customers/tags",
    identifier("customerId", "Only this customer's tags; else all tags of the tenant."),
    instant("from", "Given to the customer at this instant or later."),
    instant("to", "Given to the customer before this instant."),
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_tags(call: Call) -> Answer[TagList]:
    """A customer's tags, or all tags that the tenant has ever given with how many customers have each, by name.

    A count is null where more than 10 000 have the tag. Who has one: `GET /api/customers?tag=`.
    """
    asked, from_ms, to_ms = (call.params[name] for name in ("customerId", "from", "to"))
    offset, piece = paging.offset(call.params), paging.Piece(call, f"tags|{asked}|{from_ms}|{to_ms}")
    if asked is None:
        if alone := [name for name in ("from", "to") if call.params[name] is not None]:
            raise QueryRefused(FieldError(name, "goes with customerId: a tag has no instant") for name in alone)
        counts = piece.page(all_tags(piece.shop, after=piece.after), _tenant_row, offset=offset)
        return Answer({"success": True, "data": counts.items, **paging.beside(counts, call.params)})
    page = piece.page(tags_of(piece.shop, asked, from_ms=from_ms, to_ms=to_ms, after=piece.after), _row, offset=offset)
    return Answer({"success": True, "data": page.items, **paging.beside(page, call.params)})


@routes.post("/api/customers/tags", role=Role.EDITOR)
def post_tags(call: Call) -> Answer[TagGiven]:
    """Gives a customer a tag, or several customers several: `{tags: [...]}`, at most 100 a call, each with a result.

    A tag that the customer has is left as it is. A `color` given holds for all who have the tag.
    """
    found = many(call.json_object(), "tags")

    def give(values: dict[str, Any], _: str | None) -> tuple[str, CustomerTag]:
        given, created = give_tag(call.shop, values["customerId"], values["name"], values.get("color"))
        return "created" if created else "unchanged", _row(given)

    return each(found, {"customerId": customer_id, "name": tag_name}, {"color": or_default(colour)}, give)


@routes.put("/api/customers/tags", role=Role.EDITOR)
def put_tag(call: Call) -> Answer[TagAnswer]:
    """Changes the colour of a tag, for all who have it."""
    body = read_body(call, {"name": tag_name, "color": colour})
    return Answer({"success": True, "data": _tenant_row(colour_tag(call.shop, body["name"], body["color"]))})


@routes.delete("/api/customers/tags", CUSTOMER_ID, label("name", "The tag."), role=Role.EDITOR)
def delete_tag(call: Call) -> Answer[DeletedAnswer]:
    """Takes a tag away from a customer."""
    no_body(call)
    name = readable(call.params["name"] or "")
    about.remove(TAG, call.params["customerId"], name, ledger=call.ledger, check=lambda revision: None)
    return was_deleted(call.params["customerId"], name)


def _row(one: Coloured) -> CustomerTag:
    tag = one.stored.item
    return {
        "customerId": tag.customer_id,
        "name": tag.name,
        "color": one.colour,
        "createdAt": shown(tag.created_ms),
    }


def _tenant_row(one: TagCount) -> TenantTag:
    return {"name": one.name, "color": one.colour, "customers": one.customers}
