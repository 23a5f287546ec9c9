"""The export of one person: nothing that is held of them is missing, and a person can read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from regulars.exporting.person.ask import ask_for_person, find_person_export
from regulars.exporting.person.collect import collect
from regulars.exporting.person.page import page
from regulars.exporting.person.words import PARTS
from regulars.facts.time import DAY_MS
from regulars.stores.dynamo.calls import pack
from regulars.stores.keys import job_sort, refused_object, tenant_item
from regulars.stores.ledger import KINDS
from regulars.stores.shop import Shop

from openapi.calls import TENANT
from openapi.examples import NOW_MS
from openapi.shop import Shop as Asked
from openapi.shop import open_shop
from testing.machines.exports import run_person_export
from testing.machines.killed import Kill, again_and_again

WHO = "cafe-med"
IDS = 4
"""Their own, one that was merged by hand, and two guests."""


@pytest.fixture(scope="module")
def shop() -> Iterator[Asked]:
    """The shop of the examples, in which everything is written that can be written of a customer."""
    with open_shop(night=True) as shop:
        yield shop


def opened(shop: Asked) -> Shop:
    record = shop.stores.directory.read(TENANT)
    assert record is not None
    return Shop(shop.stores, record, NOW_MS)


@pytest.fixture(scope="module")
def document(shop: Asked) -> dict[str, Any]:
    return collect(opened(shop), WHO)


def stored(shop: Asked, ids: list[str]) -> list[dict[str, Any]]:
    """The items of these customers as they lie in the ledger."""
    items = shop.stores.dynamodb.scan(TableName="ledger")["Items"]
    return [item for item in items if item["pk"]["S"] in {f"{TENANT}#{one}" for one in ids}]


def leaves(value: Any) -> Iterator[str]:
    """Every text in a value, also of JSON in a text."""
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str):
        try:
            inner = json.loads(value) if value[:1] in "{[" else None
        except ValueError:
            inner = None
        if inner is None:
            yield value
        else:
            yield from leaves(inner)


def test_every_item_of_the_person_and_of_their_members_is_in_it(shop: Asked, document: dict[str, Any]) -> None:
    items = stored(shop, document["ids"])

    assert len(document["ids"]) == IDS
    by_kind = dict.fromkeys((kind.name for kind in KINDS.all), 0)
    for item in items:
        by_kind[KINDS.at(item["sk"]["S"])[0].name] += 1
    assert {name: len(held) for name, held in document["held"].items()} == by_kind
    assert sum(count > 0 for count in by_kind.values()) >= 12


def test_no_text_that_is_stored_of_the_person_is_missing(shop: Asked, document: dict[str, Any]) -> None:
    """But for keys, and for what is written shorter than it is told."""
    told = json.dumps(document, ensure_ascii=False)
    ours = {"pk", "sk", "list", "place"}
    texts = {
        text
        for item in stored(shop, document["ids"])
        for name, attribute in item.items()
        if name not in ours
        for text in leaves(next(iter(attribute.values())))
    }

    assert len(texts) > 30
    assert {text for text in texts if len(text) > 2 and not text.isdigit() and text not in told} == set()


def test_every_kind_of_the_ledger_has_its_words_on_the_page(document: dict[str, Any]) -> None:
    """A kind that the export does not know fails here."""
    assert PARTS.keys() <= document.keys()
    shown = page(document).decode()
    for kind in KINDS.all:
        assert (f"<h2>{kind.held_as}</h2>" in shown) == bool(document["held"][kind.name]), kind.name


def test_scores_stand_with_their_inputs_and_thresholds(document: dict[str, Any]) -> None:
    assert document["fields"]["segment"] == "Active"
    assert document["fields"]["totalSpend"] == "498.00"
    explained = document["explanations"]["segment"]
    assert (explained["value"], explained["inputs"]["orderCount"], explained["thresholds"]["dormantDays"]) == (
        "Active",
        3,
        90,
    )
    assert document["segments"] == [
        {"segmentId": "s1", "name": f"Regulars of {TENANT}", "member": True, "decidedBy": "pinned"}
    ]
    assert {one["name"] for one in document["points"]}
    assert all(one["earned"] >= one["available"] for one in document["points"])
    assert document["announced"][WHO]["values"]["lifecycleSegment"] == "Active"
    assert document["held"]["consent"][0]["action"] == "granted"


def test_instants_and_money_are_written_as_people_read_them(document: dict[str, Any]) -> None:
    def numbers(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
        if isinstance(value, dict):
            for key, one in value.items():
                yield from numbers(one, key)
        elif isinstance(value, list):
            for one in value:
                yield from numbers(one, name)
        elif isinstance(value, (int, float)):
            yield name, value

    assert {name for name, value in numbers(document) if value > 10**11} <= {"n"}
    order = document["held"]["order"][1]
    assert (order["refunded"], order["lines"][0]["unitPrice"], order["lines"][0]["quantity"]) == ("20.00", "32.10", 5)


def test_what_webhooks_were_sent_and_what_exports_may_hold_is_told(shop: Asked, document: dict[str, Any]) -> None:
    sent = [one for one in document["deliveries"] if one["delivered"]]

    assert [one["event"]["type"] for one in sent] == ["customer.segment.changed"] * 2
    assert {one["to"] for one in sent} == {f"https://hooks.{TENANT}.example.com/regulars"}
    assert {one["holds"] for one in document["exports"]} == {"customers, perhaps you", "you alone"}
    assert collect(opened(shop), "deli")["deliveries"] == []


def test_rows_that_an_import_refused_are_in_it_where_they_name_the_person(shop: Asked) -> None:
    opens, import_id = opened(shop), shop.filled["failed"]
    shop.stores.dynamodb.update_item(
        TableName=shop.stores.names.tenants_table,
        Key=pack(tenant_item(TENANT, job_sort("import", import_id))),
        UpdateExpression="SET #result = :result",
        ExpressionAttributeNames={"#result": "result"},
        ExpressionAttributeValues=pack({":result": json.dumps({"mapping": {"orderId": "id"}})}),
    )
    rows = (
        "\ufeffid;email;total;_line;_column;_reason\n"
        "9001;' Cafe@Example.com ;x;2;total;no number\n"
        "9002;else@example.com;y;3;total;no number\n"
        "ord-12001;;z;4;total;no number\n"
        "9003;;ord-12001;5;total;no number\n"
    )
    key = refused_object(TENANT, import_id)
    shop.stores.s3.put_object(Bucket="imports", Key=key, Body=rows.encode())

    found = collect(opens, WHO)["refusedRows"]

    assert [(one["importId"], one["row"]["_line"]) for one in found] == [(import_id, "2"), (import_id, "4")]
    assert found[0]["row"]["email"] == "' Cafe@Example.com "
    assert collect(opens.at(NOW_MS + 31 * DAY_MS), WHO)["refusedRows"] == []


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize(
    "awkward", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</dd></style>&amp;"]
)
def test_whatever_texts_hold_is_text_on_the_page(document: dict[str, Any], awkward: str) -> None:
    note = {**document["held"]["note"][0], "content": awkward, awkward: awkward}
    shown = Page()
    held = {**document["held"], "note": [note]}
    tenant = {"name": awkward, "currency": "NZD"}
    shown.feed(page({**document, "held": held, "ids": [awkward], "tenant": tenant}).decode())

    assert shown.tags == {
        *("html", "meta", "title", "style", "h1", "p", "h2", "dl", "dt", "dd", "ol", "li"),
    }
    assert shown.attributes == {"lang", "charset", "name", "content", "http-equiv"}
    assert shown.text.count(awkward) >= 2


def test_the_page_fits_a_phone_fetches_nothing_and_names_no_machinery(document: dict[str, Any]) -> None:
    shown = page(document).decode()

    assert '<meta name="viewport" content="width=device-width' in shown
    assert "default-src 'none'" in shown
    assert "Ordered at</dt><dd>2025-10-15 08:30<" in shown
    for name in ("Lane", "Written at", "Arrived at"):
        assert f">{name}<" not in shown


def test_killed_before_each_of_its_writes_and_done_again_it_ends_the_same(shop: Asked) -> None:
    def run(kill: Kill) -> tuple[Any, ...]:
        job = ask_for_person(WHO, opened(shop).at(NOW_MS + runs))
        given = {"tenant": TENANT, "job": job.job_id}
        run_person_export(shop.stores, given, at_ms=NOW_MS, under=lambda do: again_and_again(kill, shop.stores, do))
        done = find_person_export(job.job_id, opened(shop).tenant, stores=shop.stores, now_ms=NOW_MS)
        files = [
            shop.stores.s3.get_object(Bucket="imports", Key=f"exports/{TENANT}/{job.job_id}.{end}")["Body"].read()
            for end in ("json", "html")
        ]
        # Each export finds the one before it.
        return done.state, done.result["counts"] if done.result else None, len(files[1]) > 1_000, done.error

    runs = 0
    counting = Kill()
    whole = run(counting)
    assert counting.writes == 5
    for number in range(1, counting.writes + 1):
        runs = number
        assert run(Kill(number)) == whole
