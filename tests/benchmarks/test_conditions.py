"""Conditions as DynamoDB's documentation has them: what is missing equals nothing and is smaller than nothing."""

from __future__ import annotations

import pytest

from benchmarks.conditions import holds

ITEM = {"pk": {"S": "ann"}, "revision": {"N": "5"}, "turn": {"N": "2"}}


@pytest.mark.parametrize(
    ("condition", "found", "where_nothing_lies"),
    [
        ("", True, True),
        ("attribute_exists(pk)", True, False),
        ("attribute_not_exists(pk)", False, True),
        ("revision = :five", True, False),
        ("revision = :six", False, False),
        ("revision <= :five", True, False),
        ("revision <= :four", False, False),
        ("revision <= :six", True, False),
        ("attribute_not_exists(pk) OR revision <= :four", False, True),
        ("attribute_not_exists(#turn) OR #turn <= :four", True, True),
        ("attribute_exists(pk) AND attribute_not_exists(revision)", False, False),
        ("attribute_exists(pk) AND attribute_not_exists(as_of)", True, False),
    ],
)
def test_a_condition_holds(condition: str, found: bool, where_nothing_lies: bool) -> None:
    values = {":four": {"N": "4"}, ":five": {"N": "5"}, ":six": {"N": "6"}}

    assert holds(condition, ITEM, values, {"#turn": "turn"}) is found
    assert holds(condition, None, values, {"#turn": "turn"}) is where_nothing_lies


def test_a_condition_that_is_not_understood_is_no_yes() -> None:
    with pytest.raises(ValueError, match="size"):
        holds("size(pk) = :four", ITEM, {":four": {"N": "4"}})
