"""Policies that are read once say what they say in MiniStack's own way, and take a fraction of the time."""

from __future__ import annotations

from typing import Any

import pytest

from testing.deployed.both_ways import IF_INSTALLED, both_ways

pytestmark = IF_INSTALLED

SCRIPT = """
statements = [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["a", "b"]},
    {"Sid": "no", "Effect": "Deny", "NotAction": ["sqs:*"], "NotResource": "*", "Condition": {"Bool": {"x": "true"}}},
    {"Effect": "Perhaps", "Action": "*", "Resource": "*"},
    "none",
]
text = json.dumps({"Statement": statements[:2] * 5})

def questions():
    for count in range(3):
        for some in itertools.permutations(statements, count):
            document = {"Version": "2012-10-17", "Statement": list(some)}
            yield from ((document,), (json.dumps(document),), (json.dumps(document),))
    yield from ((one,) for one in ("", "{", "[]", None, json.dumps({"Statement": statements[0]})))

def asked(way, question):
    return [vars(one) for one in way(*question)]

def often(way):
    way(text)
"""


@pytest.fixture(scope="module")
def compared() -> Any:
    return both_ways("quick_policies", "parse_policy_document", SCRIPT, module="ministack.core.iam_evaluator")


def test_both_ways_read_the_same_of_every_form_of_a_policy(compared: Any) -> None:
    assert compared["different"] == []
    assert compared["count"] > 50


def test_the_quick_way_takes_less_than_a_fifth(compared: Any) -> None:
    assert compared["ratio"] < 0.2
