"""The items that make one person of several ids. Of what a head says, defaults are left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.head import Head, Member, MergedBy, member_told
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind


def encode_head(head: Head, replaced: Head | None) -> dict[str, Value | None]:
    return {
        "members": head.members or None,
        "merged": head.merged_into,
        "by": head.merged_by,
        "left": head.left,
        "changed": head.changed_ms,
        "unclaimable": head.unclaimable or None,
    }


def decode_head(customer_id: str, item_id: str, values: Mapping[str, Any]) -> Head:
    return Head(
        customer_id=customer_id,
        **envelope_of(values),
        members=values.get("members", 0),
        merged_into=values.get("merged"),
        merged_by=MergedBy(values["by"]) if "by" in values else None,
        left=values.get("left"),
        changed_ms=values.get("changed"),
        unclaimable=values.get("unclaimable", False),
    )


def encode_member(member: Member, replaced: Member | None) -> dict[str, Value | None]:
    return {"merged_at": member.merged_ms, "by": member.merged_by, "left_at": member.left_ms}


def decode_member(customer_id: str, member_id: str, values: Mapping[str, Any]) -> Member:
    return Member(
        customer_id=customer_id,
        member_id=member_id,
        merged_ms=values["merged_at"],
        merged_by=MergedBy(values["by"]),
        **envelope_of(values),
        left_ms=values.get("left_at"),
    )


HEAD = ItemKind(
    prefix="head",
    held_as="With which other ids you are one person",
    type=Head,
    encode=encode_head,
    decode=decode_head,
    parts=frozenset(),
    journey=None,
    listed=None,
    range=Range.CORE,
)
MEMBER = ItemKind(
    prefix="member#",
    held_as="Ids that were merged with yours",
    type=Member,
    encode=encode_member,
    decode=decode_member,
    parts=frozenset(),
    journey=member_told,
    listed=None,
    range=Range.CORE,
)
