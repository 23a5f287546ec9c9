"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

# The random part of ids stands still in examples (`openapi/shop.py`).
NOTE_ID = "20251023t070000000-0c5a91d3"

EXAMPLES = {
    "get_notes": Example(query={"customerId": "cafe-med", "noteType": "complaint,follow_up", "limit": 10}),
    "post_note": Example(
        body={
            "customerId": "cafe-med",
            "title": "Lids",
            "content": "Asks for lids that fit the 12 oz cups.",
            "noteType": "follow_up",
            "priority": "high",
            "pinned": True,
        }
    ),
    "delete_note": Example(query={"customerId": "cafe-med", "id": NOTE_ID}),
    "put_note": Example(
        body={"customerId": "cafe-med", "id": NOTE_ID, "priority": "urgent", "pinned": None},
        headers={"if-match": '"1"'},
    ),
}
