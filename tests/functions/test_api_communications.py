"""Communications and their deliveries over HTTP: what was said, how far it came, and against whose will."""

from __future__ import annotations

import json
from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client
from testing.api.orders import line_of, order_with, post
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

SAID = "/api/customers/communications"
EVENTS = f"{SAID}/events"
PREFERENCES = "/api/customers/preferences"


@pytest.fixture
def ann(api: Client) -> Client:
    """`ann` and `bob` have ordered."""
    post(api, order_with("o1", 40, line_of("tea")))
    post(api, order_with("o2", 40, line_of("tea"), customerId="bob"))
    return api


def logged(api: Client, **fields: Any) -> Any:
    """One e-mail, as it is answered."""
    answer = api.post(SAID, {"customerId": "ann", "channel": "email", **fields})
    return answer.data


def prefers(api: Client, **fields: Any) -> Answered:
    return api.put(PREFERENCES, {"customerId": "ann", **fields})


def delivered(api: Client, status: str, minutes: float, message_id: str = "e", **fields: Any) -> str:
    at = rfc3339(NOW_MS + round(minutes * 60_000))
    event = {"externalId": "mail-1", "status": status, "at": at, "messageId": message_id, **fields}
    outcome: str = api.post(EVENTS, event).data[0]["outcome"]
    return outcome


def intelligence(api: Client, **query: Any) -> Any:
    return api.get("/api/v1/customers/ann/intelligence", explain="true", **query).data


def test_a_communication_in_the_sources_own_shape(ann: Client) -> None:
    answer = ann.post(
        SAID,
        {
            "userId": "acme",
            "customerId": "ann",
            "communicationType": "email",
            "subject": "Hello",
            "message": "How was it?",
            "direction": "outbound",
            "channel": "email",
            "status": "sent",
        },
    )

    row = answer.data
    assert (answer.status, answer.json["meta"]["created"]) == (201, 1)
    assert row == {
        "id": row["id"],
        "customerId": "ann",
        "communicationType": "email",
        "channel": "email",
        "direction": "outbound",
        "purpose": "marketing",
        "status": "sent",
        "statusAt": {"sent": rfc3339(NOW_MS)},
        "subject": "Hello",
        "message": "How was it?",
        "occurredAt": rfc3339(NOW_MS),
        "sentAt": rfc3339(NOW_MS),
        "externalId": None,
        "consentViolation": False,
        "metadata": None,
        "createdAt": rfc3339(NOW_MS),
        "updatedAt": rfc3339(NOW_MS),
        "etag": '"1"',
    }
    assert ann.get(SAID, userId="acme", customerId="ann").json["total"] == 1


@pytest.mark.parametrize(
    ("fields", "channel", "type_", "purpose"),
    [
        ({"channel": "sms"}, "sms", "sms", "marketing"),
        ({"communicationType": "whatsapp"}, "whatsapp", "whatsapp", "marketing"),
        ({"channel": "chat", "communicationType": "phone"}, "chat", "phone", "service"),
        ({"channel": "push", "direction": "inbound"}, "push", "push", "service"),
        ({"channel": "email", "purpose": "service"}, "email", "email", "service"),
        ({"channel": "phone"}, "phone", "phone", "service"),
    ],
)
def test_what_is_left_out_follows_from_what_is_given(
    ann: Client, fields: dict[str, str], channel: str, type_: str, purpose: str
) -> None:
    row = ann.post(SAID, {"customerId": "ann", **fields}).data

    assert (row["channel"], row["communicationType"], row["purpose"]) == (channel, type_, purpose)


def test_a_status_tells_when_and_what_was_sent_was_sent_before(ann: Client) -> None:
    sent, opened = rfc3339(NOW_MS - HOUR_MS), rfc3339(NOW_MS - 60_000)

    row = logged(ann, status="opened", sentAt=sent, occurredAt=opened)

    assert row["statusAt"] == {"sent": sent, "opened": opened}
    assert (row["status"], row["occurredAt"], row["sentAt"]) == ("opened", sent, sent)


