"""The communication item; the instants of its statuses as a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.channels import Channel
from ...facts.items.communication import Communication, CommunicationStatus, Direction, Purpose, communication_told
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind, by_instant

_TEXTS = ("subject", "message", "external_id", "metadata")


def encode_communication(communication: Communication, replaced: Communication | None) -> dict[str, Value | None]:
    return {
        "channel": communication.channel,
        "type": None if communication.type is communication.channel else communication.type,
        "direction": communication.direction,
        "purpose": communication.purpose,
        "status": communication.status,
        "reached": {str(status): at for status, at in communication.reached.items()},
        "at": communication.occurred_ms,
        "created": communication.created_ms,
        **{name: getattr(communication, name) for name in _TEXTS},
        "violates": communication.violates or None,
    }


def decode_communication(customer_id: str, communication_id: str, values: Mapping[str, Any]) -> Communication:
    channel = Channel(values["channel"])
    reached = {CommunicationStatus(name): int(at["N"]) for name, at in values["reached"].items()}
    texts: dict[str, Any] = {name: values.get(name) for name in _TEXTS}
    return Communication(
        communication_id=communication_id,
        customer_id=customer_id,
        channel=channel,
        type=Channel(values.get("type", channel)),
        direction=Direction(values["direction"]),
        purpose=Purpose(values["purpose"]),
        reached=reached,
        occurred_ms=values["at"],
        created_ms=values["created"],
        **envelope_of(values),
        **texts,
        violates=values.get("violates", False),
    )


COMMUNICATION = ItemKind(
    prefix="~communication#",
    held_as="Messages to you and from you",
    type=Communication,
    encode=encode_communication,
    decode=decode_communication,
    parts=frozenset({"communications"}),
    journey=communication_told,
    listed=lambda communication: by_instant(communication.occurred_ms),
    range=Range.COMMUNICATIONS,
)
