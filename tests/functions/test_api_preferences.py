"""How customers want to be reached, and the consent log behind it, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.time import HOUR_MS, rfc3339

from testing.api.client import Answered, Client
from testing.api.orders import line_of, order_with, post
from testing.builders import NOW_MS

PREFERENCES = "/api/customers/preferences"
CONSENTS = "/api/customers/privacy/consents"
NOTHING: dict[str, Any] = {
    "customerId": "ann",
    "emailOptIn": None,
    "smsOptIn": None,
    "pushOptIn": None,
    "whatsappOptIn": None,
    "preferredContactMethod": None,
    "doNotContact": False,
    "subscriptions": {},
    "createdAt": None,
    "updatedAt": None,
    "etag": '"0"',
}


@pytest.fixture
def ann(api: Client) -> Client:
    """`ann` has ordered."""
    post(api, order_with("o1", 40, line_of("tea")))
    return api


def put(api: Client, *, if_match: str = "", **fields: Any) -> Answered:
    headers = {"if_match": if_match} if if_match else {}
    return api.put(PREFERENCES, {"customerId": "ann", **fields}, **headers)


def said(api: Client, what: str, at_ms: int = NOW_MS, over: str = "email", **fields: Any) -> Answered:
    body = {"customerId": "ann", "channel": over, "action": what, "source": "checkout", "at": rfc3339(at_ms)}
    return api.post(CONSENTS, body | fields)


def log(api: Client, **query: Any) -> list[tuple[str, str, str]]:
    return [(one["channel"], one["action"], one["source"]) for one in api.get(CONSENTS, **query).data]


def test_who_was_never_asked_is_neither_in_nor_out(ann: Client) -> None:
    assert ann.get(PREFERENCES, customerId="ann").data == NOTHING
    assert ann.get(PREFERENCES, customerId="nobody").status == 404
    assert put(ann, customerId="nobody", smsOptIn=True).status == 404


def test_an_opt_in_that_changes_is_an_entry_of_the_log_and_one_that_stays_is_none(ann: Client) -> None:
    put(ann, emailOptIn=True, smsOptIn=False)
    put(ann, emailOptIn=True)
    ann.now_ms += HOUR_MS
    last = put(ann, emailOptIn=False).data

    assert (last["emailOptIn"], last["smsOptIn"], last["etag"]) == (False, False, '"2"')
    assert sorted(log(ann, customerId="ann")) == [
        ("email", "granted", "preferences"),
        ("email", "withdrawn", "preferences"),
        ("sms", "withdrawn", "preferences"),
    ]
    assert ann.get(CONSENTS, customerId="ann").data[0]["actor"] == "user"


def test_preferences_are_what_the_log_says_last_in_whatever_order_it_is_told(ann: Client) -> None:
    said(ann, "withdrawn", NOW_MS - 1_000)
    said(ann, "granted", NOW_MS - 2_000)

    assert ann.get(PREFERENCES, customerId="ann").data["emailOptIn"] is False
    said(ann, "granted", NOW_MS)
    assert ann.get(PREFERENCES, customerId="ann").data["emailOptIn"] is True


def test_who_was_asked_cannot_be_as_never_asked(ann: Client) -> None:
    assert put(ann, emailOptIn=None).status == 200
    put(ann, emailOptIn=True)

    answer = put(ann, emailOptIn=None, doNotContact=True)

    assert (answer.status, answer.errors) == (400, {"emailOptIn": "was answered: it can be true or false"})
    assert ann.get(PREFERENCES, customerId="ann").data["doNotContact"] is False, "nothing is half-written"


def test_topics_are_added_to_those_that_are_known_and_null_forgets_one(ann: Client) -> None:
    put(ann, subscriptions={"news": True, "offers": False})

    answer = put(ann, subscriptions={"offers": None, "events": True}, preferredContactMethod="phone")

    assert answer.data["subscriptions"] == {"news": True, "events": True}
    assert answer.data["preferredContactMethod"] == "phone"
    assert put(ann, preferredContactMethod=None).data["preferredContactMethod"] is None


def test_a_change_may_name_what_was_read_also_where_nothing_was_set(ann: Client) -> None:
    assert put(ann, if_match='"0"', doNotContact=True).status == 200
    assert put(ann, if_match='"0"', doNotContact=False).status == 412
    assert put(ann, if_match='"1"', doNotContact=False).data["doNotContact"] is False


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"emailOptIn": "yes"}, "emailOptIn"),
        ({"doNotContact": 1}, "doNotContact"),
        ({"preferredContactMethod": "fax"}, "preferredContactMethod"),
        ({"subscriptions": ["news"]}, "subscriptions"),
        ({"subscriptions": {"news": "yes"}}, "subscriptions"),
        ({"subscriptions": {"x" * 65: True}}, "subscriptions"),
        ({"subscriptions": {f"t{number}": True for number in range(101)}}, "subscriptions"),
        ({"emailOptin": True}, "emailOptin"),
    ],
)
def test_a_fault_of_preferences_names_its_field(ann: Client, fields: dict[str, Any], field: str) -> None:
    answer = put(ann, **fields)

    assert (answer.status, list(answer.errors)) == (400, [field])
    assert ann.get(PREFERENCES, customerId="ann").data == NOTHING


def test_a_consent_is_kept_with_its_proof(ann: Client) -> None:
    answer = said(
        ann, "granted", textVersion="2026-01", confirmedAt=rfc3339(NOW_MS + 60_000), evidence="link of mail 17 followed"
    )

    row = answer.data
    assert answer.status == 201
    assert row == {
        "id": row["id"],
        "customerId": "ann",
        "channel": "email",
        "action": "granted",
        "source": "checkout",
        "textVersion": "2026-01",
        "at": rfc3339(NOW_MS),
        "confirmedAt": rfc3339(NOW_MS + 60_000),
        "evidence": "link of mail 17 followed",
        "actor": "user",
        "createdAt": rfc3339(NOW_MS),
    }
    assert ann.get(CONSENTS, customerId="ann").data == [row]


def test_consents_of_all_customers_are_listed_with_filters(ann: Client) -> None:
    post(ann, order_with("o2", 40, line_of("tea"), customerId="bob"))
    said(ann, "granted", NOW_MS - 3)
    said(ann, "withdrawn", NOW_MS - 2, "sms", customerId="bob")
    said(ann, "granted", NOW_MS - 1, "push")

    assert [channel for channel, _, _ in log(ann)] == ["push", "sms", "email"]
    assert [channel for channel, _, _ in log(ann, action="granted")] == ["push", "email"]
    assert [channel for channel, _, _ in log(ann, channel="sms,email", to=rfc3339(NOW_MS - 2))] == ["email"]
    walked = [one["channel"] for page in ann.walk(CONSENTS, limit=1) for one in page.data]
    assert walked == ["push", "sms", "email"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"channel": "phone"}, "channel"),
        ({"action": "given"}, "action"),
        ({"source": ""}, "source"),
        ({"at": "soon"}, "at"),
        ({"at": rfc3339(NOW_MS + HOUR_MS + 1)}, "at"),
        ({"evidence": "x" * 2_001}, "evidence"),
        ({"actor": "me"}, "actor"),
    ],
)
def test_a_fault_of_a_consent_names_its_field(ann: Client, fields: dict[str, Any], field: str) -> None:
    answer = said(ann, "granted", **fields)

    assert (answer.status, list(answer.errors)) == (400, [field])
    assert ann.get(CONSENTS).data == []


def test_a_consent_of_nobody_is_refused(ann: Client) -> None:
    assert said(ann, "granted", customerId="nobody").status == 404
