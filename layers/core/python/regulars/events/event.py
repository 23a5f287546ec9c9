"""An event, and the form in which it leaves: CloudEvents 1.0, https://github.com/cloudevents/spec/blob/v1.0.2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..dataclass import dataclass
from ..facts.time import rfc3339

SOURCE = "regulars"
CLOUD_EVENTS = "1.0"


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a tenant.

    `id` is a function of what happened: the same event sent twice has the same id. `subject` is whom or what it is
    about: a customer's hash, a job. `at_ms` is the instant from which it holds; `data` is JSON without money or
    fractions.
    """

    id: str
    type: str
    tenant_id: str
    subject: str
    at_ms: int
    data: Mapping[str, Any]

    def cloud_event(self) -> dict[str, Any]:
        """The event as consumers get it. Names of CloudEvents are lower case; ours in `data` are those of the API."""
        return {
            "specversion": CLOUD_EVENTS,
            "id": self.id,
            "source": SOURCE,
            "type": self.type,
            "subject": self.subject,
            "time": rfc3339(self.at_ms),
            "datacontenttype": "application/json",
            "data": dict(self.data),
        }
