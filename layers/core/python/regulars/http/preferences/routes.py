"""How customers want to be reached (source 001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...crm.preferences import CustomerPreferences, change_preferences, read_preferences
from ...facts.items.channels import Channel, ConsentChannel
from ...facts.text import readable
from ..door.auth import Role
from ..door.bodies import customer_id, or_default, read_body, word, yes_or_no
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import identifier
from ..door.render import instant
from ..door.revisions import check_revision, etag
from ..door.written import Field, attributes, parsers

if TYPE_CHECKING:
    from .shapes import PreferencesAnswer

routes = Routes()

_MOST_TOPICS, _LONGEST_TOPIC = 100, 64
_OPT_INS = {f"{channel}OptIn": channel for channel in ConsentChannel}


def _topics(value: Any) -> dict[str, bool | None]:
    """By topic whether they want it; null forgets what was said of it."""
    if not isinstance(value, dict) or len(value) > _MOST_TOPICS:
        raise ValueError(f"must be an object of at most {_MOST_TOPICS} topics")
    found: dict[str, bool | None] = {}
    for topic, wanted in value.items():
        name = readable(topic)
        if not 1 <= len(name) <= _LONGEST_TOPIC:
            raise ValueError(f"must name topics of 1 to {_LONGEST_TOPIC} characters")
        if not (wanted is None or isinstance(wanted, bool)):
            raise ValueError(f"must be true, false or null for {name}")
        found[name] = wanted
    return found


_FIELDS = {
    "preferredContactMethod": Field("preferred_contact_method", or_default(word(Channel))),
    "doNotContact": Field("do_not_contact", or_default(yes_or_no, False)),
    "subscriptions": Field("subscriptions", or_default(_topics, {})),
}
_OPTIONAL = {**{name: or_default(yes_or_no) for name in _OPT_INS}, **parsers(_FIELDS)}


@routes.get(
    "/api/customers/preferences", identifier("customerId", "Of this customer.", required=True), role=Role.VIEWER
)
def get_preferences(call: Call) -> Answer[PreferencesAnswer]:
    """A customer's preferences, with the opt-ins that their consent log says last: null where they were never asked."""
    return _answer(read_preferences(call.params["customerId"], ledger=call.ledger))


@routes.put("/api/customers/preferences", role=Role.EDITOR)
def put_preferences(call: Call) -> Answer[PreferencesAnswer]:
    """Sets the fields given; the others stay. An opt-in that changes becomes an entry of the consent log.

    With `If-Match` only the preferences that were read: their `etag`.
    """
    body = read_body(call, {"customerId": customer_id}, optional=_OPTIONAL)
    found = change_preferences(
        body["customerId"],
        attributes(_FIELDS, body),
        {channel: body[name] for name, channel in _OPT_INS.items() if name in body},
        actor=call.subject,
        ledger=call.ledger,
        now_ms=call.now_ms,
        check=lambda revision: check_revision(call, revision),
    )
    return _answer(found)


def _answer(found: CustomerPreferences) -> Answer[PreferencesAnswer]:
    holds, stored = found.holds, found.stored
    return Answer(
        {
            "success": True,
            "data": {
                "customerId": found.customer_id,
                "emailOptIn": holds.email,
                "smsOptIn": holds.sms,
                "pushOptIn": holds.push,
                "whatsappOptIn": holds.whatsapp,
                "preferredContactMethod": None if holds.preferred is None else Channel(holds.preferred),
                "doNotContact": holds.do_not_contact,
                "subscriptions": dict(stored.item.subscriptions) if stored else {},
                "createdAt": instant(stored.item.created_ms if stored else None),
                "updatedAt": instant(stored.item.written_ms if stored else None),
                "etag": etag(found.revision),
            },
        },
        headers={"ETag": etag(found.revision)},
    )
