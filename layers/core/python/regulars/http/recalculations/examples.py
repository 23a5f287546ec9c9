"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "post_recalculation": Example(),
    "get_recalculation": Example(ids={"job_id": "night-20251023"}),
}
