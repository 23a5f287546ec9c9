"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "post_person_export": Example(body={"customerId": "cafe-med"}),
    "get_person_exports": Example(),
    "get_person_export": Example(ids={"job_id": "{person}"}),
}
