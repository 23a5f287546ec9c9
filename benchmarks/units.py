"""What DynamoDB charges, as its documentation says: pure functions of items. On demand, standard tables.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from regulars.stores.limits import READ_UNIT_BYTES, WRITE_UNIT_BYTES

Item = Mapping[str, Mapping[str, Any]]


class IndexOf(NamedTuple):
    """A secondary index: its key attributes, and all attributes that it holds."""

    key: tuple[str, ...]
    attributes: frozenset[str]


def item_bytes(item: Item) -> int:
    """Names and values in UTF-8; of the types that the stores write."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def write_units(old: Item | None, new: Item | None) -> int:
    """What the table charges for a Put or a deletion: the larger of both states, at least one unit."""
    return max(_written(old), _written(new), 1)


def index_write_units(index: IndexOf, old: Item | None, new: Item | None) -> int:
    """What an index charges for the same write: nothing where its entry stays as it is, two writes where it moves."""
    before, after = _entry(index, old), _entry(index, new)
    if before == after:
        return 0
    if before is None or after is None or any(before[name] != after[name] for name in index.key):
        return _written(before) + _written(after)
    return max(_written(before), _written(after))


def get_units(item: Item | None, *, consistent: bool) -> float:
    """One key of a GetItem or BatchGetItem; a missing item is charged as the smallest."""
    return read_units(item_bytes(item) if item else 0, consistent=consistent)


def query_units(items: Iterable[Item], *, consistent: bool) -> float:
    """One page of a Query: all its items together."""
    return read_units(sum(map(item_bytes, items)), consistent=consistent)


def _entry(index: IndexOf, item: Item | None) -> Item | None:
    if item is None or any(name not in item for name in index.key):
        return None
    return {name: value for name, value in item.items() if name in index.attributes}


def _written(item: Item | None) -> int:
    return 0 if item is None else -(-item_bytes(item) // WRITE_UNIT_BYTES)


def read_units(size: int, *, consistent: bool) -> float:
    """Of so many bytes that were read at once."""
    return max(1, -(-size // READ_UNIT_BYTES)) * (1.0 if consistent else 0.5)


def _value_bytes(value: Mapping[str, Any]) -> int:
    [(kind, held)] = value.items()
    if kind == "S":
        return len(held.encode())
    if kind == "B":
        return len(held)
    if kind == "BOOL":
        return 1
    if kind == "N":
        # One byte for two digits, paired from the decimal point on without zeros at either end, and one more.
        digits = held.lstrip("-").lstrip("0")
        zeros = len(digits) - len(digits.rstrip("0"))
        return (len(digits) - zeros // 2 * 2 + 1) // 2 + 1
    if kind == "M":
        # Three bytes, and one for each entry beside name and value.
        return 3 + sum(1 + len(name.encode()) + _value_bytes(one) for name, one in held.items())
    raise TypeError(f"no store writes the type {kind}")
