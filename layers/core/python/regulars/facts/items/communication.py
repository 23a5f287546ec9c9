"""Something said between a shop and a customer, with how far it came (source 001)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from ...dataclass import dataclass
from ..order import Lane
from ..tenant import Tenant
from .channels import Channel
from .item import Told


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Purpose(StrEnum):
    MARKETING = "marketing"
    SERVICE = "service"


class CommunicationStatus(StrEnum):
    """From the nearest to the furthest: a message that was opened did not bounce."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"


_FURTHEST_FIRST = tuple(reversed(CommunicationStatus))
# What tells that somebody has opened a message, and that they did something with it.
_OPENED = (CommunicationStatus.OPENED, CommunicationStatus.CLICKED)
_ENGAGED = (*_OPENED, CommunicationStatus.REPLIED)


@dataclass(frozen=True, slots=True)
class Communication:
    """`reached` holds the earliest known instant of each status: whatever order they are told in, it ends the same.

    `occurred_ms` is when it began: what it is listed by. `violates` is set where it was sent against what the customer
    wanted. `metadata` is JSON.
    """

    communication_id: str
    customer_id: str
    channel: Channel
    direction: Direction
    purpose: Purpose
    reached: Mapping[CommunicationStatus, int]
    occurred_ms: int
    created_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
    type: Channel
    subject: str | None = None
    message: str | None = None
    external_id: str | None = None
    violates: bool = False
    metadata: str | None = None

    @property
    def item_id(self) -> str:
        return self.communication_id

    @property
    def moment_ms(self) -> int:
        return self.occurred_ms

    @property
    def status(self) -> CommunicationStatus:
        """The furthest one."""
        return next(status for status in _FURTHEST_FIRST if status in self.reached)

    @property
    def sent_ms(self) -> int | None:
        """When it left: the earliest instant at which it cannot have been waiting any more; None while it waits."""
        left = [at for status, at in self.reached.items() if status is not CommunicationStatus.QUEUED]
        return min(left) if left else None

    @property
    def opened_ms(self) -> int | None:
        """When it was first opened: whoever clicked has opened it."""
        return self._first(_OPENED)

    @property
    def engaged_ms(self) -> int | None:
        """When they first did something: opened, clicked or replied; what they say themselves, when they said it."""
        if self.direction is Direction.INBOUND:
            return self.occurred_ms
        return self._first(_ENGAGED)

    def _first(self, statuses: Sequence[CommunicationStatus]) -> int | None:
        """When the first of these was reached; None where none was."""
        reached = [self.reached[one] for one in statuses if one in self.reached]
        return min(reached) if reached else None

    def reaching(self, status: CommunicationStatus, at_ms: int) -> Communication:
        """The same once it is told that a status was reached at an instant."""
        known = self.reached.get(status)
        if known is not None and known <= at_ms:
            return self
        return replace(self, reached={**self.reached, status: at_ms})

    def as_of(self, at_ms: int) -> Communication | None:
        """How far it had come by then; None where it had not begun."""
        reached = {status: at for status, at in self.reached.items() if at <= at_ms}
        return replace(self, reached=reached) if reached else None


def communication_told(communication: Communication, tenant: Tenant) -> Told:
    told = "Message from them" if communication.direction is Direction.INBOUND else "Message to them"
    return Told(
        communication.subject or told,
        {
            "channel": communication.channel,
            "direction": communication.direction,
            "purpose": communication.purpose,
            "status": communication.status,
            "subject": communication.subject,
            "consentViolation": communication.violates,
        },
    )
