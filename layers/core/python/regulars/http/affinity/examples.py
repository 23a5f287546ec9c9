"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_products": Example(query={"limit": 3}),
    "get_affinities": Example(ids={"customer_id": "cafe-med"}, query={"minScore": 30, "explain": "true"}),
    "get_recommendations": Example(ids={"customer_id": "roastery"}, query={"order": "probability", "limit": 5}),
    "get_at_risk_customers": Example(ids={"product_id": "CUP-12"}, query={"order": "recent", "limit": 10}),
    "get_best_customers": Example(ids={"product_id": "CUP-12"}, query={"minScore": 40, "limit": 10}),
    "get_due": Example(query={"days": 7, "minScore": 40, "limit": 10}),
    "get_demand": Example(ids={"product_id": "CUP-12"}, query={"days": 14}),
    "get_forecast": Example(query={"days": 30}),
    "get_bought_together": Example(ids={"product_id": "TRAY-4"}, query={"limit": 5, "explain": "true"}),
    "get_next": Example(ids={"product_id": "CUP-12"}, query={"limit": 5}),
    "get_cross_sell": Example(ids={"customer_id": "stall-6"}, query={"limit": 5}),
}
