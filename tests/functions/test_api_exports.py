"""Exports over HTTP: what is asked for, what the job leaves, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from regulars.exporting import steps
from regulars.facts.attention import MOST_TAGS
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS, rfc3339
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.orders import order_of, post
from testing.api.projected import project
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS
from testing.machines.exports import create_export_machine, exported, run_exports

EXPORTS = "/api/customers/exports"
PEOPLE = ("ann", "bob", "cid", "dan")


@pytest.fixture
def shop(api: Client, stores: Stores, tenant: Tenant) -> Client:
    """Four customers: one VIP, one whom nobody may contact, one who opted out of e-mail, one without an address."""
    create_export_machine(stores)
    for name, total in zip(PEOPLE, ("20000.00", "100.00", "90.00", "80.00"), strict=True):
        email = {} if name == "dan" else {"email": f" {name.title()}@Example.com"}
        post(api, order_of(name, 3, total, customerId=name, customer={"name": name.title(), **email}))
    for name, wants in (("bob", {"doNotContact": True}), ("cid", {"emailOptIn": False})):
        assert api.put("/api/customers/preferences", {"customerId": name, **wants}).status == 200
    project(stores, tenant, *PEOPLE)
    return api


def ask(api: Client, body: dict[str, Any]) -> dict[str, Any]:
    answer = api.post(EXPORTS, body)
    assert answer.status == 202, answer.text
    found: dict[str, Any] = answer.json["data"]
    return found


def run(api: Client, stores: Stores, body: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The export when it is done, and its file."""
    export_id = ask(api, body)["exportId"]
    run_exports(stores, {"tenant": "acme", "job": export_id}, at_ms=api.now_ms)
    [content] = [text for name, text in exported(stores, "acme").items() if name.startswith(export_id)]
    return api.get(f"{EXPORTS}/{export_id}").data, content.decode("utf-8-sig")


def ids(text: str) -> list[str]:
    return [row["customerId"] for row in csv.DictReader(io.StringIO(text))]


def refused(api: Client, **body: Any) -> dict[str, str]:
    answer = api.post(EXPORTS, {"format": "csv", **body})
    assert answer.status == 400, answer.text
    return answer.errors


def test_everybody_is_in_the_file_once_and_the_job_says_how_many(shop: Client, stores: Stores) -> None:
    begun = ask(shop, {"format": "csv"})
    assert (begun["state"], begun["counts"], begun["file"]) == ("waiting", None, None)
    run_exports(stores, {"tenant": "acme", "job": begun["exportId"]}, at_ms=NOW_MS)
    [text] = exported(stores, "acme").values()
    done = shop.get(f"{EXPORTS}/{begun['exportId']}").data

    assert sorted(ids(text.decode("utf-8-sig"))) == list(PEOPLE)
    assert (done["state"], done["asOf"], done["error"]) == ("done", rfc3339(NOW_MS), None)
    assert done["counts"] == {
        "customers": 4,
        "bytes": len(text),
        "leftOut": {"doNotContact": 0, "optedOut": 0, "withoutEmail": 0},
        "unreadable": 0,
    }


def test_the_link_is_valid_for_15_minutes_and_the_file_for_7_days(shop: Client, stores: Stores) -> None:
    done, _ = run(shop, stores, {"format": "jsonl"})
    assert done["file"]["name"] == "jsonl-2025-10-15.jsonl"
    assert "X-Amz-Expires=900" in done["file"]["url"]
    assert f"exports/acme/{done['exportId']}.jsonl?" in done["file"]["url"]
    assert done["file"]["expiresAt"] == rfc3339(NOW_MS + 15 * MINUTE_MS)
    assert done["file"]["keptUntil"] == rfc3339(NOW_MS + 7 * DAY_MS)

    shop.now_ms = NOW_MS + 7 * DAY_MS - 5 * MINUTE_MS
    last_job = shop.get(f"{EXPORTS}/{done['exportId']}").data
    assert "X-Amz-Expires=300" in last_job["file"]["url"], "a link never outlives the file"
    shop.now_ms = NOW_MS + 7 * DAY_MS
    gone = shop.get(f"{EXPORTS}/{done['exportId']}").data
    assert (gone["state"], gone["file"], gone["counts"]["customers"]) == ("done", None, 4)
    assert (last_job["fileGone"], gone["fileGone"]) == (None, "expired")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"segment": ["VIP"]}, ["ann"]),
        ({"segment": "VIP,Active"}, None),
        ({"minSpend": 85, "maxSpend": "100.00"}, ["bob", "cid"]),
        ({"doNotContact": True}, ["bob"]),
        ({"q": "dan"}, ["dan"]),
        ({"minSpend": None}, list(PEOPLE)),
    ],
)
def test_filters_choose_whom_the_list_shows(
    shop: Client, stores: Stores, filters: dict[str, Any], expected: list[str] | None
) -> None:
    listed = {
        name: ",".join(value) if isinstance(value, list) else str(value).lower() if value is True else value
        for name, value in filters.items()
        if value is not None
    }
    shown = sorted(row["contactID"] for row in shop.get("/api/customers", **listed).data)
    _, text = run(shop, stores, {"format": "csv", "filters": filters, "fields": ["customerId"]})

    assert sorted(ids(text)) == shown
    assert expected is None or shown == expected


