"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "post_import": Example(
        body={"fileName": "orders-2025.csv", "mapping": {"orderId": "Invoice"}, "timezone": "Pacific/Auckland"}
    ),
    "get_imports": Example(query={"limit": 10}),
    "post_retry": Example(ids={"import_id": "{failed}"}),
    "get_refused": Example(ids={"import_id": "{failed}"}),
    "get_import": Example(ids={"import_id": "{failed}"}),
}
