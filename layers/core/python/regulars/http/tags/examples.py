"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_tags": Example(query={"customerId": "cafe-med"}),
    "post_tags": Example(
        body={
            "tags": [
                {"customerId": "cafe-med", "name": "wholesale", "color": "#1d4ed8"},
                {"customerId": "nobody", "name": "wholesale"},
            ]
        }
    ),
    "put_tag": Example(body={"name": "regular", "color": "#15803d"}),
    "delete_tag": Example(query={"customerId": "cafe-med", "name": "regular"}),
}
