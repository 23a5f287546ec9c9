"""Customer profiles (source 001): what people set, over what the orders say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...crm.consents import add_consent
from ...crm.profiles import CustomerProfile, change_profile, create_profile, read_profile
from ...crm.referrals import check_code, claim_referral
from ...erasing.ask import come_back
from ...facts.ids import customer_id_fault, names_nobody
from ...facts.items.channels import ConsentChannel
from ...facts.items.consent import ConsentAction
from ...facts.items.profile import CustomerSource, CustomerStatus, CustomerType
from ...lists.list import list_customers
from ...lists.profiles import list_profiles
from ...lists.query import ListQuery, conditions
from ...people.customer import Customer
from ...scoring import contact
from ...stores.reading import Position, Reading
from ..door import paging
from ..door.auth import Role
from ..door.bodies import customer_id, or_default, read_body, read_fields, short_text, word
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.paging import Page
from ..door.params import identifier, several
from ..door.render import instant, money
from ..door.revisions import check_revision, etag

if TYPE_CHECKING:
    from .shapes import CustomerRecordProfile, CustomerRecordProfileAnswer, CustomerRecordProfiles

routes = Routes()

# By the API's names: the field of a profile, and how it is read; null gives it back to the orders.
_FIELDS = {
    "firstName": ("first_name", short_text(500)),
    "lastName": ("last_name", short_text(500)),
    "email": ("email", short_text(500)),
    "phone": ("phone", short_text(128)),
    "companyName": ("company", short_text(500)),
    "customerType": ("customer_type", word(CustomerType)),
    "source": ("source", word(CustomerSource)),
    "status": ("status", word(CustomerStatus)),
}
_OPTIONAL = {name: or_default(parse) for name, (_, parse) in _FIELDS.items()}
# Who brought the customer is no field of their profile.
_GIVEN = {**_OPTIONAL, "referralCode": or_default(short_text(64))}


def _consent(value: Any) -> dict[str, Any]:
    """A consent that is given with the profile."""
    if not isinstance(value, dict):
        raise ValueError("must be an object with channel and source")
    found, faults = read_fields(value, {"channel": word(ConsentChannel), "source": short_text(200)})
    if faults:
        raise ValueError("; ".join(f"{fault.field} {fault.message}" for fault in faults))
    return found


def _new_customer_id(value: Any) -> str:
    """An id under which somebody may become a customer, as an order's."""
    text = customer_id(value)
    if names_nobody(text):
        raise ValueError(f"is {text}, which names no customer")
    fault = customer_id_fault(text)
    if fault:
        raise ValueError(fault)
    return text


