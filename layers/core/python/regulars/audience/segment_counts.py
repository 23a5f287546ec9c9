"""How many members each own segment has: of all segments by reading every customer once, kept for a minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from ..errors import Conflict
from ..scoring.derive import derive, with_prediction
from ..segments.membership import Memberships
from ..stores.shop import Shop
from .segment_preview import read_for


class SegmentCounts(NamedTuple):
    """Members by segment, 0 of who has none; when they were counted."""

    members: Mapping[str, int]
    as_of_ms: int


def count_members(shop: Shop, known: Memberships) -> SegmentCounts | None:
    """None where there are more customers than one page may read."""

    def make() -> tuple[dict[str, int], int] | None:
        try:
            return _counted(shop, known), shop.now_ms
        except Conflict:
            return None

    found = shop.keeper.value(("segment counts", known.revision), make)
    return None if found is None else SegmentCounts(*found)


def _counted(shop: Shop, known: Memberships) -> dict[str, int]:
    asked = list(known.by_id.values())
    predicts = any(one.predicts for one in asked)
    fit = shop.fits.read() if predicts else None
    counts: Counter[str] = Counter()
    for facts in read_for(shop, asked):
        scores = derive(facts, shop.settings, shop.now_ms)
        if predicts:
            scores = with_prediction(scores, facts, fit, shop.settings, shop.now_ms)
        counts.update(known.of(facts, scores, shop.now_ms))
    return {segment_id: counts[segment_id] for segment_id in known.by_id}
