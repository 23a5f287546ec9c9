"""A loyalty program over all customers, live within the bound of a page, else of last night."""

from __future__ import annotations

from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..lists.histories import everybody, not_read
from ..lists.live import left_by_night, live_or_left
from ..loyalty.program import Versions
from ..population.loyalty import LOYALTY, LoyaltySums, ProgramSums
from ..stores.shop import Shop


class Summed(NamedTuple):
    """The sums, and of when they are."""

    sums: LoyaltySums
    as_of_ms: int


def summarise_program(shop: Shop, versions: Versions) -> Summed:
    """Reads every customer once; beyond the bound of a page it is what last night left, which names nobody. Raises
    `Conflict` where no night has left it yet."""

    def live() -> Summed:
        found = LoyaltySums()
        for facts in everybody(shop, _lacks, "a summary"):
            found.add(facts, versions, shop.settings, shop.tenant.exponent, shop.now_ms)
        return Summed(found, shop.now_ms)

    def left() -> Summed | None:
        night = left_by_night(shop, LOYALTY, ProgramSums.of)
        sums = night and night.by_id.get(versions.last.id)
        return Summed(sums, night.as_of_ms) if night and sums else None

    return live_or_left(live, left)


def _lacks(facts: CustomerFacts) -> bool:
    return not_read(facts) or facts.loyalty is None or facts.referrals is None