@routes.get(
    "/api/customers/profiles",
    identifier("customerId", "Only this customer, as the ledger has them now; else all."),
    several("status", CustomerStatus, "Only with one of these."),
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_profiles(call: Call) -> Answer[CustomerRecordProfiles]:
    """Profiles, per field what is set, else what the newest order says; with their orders' sums.

    Of all customers, who ordered last first, as they are projected; what was set stands there by the length of a queue.
    """
    params = call.params
    if params["customerId"] is None:
        page = _page(call)
    else:
        row = _row(read_profile(params["customerId"], ledger=call.ledger), call)
        wanted = params["status"]
        page = paging.only([row] if not wanted or row["status"] in wanted else [], params, call.now_ms)
    return Answer({"success": True, "data": page.items, **paging.beside(page, params)})


def _page(call: Call) -> Page[CustomerRecordProfile]:
    offset, query = paging.offset(call.params), ListQuery(conditions(call.params))
    piece = paging.Piece(call, f"profiles|{query.canonical}", by_settings=True)

    def read(after: Position, most: int) -> Reading[CustomerProfile]:
        return list_profiles(piece.shop, query, limit=most, after=after, pinned=piece.pinned)

    def skim(after: Position, most: int) -> Reading[Customer]:
        return list_customers(piece.shop, query, limit=most, after=after, pinned=piece.pinned)

    return piece.page_behind(offset, read, lambda found: _row(found, call), skim=skim)


@routes.post("/api/customers/profiles", role=Role.EDITOR)
def post_profile(call: Call) -> Answer[CustomerRecordProfileAnswer]:
    """Sets a customer's profile where nothing of it is set yet (201); else answers it as it is (200).

    Whoever is not known becomes a customer by it. What is left out is what the orders say. With a `consent`, which is
    granted now, somebody who was erased comes back by it, once their erasure is done.
    """
    body = read_body(call, {"customerId": _new_customer_id}, optional={**_GIVEN, "consent": _consent})
    code = _referral_code(call, body)
    new_id, consent = body.pop("customerId"), body.pop("consent", None)
    if consent is not None:
        come_back(new_id, call.shop)
    found, created = create_profile(
        new_id, _fields(body), ledger=call.ledger, registry=call.registry, now_ms=call.now_ms
    )
    if consent is not None:
        fields = {**consent, "action": ConsentAction.GRANTED, "at_ms": call.now_ms, "actor": call.subject}
        add_consent(new_id, fields, ledger=call.ledger, now_ms=call.now_ms)
    _claim(call, found, code)
    return _answer(found, call, status=201 if created else 200)


@routes.put("/api/customers/profiles", role=Role.EDITOR)
def put_profile(call: Call) -> Answer[CustomerRecordProfileAnswer]:
    """Sets the fields given; the others stay, and null gives a field back to the orders.

    With `If-Match` only the profile that was read: its `etag`.
    """
    body = read_body(call, {"customerId": customer_id}, optional=_GIVEN)
    code = _referral_code(call, body)
    found = change_profile(
        body.pop("customerId"),
        _fields(body),
        ledger=call.ledger,
        now_ms=call.now_ms,
        check=lambda revision: check_revision(call, revision),
    )
    _claim(call, found, code)
    return _answer(found, call)


def _referral_code(call: Call, body: dict[str, Any]) -> str | None:
    """The code given, taken out of the body. Raises `QueryRefused` for one that cannot be claimed."""
    code: str | None = body.pop("referralCode", None)
    if code is not None:
        check_code(call.shop, body["customerId"], code)
    return code


def _claim(call: Call, found: CustomerProfile, code: str | None) -> None:
    if code is not None:
        claim_referral(call.shop, found.facts.customer_id, code)


def _fields(body: dict[str, Any]) -> dict[str, Any]:
    return {_FIELDS[name][0]: value for name, value in body.items()}


def _answer(found: CustomerProfile, call: Call, status: int = 200) -> Answer[CustomerRecordProfileAnswer]:
    body: CustomerRecordProfileAnswer = {"success": True, "data": _row(found, call)}
    return Answer(body, status, {"ETag": etag(found.revision)})


def _row(found: CustomerProfile, call: Call) -> CustomerRecordProfile:
    facts, stored = found.facts, found.stored
    profile, purchases = facts.profile, facts.purchases
    set_here = stored.item if stored else None
    spent = money(purchases.spend_minor, call.tenant.exponent)
    return {
        "customerId": facts.customer_id,
        "name": facts.display_name,
        "firstName": profile.first_name,
        "lastName": profile.last_name,
        "email": profile.email,
        "phone": profile.phone,
        "companyName": profile.company,
        "accountName": profile.account_name,
        "accountCode": profile.account_code,
        "customerType": contact.customer_type(facts),
        "source": contact.source(facts, call.settings),
        "status": contact.status(facts),
        "lifetimeValue": spent,
        "totalSpent": spent,
        "orderCount": purchases.order_count,
        "firstOrderDate": instant(purchases.first_at_ms),
        "lastOrderDate": instant(purchases.last_at_ms),
        "referralCode": call.tenant.referral_code(facts.customer_id),
        "setFields": [name for name, (field, _) in _FIELDS.items() if getattr(set_here, field, None) is not None],
        "createdAt": instant(stored.item.created_ms if stored else None),
        "updatedAt": instant(stored.item.written_ms if stored else None),
        "etag": etag(found.revision),
    }
