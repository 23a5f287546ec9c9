"""What is known of a customer beside their orders: what they did, what they were sent, what they want, what is said.

Each part is folded from one kind of ledger item and holds instants, never counts of a window: which of them count is
for the clock to say (`scoring/activity.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..dataclass import dataclass
from .items.channels import Channel
from .items.communication import Direction
from .items.interaction import InteractionType
from .time import DAY_MS

# The longest windows of any score: of activities, payments and complaints, and of what was sent (docs/scores.md).
ACTIVITY_WINDOW_MS = 90 * DAY_MS
SENT_WINDOW_MS = 30 * DAY_MS
# Of instants in a window, this many of the newest are kept.
MOST_INSTANTS = 2_000
# Of a customer's tags, this many of the newest lie in their row.
MOST_TAGS = 200


def newest(instants: Sequence[int], window_ms: int) -> tuple[int, ...]:
    """The instants within a window before the last of them (both ends included), ascending, `MOST_INSTANTS` at most.

    Whatever the time is, no other can lie in a window that ends now.
    """
    ascending = sorted(instants)
    if not ascending:
        return ()
    from_ms = ascending[-1] - window_ms
    return tuple(at for at in ascending[-MOST_INSTANTS:] if at >= from_ms)


@dataclass(frozen=True, slots=True)
class InteractionFacts:
    """Instants in milliseconds, ascending, of the 90 days before the last of each.

    `activities` are what they did themselves, without purchases that name an order of theirs, and `activity_types` what
    each was. The newest change of tier and the newest NPS answer (0 to 10) with their instants; all ratings (1 to 5) as
    a sum and their number. `names_orders`: some purchase names an order, so that what counts depends on which orders
    there are. `ever` counts activities and payments by type, in the order of their names.
    """

    activities: tuple[int, ...] = ()
    paid: tuple[int, ...] = ()
    failed: tuple[int, ...] = ()
    tier_at_ms: int | None = None
    tier_change: str | None = None
    nps_at_ms: int | None = None
    nps: int | None = None
    rating_sum: int = 0
    ratings: int = 0
    unhappy_at_ms: int | None = None
    names_orders: bool = False
    activity_types: tuple[InteractionType, ...] = ()
    ever: tuple[tuple[InteractionType, int], ...] = ()

    @property
    def last_at_ms(self) -> int | None:
        """The newest instant that is held."""
        held = (*self.activities[-1:], *self.paid[-1:], *self.failed[-1:], self.tier_at_ms, self.nps_at_ms)
        return max((at for at in held if at is not None), default=None)


NO_INTERACTIONS = InteractionFacts()


class Sent(NamedTuple):
    """An outbound e-mail, sms, push or whatsapp: when it left, and whether it was opened and clicked since."""

    at_ms: int
    opened: bool
    clicked: bool


class Message(NamedTuple):
    """Something said in either direction: when it left or came, and whether they opened and clicked it since."""

    at_ms: int
    channel: Channel
    direction: Direction
    opened: bool
    clicked: bool


@dataclass(frozen=True, slots=True)
class CommunicationFacts:
    """`activities` are what they said themselves, and what they opened, clicked or answered: each message once, of the
    90 days before the last. `sent` are of the 30 days before the last one sent. `last_open_at_ms` is of any e-mail
    ever, `last_outbound_at_ms` of anything that the shop said to them. `messages` are all of the 90 days before the
    last, over any channel."""

    activities: tuple[int, ...] = ()
    sent: tuple[Sent, ...] = ()
    last_open_at_ms: int | None = None
    last_outbound_at_ms: int | None = None
    messages: tuple[Message, ...] = ()

    @property
    def last_at_ms(self) -> int | None:
        """The newest instant that is held."""
        held = (
            *self.activities[-1:],
            *(one.at_ms for one in self.sent[-1:]),
            *(one.at_ms for one in self.messages[-1:]),
            self.last_open_at_ms,
            self.last_outbound_at_ms,
        )
        return max((at for at in held if at is not None), default=None)


NO_COMMUNICATIONS = CommunicationFacts()


@dataclass(frozen=True, slots=True)
class Contactability:
    """By channel whether they opted in: None where they were never asked. `topics` are those they subscribed to."""

    email: bool | None = None
    sms: bool | None = None
    push: bool | None = None
    whatsapp: bool | None = None
    do_not_contact: bool = False
    preferred: str | None = None
    topics: tuple[str, ...] = ()

    @property
    def channels(self) -> int:
        """How many channels they opted in to."""
        return (self.email, self.sms, self.push, self.whatsapp).count(True)


NEVER_ASKED = Contactability()
