"""What is known of a customer beside their orders, in one line each."""

from __future__ import annotations

from typing import Any

from regulars.facts.items.channels import Channel, ConsentChannel
from regulars.facts.items.communication import Communication, CommunicationStatus, Direction, Purpose
from regulars.facts.items.consent import Consent, ConsentAction
from regulars.facts.items.interaction import Interaction, InteractionType
from regulars.facts.items.note import Note, NoteType
from regulars.facts.order import Lane

from testing.builders import NOW_MS

_WRITTEN: dict[str, Any] = {"created_ms": NOW_MS, "arrived_ms": NOW_MS, "written_ms": NOW_MS, "lane": Lane.LIVE}


def an_interaction(at_ms: int, type_: InteractionType = InteractionType.VISIT, **fields: Any) -> Interaction:
    values = {"interaction_id": f"i{at_ms}-{type_}", "customer_id": "ann", **_WRITTEN, **fields}
    return Interaction(interaction_type=type_, occurred_ms=at_ms, **values)


def a_message(at_ms: int, **reached: Any) -> Communication:
    """An outbound marketing e-mail sent at `at_ms`, and further statuses by name with their instants."""
    fields = {name: reached.pop(name) for name in list(reached) if name not in list(CommunicationStatus)}
    statuses = {CommunicationStatus.SENT: at_ms} | {CommunicationStatus(name): at for name, at in reached.items()}
    values: dict[str, Any] = {
        "communication_id": f"m{at_ms}",
        "customer_id": "ann",
        "channel": Channel.EMAIL,
        "type": Channel.EMAIL,
        "direction": Direction.OUTBOUND,
        "purpose": Purpose.MARKETING,
        "reached": statuses,
        "occurred_ms": at_ms,
        **_WRITTEN,
    }
    return Communication(**{**values, **fields})


def a_complaint(at_ms: int, **fields: Any) -> Note:
    values = {**_WRITTEN, "created_ms": at_ms, "note_type": NoteType.COMPLAINT, **fields}
    return Note(f"n{at_ms}", "ann", "Late", **values)


def a_consent(
    at_ms: int, action: ConsentAction, channel: ConsentChannel = ConsentChannel.EMAIL, **fields: Any
) -> Consent:
    written = {name: value for name, value in _WRITTEN.items() if name != "created_ms"}
    values = {"consent_id": f"c{at_ms}-{action}", "customer_id": "ann", **written, **fields}
    return Consent(channel=channel, action=action, at_ms=at_ms, **values)
