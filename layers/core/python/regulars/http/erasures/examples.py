"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "post_erasure": Example(body={"customerId": "stall-6", "reason": "asked by letter"}),
    "get_erasures": Example(query={"limit": 10}),
    "post_cancel": Example(ids={"job_id": "{waiting_erasure}"}),
    "post_release": Example(ids={"job_id": "{erasure}"}),
    "get_erasure": Example(ids={"job_id": "{erasure}"}),
}
