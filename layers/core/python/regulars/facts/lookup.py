"""A repeat buyer of a product: the entry under which the product's answers find him."""

from __future__ import annotations

from typing import NamedTuple

# From the third purchase of a product on its buyer is a repeat buyer, whatever lies between and whatever the settings
# say: no setting is below it, and none but the first ever changes which entries there are.
REPEAT_PURCHASES = 3


class LookupEntry(NamedTuple):
    """One pair's sums, as of one revision of the customer's row. Of a pair with `REPEAT_PURCHASES` or more."""

    product_id: str
    customer_id: str
    revision: int
    purchase_count: int
    units_milli: int
    spent_minor: int
    first_at_ms: int
    last_at_ms: int
