"""Fields that several types of events have, as JSON Schemas."""

from __future__ import annotations

from typing import Any

CUSTOMER_HASH: dict[str, Any] = {
    "type": "string",
    "pattern": "^[0-9a-f]{64}$",
    "description": "Keyed with a secret of the tenant; GET /api/customers/by-hash/<hash> says whose it is.",
}
CUSTOMER_ID: dict[str, Any] = {
    "type": "string",
    "minLength": 1,
    "maxLength": 128,
    "description": "Only where the setting eventsNameCustomers is on.",
}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
JOB_ID: dict[str, Any] = {"type": "string", "minLength": 1}
INSTANT: dict[str, Any] = {"type": "string", "format": "date-time"}
PROGRAM_ID: dict[str, Any] = {
    "type": "string",
    "minLength": 1,
    "description": "As `GET /api/customers/loyalty-programs` lists it.",
}
