"""The item of who brought a customer, and those of whom a customer brought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.referral import Brought, Referral, brought_told
from ...facts.ranges import Range
from .. import keys
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind


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
    parts=frozenset({"referrals"}),
    journey=None,
    listed=None,
    range=Range.CORE,
)


def encode_brought(brought: Brought, replaced: Brought | None) -> dict[str, Value | None]:
    return {"at": brought.at_ms}


def decode_brought(customer_id: str, code: str, values: Mapping[str, Any]) -> Brought:
    return Brought(customer_id, code, values.get("at"), **envelope_of(values))


BROUGHT = ItemKind(
    prefix=f"{keys.APART}brought#",
    held_as="When those whom you recommended first ordered",
    type=Brought,
    encode=encode_brought,
    decode=decode_brought,
    parts=frozenset({"referrals"}),
    journey=brought_told,
    listed=None,
    range=Range.REFERRALS,
)
