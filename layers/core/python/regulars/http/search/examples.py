"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

_VENUE = {"venue_id": "packaging"}

EXAMPLES = {
    "get_venue_search": Example(ids=_VENUE, query={"q": "med", "limit": 10}),
}
