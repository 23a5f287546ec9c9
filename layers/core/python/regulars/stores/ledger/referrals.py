"""The referral item; all customers whom one code brought are listed under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.referral import Referral
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind, ListedAs


def encode_referral(referral: Referral, replaced: Referral | None) -> dict[str, Value | None]:
    return {"code": referral.code, "claimed": referral.claimed_ms}


def decode_referral(customer_id: str, item_id: str, values: Mapping[str, Any]) -> Referral:
    return Referral(customer_id, values["code"], values["claimed"], **envelope_of(values))


REFERRAL = ItemKind(
    prefix="referral",
    held_as="By whose recommendation you came",
    type=Referral,
    encode=encode_referral,
    decode=decode_referral,
    parts=frozenset(),
    journey=None,
    listed=lambda referral: ListedAs(f"{referral.claimed_ms:015d}", referral.code),
    range=Range.CORE,
)
