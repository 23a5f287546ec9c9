"""Ids with every printable character of ASCII, and some beside them, from the path of a call to its order and back."""

from __future__ import annotations

import time
import urllib.parse

import pytest

from testing.deployed.shop import order, post
from testing.deployed.stack import Answer, Stack

_PRINTABLE = "".join(chr(number) for number in range(0x21, 0x7F) if chr(number) != "?")
TOGETHER = [f"x{_PRINTABLE[start : start + 4]}y" for start in range(0, len(_PRINTABLE), 4)]
"""All of ASCII, four in an id."""
ODD = ["a b", "a//b", "a/../b", "a/./b", "/a", "a/", "a%2Fb", "a+b%20c", "ä", "é", "日本", "👍", "ß#/.."]
REFUSED = ["a?b", "a%25b"]
"""The gateway would cut the one and decode the other once too often."""


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "letters")
    return "letters"


def patient(stack: Stack, method: str, path: str) -> Answer:
    """The answer of a gateway or an API that has asked for patience."""
    answer = stack.call(method, path, token=stack.token("letters"))
    for _ in range(20):
        if answer.status != 429:
            break
        time.sleep(float(answer.headers.get("retry-after", 1)))
        answer = stack.call(method, path, token=stack.token("letters"))
    return answer


def of_order(order_id: str) -> str:
    return "/api/orders/" + urllib.parse.quote(order_id, safe="")


def test_an_id_of_any_printable_characters_is_found_by_its_path_and_deleted_alone(stack: Stack, tenant: str) -> None:
    ids = TOGETHER + ODD
    answer = post(stack, tenant, *(order(one, one) for one in ids))
    assert [one["result"] for one in answer.json()["data"]] == ["created"] * len(ids), answer.body

    found = {one: patient(stack, "GET", of_order(one)) for one in ids}

    assert {one: answer.json().get("data", {}).get("orderId") for one, answer in found.items()} == {
        one: one for one in ids
    }
    deleted = ids[::7]
    assert {patient(stack, "DELETE", of_order(one)).status for one in deleted} == {200}
    after = {one for one in ids if patient(stack, "GET", of_order(one)).status == 404}
    assert after == set(deleted)


def test_a_customers_path_takes_the_same_ids(stack: Stack, tenant: str) -> None:
    ids = ["c#1", "c/1", "c//1", "c/../1", "c%2F1", "c+1", "c 1", "c&=1", "日本;1"]
    assert post(stack, tenant, *(order(f"of-{one}", one) for one in ids)).status == 200

    answers = [patient(stack, "GET", "/api/customers/" + urllib.parse.quote(one, safe="")) for one in ids]

    assert [answer.json()["data"]["contactID"] for answer in answers] == ids


@pytest.mark.parametrize("refused", REFUSED)
def test_an_id_that_the_gateway_would_change_is_refused_before_it_is_written(
    stack: Stack, tenant: str, refused: str
) -> None:
    [one] = post(stack, tenant, order(refused, "ida")).json()["data"]

    assert one["result"] == "refused"
    assert "%25" in one["errors"][0]["message"]
