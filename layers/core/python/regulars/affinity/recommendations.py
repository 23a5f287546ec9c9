"""What a customer is likely to buy again within days, the soonest first (scoring.md §2)."""

from __future__ import annotations

from ..scoring.reorder import is_recommended
from ..scoring.settings import Settings
from ..stores.ledger import Ledger
from ..stores.page import fitting
from .pairs import Pair, answer_bytes, read_pairs


def list_recommendations(
    customer_id: str,
    *,
    limit: int,
    include_overdue: bool,
    ledger: Ledger,
    settings: Settings,
    now_ms: int,
) -> list[Pair]:
    """At most `limit` pairs by predicted date, then score, then product id; `include_overdue`: those past it too.

    Raises `NotFound`.
    """
    customer, pairs, _ = read_pairs(customer_id, ledger=ledger, as_of_ms=now_ms)
    found = sorted(
        (pair for pair in pairs if is_recommended(pair.affinity, settings, now_ms, overdue=include_overdue)),
        key=lambda pair: (pair.affinity.next_at_ms or 0, -pair.affinity.score, pair.product.product_id),
    )
    return found[: fitting(answer_bytes(customer, pair) for pair in found[:limit])]
