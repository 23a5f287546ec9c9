"""The segments that somebody put a customer into, or keeps them out of, by hand."""

from __future__ import annotations

from typing import NamedTuple


class Pins(NamedTuple):
    """Ids of segments, each in one of the two at most, in the order of the alphabet."""

    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.included or self.excluded)


NO_PINS = Pins()
