"""Quick Queries answer what MiniStack's own answer, and take a fraction of the time."""

from __future__ import annotations

from typing import Any

import pytest

from laptop.quick_queries import key_condition
from testing.deployed.both_ways import IF_INSTALLED, both_ways

pytestmark = IF_INSTALLED

SCRIPT = """
texts = ["", "a", "ab", "b", "1#", "1$", "\\u00e4", "\\U0001f600", "\\uffff"]
values = [{"S": one} for one in texts] + [{"N": "1"}, {"N": "10"}, {"B": "YQ=="}, None]
conditions = [
    "pk = :pk",
    "pk=:pk AND sk = :a",
    *(f"pk = :pk AND sk {operator} :a" for operator in ("<", "<=", ">", ">=")),
    "pk = :pk AND begins_with(sk, :a)",
    "pk = :pk AND sk BETWEEN :a AND :b",
    "(pk = :pk) AND (sk = :a)",
    "sk BETWEEN :a AND :b AND pk = :pk",
    "#p = :pk AND #s > :a",
    "name = :pk",
    "pk = :pk AND",
    "pk = :missing",
]

def questions():
    for condition, key, a, b in itertools.product(conditions, values, values, values):
        if ":b" not in condition and b is not values[0] or ":a" not in condition and a is not values[0]:
            continue
        item = {"pk": {"S": "p"}, "name": {"S": "p"}} | ({"sk": key} if key else {})
        yield condition, item, {":pk": {"S": "p"}} | ({":a": a} if a else {}) | ({":b": b} if b else {})

def asked(way, question):
    try:
        return way(*question, {"#p": "pk", "#s": "sk"}, slot="KeyConditionExpression")
    except ValueError as refused:
        return str(refused)

def often(way):
    way("pk = :pk AND sk BETWEEN :a AND :b", {"pk": {"S": "p"}, "sk": {"S": "c"}},
        {":pk": {"S": "p"}, ":a": {"S": "a"}, ":b": {"S": "d"}}, {}, slot="KeyConditionExpression")
"""


@pytest.fixture(scope="module")
def compared() -> Any:
    return both_ways("quick_queries", "_evaluate_condition", SCRIPT)


def test_both_ways_answer_the_same_for_every_form_of_a_condition_and_every_type_of_value(compared: Any) -> None:
    assert compared["different"] == []
    assert compared["count"] > 5_000


def test_the_quick_way_takes_less_than_a_fifth(compared: Any) -> None:
    assert compared["ratio"] < 0.2


@pytest.mark.parametrize(
    "condition", ["pk = :pk OR sk = :a", "pk = :pk AND a = :a AND b = :b", "#p = :pk", "pk <> :pk"]
)
def test_another_form_is_left_to_ministack(condition: str) -> None:
    assert key_condition(condition) is None
