"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_duplicates": Example(query={"limit": 10}),
    "post_merge": Example(body={"from": "kiosk", "into": "cafe-med"}),
    "post_unmerge": Example(body={"customerId": "cafe-med-old"}),
}
