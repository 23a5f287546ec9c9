"""What next products by probability, recent weeks and pairs in rhythm promised at a cut, and what was bought."""

from __future__ import annotations

from typing import NamedTuple


class ProductsTested(NamedTuple):
    """Within the days after the cut; shares are None where there is nobody.

    `probable` is the share of those who had a recommendation that bought their most probable product;
    `buyers_probable` and `buyers_most_frequent` are of all `buyers`, who were known and bought anything. `by_weeks` is
    None with fewer than four full weeks. `rhythm` is what pairs in rhythm promised and `rhythm_came` what they bought;
    `came` are all purchases.
    """

    probable: float | None = None
    buyers: int = 0
    buyers_probable: float | None = None
    buyers_most_frequent: float | None = None
    by_weeks: float | None = None
    rhythm: int = 0
    rhythm_came: int = 0
    came: int = 0


NOT_TESTED = ProductsTested()
"""Of a tenant without orders, and of a backtest that was stored before this was tested."""
