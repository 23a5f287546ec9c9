"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

_ONE = {"webhook_id": "{webhook}"}

EXAMPLES = {
    "get_webhooks": Example(),
    "post_webhook": Example(
        body={
            "url": "https://shop.example.com/hooks",
            "events": ["customer.segment.changed", "customer.churn_risk.high"],
            "description": "The newsletter tool",
        }
    ),
    "get_deliveries": Example(ids=_ONE),
    "post_rotate": Example(ids=_ONE),
    "post_replay": Example(ids=_ONE, body={"from": "2025-10-15T00:00:00Z"}),
    "post_test": Example(ids=_ONE),
    "get_webhook": Example(ids=_ONE),
    "put_webhook": Example(ids=_ONE, body={"events": ["customer.segment.changed"], "active": True}),
    "remove_webhook": Example(ids=_ONE),
}
