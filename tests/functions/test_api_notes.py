"""Notes about customers over HTTP: made, changed, listed, told in the journey."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from regulars.crm import about as about_module
from regulars.facts.tenant import Tenant
from regulars.facts.text import LOST
from regulars.facts.time import HOUR_MS, rfc3339
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client, path_of
from testing.api.orders import line_of, order_with, post
from testing.aws.requests import requests_of
from testing.builders import NOW_MS

NOTES = "/api/customers/notes"
FIELDS = "customerId, content, title, noteType, priority, pinned"
JOURNEY = path_of("customers", "venue", "acme", "ann", "journey")


@pytest.fixture
def ann(api: Client) -> Client:
    """`ann` has ordered."""
    post(api, order_with("o1", 40, line_of("tea")))
    return api


def noted(api: Client, content: str = "Called.", **fields: Any) -> Any:
    answer = api.post(NOTES, {"customerId": "ann", "content": content, **fields})
    assert answer.status == 201, answer.text
    return answer.data


def changed(api: Client, id_: str, fields: dict[str, Any], **headers: str) -> Answered:
    return api.put(NOTES, {"customerId": "ann", "id": id_, **fields}, **headers)


def listed(api: Client, **query: Any) -> list[str]:
    return [note["content"] for note in api.get(NOTES, customerId="ann", **query).data]


def test_a_note_is_answered_as_it_is_kept_with_what_was_left_out(ann: Client) -> None:
    answer = ann.post(NOTES, {"userId": "acme", "customerId": "ann", "content": " Called.\nTwice. "})

    note = answer.data
    assert (answer.status, answer.headers["ETag"]) == (201, '"1"')
    assert note == {
        "id": note["id"],
        "customerId": "ann",
        "title": None,
        "content": " Called.\nTwice. ",
        "noteType": "internal",
        "priority": "normal",
        "pinned": False,
        "createdAt": rfc3339(NOW_MS),
        "updatedAt": rfc3339(NOW_MS),
        "etag": '"1"',
    }
    assert ann.get(NOTES, customerId="ann").data == [note]


def test_given_fields_are_set_and_the_others_stay(ann: Client) -> None:
    note = noted(ann, title="Lids", noteType="follow_up", priority="high", pinned=True)
    ann.now_ms += HOUR_MS

    answer = changed(ann, note["id"], {"content": "Sent.", "pinned": False})

    assert answer.data == note | {
        "content": "Sent.",
        "pinned": False,
        "updatedAt": rfc3339(NOW_MS + HOUR_MS),
        "etag": '"2"',
    }
    assert ann.get(NOTES, customerId="ann").data == [answer.data]


def test_null_puts_the_default_in_the_place_of_a_field(ann: Client) -> None:
    note = noted(ann, title="Lids", noteType="follow_up", priority="high", pinned=True)

    answer = changed(ann, note["id"], dict.fromkeys(("title", "noteType", "priority", "pinned")))

    fields = {name: answer.data[name] for name in ("title", "noteType", "priority", "pinned")}
    assert fields == {"title": None, "noteType": "internal", "priority": "normal", "pinned": False}


def test_what_changes_nothing_is_not_written(ann: Client, stores: Stores) -> None:
    note = noted(ann, title="Lids")
    ann.now_ms += HOUR_MS

    with requests_of(stores.dynamodb) as made:
        answer = changed(ann, note["id"], {"title": "Lids"})

    assert answer.data == note
    assert not [one for one in made if one.startswith(("Put", "Transact"))]


def test_a_change_may_name_the_revision_that_was_read(ann: Client) -> None:
    note = noted(ann)

    first = changed(ann, note["id"], {"title": "One"}, if_match=note["etag"])
    second = changed(ann, note["id"], {"title": "Two"}, if_match=note["etag"])
    any_ = changed(ann, note["id"], {"title": "Three"}, if_match="*")
    odd = changed(ann, note["id"], {"title": "Four"}, if_match="1")

    assert (first.status, first.headers["ETag"]) == (200, '"2"')
    assert second.status == 412
    assert (any_.status, any_.data["title"]) == (200, "Three")
    assert (odd.status, list(odd.errors)) == (400, ["If-Match"])


def test_nobody_else_s_change_in_between_is_lost(ann: Client, stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    note = noted(ann)
    others = iter([{"priority": "urgent"}])

    def slow(*given: Any, **fields: Any) -> Any:
        for one in others:
            assert changed(ann, note["id"], one).status == 200
        return replace(*given, **fields)

    monkeypatch.setattr(about_module, "replace", slow)

    answer = changed(ann, note["id"], {"title": "Lids"})

    assert (answer.data["title"], answer.data["priority"], answer.data["etag"]) == ("Lids", "urgent", '"3"')


def test_a_key_that_came_with_another_revision_is_refused_and_the_same_call_answered_again(ann: Client) -> None:
    note = noted(ann)
    headers = {"idempotency_key": "k1", "if_match": note["etag"]}

    first = changed(ann, note["id"], {"title": "One"}, **headers)
    again = changed(ann, note["id"], {"title": "One"}, **headers)
    other = changed(ann, note["id"], {"title": "One"}, **(headers | {"if_match": '"2"'}))

    assert (again.status, again.data) == (200, first.data)
    assert other.status == 422
    without = changed(ann, note["id"], {"title": "Two"}, idempotency_key="k2")
    empty = changed(ann, note["id"], {"title": "Two"}, idempotency_key="k2", if_match="")
    assert (without.status, empty.status) == (200, 422)


@pytest.mark.parametrize("customer", ["nobody", "notes", "profiles", "guest-1"])
def test_a_note_about_nobody_is_not_found(ann: Client, customer: str) -> None:
    assert ann.post(NOTES, {"customerId": customer, "content": "x"}).status == 404
    assert ann.get(NOTES, customerId=customer).status == 404
    assert ann.put(NOTES, {"customerId": customer, "id": "n", "title": "x"}).status == 404


def test_a_note_that_is_another_customers_is_not_found(ann: Client) -> None:
    post(ann, order_with("o2", 3, line_of("tea"), customerId="bob"))
    note = noted(ann)

    answer = ann.put(NOTES, {"customerId": "bob", "id": note["id"], "title": "x"})

    assert answer.status == 404
    assert ann.get(NOTES, customerId="bob").data == []


def test_notes_make_nobody_a_customer_and_stay_where_the_last_order_goes(ann: Client) -> None:
    noted(ann)

    assert ann.delete("/api/orders/o1").status == 200

    assert ann.get("/api/customers/ann").status == 404
    assert ann.post(NOTES, {"customerId": "ann", "content": "x"}).status == 404
    assert listed(ann) == ["Called."]


def test_a_viewer_reads_notes_and_writes_none(ann: Client, application: Application, tenant: Tenant) -> None:
    viewer = Client(application, tenant.id, role="viewer")
    note = noted(ann)

    assert listed(viewer) == ["Called."]
    assert viewer.post(NOTES, {"customerId": "ann", "content": "x"}).status == 403
    assert changed(viewer, note["id"], {"title": "x"}).status == 403


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("content", "x" * 16_385, "must have at most 16 KB as UTF-8"),
        ("content", "é" * 8_193, "must have at most 16 KB as UTF-8"),
        ("content", " \n", "must not be empty"),
        ("content", None, "must be given as text"),
        ("content", "a\ufffdb", f"holds {LOST} at character 2"),
        ("title", "x" * 501, "must have at most 500 characters"),
        ("title", "", "must not be empty"),
        ("noteType", "Complaint", "must be one of internal, follow_up, reminder, complaint, compliment"),
        ("priority", 1, "must be one of low, normal, high, urgent"),
        ("pinned", "true", "must be true or false"),
        ("customerId", None, "must be given as text"),
        ("customerId", "x" * 129, "must have 1 to 128 characters"),
        ("colour", "red", f"is not a field of this call (all: {FIELDS})"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_taken_is_named(ann: Client, field: str, value: Any, sentence: str) -> None:
    answer = ann.post(NOTES, {"customerId": "ann", "content": "x", field: value})

    assert (answer.status, answer.errors) == (400, {field: sentence})
    assert listed(ann) == []


def test_a_note_of_16_kb_is_kept_whole(ann: Client) -> None:
    content = "é" * 8_192

    noted(ann, content)

    assert listed(ann) == [content]


def three(api: Client) -> None:
    """Made an hour apart, the last one `NOW_MS`."""
    for hours, content, fields in (
        (2, "first", {"noteType": "complaint", "priority": "high"}),
        (1, "second", {"noteType": "complaint", "pinned": True}),
        (0, "third", {"noteType": "reminder", "priority": "high"}),
    ):
        api.now_ms = NOW_MS - hours * HOUR_MS
        noted(api, content, **fields)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["third", "second", "first"]),
        ({"noteType": "complaint"}, ["second", "first"]),
        ({"noteType": "complaint,reminder", "priority": "high"}, ["third", "first"]),
        ({"pinned": "true"}, ["second"]),
        ({"pinned": "false"}, ["third", "first"]),
        ({"from": rfc3339(NOW_MS - HOUR_MS)}, ["third", "second"]),
        ({"to": rfc3339(NOW_MS - HOUR_MS)}, ["first"]),
        ({"offset": 1, "limit": 1}, ["second"]),
        ({"offset": 3}, []),
    ],
)
def test_notes_are_listed_newest_first_by_any_mixture_of_filters(
    ann: Client, query: dict[str, Any], found: list[str]
) -> None:
    three(ann)

    assert listed(ann, **query) == found


def test_a_walk_gives_each_note_once_and_says_how_many_there_are(ann: Client) -> None:
    three(ann)

    first = ann.get(NOTES, customerId="ann", limit=2)
    beside = {name: first.json[name] for name in ("count", "total", "limit", "offset", "asOf")}
    assert beside == {"count": 2, "total": 3, "limit": 2, "offset": 0, "asOf": rfc3339(NOW_MS)}
    ann.now_ms += HOUR_MS
    noted(ann, "fourth")
    second = ann.get(NOTES, customerId="ann", limit=2, cursor=first.json["nextCursor"])

    assert [note["content"] for note in first.data + second.data] == ["third", "second", "first"]
    assert second.json["nextCursor"] is None
    other = ann.get(NOTES, customerId="ann", limit=2, pinned="true", cursor=first.json["nextCursor"])
    assert (other.status, list(other.errors)) == (400, ["cursor"])


def test_a_note_stands_in_the_journey_behind_the_order_of_its_instant(ann: Client) -> None:
    post(ann, order_with("o2", 0, line_of("tea")))
    note = noted(ann, "Came late.", title="Delivery", noteType="complaint", priority="high")
    noted(ann, "Nothing to say.")

    steps = ann.get(JOURNEY, kinds="note,order").data

    assert [step["kind"] for step in steps] == ["note", "note", "order", "order"]
    assert {step["title"] for step in steps[:2]} == {"Delivery", "Note"}
    [told] = [step for step in steps if step["id"] == note["id"]]
    assert told == {
        "at": rfc3339(NOW_MS),
        "kind": "note",
        "id": note["id"],
        "title": "Delivery",
        "data": {
            "noteType": "complaint",
            "priority": "high",
            "pinned": False,
            "title": "Delivery",
            "content": "Came late.",
        },
    }


def test_a_note_asks_for_few_units_whatever_the_customer_has_ordered(ann: Client, stores: Stores) -> None:
    """Member, settings and tenant aside: one look at the first orders, one put."""
    post(ann, *(order_with(f"x{number}", 30, line_of("tea")) for number in range(40)))

    with requests_of(stores.dynamodb) as made:
        noted(ann)

    assert made.count("Query") == 1
    assert made.count("PutItem") == 1


def test_notes_about_all_customers_are_listed_newest_first_with_filters(ann: Client) -> None:
    post(ann, order_with("o2", 40, line_of("tea"), customerId="bob"))
    given: list[dict[str, Any]] = [{}, {"noteType": "complaint"}, {"pinned": True}, {"priority": "high"}]
    for number, fields in enumerate(given):
        ann.now_ms = NOW_MS + number
        ann.post(NOTES, {"customerId": "bob" if number % 2 else "ann", "content": f"{number}", **fields})

    def contents(**query: Any) -> list[str]:
        return [note["content"] for page in ann.walk(NOTES, limit=1, **query) for note in page.data]

    assert contents() == list("3210")
    assert contents(noteType="internal") == list("320")
    assert contents(noteType="complaint,reminder") == ["1"]
    assert contents(priority="high") == ["3"]
    assert contents(pinned="true") == ["2"]
    assert contents(**{"from": rfc3339(NOW_MS + 1), "to": rfc3339(NOW_MS + 3)}) == list("21")
    totals = [ann.get(NOTES, **query).json["total"] for query in ({}, {"noteType": "internal"}, {"pinned": "true"})]
    assert totals == [4, 3, 1]


def test_a_note_is_removed(ann: Client) -> None:
    note = noted(ann)
    query = {"customerId": "ann", "id": note["id"]}

    assert ann.send("DELETE", NOTES, query=query, headers={"if_match": '"2"'}).status == 412
    assert ann.send("DELETE", NOTES, query=query).data == {**query, "deleted": True}
    assert ann.send("DELETE", NOTES, query=query).status == 404
    assert listed(ann) == []
