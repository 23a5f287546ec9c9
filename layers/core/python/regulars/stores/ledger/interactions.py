"""The interaction item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.interaction import Interaction, InteractionType, TierChange, interaction_told
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind, by_instant

# Of attributes and fields alike.
_SAME = ("order_id", "rating", "text", "score", "external_id", "metadata")


def encode_interaction(interaction: Interaction, replaced: Interaction | None) -> dict[str, Value | None]:
    return {
        "type": interaction.interaction_type,
        "at": interaction.occurred_ms,
        "created": interaction.created_ms,
        **{name: getattr(interaction, name) for name in _SAME},
        "tier_before": interaction.before,
        "tier_after": interaction.after,
        "tier_change": interaction.reason,
    }


def decode_interaction(customer_id: str, interaction_id: str, values: Mapping[str, Any]) -> Interaction:
    texts: dict[str, Any] = {name: values.get(name) for name in _SAME}
    return Interaction(
        interaction_id=interaction_id,
        customer_id=customer_id,
        interaction_type=InteractionType(values["type"]),
        occurred_ms=values["at"],
        created_ms=values["created"],
        **envelope_of(values),
        **texts,
        before=values.get("tier_before"),
        after=values.get("tier_after"),
        reason=TierChange(values["tier_change"]) if "tier_change" in values else None,
    )


INTERACTION = ItemKind(
    prefix="~interaction#",
    held_as="Visits, reviews, feedback, payments",
    type=Interaction,
    encode=encode_interaction,
    decode=decode_interaction,
    parts=frozenset({"interactions"}),
    journey=interaction_told,
    listed=lambda interaction: by_instant(interaction.occurred_ms),
    range=Range.INTERACTIONS,
)
