"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_customers": Example(query={"segment": "Active,Dormant", "sort": "-totalSpend", "limit": 10}),
    "get_customer_by_hash": Example(ids={"customer_hash": "{hash}"}),
    "get_customer_orders": Example(ids={"customer_id": "cafe-med"}, query={"from": "2025-10-01", "limit": 10}),
    "get_segment_history": Example(ids={"customer_id": "cafe-med"}),
    "get_customer": Example(ids={"customer_id": "cafe-med"}, query={"explain": "true"}),
}
