"""The export of one person over HTTP: what is answered, for how long, and what is refused."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from regulars.exporting.person.job import GONE, PERSON_EXPORT
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, MINUTE_MS, rfc3339
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.orders import order_of, post
from testing.builders import NOW_MS
from testing.machines.exports import create_export_machine, run_person_export

PATH = "/api/customers/privacy/exports"


@pytest.fixture
def shop(api: Client, stores: Stores, tenant: Tenant) -> Client:
    create_export_machine(stores, PERSON_EXPORT.machine)
    for name in ("ann", "bob"):
        post(api, order_of(name, 3, "20.00", customerId=name, customer={"email": f"{name}@example.com"}))
    return api


def asked(api: Client, customer_id: str = "ann") -> dict[str, Any]:
    answer = api.post(PATH, {"customerId": customer_id})
    assert answer.status == 202, answer.text
    found: dict[str, Any] = answer.json["data"]
    return found


def done(api: Client, stores: Stores) -> dict[str, Any]:
    job_id = asked(api)["jobId"]
    run_person_export(stores, {"tenant": "acme", "job": job_id}, at_ms=api.now_ms)
    found: dict[str, Any] = api.get(f"{PATH}/{job_id}").data
    return found


def test_a_job_is_begun_and_then_has_links_to_the_file_and_the_page(shop: Client, stores: Stores) -> None:
    begun = asked(shop)
    assert (begun["state"], begun["customerId"], begun["files"], begun["counts"]) == ("waiting", "ann", None, None)
    run_person_export(stores, {"tenant": "acme", "job": begun["jobId"]}, at_ms=NOW_MS)

    found = shop.get(f"{PATH}/{begun['jobId']}").data

    assert (found["state"], found["error"], found["counts"]) == ("done", None, {"order": 1, "head": 2, "member": 1})
    assert found["files"]["expiresAt"] == rfc3339(NOW_MS + 15 * MINUTE_MS)
    assert found["files"]["keptUntil"] == rfc3339(NOW_MS + 7 * DAY_MS)
    document = json.loads(stored(stores, found["files"]["data"]["url"]))
    assert (document["customerId"], document["held"]["order"][0]["contact"]["email"]) == ("ann", "ann@example.com")
    assert "bob" not in json.dumps(document)
    assert b"<h2>Orders</h2>" in stored(stores, found["files"]["page"]["url"])
    query = parse_qs(urlsplit(found["files"]["data"]["url"]).query)
    assert query["X-Amz-Expires"] == ["900"]
    assert query["response-content-disposition"] == [f'attachment; filename="person-{begun["jobId"]}.json"']


def stored(stores: Stores, url: str) -> bytes:
    """What a link gives."""
    bucket, key = urlsplit(url).path.removeprefix("/").split("/", 1)
    content: bytes = stores.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    return content


def test_a_link_ends_with_the_file_and_then_there_is_none(shop: Client, stores: Stores) -> None:
    found = done(shop, stores)
    path = f"{PATH}/{found['jobId']}"

    shop.now_ms = NOW_MS + 7 * DAY_MS - MINUTE_MS
    assert shop.get(path).data["files"]["expiresAt"] == rfc3339(NOW_MS + 7 * DAY_MS)
    shop.now_ms = NOW_MS + 7 * DAY_MS
    assert (shop.get(path).data["files"], shop.get(path).data["filesGone"]) == (None, "expired")


def test_the_jobs_are_listed_newest_first_page_by_page_without_their_links(shop: Client, stores: Stores) -> None:
    first = done(shop, stores)
    shop.now_ms += MINUTE_MS
    second = asked(shop, "bob")

    page = shop.get(PATH, limit=1).json
    rest = shop.get(PATH, limit=1, cursor=page["meta"]["nextCursor"]).json

    assert [(one["jobId"], one["customerId"], one["state"]) for one in page["data"]] == [
        (second["jobId"], "bob", "waiting")
    ]
    assert rest["data"] == [{name: value for name, value in first.items() if not name.startswith("files")}]
    assert rest["meta"]["nextCursor"] is None
    assert shop.get(PATH, limit=0).errors.keys() == {"limit"}


def test_somebody_unknown_is_404_and_so_is_an_export_that_nobody_asked_for(shop: Client) -> None:
    assert shop.post(PATH, {"customerId": "nobody"}).status == 404
    assert shop.get(f"{PATH}/nothing").status == 404


def test_an_id_that_was_merged_is_refused_with_the_one_to_ask_for(shop: Client) -> None:
    """A redirect would send the same body again, and be redirected again."""
    assert shop.post("/api/customers/profiles/merge", {"from": "bob", "into": "ann"}).status == 200

    answer = shop.post(PATH, {"customerId": "bob"})

    assert (answer.status, answer.json["code"]) == (409, "merged")
    assert "one person with customer ann" in answer.json["detail"]


def test_two_at_a_time_are_refused_and_one_after_the_other_is_not(shop: Client, stores: Stores) -> None:
    begun = asked(shop)

    answer = shop.post(PATH, {"customerId": "bob"})
    assert (answer.status, answer.json["code"]) == (409, "export_under_way")
    assert begun["jobId"] in answer.json["detail"]
    run_person_export(stores, {"tenant": "acme", "job": begun["jobId"]}, at_ms=NOW_MS)
    shop.now_ms += MINUTE_MS
    assert asked(shop, "bob")["state"] == "waiting"


@pytest.mark.parametrize("body", [{}, {"customerId": ""}, {"customerId": "ann", "format": "csv"}])
def test_a_body_that_names_no_customer_or_more_is_refused(shop: Client, body: dict[str, Any]) -> None:
    assert shop.post(PATH, body).status == 400


def test_somebody_who_is_gone_when_it_begins_has_no_file(shop: Client, stores: Stores) -> None:
    job_id = asked(shop)["jobId"]
    assert shop.post("/api/customers/profiles/merge", {"from": "ann", "into": "bob"}).status == 200

    run_person_export(stores, {"tenant": "acme", "job": job_id}, at_ms=NOW_MS)

    found = shop.get(f"{PATH}/{job_id}").data
    assert (found["state"], found["error"], found["files"]) == ("failed", GONE, None)
    assert "Contents" not in stores.s3.list_objects_v2(Bucket="imports", Prefix="exports/")
