"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

_RULE = {
    "combinator": "and",
    "rules": [
        {"field": "lifecycleSegment", "operator": "one_of", "value": ["VIP", "Active"]},
        {"orders": {"count": {"operator": "at_least", "value": 2}, "within": "365d"}},
    ],
}

EXAMPLES = {
    "get_segments": Example(query={"customerId": "cafe-med", "explain": "true"}),
    "post_segments": Example(body={"action": "preview", "criteria": _RULE, "backtest": {"daysAgo": 90}}),
    "get_suggested_segments": Example(),
    "get_segment_revisions": Example(ids={"segment_id": "{segment}"}),
    "get_segment_pins": Example(ids={"segment_id": "{segment}"}),
}