def test_what_is_told_twice_under_its_id_elsewhere_goes_on_from_what_is_known(ann: Client) -> None:
    first = logged(ann, externalId="mail-1", subject="Hello")
    ann.now_ms += HOUR_MS

    again = ann.post(SAID, {"customerId": "ann", "channel": "email", "externalId": "mail-1", "status": "opened"})

    assert (again.status, again.json["meta"]["updated"], again.data["id"]) == (200, 1, first["id"])
    assert again.data["subject"] == "Hello"
    assert ann.get(SAID, customerId="ann").json["total"] == 1
    others = ann.post(SAID, {"customerId": "bob", "channel": "email", "externalId": "mail-1"})
    assert others.errors == {"externalId": "belongs to another customer's communication"}


def test_an_id_elsewhere_is_looked_for_among_the_tenants_own(
    ann: Client, application: Application, stores: Stores
) -> None:
    make_tenant(stores, "rival")
    rival = Client(application, "rival")
    post(rival, order_with("o1", 40, line_of("tea")))
    logged(ann, externalId="mail-1")

    assert delivered(rival, "opened", 1) == "unknown"
    assert logged(rival, externalId="mail-1")["subject"] is None
    assert delivered(rival, "opened", 1) == "updated"
    assert ann.get(SAID, customerId="ann").data[0]["status"] == "sent"


@pytest.mark.parametrize(
    ("preference", "message", "why"),
    [
        ({"emailOptIn": False}, {}, "has opted out of email"),
        ({"doNotContact": True}, {}, "is not to be contacted at all"),
        ({"doNotContact": True}, {"purpose": "service"}, "is not to be contacted at all"),
        ({"doNotContact": True}, {"channel": "phone"}, "is not to be contacted at all"),
        ({"emailOptIn": False}, {"purpose": "service"}, None),
        ({"emailOptIn": True}, {}, None),
        ({"emailOptIn": None}, {}, None),
        ({"smsOptIn": False}, {}, None),
        ({"emailOptIn": False}, {"channel": "phone"}, None),
    ],
)
def test_an_intent_is_refused_and_a_fact_is_kept(
    ann: Client, preference: dict[str, Any], message: dict[str, str], why: str | None
) -> None:
    assert prefers(ann, **preference).status == 200
    body = {"customerId": "ann", "channel": "email", **message}

    meant = ann.post(SAID, body | {"status": "queued"})
    happened = ann.post(SAID, body)

    if why is None:
        assert (meant.status, meant.data["status"]) == (201, "queued")
    else:
        assert (meant.status, meant.json["code"]) == (409, "not_contactable")
        assert why in meant.json["detail"]
    assert happened.data["consentViolation"] is (why is not None)


def test_what_they_say_themselves_is_never_against_their_will(ann: Client) -> None:
    prefers(ann, doNotContact=True)

    assert logged(ann, direction="inbound")["consentViolation"] is False
    queued = ann.post(SAID, {"customerId": "ann", "channel": "email", "direction": "inbound", "status": "queued"})
    assert (queued.status, list(queued.errors)) == (400, ["status"])


def test_what_waited_is_looked_at_again_when_it_leaves(ann: Client) -> None:
    waiting = logged(ann, status="queued")
    assert waiting["sentAt"] is None
    prefers(ann, emailOptIn=False)

    left = ann.put(SAID, {"customerId": "ann", "id": waiting["id"], "status": "sent"}).data

    assert (left["status"], left["consentViolation"]) == ("sent", True)


