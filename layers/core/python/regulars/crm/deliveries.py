"""What becomes of a message, as the system that sends it tells: in any order, more than once, and of nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from ..facts.items.channels import CONSENT_OF
from ..facts.items.communication import CommunicationStatus
from ..stores.ledger import Ledger
from ..stores.ledger.communications import COMMUNICATION
from ..stores.registry import Registry
from .communications import reach
from .consents import withdraw

Outcome = Literal["updated", "unchanged", "unknown"]


class Delivery(NamedTuple):
    """`message_id` is the event's own. `refused`: the address will never take it, or its owner complained; in words
    that become the source of a withdrawn consent. `status` None: nothing is known beyond that.
    """

    external_id: str
    status: CommunicationStatus | None
    at_ms: int
    message_id: str
    refused: str | None = None


class Delivered(NamedTuple):
    """`outcome` is `updated`, `unchanged`, or `unknown` where no communication has that id."""

    external_id: str
    outcome: Outcome


def deliver(deliveries: Iterable[Delivery], *, ledger: Ledger, registry: Registry, now_ms: int) -> list[Delivered]:
    """What became of each, in order. Each status keeps the earliest instant that was told, and the furthest stands, so
    that an event that comes again, or late, changes nothing. Messages to somebody who was erased are unknown. Raises
    `StoreUnavailable`.
    """
    told = list(deliveries)
    known = registry.known_as(COMMUNICATION.name, {one.external_id for one in told})
    erased = ledger.erased({customer_id for customer_id, _ in known.values()}, consistent=False)
    known = {external_id: found for external_id, found in known.items() if found[0] not in erased}
    return [_deliver(one, known.get(one.external_id), ledger, now_ms) for one in told]


def _deliver(one: Delivery, known: tuple[str, str] | None, ledger: Ledger, now_ms: int) -> Delivered:
    if known is None:
        return Delivered(one.external_id, "unknown")
    outcome: Outcome = "unchanged"
    channel = None
    if one.status is not None:
        found = reach(known, one.status, one.at_ms, ledger=ledger, now_ms=now_ms)
        outcome = "unchanged" if found.outcome == "unchanged" else "updated"
        channel = CONSENT_OF.get(found.stored.item.channel)
    elif stored := ledger.read_items(COMMUNICATION, [known]).get(known):
        channel = CONSENT_OF.get(stored.item.channel)
    if one.refused is not None and channel is not None:
        withdrawn = withdraw(
            known[0],
            channel,
            source=one.refused,
            told=one.message_id,
            at_ms=one.at_ms,
            ledger=ledger,
            now_ms=now_ms,
        )
        outcome = "updated" if withdrawn else outcome
    return Delivered(one.external_id, outcome)
