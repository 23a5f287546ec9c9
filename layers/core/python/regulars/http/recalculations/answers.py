"""How the counts of a recalculation look from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...stores.tenant.jobs import Counts

if TYPE_CHECKING:
    from .shapes import Recalculated


def render_counts(counts: Counts) -> Recalculated:
    """What it did; pairs are customers with a product."""
    return {
        "processed": counts.processed,
        "updated": counts.updated,
        "errors": counts.errors,
        "written": counts.written,
        "drift": counts.drift,
        "lagging": counts.lagging,
    }