def test_a_change_may_name_what_was_read(ann: Client) -> None:
    row = logged(ann)
    body = {"customerId": "ann", "id": row["id"], "status": "replied"}

    assert ann.put(SAID, body, if_match=row["etag"]).headers["ETag"] == '"2"'
    assert ann.put(SAID, body | {"subject": "x"}, if_match=row["etag"]).status == 412
    assert ann.put(SAID, {"customerId": "ann", "id": "none", "status": "sent"}).status == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"channel": "fax"}, "channel"),
        ({"channel": None}, "channel"),
        ({"status": "read"}, "status"),
        ({"direction": "up"}, "direction"),
        ({"subject": "x" * 501}, "subject"),
        ({"message": "x" * (16 * 1_024 + 1)}, "message"),
        ({"sentAt": "yesterday"}, "sentAt"),
        ({"occurredAt": rfc3339(NOW_MS + HOUR_MS + 1)}, "occurredAt"),
        ({"metadata": {"x": "y" * 4_096}}, "metadata"),
        ({"metadata": "x"}, "metadata"),
        ({"sendAt": "2025-10-15T08:30:00Z"}, "sendAt"),
        ({"customerId": 7.5}, "customerId"),
    ],
)
def test_a_fault_names_its_field(ann: Client, fields: dict[str, Any], field: str) -> None:
    answer = ann.post(SAID, {"customerId": "ann", "channel": "email", **fields})

    assert (answer.status, list(answer.errors)) == (400, [field])
    assert ann.get(SAID).json["total"] == 0


def test_deliveries_in_any_order_and_twice_end_the_same(ann: Client) -> None:
    logged(ann, externalId="mail-1", sentAt=rfc3339(NOW_MS - HOUR_MS))

    told = [("clicked", 3), ("delivered", 1), ("opened", 2), ("opened", 2), ("opened", 9), ("delivered", 5)]
    outcomes = [delivered(ann, status, minutes, f"e{at}") for at, (status, minutes) in enumerate(told)]

    [row] = ann.get(SAID, customerId="ann").data
    assert row["status"] == "clicked"
    assert row["statusAt"] == {
        "sent": rfc3339(NOW_MS - HOUR_MS),
        "delivered": rfc3339(NOW_MS + 60_000),
        "opened": rfc3339(NOW_MS + 120_000),
        "clicked": rfc3339(NOW_MS + 180_000),
    }
    assert outcomes == ["updated"] * 3 + ["unchanged"] * 3


def test_deliveries_of_nobody_are_said_to_be_unknown(ann: Client) -> None:
    answer = ann.post(EVENTS, {"externalId": "none", "status": "sent", "at": rfc3339(NOW_MS), "messageId": "1"})

    assert answer.data == [{"externalId": "none", "outcome": "unknown"}]
    assert answer.json["meta"] == {"updated": 0, "unchanged": 0, "unknown": 1, "ignored": 0}


@pytest.mark.parametrize(
    ("event", "withdrawn"),
    [
        ({"status": "bounced"}, None),
        ({"status": "bounced", "permanent": True}, "bounce"),
        ({"status": "complained"}, "complaint"),
    ],
)
def test_a_permanent_bounce_and_a_complaint_withdraw_the_consent(
    ann: Client, event: dict[str, Any], withdrawn: str | None
) -> None:
    prefers(ann, emailOptIn=True)
    logged(ann, externalId="mail-1")
    ann.now_ms += HOUR_MS

    for _ in range(2):
        delivered(ann, minutes=5, message_id="e1", **event)

    log = ann.get("/api/customers/privacy/consents", customerId="ann").data
    assert [one["source"] for one in log if one["action"] == "withdrawn"] == ([withdrawn] if withdrawn else [])
    assert ann.get(PREFERENCES, customerId="ann").data["emailOptIn"] is (withdrawn is None)


def ses(kind: str, **detail: Any) -> dict[str, Any]:
    return {
        "eventType": kind,
        "mail": {"messageId": "mail-1", "timestamp": rfc3339(NOW_MS)},
        kind.lower(): {"timestamp": rfc3339(NOW_MS + 60_000), **detail},
    }


