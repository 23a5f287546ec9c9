"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

# The random part of ids stands still in examples (`openapi/shop.py`).
PROGRAM_ID = "l2-0c5a91d3"
_PROGRAM = {
    "name": "Tea club",
    "type": "points",
    "pointsPerUnit": 1,
    "expiryDays": 365,
    "expiryRounding": "month",
    "pendingDays": 14,
    "tiers": [{"name": "Bronze", "threshold": 0}, {"name": "Gold", "threshold": 500, "multiplier": 1.5}],
    "rewards": [{"id": "five-off", "name": "5 off", "points": 100, "kind": "amount", "amount": 5}],
}

EXAMPLES = {
    "get_loyalty_programs": Example(),
    "post_loyalty_program": Example(body=_PROGRAM),
    "put_loyalty_program": Example(body={"loyaltyProgramId": PROGRAM_ID, "multiplier": 2}, headers={"if-match": '"1"'}),
    "get_loyalty_program_revisions": Example(ids={"program_id": "{program}"}),
    "get_loyalty_program_summary": Example(ids={"program_id": "{program}"}),
    "get_loyalty_points": Example(query={"customerId": "cafe-med"}),
    "post_loyalty_points": Example(
        body={"customerId": "cafe-med", "loyaltyProgramId": PROGRAM_ID, "action": "redeem", "points": 20},
        headers={"idempotency-key": "till-7-4711"},
    ),
}
