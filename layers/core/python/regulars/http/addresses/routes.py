"""Postal addresses of customers (source 001)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...crm.addresses import add_address, addresses_of, change_address, is_default
from ...crm.customers import require_customer
from ...crm.moments import within
from ...facts.items.address import Address, AddressType
from ...stores.ledger import Stored
from ...stores.ledger.addresses import ADDRESS
from ...stores.ledger.persons import survivor_of
from ...stores.reading import in_order
from ..door import paging
from ..door.auth import Role
from ..door.bodies import customer_id, or_default, read_body, required_text, short_text, word, yes_or_no
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier, instant, several
from ..door.render import instant as shown
from ..door.revisions import check_revision, etag
from ..door.written import CUSTOMER_ID, ID, Field, attributes, deleted, parsers

if TYPE_CHECKING:
    from ..door.written_shapes import DeletedAnswer
    from .shapes import CustomerAddress, CustomerAddressAnswer, CustomerAddresses

routes = Routes()

_LINE, _CODE = short_text(200), short_text(32)
_REQUIRED = {
    "type": Field("type", word(AddressType)),
    "line1": Field("line1", _LINE),
    "city": Field("city", _LINE),
    "country": Field("country", _LINE),
}
_OPTIONAL = {
    "line2": Field("line2", or_default(_LINE)),
    "region": Field("region", or_default(_LINE)),
    "postalCode": Field("postal_code", or_default(_CODE)),
    "isDefault": Field("is_default", or_default(yes_or_no, False)),
}
_FIELDS = {**_REQUIRED, **_OPTIONAL}


@routes.get(
    "/api/customers/addresses",
    identifier("customerId", "Of this customer.", required=True),
    several("type", AddressType, "Only these types."),
    instant("from", "Added at this instant or later."),
    instant("to", "Added before this instant."),
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_addresses(call: Call) -> Answer[CustomerAddresses]:
    """The customer's addresses, by type, the default of each first."""
    asked, wanted, from_ms, to_ms = (call.params[name] for name in ("customerId", "type", "from", "to"))
    offset, piece = (
        paging.offset(call.params),
        paging.Piece(call, f"addresses|{asked}|{sorted(wanted)}|{from_ms}|{to_ms}"),
    )
    stored = addresses_of(asked, ledger=call.ledger)
    if not stored:
        require_customer(asked, call.ledger)
    ranked = [
        (at, one)
        for at, one in enumerate(stored)
        if (not wanted or one.item.type in wanted) and within(one.item.created_ms, from_ms, to_ms)
    ]
    reading = in_order(ranked, lambda found: found[:1], after=piece.after)
    page = piece.page(reading, lambda found: _row(found[1], stored), offset=offset)
    return Answer({"success": True, "data": page.items, **paging.beside(page, call.params)})


@routes.post("/api/customers/addresses", role=Role.EDITOR)
def post_address(call: Call) -> Answer[CustomerAddressAnswer]:
    """A new address, at most 100 a customer. `isDefault` makes it the default of its type in the place of another."""
    body = read_body(call, {"customerId": customer_id, **parsers(_REQUIRED)}, optional=parsers(_OPTIONAL))
    stored = add_address(body["customerId"], attributes(_FIELDS, body), ledger=call.ledger, now_ms=call.now_ms)
    return _answer(call, stored, 201)


@routes.put("/api/customers/addresses", role=Role.EDITOR)
def put_address(call: Call) -> Answer[CustomerAddressAnswer]:
    """Changes the fields given; the others stay. With `If-Match` only the address that was read: its `etag`."""
    body = read_body(call, {"customerId": customer_id, "id": required_text}, optional=parsers(_FIELDS))
    stored = change_address(
        body["customerId"],
        body["id"],
        attributes(_FIELDS, body),
        ledger=call.ledger,
        now_ms=call.now_ms,
        check=lambda revision: check_revision(call, revision),
    )
    return _answer(call, stored)


@routes.delete("/api/customers/addresses", CUSTOMER_ID, ID, role=Role.EDITOR)
def delete_address(call: Call) -> Answer[DeletedAnswer]:
    """Removes an address. With `If-Match` only the address that was read."""
    return deleted(call, ADDRESS)


def _answer(call: Call, stored: Stored[Address], status: int = 200) -> Answer[CustomerAddressAnswer]:
    among = addresses_of(survivor_of(call.ledger, stored.item.customer_id), ledger=call.ledger)
    return Answer({"success": True, "data": _row(stored, among)}, status, {"ETag": etag(stored.n)})


def _row(stored: Stored[Address], among: list[Stored[Address]]) -> CustomerAddress:
    address = stored.item
    return {
        "id": address.address_id,
        "customerId": address.customer_id,
        "type": address.type,
        "line1": address.line1,
        "line2": address.line2,
        "city": address.city,
        "region": address.region,
        "postalCode": address.postal_code,
        "country": address.country,
        "isDefault": is_default(address, among),
        "createdAt": shown(address.created_ms),
        "updatedAt": shown(address.written_ms),
        "etag": etag(stored.n),
    }
