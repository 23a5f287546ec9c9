"""Queues: what is sent arrives whole, in messages and requests that SQS takes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from regulars.errors import StoreUnavailable
from regulars.facts.lookup import LookupKey, product_key
from regulars.stores.limits import LOOKUPS_PER_MESSAGE, SEND_MESSAGE_BYTES
from regulars.stores.messages import (
    LookupChange,
    Touch,
    Touched,
    decode_change,
    decode_touch,
    encode_change,
    encode_touch,
)
from regulars.stores.opened import Stores
from regulars.stores.queues import LookupQueue

from testing.lookups import products, words


class Taking:
    """A client that keeps what it is asked to send, or refuses some of it."""

    def __init__(self, *, refuse: bool = False) -> None:
        self.requests: list[list[dict[str, Any]]] = []
        self._refuse = refuse

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        self.requests.append(Entries)
        return {"Failed": [{"Id": "0"}]} if self._refuse else {}


def change(*products: str, customer_id: str = "ann") -> LookupChange:
    return LookupChange("acme", 1, customer_id, 1_760_517_000_000, tuple(map(product_key, products)))


@pytest.mark.parametrize(
    "keys", [None, (), products("tea", 'a"b', "ä#ö"), words("ann", "李明"), (*products("ann"), *words("ann"))]
)
def test_a_change_is_read_back_as_it_was_sent(keys: tuple[LookupKey, ...] | None) -> None:
    sent = change()._replace(keys=keys)

    assert decode_change(encode_change(sent)) == sent


@pytest.mark.parametrize("members", [(), ("guest-1",), ("guest-1", "b#b")])
def test_a_touch_is_read_back_with_its_members(members: tuple[str, ...]) -> None:
    sent = Touch(Touched("acme", "ann"), frozenset(), 2, members)

    assert decode_touch(encode_touch(sent)) == sent


def test_code_that_knows_only_one_customer_finds_none_in_a_message_with_members() -> None:
    assert "customer" not in json.loads(encode_touch(Touch(Touched("acme", "ann"), members=("guest-1",))))
    assert json.loads(encode_touch(Touch(Touched("acme", "ann"))))["customer"] == "ann"


@pytest.mark.parametrize("customers", [[], None, 7])
def test_a_message_that_names_nobody_is_no_touch(customers: Any) -> None:
    assert decode_touch(json.dumps({"tenant": "acme", "customers": customers})) is None


def test_a_change_says_that_it_is_fresh_and_one_of_before_says_nothing() -> None:
    sent = change("tea")._replace(fresh=True)

    assert decode_change(encode_change(sent)) == sent
    assert "fresh" not in encode_change(change("tea"))


@pytest.mark.parametrize(("stored", "keys"), [('["tea","cup"]', products("tea", "cup")), ("null", None)])
def test_a_message_from_before_there_were_words_is_still_read(stored: str, keys: tuple[LookupKey, ...] | None) -> None:
    body = f'{{"tenant":"acme","generation":1,"customer":"ann","revision":1760517000000,"products":{stored}}}'

    assert decode_change(body) == change()._replace(keys=keys)


def test_a_message_spells_a_kind_once_and_none_that_it_does_not_name() -> None:
    assert json.loads(encode_change(change("tea")))["products"] == ["tea"]
    assert "words" not in encode_change(change("tea"))
    assert json.loads(encode_change(change()._replace(keys=words("ann", "lee"))))["words"] == ["ann", "lee"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"tenant": "acme"}',
        json.dumps({**change()._asdict()}),
        '{"products": 1, "tenant": "acme", "generation": 1, "customer": "ann", "revision": 1}',
    ],
)
def test_a_message_of_nobody_is_no_change(body: str) -> None:
    assert decode_change(body) is None


def test_many_keys_are_sent_in_messages_and_requests_that_fit() -> None:
    client = Taking()
    many = tuple(f"{number:03d}".ljust(128, "\U0001f600") for number in range(3 * LOOKUPS_PER_MESSAGE + 1))

    LookupQueue(client, "queue").send([change(*many), change("tea", customer_id="bob")])

    messages = [message for request in client.requests for message in request]
    found = [decode_change(message["MessageBody"]) for message in messages]
    assert [key.name for one in found[:-1] if one for key in one.keys or ()] == list(many)
    assert found[-1] == change("tea", customer_id="bob")
    assert {message["MessageGroupId"] for message in messages} == {"acme"}
    for request in client.requests:
        assert len(request) <= 10
        assert sum(len(message["MessageBody"].encode()) for message in request) <= SEND_MESSAGE_BYTES


def test_what_was_not_taken_is_an_error() -> None:
    with pytest.raises(StoreUnavailable):
        LookupQueue(Taking(refuse=True), "queue").send([change("tea")])


def test_a_change_of_no_key_asks_nothing() -> None:
    client = Taking()

    LookupQueue(client, "queue").send([change()])

    assert client.requests == []


def test_the_stack_has_the_queue(stores: Stores) -> None:
    stores.lookup_queue.send([change("tea")])

    [message] = stores.sqs.receive_message(QueueUrl=stores.names.lookups_queue_url)["Messages"]
    assert decode_change(message["Body"]) == change("tea")
