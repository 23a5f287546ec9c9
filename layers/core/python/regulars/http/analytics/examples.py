"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_analytics": Example(query={"limit": 2, "explain": "true"}),
    "post_analytics": Example(body={"customerId": "cafe-med"}),
}
