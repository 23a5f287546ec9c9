"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_funnel": Example(),
    "get_cohorts": Example(query={"months": 3}),
}
