"""The owner's lake: each customer as the night derived them, one JSON line in the file of their hash's bucket.

Lines are kept as the turn goes on, compressed, a few megabytes at a time: no turn holds more. At the end the pieces of
a bucket follow each other in one file, since compressed members in a row are a compressed file.
"""

from __future__ import annotations

import gzip
import json
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

from ...facts.customer import CustomerFacts
from ...facts.tenant import bucket_of
from ...facts.time import rfc3339
from ...people.columns import columns
from ...people.customer import Customer
from ...scoring.derive import Scores
from ...scoring.settings import Settings
from ..left import Left
from ..work import Night
from .part import Part

HELD_BYTES = 8 * 1024**2


class Piece(NamedTuple):
    """Where lines of one bucket lie: from `start` to before `end` in a working object."""

    name: str
    start: int
    end: int


class LakePart(Part):
    """Nothing where the deployment has no lake."""

    name = "lake"

    def __init__(self, night: Night | None, pieces: Mapping[int, Sequence[Piece]] | None = None) -> None:
        """`night` is None for what was kept before, to which nothing is added."""
        self._night = night if night is not None and night.lake else None
        self._pieces: defaultdict[int, list[Piece]] = defaultdict(list)
        for bucket, found in (pieces or {}).items():
            self._pieces[bucket] = list(found)
        self._lines: defaultdict[int, list[bytes]] = defaultdict(list)
        self._held = 0
        self._columns = columns(None) if self._night else ()

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        if self._night is None:
            return
        night, customer = self._night, Customer(facts, scores)
        shown = {column.name: column.value(customer, night.tenant.exponent) for column in self._columns}
        line = json.dumps({"asOf": rfc3339(night.as_of_ms), **shown}, ensure_ascii=False, separators=(",", ":"))
        content = line.encode() + b"\n"
        self._lines[bucket_of(night.tenant.customer_hash(facts.customer_id))].append(content)
        self._held += len(content)
        if self._held >= HELD_BYTES:
            self._keep()

    def merge(self, other: LakePart) -> None:
        for bucket, pieces in other._pieces.items():
            self._pieces[bucket] += pieces

    def as_json(self) -> Any:
        """Where everything lies that was added; it is kept now."""
        self._keep()
        return {str(bucket): pieces for bucket, pieces in sorted(self._pieces.items())}

    @classmethod
    def of(cls, stored: Any) -> Self:
        return cls(None, {int(bucket): [Piece(*piece) for piece in pieces] for bucket, pieces in stored.items()})

    def leave(self, left: Left) -> None:
        if self._night is None:
            return
        lake, day = left.stores.lake(left.night.tenant), left.night.job.day
        assert day is not None, "the plan fixes it first"
        for bucket, pieces in sorted(self._pieces.items()):
            lake.put(day, bucket, self._content(pieces))

    def _keep(self) -> None:
        """All lines that are held become one working object, and are forgotten."""
        if self._night is None or not self._lines:
            return
        name, content = f"lake/{secrets.token_hex(8)}.gz", bytearray()
        for bucket, lines in sorted(self._lines.items()):
            start = len(content)
            content += gzip.compress(b"".join(lines), compresslevel=6, mtime=0)
            self._pieces[bucket].append(Piece(name, start, len(content)))
        self._night.place.put(name, bytes(content))
        self._lines.clear()
        self._held = 0

    def _content(self, pieces: Sequence[Piece]) -> Iterator[bytes]:
        assert self._night is not None
        for piece in pieces:
            found = self._night.place.get_slice(*piece)
            if found is None:
                raise LookupError(f"{piece.name} is missing")
            yield found
