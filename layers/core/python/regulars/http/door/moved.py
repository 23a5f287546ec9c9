"""Where a customer who was merged into another is asked for: the same call under the survivor's id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

from ...errors import Merged

# The customer's id in a path, and in a query.
CUSTOMER_ID, CUSTOMER_PARAM = "customer_id", "customerId"


def location(path: str, ids: Mapping[str, str], query: str, merged: Merged) -> str | None:
    """The call of a declared path as a relative reference that names the survivor; None where it names the customer
    neither in its path nor in its query: a body cannot be sent elsewhere."""
    given = parse_qsl(query, keep_blank_values=True)
    asked = ids.get(CUSTOMER_ID) == merged.customer_id
    if not asked and (CUSTOMER_PARAM, merged.customer_id) not in given:
        return None
    named = {**ids, CUSTOMER_ID: merged.into}
    moved = re.sub(r"<(\w+)>", lambda name: quote(named[name[1]], safe=""), path)
    pairs = [(name, merged.into if name == CUSTOMER_PARAM else text) for name, text in given]
    return f"{moved}?{urlencode(pairs)}" if pairs else moved
