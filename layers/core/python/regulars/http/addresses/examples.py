"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

# The random part of ids stands still in examples (`openapi/shop.py`).
ADDRESS_ID = "20251023t080000000-0c5a91d3"

EXAMPLES = {
    "get_addresses": Example(query={"customerId": "cafe-med"}),
    "post_address": Example(
        body={
            "customerId": "cafe-med",
            "type": "billing",
            "line1": "1 Quay Street",
            "city": "Auckland",
            "postalCode": "1010",
            "country": "New Zealand",
            "isDefault": True,
        }
    ),
    "put_address": Example(
        body={"customerId": "cafe-med", "id": ADDRESS_ID, "line2": "Second floor"},
        headers={"if-match": '"1"'},
    ),
    "delete_address": Example(query={"customerId": "cafe-med", "id": ADDRESS_ID}),
}
