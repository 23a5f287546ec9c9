"""How many functions may load a file at once: its buckets are cut into parts."""

from __future__ import annotations

import pytest
from regulars.importing.job.runs import _BUCKETS, _bounds

MB = 1024**2


@pytest.mark.parametrize(("megabytes", "parts"), [(0, 1), (1, 1), (2, 2), (3, 3), (64, 64), (2048, _BUCKETS)])
def test_a_part_has_a_megabyte_and_no_less_than_a_bucket(megabytes: int, parts: int) -> None:
    bounds = _bounds([megabytes * MB // _BUCKETS] * _BUCKETS)

    assert len(bounds) - 1 == parts
    assert (bounds[0], bounds[-1]) == (0, _BUCKETS)
    assert bounds == sorted(set(bounds))


def test_a_part_is_closed_once_it_has_its_bytes_and_not_before() -> None:
    assert _bounds([MB - 1, 1, 1, 0]) == [0, 2, 4]
    assert _bounds([MB, 0, 0]) == [0, 3]
