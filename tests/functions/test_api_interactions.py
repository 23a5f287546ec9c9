"""What customers did beside their orders, and a shop's own signals, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.errors import StoreUnavailable
from regulars.facts.items.interaction import InteractionType
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.stores.ledger import Ledger

from testing.api.client import Client, path_of
from testing.api.orders import line_of, order_with, post
from testing.builders import NOW_MS

DONE = "/api/customers/interactions"
SIGNALS = "/api/customers/signals"


@pytest.fixture
def ann(api: Client) -> Client:
    """`ann` and `bob` have ordered."""
    post(api, order_with("o1", 40, line_of("tea")))
    post(api, order_with("o2", 40, line_of("tea"), customerId="bob"))
    return api


def logged(api: Client, type_: str = "visit", **fields: Any) -> Any:
    return api.post(DONE, {"customerId": "ann", "interactionType": type_, **fields}).data


def risk(api: Client) -> Any:
    return api.get("/api/v1/customers/ann/intelligence", explain="true").data["explanation"]["churnRiskScore"]


def test_an_interaction_is_answered_as_it_is_kept(ann: Client) -> None:
    answer = ann.post(
        DONE,
        {
            "customerId": "ann",
            "interactionType": "review",
            "occurredAt": rfc3339(NOW_MS - HOUR_MS),
            "rating": 2,
            "text": "Cold.",
            "metadata": {"stars": 2},
        },
    )

    row = answer.data
    assert (answer.status, answer.json["meta"]["created"]) == (201, 1)
    assert row == {
        "id": row["id"],
        "customerId": "ann",
        "interactionType": "review",
        "occurredAt": rfc3339(NOW_MS - HOUR_MS),
        "orderId": None,
        "rating": 2,
        "text": "Cold.",
        "score": None,
        "from": None,
        "to": None,
        "reason": None,
        "externalId": None,
        "metadata": {"stars": 2},
        "createdAt": rfc3339(NOW_MS),
        "updatedAt": rfc3339(NOW_MS),
        "etag": '"1"',
    }
    assert ann.get(DONE, customerId="ann").data == [row]
    journey = ann.get(path_of("customers", "venue", "acme", "ann", "journey"), kinds="interaction").data
    assert [(step["title"], step["data"]["rating"]) for step in journey] == [("Review", 2)]


@pytest.mark.parametrize("type_", list(InteractionType))
def test_every_type_is_taken_with_what_belongs_to_it(ann: Client, type_: str) -> None:
    fields: dict[str, Any] = {"nps": {"score": 7}, "tier_changed": {"from": "gold", "to": "tin", "reason": "downgrade"}}
    assert logged(ann, type_, **fields.get(type_, {}))["interactionType"] == type_


def test_what_is_told_twice_under_its_id_elsewhere_is_logged_once(ann: Client) -> None:
    first = logged(ann, externalId="v-1")
    ann.now_ms += HOUR_MS

    again = ann.post(DONE, {"customerId": "ann", "interactionType": "visit", "externalId": "v-1"})

    assert (again.status, again.json["meta"]["unchanged"], again.data) == (200, 1, first)
    assert ann.get(DONE).json["total"] == 1
    other = ann.post(DONE, {"customerId": "bob", "interactionType": "visit", "externalId": "v-1"})
    assert other.errors == {"externalId": "belongs to another customer's interaction"}


def test_many_are_logged_at_once_each_with_a_result(ann: Client) -> None:
    given = [
        {"customerId": "ann", "interactionType": "visit"},
        {"customerId": "ann", "interactionType": "nps"},
        {"customerId": "ann", "interactionType": "dance"},
        {"customerId": "nobody", "interactionType": "visit"},
    ]

    answer = ann.post(DONE, {"interactions": given})

    assert answer.json["meta"] == {"created": 1, "updated": 0, "unchanged": 0, "refused": 3}
    assert [one["errors"][0]["field"] for one in answer.data[1:]] == [
        "interactions[1].score",
        "interactions[2].interactionType",
        "interactions[3].customerId",
    ]
    too_many = ann.post(DONE, {"interactions": given[:1] * 101})
    assert (too_many.status, list(too_many.errors)) == (400, ["interactions"])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rating": 6, "interactionType": "review"}, "rating"),
        ({"rating": 0, "interactionType": "review"}, "rating"),
        ({"rating": 4}, "rating"),
        ({"score": 11, "interactionType": "nps"}, "score"),
        ({"score": -1, "interactionType": "nps"}, "score"),
        ({"interactionType": "nps"}, "score"),
        ({"score": 5}, "score"),
        ({"interactionType": "tier_changed"}, "reason"),
        ({"interactionType": "tier_changed", "reason": "sideways"}, "reason"),
        ({"from": "gold"}, "from"),
        ({"text": "x" * (16 * 1_024 + 1)}, "text"),
        ({"occurredAt": rfc3339(NOW_MS + HOUR_MS + 1)}, "occurredAt"),
        ({"occuredAt": rfc3339(NOW_MS)}, "occuredAt"),
        ({"metadata": [1]}, "metadata"),
    ],
)
def test_a_fault_names_its_field(ann: Client, fields: dict[str, Any], field: str) -> None:
    answer = ann.post(DONE, {"customerId": "ann", "interactionType": "visit", **fields})

    assert (answer.status, list(answer.errors)) == (400, [field])
    assert ann.get(DONE).json["total"] == 0


def test_details_are_changed_and_its_type_and_instant_are_not(ann: Client) -> None:
    row = logged(ann, "nps", score=3)
    body = {"customerId": "ann", "id": row["id"]}

    changed = ann.put(DONE, body | {"score": 9, "text": "Better."}, if_match=row["etag"])

    assert (changed.data["score"], changed.data["text"], changed.headers["ETag"]) == (9, "Better.", '"2"')
    assert ann.put(DONE, body | {"score": 1}, if_match=row["etag"]).status == 412
    assert list(ann.put(DONE, body | {"rating": 3}).errors) == ["rating"]
    assert list(ann.put(DONE, body | {"score": None}).errors) == ["score"]
    assert list(ann.put(DONE, body | {"occurredAt": rfc3339(NOW_MS)}).errors) == ["occurredAt"]


def test_an_interaction_is_removed_and_what_it_made_of_scores_with_it(ann: Client) -> None:
    row = logged(ann, "payment_failed")
    assert risk(ann)["payment"]["score"] == 80

    ann.send("DELETE", DONE, query={"customerId": "ann", "id": row["id"]})

    assert risk(ann)["payment"]["score"] == 0
    assert ann.get(DONE, customerId="ann").data == []


def test_interactions_of_all_customers_are_listed_newest_first_with_filters(ann: Client) -> None:
    for number, (who, type_) in enumerate([("ann", "visit"), ("bob", "return"), ("ann", "support"), ("bob", "visit")]):
        at = rfc3339(NOW_MS - number * DAY_MS)
        ann.post(DONE, {"customerId": who, "interactionType": type_, "occurredAt": at})

    def types(**query: Any) -> list[str]:
        return [one["interactionType"] for page in ann.walk(DONE, limit=1, **query) for one in page.data]

    assert types() == ["visit", "return", "support", "visit"]
    assert types(interactionType="visit,support", customerId="ann") == ["visit", "support"]
    assert types(**{"from": rfc3339(NOW_MS - 2 * DAY_MS), "to": rfc3339(NOW_MS)}) == ["return", "support"]
    assert ann.get(DONE, interactionType="visit").json["total"] == 2
    assert ann.get(DONE, customerId="nobody").status == 404


def test_answers_and_ratings_are_shown_beside_analytics(ann: Client) -> None:
    logged(ann, "nps", score=3, occurredAt=rfc3339(NOW_MS - 9_000))
    logged(ann, "nps", score=10)
    logged(ann, "review", rating=4)
    logged(ann, "feedback", rating=5)

    [row] = ann.get("/api/customers/analytics", customerId="ann").data

    assert (row["npsScore"], row["averageRating"]) == (10, 4.5)
    # Recency 100, one order and two ratings in 30 days, less than 50.00 spent, nothing sent.
    assert row["engagementScore"] == round(0.30 * 100 + 0.25 * 40 + 0.10 * 50)
    assert row["churnRiskScore"] == 10


def test_a_signal_makes_up_its_share_of_the_risk(ann: Client) -> None:
    before = risk(ann)["value"]
    body = {"customerId": "ann", "name": "usage", "value": 100, "weight": 50, "expiresAt": rfc3339(NOW_MS + DAY_MS)}

    first, again = ann.post(SIGNALS, body), ann.post(SIGNALS, body | {"weight": 20})

    assert (first.status, again.status) == (201, 200)
    assert first.data == {
        "customerId": "ann",
        "name": "usage",
        "value": 100,
        "weight": 50,
        "expiresAt": rfc3339(NOW_MS + DAY_MS),
        "expired": False,
    }
    assert risk(ann)["value"] == round(0.8 * before + 0.2 * 100)
    ann.now_ms += DAY_MS
    assert ann.get(SIGNALS, customerId="ann").data[0]["expired"] is True
    assert risk(ann)["signals"]["weight"] == 0
    assert ann.send("DELETE", SIGNALS, query={"customerId": "ann", "name": "usage"}).status == 200
    assert ann.send("DELETE", SIGNALS, query={"customerId": "ann", "name": "usage"}).status == 404
    assert ann.get(SIGNALS, customerId="ann").data == []


def test_signals_are_ten_at_most_and_weigh_fifty_together(ann: Client) -> None:
    def answer(name: str, weight: int) -> Any:
        return ann.post(SIGNALS, {"customerId": "ann", "name": name, "value": 1, "weight": weight})

    assert [answer(f"s{number}", 5).status for number in range(9)] == [201] * 9
    assert answer("more", 6).errors == {
        "weight": "must be at most 5: all signals of a customer weigh at most 50 together"
    }
    assert answer("more", 5).status == 201
    assert answer("s0", 5).status == 200, "in the place of its own"
    assert list(answer("one too many", 0).errors) == ["name"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"value": 101}, "value"),
        ({"value": -1}, "value"),
        ({"weight": 51}, "weight"),
        ({"weight": 2.5}, "weight"),
        ({"name": "x" * 65}, "name"),
        ({"expiresAt": "never"}, "expiresAt"),
    ],
)
def test_a_fault_of_a_signal_names_its_field(ann: Client, fields: dict[str, Any], field: str) -> None:
    answer = ann.post(SIGNALS, {"customerId": "ann", "name": "usage", "value": 1, "weight": 1, **fields})

    assert (answer.status, list(answer.errors)) == (400, [field])
    assert ann.get(SIGNALS, customerId="ann").data == []


CALLS = {
    DONE: ("interactions", {"customerId": "ann", "interactionType": "visit"}),
    "/api/customers/communications": ("communications", {"customerId": "ann", "channel": "email", "subject": "Teas"}),
}


@pytest.mark.parametrize("path", CALLS)
def test_a_call_that_broke_off_and_comes_again_under_its_key_logs_nothing_twice(
    ann: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    name, one = CALLS[path]
    given = {name: [one, one, {**one, "customerId": "bob"}]}
    real, left = Ledger.replace, [2]

    def breaks_off(*arguments: Any, **more: Any) -> bool:
        if not left[0]:
            raise StoreUnavailable("throttled")
        left[0] -= 1
        return real(*arguments, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "replace", breaks_off)
        assert ann.post(path, given, idempotency_key="k-1").status == 503
    assert ann.get(path).json["total"] == 2
    ann.now_ms += HOUR_MS

    again = ann.post(path, given, idempotency_key="k-1")

    assert [result["outcome"] for result in again.data] == ["unchanged", "unchanged", "created"]
    assert [result["data"]["createdAt"] for result in again.data] == [rfc3339(NOW_MS + ago) for ago in (0, 0, HOUR_MS)]
    assert ann.get(path).json["total"] == 3
    assert ann.post(path, given, idempotency_key="k-1").data == again.data, "answered once, it is kept"


@pytest.mark.parametrize("path", CALLS)
def test_equal_ones_of_one_call_of_two_keys_and_without_a_key_are_each_logged(ann: Client, path: str) -> None:
    name, one = CALLS[path]

    for headers in ({"idempotency_key": "k-1"}, {"idempotency_key": "k-2"}, {}, {}):
        assert [result["outcome"] for result in ann.post(path, {name: [one, one]}, **headers).data] == ["created"] * 2

    assert ann.get(path).json["total"] == 8


def test_another_thing_at_the_same_place_of_a_call_that_broke_off_is_another_one(
    ann: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, support = ({"customerId": "ann", "interactionType": type_} for type_ in ("visit", "support"))
    lost = {"customerId": "bob", "interactionType": "visit"}
    real = Ledger.replace

    def loses_bobs(ledger: Ledger, item: Any, **more: Any) -> bool:
        if "bob" in str(item):
            raise StoreUnavailable("throttled")
        return real(ledger, item, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "replace", loses_bobs)
        assert ann.post(DONE, {"interactions": [visit, lost]}, idempotency_key="k-1").status == 503

    again = ann.post(DONE, {"interactions": [support, lost]}, idempotency_key="k-1")

    assert [result["outcome"] for result in again.data] == ["created", "created"]
    assert ann.get(DONE).json["total"] == 3


def test_signals_are_walked_by_name(ann: Client) -> None:
    for name in ("c", "a", "b"):
        ann.post(SIGNALS, {"customerId": "ann", "name": name, "value": 1, "weight": 1})

    pages = list(ann.walk(SIGNALS, customerId="ann", limit=2))

    assert [[one["name"] for one in page.data] for page in pages] == [["a", "b"], ["c"]]
    assert [page.json["total"] for page in pages] == [3, 3]
    assert [one["name"] for one in ann.get(SIGNALS, customerId="ann", offset=1).data] == ["b", "c"]
