"""Who is put into a segment or kept out of it by hand, whatever its rule says."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import rfc3339
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Client, path_of
from testing.api.orders import line_of, order_with, post
from testing.api.own_segments import SEGMENTS, act, made, members, two_customers
from testing.api.projected import project
from testing.builders import NOW_MS


@pytest.fixture
def shop(api: Client, stores: Stores, tenant: Tenant) -> Client:
    return two_customers(api, stores, tenant)


def test_whoever_is_put_in_or_kept_out_is_so_whatever_the_rule_says(
    shop: Client, stores: Stores, tenant: Tenant
) -> None:
    big = made(shop)

    put_in = act(shop, "add_member", segmentId=big, customerId="bob")
    again = act(shop, "add_member", segmentId=big, customerId="bob")
    kept_out = act(shop, "exclude", segmentId=big, customerId="ann")

    assert (put_in.status, again.status, kept_out.status) == (201, 200, 201)
    assert put_in.data == {
        "segmentId": big, "customerId": "bob", "pin": "in", "member": True, "decidedBy": "pinned"
    }  # fmt: skip
    assert (kept_out.data["member"], kept_out.data["decidedBy"]) == (False, "excluded")
    for customer_id in ("ann", "bob"):
        project(stores, tenant, customer_id)
    assert members(shop, big) == ["bob"]

    back = act(shop, "remove_member", segmentId=big, customerId="ann")
    assert (back.data["pin"], back.data["member"]) == (None, True)
    project(stores, tenant, "ann")
    assert members(shop, big) == ["ann", "bob"]
    assert act(shop, "remove_member", segmentId=big, customerId="ann").status == 404


def test_who_is_pinned_is_listed_the_newest_first_page_by_page(
    application: Application, tenant: Tenant, shop: Client
) -> None:
    segment_id = made(shop)
    post(shop, order_with("o4", 1, line_of("cup"), customerId="cleo"))
    for number, (action, who) in enumerate([("add_member", "ann"), ("exclude", "bob"), ("add_member", "cleo")]):
        later = Client(application, tenant.id, now_ms=NOW_MS + number)
        assert act(later, action, segmentId=segment_id, customerId=who).status == 201
    path = path_of("api", "customers", "segments", segment_id, "pins")

    whole = shop.get(path)
    assert whole.data[0] == {
        "segmentId": segment_id,
        "customerId": "cleo",
        "pin": "in",
        "pinnedAt": rfc3339(NOW_MS + 2),
        "pinnedBy": whole.data[0]["pinnedBy"],
    }
    assert [(row["customerId"], row["pin"]) for row in whole.data] == [("cleo", "in"), ("bob", "out"), ("ann", "in")]
    assert (whole.json["total"], whole.json["nextCursor"]) == (3, None)
    assert [row["customerId"] for row in shop.get(path, pin="out").data] == ["bob"]
    assert shop.get(path, pin="in").json["total"] == 2
    first = shop.get(path, limit=2)
    assert [row["customerId"] for row in first.data] == ["cleo", "bob"]
    assert [row["customerId"] for row in shop.get(path, limit=2, cursor=first.json["nextCursor"]).data] == ["ann"]
    assert shop.get(path, limit=2, pin="in", cursor=first.json["nextCursor"]).status == 400


def test_a_pin_that_is_taken_back_or_of_another_segment_is_not_listed(shop: Client) -> None:
    one, other = (made(shop, name) for name in ("One", "Other"))
    for segment_id in (one, other):
        act(shop, "add_member", segmentId=segment_id, customerId="ann")
    act(shop, "remove_member", segmentId=one, customerId="ann")

    assert shop.get(path_of("api", "customers", "segments", one, "pins")).data == []
    assert len(shop.get(path_of("api", "customers", "segments", other, "pins")).data) == 1
    assert shop.get(path_of("api", "customers", "segments", "s99", "pins")).status == 404


def test_what_is_pinned_last_of_a_person_stands_under_whichever_id(shop: Client, application: Application) -> None:
    big = made(shop)
    act(shop, "add_member", segmentId=big, customerId="ann")
    later = Client(application, "acme", now_ms=NOW_MS + 1)
    act(later, "exclude", segmentId=big, customerId="bob")
    assert later.post("/api/customers/profiles/merge", {"from": "bob", "into": "ann"}).status == 200
    assert later.get(SEGMENTS, customerId="ann").json["customerSegments"] == []

    last = Client(application, "acme", now_ms=NOW_MS + 2)
    assert act(last, "add_member", segmentId=big, customerId="ann").data["decidedBy"] == "pinned"
    assert act(last, "add_member", segmentId=big, customerId="bob").status == 409, (
        "a member is asked for as the survivor"
    )
    assert act(last, "remove_member", segmentId=big, customerId="ann").data["pin"] is None
    assert act(last, "remove_member", segmentId=big, customerId="ann").status == 404, "taken back from both ids"


def test_a_segment_without_criteria_has_those_whom_somebody_put_in(
    shop: Client, stores: Stores, tenant: Tenant
) -> None:
    by_hand = made(shop, "By hand", criteria=None)
    assert members(shop, by_hand) == []

    act(shop, "add_member", segmentId=by_hand, customerId="bob")
    project(stores, tenant, "bob")

    assert members(shop, by_hand) == ["bob"]
    assert shop.get(SEGMENTS, customerId="bob").json["customerSegments"] == [by_hand]


def test_an_inactive_segment_keeps_its_pins_and_has_no_members(shop: Client, stores: Stores, tenant: Tenant) -> None:
    big = made(shop)
    act(shop, "add_member", segmentId=big, customerId="bob")
    project(stores, tenant, "bob")

    act(shop, "update", segmentId=big, active=False)
    assert members(shop, big) == []
    assert shop.get(SEGMENTS, customerId="ann", explain="true").json["explanation"][0]["decidedBy"] == "inactive"

    act(shop, "update", segmentId=big, active=True)
    assert members(shop, big) == ["ann", "bob"]


def test_an_unknown_customer_is_not_pinned(shop: Client) -> None:
    big = made(shop)

    assert act(shop, "add_member", segmentId=big, customerId="nobody").status == 404
    assert act(shop, "remove_member", segmentId=big, customerId="nobody").status == 404