def test_a_segment_and_filters_must_both_hold(shop: Client, stores: Stores, tenant: Tenant) -> None:
    rule = {"field": "totalSpend", "operator": "less_than", "value": 1000}
    made = shop.post("/api/customers/segments", {"action": "create", "name": "Small", "criteria": rule}).data
    shop.post("/api/customers/segments", {"action": "add_member", "segmentId": made["id"], "customerId": "ann"})
    project(stores, tenant, "ann")

    _, text = run(shop, stores, {"format": "csv", "segment": made["id"]})
    assert sorted(ids(text)) == list(PEOPLE), "who was pinned is in it"
    _, text = run(shop, stores, {"format": "csv", "segment": made["id"], "filters": {"maxSpend": 95}})
    assert sorted(ids(text)) == ["cid", "dan"]


def test_a_tag_chooses_who_has_it(shop: Client, stores: Stores, tenant: Tenant) -> None:
    shop.post("/api/customers/tags", {"customerId": "cid", "name": "net 30"})
    project(stores, tenant, "cid")

    _, text = run(shop, stores, {"format": "csv", "filters": {"tag": "net  30"}})
    assert ids(text) == ["cid"]


def test_a_tag_that_lies_in_no_row_any_more_chooses_who_has_it_as_the_list_does(
    shop: Client, stores: Stores, tenant: Tenant
) -> None:
    names = [f"a{number:03}" for number in range(MOST_TAGS + 1)]
    for some in (names[:100], names[100:200], names[200:]):
        tags = [{"customerId": "cid", "name": name} for name in some]
        assert shop.post("/api/customers/tags", {"tags": tags}).status == 201
    project(stores, tenant, "cid")

    assert names[-1] not in (stores.rows(tenant).rows_of(["cid"])["cid"].facts.tags or ())
    for name, found in ((names[0], ["cid"]), (names[-1], ["cid"]), ("a999", [])):
        _, text = run(shop, stores, {"format": "csv", "filters": {"tag": name}})
        listed = shop.get("/api/customers", tag=name).data
        assert ids(text) == [one["contactID"] for one in listed] == found


def test_an_audience_leaves_out_who_does_not_want_marketing_and_counts_them(shop: Client, stores: Stores) -> None:
    for format_ in ("klaviyo", "meta", "mailchimp"):
        done, text = run(shop, stores, {"format": format_})
        assert done["counts"]["customers"] == 1
        assert done["counts"]["leftOut"] == {"doNotContact": 1, "optedOut": 1, "withoutEmail": 1}
        assert "Bob" not in text
        assert "Cid" not in text


def test_somebody_may_ask_for_those_who_opted_out_and_for_nobody_without_an_address(
    shop: Client, stores: Stores
) -> None:
    done, text = run(shop, stores, {"format": "mailchimp", "includeOptedOut": True})

    assert done["counts"]["leftOut"] == {"doNotContact": 0, "optedOut": 0, "withoutEmail": 1}
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sorted(row["Email Address"] for row in rows) == ["Ann@Example.com", "Bob@Example.com", "Cid@Example.com"]


def test_records_of_the_shop_have_everybody_with_what_they_want(shop: Client, stores: Stores) -> None:
    done, text = run(shop, stores, {"format": "jsonl", "fields": ["customerId", "doNotContact", "emailOptIn"]})

    found = {row["customerId"]: row for row in map(json.loads, text.splitlines())}
    assert found["bob"] == {"customerId": "bob", "doNotContact": True, "emailOptIn": None}
    assert found["cid"]["emailOptIn"] is False
    assert done["counts"]["customers"] == 4


def test_an_earlier_instant_has_what_had_been_ordered_by_then(shop: Client, stores: Stores, tenant: Tenant) -> None:
    post(shop, order_of("older", 40, "7.00", customerId="dan"))
    project(stores, tenant, "dan")

    fields = ["customerId", "totalSpend", "lastOrderDaysAgo"]
    done, text = run(shop, stores, {"format": "csv", "asOf": rfc3339(NOW_MS - 30 * DAY_MS), "fields": fields})
    assert list(csv.DictReader(io.StringIO(text))) == [
        {"customerId": "dan", "totalSpend": "7.00", "lastOrderDaysAgo": "10"}
    ]
    assert done["asOf"] == rfc3339(NOW_MS - 30 * DAY_MS)


