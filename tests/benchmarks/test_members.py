"""A walk over the members of an own segment: what is read is counted, whatever its seconds."""

from __future__ import annotations

import pytest
from regulars.stores.limits import LIST_ROWS

from benchmarks.members import Made, walk

CUSTOMERS = 12_000


def members(customers: int, share: int) -> int:
    made = Made(customers, share)
    rows = [row for _, row in made.everybody()]
    return sum(row.facts.purchases.spend_minor == 777 for row in rows)


@pytest.mark.parametrize("share", [10, 1_000])
def test_a_walk_over_a_segment_meets_every_member_once_and_no_page_is_empty(share: int) -> None:
    walked = walk(CUSTOMERS, share)
    assert walked.members == members(CUSTOMERS, share) > 0
    assert walked.empty == 0
    assert walked.most_rows <= LIST_ROWS + 1
    # The bound of a page ends the first request, or its thousand members the first two.
    assert walked.requests <= 3
