"""The JSON Schemas of events: what a consumer may check what it gets against (docs/events/)."""

from __future__ import annotations

from typing import Any

from ..scoring.evaluate import Reason
from .event import CLOUD_EVENTS, SOURCE
from .event_type import EventType
from .fields import CUSTOMER_HASH, CUSTOMER_ID

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(type_: EventType) -> dict[str, Any]:
    """The schema of a type's events. More fields may come within a version: a consumer is to pass over them."""
    data = {
        "schemaVersion": {"const": type_.version},
        "tenant": {"type": "string"},
        **(_OF_CUSTOMERS if type_.of_customers else {}),
        **type_.data,
    }
    named = {**({"customerId": CUSTOMER_ID} if type_.of_customers else {}), **type_.named}
    return {
        "$schema": DIALECT,
        "title": type_.name,
        "description": type_.doc,
        "type": "object",
        "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"],
        "properties": {
            "specversion": {"const": CLOUD_EVENTS},
            "id": {
                "type": "string",
                "minLength": 1,
                "description": "The same on each repetition.",
            },
            "source": {"const": SOURCE},
            "type": {"const": type_.name},
            "subject": {"type": "string", "minLength": 1},
            "time": {"type": "string", "format": "date-time", "description": "The instant from which it holds."},
            "datacontenttype": {"const": "application/json"},
            "data": {
                "type": "object",
                "required": list(data),
                "properties": data | named,
            },
        },
    }


_OF_CUSTOMERS: dict[str, Any] = {
    "customerHash": CUSTOMER_HASH,
    "n": {
        "type": "integer",
        "minimum": 1,
        "description": "Orders a customer's events: an event with a lower one than you have seen is older.",
    },
    "reason": {"enum": [reason.value for reason in Reason]},
}