def test_what_is_misspelt_is_named_with_the_nearest(shop: Client) -> None:
    assert refused(shop, filters={"minSpent": 1}).keys() == {"filters.minSpent"}
    assert "the nearest is minSpend" in refused(shop, filters={"minSpent": 1})["filters.minSpent"]
    assert "has no value 'Vip'" in refused(shop, filters={"segment": "Vip"})["filters.segment"]
    assert "must be a text, a number" in refused(shop, filters={"segment": {"is": "VIP"}})["filters.segment"]
    assert "as segment, beside filters" in refused(shop, filters={"customSegment": "s"})["filters.customSegment"]
    assert "the nearest is totalSpend" in refused(shop, fields=["customerId", "totalSpent"])["fields[1]"]
    assert "did you mean klaviyo?" in refused(shop, format="klavio")["format"]
    assert "the nearest is fields" in refused(shop, field=["email"])["field"]
    assert refused(shop, fields=[]) == {"fields": "must be a list of names of fields"}
    assert refused(shop, filters=["VIP"]) == {"filters": "must be an object of the list's parameters"}
    assert refused(shop, filters={"q": "x"}) == {"filters.q": "must hold a word of 2 letters or digits, or more"}


def test_what_does_not_go_together_is_named(shop: Client) -> None:
    then = rfc3339(NOW_MS - DAY_MS)
    made = shop.post("/api/customers/segments", {"action": "create", "name": "Pins"}).data

    assert "columns are fixed" in refused(shop, format="meta", fields=["email"])["fields"]
    assert "leaves nobody out" in refused(shop, includeOptedOut=True)["includeOptedOut"]
    assert "pinned then is not known" in refused(shop, segment=made["id"], asOf=then)["segment"]
    assert "tag then is not known" in refused(shop, filters={"tag": "vip"}, asOf=then)["filters.tag"]
    assert "lies in the future" in refused(shop, asOf=rfc3339(NOW_MS + HOUR_MS))["asOf"]


def test_a_segment_that_is_unknown_or_inactive_is_refused(shop: Client) -> None:
    made = shop.post("/api/customers/segments", {"action": "create", "name": "Off", "active": False}).data

    assert "is no segment" in refused(shop, segment="nobody's")["segment"]
    assert "is inactive" in refused(shop, segment=made["id"])["segment"]


def test_a_second_export_at_the_same_time_is_refused_with_the_first_ones_id(shop: Client) -> None:
    first = ask(shop, {"format": "csv"})["exportId"]
    second = shop.post(EXPORTS, {"format": "meta"})

    assert (second.status, second.json["code"]) == (409, "export_under_way")
    assert first in second.json["detail"]


def test_a_segment_that_is_gone_before_the_export_begins_fails_it_with_a_sentence(shop: Client, stores: Stores) -> None:
    made = shop.post("/api/customers/segments", {"action": "create", "name": "Pins"}).data
    export_id = ask(shop, {"format": "csv", "segment": made["id"]})["exportId"]
    shop.post("/api/customers/segments", {"action": "delete", "segmentId": made["id"]})
    ended = run_exports(stores, {"tenant": "acme", "job": export_id}, at_ms=NOW_MS)
    found = shop.get(f"{EXPORTS}/{export_id}").data

    assert ended["error"] == "", "the execution itself is well"
    assert found["state"] == "failed"
    assert found["error"].startswith("The segment was deleted or made inactive")
    assert (found["file"], exported(stores, "acme")) == (None, {})


def test_a_file_that_one_link_cannot_hold_fails_the_export_and_says_what_to_do(
    shop: Client, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "_GB", 10)
    export_id = ask(shop, {"format": "csv"})["exportId"]
    run_exports(stores, {"tenant": "acme", "job": export_id}, at_ms=NOW_MS)
    found = shop.get(f"{EXPORTS}/{export_id}").data

    assert found["state"] == "failed"
    assert "larger than 5 GB" in found["error"]
    assert "by filters" in found["error"]
    assert exported(stores, "acme") == {}


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_personal_data_leaves_by_an_admin_only(shop: Client, application: Application, role: str) -> None:
    other = Client(application, "acme", role=role)

    assert other.post(EXPORTS, {"format": "csv"}).status == 403
    assert other.get(f"{EXPORTS}/any").status == 403


def test_an_export_of_another_tenant_is_not_there(shop: Client, application: Application, stores: Stores) -> None:
    export_id = ask(shop, {"format": "csv"})["exportId"]
    make_tenant(stores, "rival")

    assert Client(application, "rival").get(f"{EXPORTS}/{export_id}").status == 404
    assert shop.get(f"{EXPORTS}/nothing").status == 404
