"""A toy kind of ledger item, which nothing of the product knows: what is said of every kind is said of it, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regulars.facts.items.item import Told
from regulars.facts.order import Lane
from regulars.facts.ranges import Range
from regulars.facts.tenant import Tenant
from regulars.stores.dynamo.calls import Value
from regulars.stores.ledger.envelope import envelope_of
from regulars.stores.ledger.kind import ItemKind

from testing.builders import NOW_MS


@dataclass(frozen=True, slots=True)
class Gift:
    """Something that was given to a customer."""

    gift_id: str
    customer_id: str
    given_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane

    @property
    def item_id(self) -> str:
        return self.gift_id

    @property
    def moment_ms(self) -> int | None:
        return self.given_ms


def encode_gift(gift: Gift, replaced: Gift | None) -> dict[str, Value | None]:
    return {"given": gift.given_ms}


def decode_gift(customer_id: str, gift_id: str, values: Mapping[str, Any]) -> Gift:
    return Gift(gift_id, customer_id, values["given"], **envelope_of(values))


def gift_told(gift: Gift, tenant: Tenant) -> Told:
    return Told("Gift", {"giftId": gift.gift_id})


GIFT = ItemKind("gift#", "Gifts", Gift, encode_gift, decode_gift, frozenset(), gift_told, None, Range.CORE)
A_GIFT = Gift("g#1", "ann", NOW_MS, NOW_MS, NOW_MS, Lane.BULK)
