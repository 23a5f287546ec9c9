"""Customer ids that stand beside several e-mail addresses: perhaps a word or a number for people without an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

from ...facts.ids import GUEST_PREFIX
from ...facts.order import Order
from ..file.texts import clipped

MANY = 3
"""An id with this many addresses or more is reported: one person may well have two."""
_EXAMPLES = 3


class Addresses:
    """The different addresses beside each id, as numbers, until there are `MANY`."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[int, ...]] = {}

    def see(self, order: Order) -> None:
        """Takes in an order. A guest's order says nothing new: the guest is known by the address."""
        email = order.contact.email if order.contact else None
        if email and not order.customer_id.startswith(GUEST_PREFIX):
            self._add(order.customer_id, crc32(email.strip().casefold().encode()))

    def merge(self, seen: Mapping[str, Sequence[int]]) -> None:
        """Takes in what another one has seen."""
        for customer_id, addresses in seen.items():
            for address in addresses:
                self._add(customer_id, address)

    def advice(self) -> Iterator[str]:
        """The sentence about ids with many addresses, where there are any."""
        many = sorted(customer_id for customer_id, addresses in self.seen.items() if len(addresses) >= MANY)
        if many:
            told = ", ".join(clipped(customer_id) for customer_id in many[:_EXAMPLES])
            yield (
                f"{len(many):,} customer id{'' if len(many) == 1 else 's'} with {MANY} e-mail addresses or more: {told}"
                f"{' ...' if len(many) > _EXAMPLES else ''}. Where that is what the shop calls people without an "
                "account, their orders count as one person's: leave those cells blank."
            )

    def _add(self, customer_id: str, address: int) -> None:
        known = self.seen.get(customer_id, ())
        if len(known) < MANY and address not in known:
            self.seen[customer_id] = (*known, address)
