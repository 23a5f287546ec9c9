"""Quick Queries answer what MiniStack's own answer, and take a fraction of the time."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from laptop.install import MINISTACK
from laptop.quick_queries import key_condition

QUICK = Path(__file__).parents[2] / "laptop" / "quick_queries.py"
pytestmark = pytest.mark.skipif(
    not (MINISTACK / "bin" / "ministack").exists(), reason="MiniStack is not installed: run the tests by `make test`"
)

# Asks each item and condition twice, MiniStack's way and the quick one, and prints what differs, and how long it took.
BOTH_WAYS = """
import importlib, importlib.util, itertools, json, sys, time
dynamodb = importlib.import_module("ministack.services.dynamodb")
spec = importlib.util.spec_from_file_location("quick_queries", sys.argv[1])
quick = importlib.util.module_from_spec(spec)
spec.loader.exec_module(quick)
own = dynamodb._evaluate_condition
quick.quicken(dynamodb)

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

def asked(way, *question):
    try:
        return way(*question, {"#p": "pk", "#s": "sk"}, slot="KeyConditionExpression")
    except ValueError as refused:
        return str(refused)

different, count = [], 0
for condition, key, a, b in itertools.product(conditions, values, values, values):
    if ":b" not in condition and b is not values[0] or ":a" not in condition and a is not values[0]:
        continue
    item = {"pk": {"S": "p"}, "name": {"S": "p"}} | ({"sk": key} if key else {})
    given = {":pk": {"S": "p"}} | ({":a": a} if a else {}) | ({":b": b} if b else {})
    question = (condition, item, given)
    answers = [asked(way, *question) for way in (own, dynamodb._evaluate_condition)]
    count += 1
    if answers[0] != answers[1]:
        different.append([*question, *answers])

def seconds(way):
    begun = time.perf_counter()
    for _ in range(2_000):
        way("pk = :pk AND sk BETWEEN :a AND :b", {"pk": {"S": "p"}, "sk": {"S": "c"}},
            {":pk": {"S": "p"}, ":a": {"S": "a"}, ":b": {"S": "d"}}, {}, slot="KeyConditionExpression")
    return time.perf_counter() - begun

ratio = seconds(dynamodb._evaluate_condition) / seconds(own)
print(json.dumps({"different": different, "count": count, "ratio": ratio}))
"""


@pytest.fixture(scope="module")
def compared() -> Any:
    command = [str(MINISTACK / "bin" / "python"), "-P", "-c", BOTH_WAYS, str(QUICK)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stdout.splitlines()[-1])


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
