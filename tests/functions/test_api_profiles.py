"""Profiles over HTTP: what is set wins over every order, and null gives a field back to the orders."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.fold import fold
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.facts.words import words_of
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Client, path_of
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project
from testing.builders import NOW_MS

PROFILES = "/api/customers/profiles"


@pytest.fixture
def ann(api: Client) -> Client:
    """`ann` has ordered once, over `marketplace`, and their order says who they are."""
    contact = {"name": "Ann Old", "email": "old@example.com", "phone": "12345", "company": "Tea Ltd"}
    post(api, order_with("o1", 40, line_of("tea"), customer=contact, channel="marketplace"))
    return api


def profile(api: Client, customer_id: str = "ann") -> Any:
    [found] = api.get(PROFILES, customerId=customer_id).data
    return found


def change(api: Client, **fields: Any) -> Any:
    answer = api.put(PROFILES, {"customerId": "ann", **fields})
    assert answer.status == 200, answer.text
    return answer.data


def test_a_profile_in_which_nothing_is_set_is_what_the_orders_say(ann: Client, tenant: Tenant) -> None:
    assert profile(ann) == {
        "customerId": "ann",
        "name": "Ann Old",
        "firstName": None,
        "lastName": None,
        "email": "old@example.com",
        "phone": "12345",
        "companyName": "Tea Ltd",
        "accountName": None,
        "accountCode": None,
        "customerType": None,
        "source": "marketplace",
        "status": "active",
        "lifetimeValue": 10.0,
        "totalSpent": 10.0,
        "orderCount": 1,
        "firstOrderDate": rfc3339(NOW_MS - 40 * DAY_MS),
        "lastOrderDate": rfc3339(NOW_MS - 40 * DAY_MS),
        "referralCode": tenant.referral_code("ann"),
        "setFields": [],
        "createdAt": None,
        "updatedAt": None,
        "etag": '"0"',
    }


def test_a_new_profile_makes_a_customer_who_has_never_ordered(api: Client, stores: Stores, tenant: Tenant) -> None:
    answer = api.post(PROFILES, {"userId": "acme", "customerId": "bob", "firstName": "Bob", "customerType": "retail"})

    assert (answer.status, answer.headers["ETag"]) == (201, '"1"')
    assert answer.data["name"] == "Bob"
    assert (answer.data["customerType"], answer.data["source"]) == ("retail", None)
    assert (answer.data["orderCount"], answer.data["lifetimeValue"], answer.data["lastOrderDate"]) == (0, 0.0, None)
    assert (answer.data["createdAt"], answer.data["updatedAt"]) == (rfc3339(NOW_MS), rfc3339(NOW_MS))
    assert profile(api, "bob") == answer.data
    assert api.get("/api/customers/bob").data["name"] == "Bob"
    assert stores.registry(tenant).strangers(["bob"]) == []


def test_a_profile_that_exists_is_answered_unchanged(api: Client) -> None:
    first = api.post(PROFILES, {"customerId": "bob", "firstName": "Bob"})
    api.now_ms += HOUR_MS

    again = api.post(PROFILES, {"customerId": "bob", "firstName": "Other", "email": "b@example.com"})

    assert (again.status, again.data) == (200, first.data)
    assert profile(api, "bob") == first.data


def test_what_is_set_wins_over_every_order_older_or_newer(ann: Client) -> None:
    change(ann, firstName="Ann", lastName="New", email="new@example.com", source="referral", status="vip")

    post(ann, order_with("o2", 1, line_of("tea"), customer={"name": "Ann Older", "email": "older@example.com"}))

    found = profile(ann)
    assert (found["name"], found["email"], found["source"], found["status"]) == (
        "Ann New", "new@example.com", "referral", "vip"
    )  # fmt: skip
    assert (found["companyName"], found["orderCount"]) == ("Tea Ltd", 2)


def test_given_fields_are_set_the_others_stay_and_null_gives_one_back_to_the_orders(ann: Client) -> None:
    change(ann, email="new@example.com", companyName="New Ltd", status="lost", source="direct")
    ann.now_ms += HOUR_MS

    found = change(ann, email=None, status=None, source=None, phone="99999")

    assert (found["email"], found["status"], found["source"]) == ("old@example.com", "active", "marketplace")
    assert (found["companyName"], found["phone"]) == ("New Ltd", "99999")
    assert found["setFields"] == profile(ann)["setFields"] == ["phone", "companyName"]
    assert (found["createdAt"], found["updatedAt"]) == (rfc3339(NOW_MS), rfc3339(NOW_MS + HOUR_MS))


def test_a_change_may_name_the_revision_that_was_read_the_first_one_too(ann: Client) -> None:
    def changed(tag: str) -> int:
        return ann.put(PROFILES, {"customerId": "ann", "phone": f"12345{tag}"}, if_match=f'"{tag}"').status

    assert [changed(tag) for tag in ("1", "0", "0", "1", "3")] == [412, 200, 412, 200, 412]


def test_a_profile_is_found_by_its_words_and_stands_in_every_answer(ann: Client) -> None:
    change(ann, firstName="Zoe", lastName="Zett", email="zoe@example.com")

    found = ann.get("/api/customers/ann").data
    assert (found["name"], found["email"]) == ("Zoe Zett", "zoe@example.com")
    past = ann.get("/api/customers/ann", asOf=rfc3339(NOW_MS - 100 * DAY_MS)).data
    assert (past["name"], past["metrics"]["orderCount"]) == ("Zoe Zett", 0)


def test_the_words_of_a_customer_are_those_of_the_profile(ann: Client, stores: Stores, tenant: Tenant) -> None:
    change(ann, firstName="Zoe", email="zoe@example.com")

    assert words_of(fold(stores.ledger(tenant).read_customer("ann"))) == (
        "zoe@example.com", "12345", "ann", "zoe", "tea", "ltd"
    )  # fmt: skip


def test_a_profile_stays_where_the_last_order_goes(ann: Client) -> None:
    change(ann, firstName="Ann")

    assert ann.delete("/api/orders/o1").status == 200

    assert (profile(ann)["name"], profile(ann)["email"], profile(ann)["orderCount"]) == ("Ann", None, 0)
    assert ann.get("/api/customers/ann/orders").data == []
    # Whom their address and their number have claimed stays theirs: docs/people.md.
    steps = ann.get(path_of("customers", "venue", "acme", "ann", "journey")).data
    assert {step["kind"] for step in steps} == {"merged"}


@pytest.mark.parametrize("customer", ["nobody", "profiles"])
def test_the_profile_of_nobody_is_not_found(ann: Client, customer: str) -> None:
    assert ann.get(PROFILES, customerId=customer).status == 404
    assert ann.put(PROFILES, {"customerId": customer, "firstName": "x"}).status == 404


@pytest.mark.parametrize(
    ("customer", "sentence"),
    [
        ("profiles", "must not be the reserved word profiles"),
        ("guest", "is guest, which names no customer"),
        ("guest-1", "must not begin with guest- unless 32 hexadecimal digits follow"),
        ("a?b", "must not hold ? or %25, which are not safe in a path"),
    ],
)
def test_a_profile_under_an_id_that_no_customer_may_have_is_refused(api: Client, customer: str, sentence: str) -> None:
    answer = api.post(PROFILES, {"customerId": customer})

    assert (answer.status, answer.errors) == (400, {"customerId": sentence})


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("firstName", "", "must not be empty"),
        ("email", "x" * 501, "must have at most 500 characters"),
        ("phone", "1" * 129, "must have at most 128 characters"),
        ("customerType", "Retail", "must be one of retail, wholesale, distributor"),
        ("source", "web", "must be one of direct, marketplace, referral"),
        ("status", "merged", "must be one of active, inactive, vip, at_risk, lost"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(ann: Client, field: str, value: str, sentence: str) -> None:
    changing = ann.put(PROFILES, {"customerId": "ann", field: value})
    for answer in (changing, ann.post(PROFILES, {"customerId": "x", field: value})):
        assert (answer.status, answer.errors) == (400, {field: sentence})
    assert profile(ann)["etag"] == '"0"'


def test_a_viewer_reads_profiles_and_sets_none(ann: Client, application: Application, tenant: Tenant) -> None:
    viewer = Client(application, tenant.id, role="viewer")

    assert profile(viewer)["name"] == "Ann Old"
    assert viewer.post(PROFILES, {"customerId": "bob"}).status == 403
    assert viewer.put(PROFILES, {"customerId": "ann"}).status == 403


def test_a_profile_is_listed_by_its_status(ann: Client) -> None:
    change(ann, status="vip")

    assert len(ann.get(PROFILES, customerId="ann", status="vip,lost").data) == 1
    answer = ann.get(PROFILES, customerId="ann", status="active")
    assert (answer.data, answer.json["total"], answer.json["limit"]) == ([], 0, 50)


def test_profiles_of_all_customers_are_listed_who_ordered_last_first(
    api: Client, stores: Stores, tenant: Tenant
) -> None:
    for number, name in enumerate(("ann", "bob", "cleo")):
        post(api, order_with(f"p{number}", 10 + number, line_of("tea"), customerId=name))
    api.put(PROFILES, {"customerId": "bob", "status": "vip", "firstName": "Bob"})
    project(stores, tenant, "ann", "bob", "cleo")

    def listed(**query: Any) -> list[Any]:
        return [row for page in api.walk(PROFILES, limit=1, **query) for row in page.data]

    assert [row["customerId"] for row in listed()] == ["ann", "bob", "cleo"]
    assert listed()[1] == api.get(PROFILES, customerId="bob").data[0]
    assert [row["customerId"] for row in listed(status="vip")] == ["bob"]
    assert [row["customerId"] for row in api.get(PROFILES, offset=2).data] == ["cleo"]
    assert api.get(PROFILES, status="active").json["total"] == 2


def test_a_setting_says_which_source_a_channel_is_at_once_and_for_lists_too(
    api: Client, stores: Stores, tenant: Tenant
) -> None:
    for number, channel in enumerate(("POS", "amazon.de", "direct")):
        post(api, order_with(f"o{number}", 9, line_of("tea"), channel=channel, customerId=f"c{number}"))
    project(stores, tenant, "c0", "c1", "c2")

    def sources() -> list[str | None]:
        return [profile(api, f"c{number}")["source"] for number in range(3)]

    def listed(source: str) -> set[str]:
        return {row["contactID"] for row in api.get("/api/customers", source=source).data}

    assert sources() == [None, None, "direct"]
    assert (listed("direct"), listed("marketplace")) == ({"c2"}, set())

    etag = api.get("/api/settings").headers["ETag"]
    mapped = {"pos": "direct", "Amazon.de": "marketplace"}
    answer = api.put("/api/settings", {"channelSources": mapped}, if_match=etag)

    assert answer.data["channelSources"] == {"pos": "direct", "amazon.de": "marketplace"}
    assert sources() == ["direct", "marketplace", "direct"]
    assert (listed("direct"), listed("marketplace")) == ({"c0", "c2"}, {"c1"})
    assert {row["customerId"]: row["source"] for row in api.get(PROFILES).data} == {
        "c0": "direct", "c1": "marketplace", "c2": "direct"
    }  # fmt: skip
