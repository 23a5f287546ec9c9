"""The item of one change of a customer's points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.loyalty import LoyaltyAction, LoyaltyEntry, loyalty_told
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind


def encode_loyalty(entry: LoyaltyEntry, replaced: LoyaltyEntry | None) -> dict[str, Value | None]:
    return {
        "program": entry.program_id,
        "action": entry.action,
        "points": entry.points,
        "at": entry.at_ms,
        "reward": entry.reward_id,
        "reason": entry.reason,
        "by": entry.by,
        "expires": entry.expires_ms,
        "answer": entry.answer,
    }


def decode_loyalty(customer_id: str, entry_id: str, values: Mapping[str, Any]) -> LoyaltyEntry:
    return LoyaltyEntry(
        entry_id=entry_id,
        customer_id=customer_id,
        program_id=values["program"],
        action=LoyaltyAction(values["action"]),
        points=values["points"],
        at_ms=values["at"],
        **envelope_of(values),
        reward_id=values.get("reward"),
        reason=values.get("reason"),
        by=values.get("by"),
        expires_ms=values.get("expires"),
        answer=values["answer"],
    )


LOYALTY = ItemKind(
    prefix="loyalty#",
    held_as="Points that were added, taken back or redeemed",
    type=LoyaltyEntry,
    encode=encode_loyalty,
    decode=decode_loyalty,
    parts=frozenset({"loyalty"}),
    journey=loyalty_told,
    listed=None,
    range=Range.CORE,
)
