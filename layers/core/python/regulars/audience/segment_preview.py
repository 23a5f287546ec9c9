"""What a rule would do before it is saved: how many it finds, some of them, and what it has in common with others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.shares import share
from ..lists.histories import everybody
from ..lists.live import live_alone
from ..scoring.derive import derive, with_prediction
from ..segments.membership import Membership
from ..stores.shop import Shop

MOST_EXAMPLES = 10
MOST_COMPARED = 5


class Overlap(NamedTuple):
    """Another segment with the number of its members, and of those who are in both."""

    other: Membership
    members: int
    both: int


class SegmentPreview(NamedTuple):
    """`customers` were looked at, `members` found; the first ten of them, newest order first."""

    customers: int
    members: int
    examples: Sequence[CustomerFacts]
    overlaps: Sequence[Overlap]

    @property
    def everybody(self) -> bool:
        """Whether the rule tells nobody apart."""
        return self.customers > 0 and self.members == self.customers

    @property
    def share(self) -> float | None:
        return share(self.members, self.customers)


def preview_segment(shop: Shop, one: Membership, others: Sequence[Membership]) -> SegmentPreview:
    """Reads every customer once. Raises `Conflict` beyond the bound of a page."""
    return live_alone("a preview", lambda: _previewed(shop, one, others))


def _previewed(shop: Shop, one: Membership, others: Sequence[Membership]) -> SegmentPreview:
    asked = (one, *others)
    customers, members, examples = 0, 0, list[CustomerFacts]()
    theirs, both = [0] * len(others), [0] * len(others)
    predicts = any(each.predicts for each in asked)
    fit = shop.fits.read() if predicts else None
    for facts in read_for(shop, asked):
        customers += 1
        scores = derive(facts, shop.settings, shop.now_ms)
        if predicts:
            scores = with_prediction(scores, facts, fit, shop.settings, shop.now_ms)
        is_in = one.member(facts, scores, shop.now_ms)
        if is_in:
            members += 1
            if len(examples) < MOST_EXAMPLES:
                examples.append(facts)
        for at, other in enumerate(others):
            if other.member(facts, scores, shop.now_ms):
                theirs[at] += 1
                both[at] += is_in
    overlaps = [Overlap(*found) for found in zip(others, theirs, both, strict=True)]
    return SegmentPreview(customers, members, examples, overlaps)


def read_for(shop: Shop, asked: Iterable[Membership]) -> Iterator[CustomerFacts]:
    """Every customer with what these segments read. Raises `Conflict` beyond the bound of a page."""
    wanted = list(asked)
    lacking = [one.lacks for one in wanted]
    settings, now_ms = shop.settings, shop.now_ms

    def lacks(facts: CustomerFacts) -> bool:
        return any(lack(facts, settings, now_ms) for lack in lacking)

    return everybody(shop, lacks, "a preview", whole=any(one.whole_rows for one in wanted))
