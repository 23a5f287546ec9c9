"""The charges that the benchmarks compute, against the sentences of DynamoDB's documentation."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.units import IndexOf, get_units, index_write_units, item_bytes, query_units, write_units

BY_SPEND = IndexOf(("pk", "spend_key"), frozenset({"pk", "sk", "spend_key", "facts"}))


def item(size: int = 0, **values: str) -> dict[str, dict[str, Any]]:
    """An item of keys, these texts, and a text `facts` of so many bytes."""
    texts = {"pk": "p", "sk": "s", **values, **({"facts": "x" * size} if size else {})}
    return {name: {"S": text} for name, text in texts.items()}


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "é"}, 2),
        ({"B": b"123"}, 3),
        ({"BOOL": True}, 1),
        ({"N": "1"}, 2),
        ({"N": "123"}, 3),
        ({"N": "1764000000000"}, 4),
        ({"N": "1323435061000"}, 7),
        ({"N": "1323435061357"}, 8),
        ({"N": "0"}, 1),
        ({"M": {}}, 3),
        ({"M": {"sent": {"N": "1"}, "é": {"S": "x"}}}, 3 + (1 + 4 + 2) + (1 + 2 + 1)),
    ],
)
def test_an_attribute_weighs_its_name_and_its_value(value: dict[str, Any], size: int) -> None:
    assert item_bytes({"name": value}) == 4 + size


def test_a_write_is_charged_by_the_larger_of_both_states() -> None:
    assert write_units(None, item(1_000)) == 1
    assert write_units(None, item(1_025)) == 2
    assert write_units(item(3_000), item(10)) == 3
    assert write_units(item(3_000), None) == 3


def test_an_index_is_charged_nothing_where_its_entry_stays() -> None:
    old = item(100, spend_key="1", revision="1")

    assert index_write_units(BY_SPEND, old, item(100, spend_key="1", revision="2")) == 0
    assert index_write_units(BY_SPEND, item(), item(100)) == 0


def test_an_entry_that_moves_in_an_index_is_two_writes() -> None:
    old, new = item(100, spend_key="1"), item(1_500, spend_key="2")

    assert index_write_units(BY_SPEND, None, old) == 1
    assert index_write_units(BY_SPEND, old, item(200, spend_key="1")) == 1
    assert index_write_units(BY_SPEND, old, new) == 1 + 2
    assert index_write_units(BY_SPEND, new, item(1_500)) == 2


def test_a_page_of_a_query_is_rounded_up_as_a_whole_and_each_item_of_a_batch_for_itself() -> None:
    items = [item(1_000), item(1_000), item(1_000)]

    assert query_units(items, consistent=True) == 1
    assert sum(get_units(one, consistent=True) for one in items) == 3
    assert query_units([*items, *items], consistent=False) == 1
    assert get_units(None, consistent=False) == 0.5
