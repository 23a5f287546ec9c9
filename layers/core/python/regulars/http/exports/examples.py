"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "post_export": Example(
        body={"format": "csv", "filters": {"segment": ["VIP", "Active"], "minSpend": 100}, "fields": ["customerId"]}
    ),
    "get_export": Example(ids={"export_id": "{export}"}),
}
