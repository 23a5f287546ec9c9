"""Instants in cells: which of several is the earliest."""

from __future__ import annotations

from ..facts.time import local_to_ms, to_ms
from ..orders.schema import read_instant


def instant_ms(text: str, zone: str) -> int:
    """The instant that a cell names; a local time is taken in `zone`. Raises ValueError with one sentence."""
    moment = read_instant(text)
    return local_to_ms(moment, zone) if moment.tzinfo is None else to_ms(moment)
