"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_engagement": Example(query={"tenantId": "packaging"}),
    "get_churn_risk": Example(query={"tenantId": "packaging"}),
    "get_nps": Example(),
    "get_intelligence": Example(ids={"customer_id": "cafe-med"}, query={"explain": "true"}),
}
