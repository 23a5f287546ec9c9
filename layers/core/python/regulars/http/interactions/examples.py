"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

# Of the interaction that the shop of the examples has (`openapi/filled.py`).
INTERACTION_ID = "20251022t080000000-0c5a91d3"

EXAMPLES = {
    "get_interactions": Example(query={"customerId": "cafe-med", "interactionType": "nps,review"}),
    "post_interactions": Example(
        body={
            "interactions": [
                {"customerId": "cafe-med", "interactionType": "visit", "occurredAt": "2025-10-23T07:30:00Z"},
                {
                    "customerId": "cafe-med",
                    "interactionType": "payment_failed",
                    "orderId": "PKG-1001",
                    "externalId": "pay-77",
                },
                {"customerId": "nobody", "interactionType": "nps", "score": 10},
            ]
        }
    ),
    "put_interaction": Example(
        body={"customerId": "cafe-med", "id": INTERACTION_ID, "text": "Would recommend."}, headers={"if-match": '"1"'}
    ),
    "delete_interaction": Example(query={"customerId": "cafe-med", "id": INTERACTION_ID}),
}
