"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

_VENUE = {"venue_id": "packaging"}

EXAMPLES = {
    "get_venue_segments": Example(ids=_VENUE, query={"explain": "true"}),
    "get_venue_insights": Example(ids=_VENUE | {"customer_id": "kiosk"}),
    "get_venue_journey": Example(ids=_VENUE | {"customer_id": "cafe-med"}, query={"from": "2025-06-01", "limit": 10}),
    "get_venue_rfm": Example(ids=_VENUE | {"customer_id": "cafe-med"}, query={"explain": "true"}),
    "get_venue_clv": Example(ids=_VENUE | {"customer_id": "cafe-med"}, query={"explain": "true"}),
    "get_venue_customer": Example(ids=_VENUE | {"customer_id": "cafe-med"}, query={"explain": "true"}),
}