@pytest.mark.parametrize("envelope", ["raw", "sns", "eventbridge"])
@pytest.mark.parametrize(
    ("kind", "detail", "status"),
    [
        ("Delivery", {}, "delivered"),
        ("Open", {}, "opened"),
        ("Click", {}, "clicked"),
        ("Bounce", {"bounceType": "Transient"}, "bounced"),
        ("Bounce", {"bounceType": "Permanent"}, "bounced"),
        ("Complaint", {}, "delivered"),
        ("Rendering Failure", {}, "sent"),
    ],
)
def test_events_of_ses_come_as_sns_and_eventbridge_hand_them_over(
    ann: Client, envelope: str, kind: str, detail: dict[str, str], status: str
) -> None:
    logged(ann, externalId="mail-1", sentAt=rfc3339(NOW_MS - HOUR_MS))
    event = ses(kind, **detail)
    bodies = {
        "raw": event,
        "sns": {"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:1:mail", "Message": json.dumps(event)},
        "eventbridge": {"source": "aws.ses", "detail-type": "Email", "detail": event},
    }

    answer = ann.post(EVENTS, bodies[envelope])

    assert answer.status == 200, answer.text
    assert answer.json["meta"]["ignored"] == (kind == "Rendering Failure")
    assert ann.get(SAID, customerId="ann").data[0]["status"] == status
    refused = kind == "Complaint" or detail.get("bounceType") == "Permanent"
    assert ann.get(PREFERENCES, customerId="ann").data["emailOptIn"] is (False if refused else None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"status": "sent", "at": "2025-10-15T08:30:00Z", "messageId": "1"}, "externalId"),
        ({"externalId": "x", "status": "queued", "at": "2025-10-15T08:30:00Z", "messageId": "1"}, "status"),
        ({"externalId": "x", "status": "sent", "messageId": "1"}, "at"),
        ({"events": [{"externalId": "x", "status": "sent", "at": "x", "messageId": "1"}]}, "events[0].at"),
        ({"TopicArn": "x", "Message": "no JSON"}, "Message"),
        ({"source": "aws.ses", "detail": []}, "detail"),
        ({"eventType": "Open", "mail": {"timestamp": "2025-10-15T08:30:00Z"}}, "mail"),
    ],
)
def test_a_fault_of_an_event_names_its_field(ann: Client, body: dict[str, Any], field: str) -> None:
    answer = ann.post(EVENTS, body)

    assert (answer.status, list(answer.errors)) == (400, [field])


def test_all_customers_communications_are_listed_newest_first_with_filters(ann: Client) -> None:
    for number in range(7):
        who, channel = ("ann", "email") if number % 2 else ("bob", "sms")
        at = rfc3339(NOW_MS - number * DAY_MS)
        ann.post(SAID, {"customerId": who, "channel": channel, "subject": f"{number}", "sentAt": at})

    def subjects(**query: Any) -> list[str]:
        return [one["subject"] for page in ann.walk(SAID, limit=2, **query) for one in page.data]

    assert subjects() == list("0123456")
    assert subjects(channel="email") == list("135")
    assert subjects(customerId="bob") == list("0246")
    assert subjects(**{"from": rfc3339(NOW_MS - 4 * DAY_MS), "to": rfc3339(NOW_MS - DAY_MS)}) == list("234")
    assert subjects(status="opened") == []
    totals = [ann.get(SAID, **query).json["total"] for query in ({}, {"channel": "email"}, {"channel": "email,sms"})]
    assert totals == [7, 3, 7]
    assert ann.get(SAID, offset=5).json["count"] == 2


def test_what_is_sent_and_opened_makes_the_customers_scores(ann: Client) -> None:
    before = intelligence(ann)
    logged(ann, externalId="mail-1")
    sent = intelligence(ann)
    delivered(ann, "opened", 1)
    delivered(ann, "clicked", 2)
    clicked = intelligence(ann)

    depth = [one["explanation"]["engagementScore"]["depth"]["score"] for one in (before, sent, clicked)]
    assert depth == [50, 0, 100]
    drop = [one["explanation"]["churnRiskScore"]["engagementDrop"]["score"] for one in (before, sent, clicked)]
    assert drop == [50, 50, 0]


def test_an_unknown_customer_is_told_nothing(ann: Client, tenant: Tenant) -> None:
    assert ann.post(SAID, {"customerId": "nobody", "channel": "email"}).status == 404
    assert ann.get(SAID, customerId="nobody").status == 404
