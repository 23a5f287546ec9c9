"""Some of a tenant's pairs of customer and product, drawn by hash: what a night learns from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple, Self

from ..dataclass import dataclass

MOST_SAMPLED = 20_000
_KEY_BYTES = 8
_EVERY_KEY = 1 << 8 * _KEY_BYTES
# So many more are held before the largest keys are dropped: some 2 MB in all.
_HELD = MOST_SAMPLED + MOST_SAMPLED // 10
# A pair is held as bytes, its key first, so that bytes ascend as keys do; the name of its product stands last.
_PACKED = Struct(">QqIII")


class SampledPair(NamedTuple):
    """`key` draws the pair, `purchases` are those until now, and those that were known four weeks, and the days that
    probabilities are learnt for, ago."""

    key: int
    product_id: str
    first_at_ms: int
    purchases: int
    four_weeks_ago: int
    before: int

    def packed(self) -> bytes:
        """All of it, a third of what the object takes."""
        key, product_id, *numbers = self
        return _PACKED.pack(key, *numbers) + product_id.encode()

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """What `packed` gave."""
        key, *numbers = _PACKED.unpack_from(packed)
        return cls(key, packed[_PACKED.size :].decode(), *numbers)


class Keys:
    """A customer's keys, by product: the same in every night, and they tell nothing of the customer's shard."""

    __slots__ = ("_hashed",)

    def __init__(self, customer_id: str) -> None:
        self._hashed = blake2b(f"{customer_id}\0".encode(), digest_size=_KEY_BYTES)

    def key(self, product_id: str) -> int:
        hashed = self._hashed.copy()
        hashed.update(product_id.encode())
        return int.from_bytes(hashed.digest(), "big")


@dataclass(slots=True)
class PairSample:
    """The pairs of the smallest keys: parts make the same whole in any order and any grouping."""

    _pairs: list[bytes] = field(default_factory=list)
    _behind: int = _EVERY_KEY

    def takes(self, key: int) -> bool:
        """Whether a pair of this key may be among the smallest."""
        return key < self._behind

    def add(self, pair: SampledPair) -> None:
        self._pairs.append(pair.packed())
        if len(self._pairs) > _HELD:
            self._drop()

    def merge(self, other: PairSample) -> None:
        self._pairs.extend(other._pairs)
        self._drop()

    def __iter__(self) -> Iterator[SampledPair]:
        """Ascending by key."""
        self._drop()
        return map(SampledPair.unpacked, self._pairs)

    def __len__(self) -> int:
        return min(len(self._pairs), MOST_SAMPLED)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, PairSample) else NotImplemented

    def as_json(self) -> list[str]:
        self._drop()
        return [packed.hex() for packed in self._pairs]

    @classmethod
    def of(cls, stored: Sequence[str]) -> Self:
        """What `as_json` gave."""
        sample = cls([bytes.fromhex(pair) for pair in stored])
        sample._drop()
        return sample

    def _drop(self) -> None:
        self._pairs.sort()
        del self._pairs[MOST_SAMPLED:]
        if len(self._pairs) == MOST_SAMPLED:
            self._behind = SampledPair.unpacked(self._pairs[-1]).key
