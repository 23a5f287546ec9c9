"""What bounds a caller: calls a second, what is kept a minute, who may store an answer, and who is still a member."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import MINUTE_MS, rfc3339
from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.stores.opened import Stores
from regulars.stores.tenant.members import Member, Membership

from testing.api.client import Client
from testing.api.customers import a_customer
from testing.api.lists import some_customers, walk_through
from testing.api.paths import PATHS
from testing.api.rows import count_reads, put_rows
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

KEPT = [
    "/api/customers/summary",
    "/api/v1/analytics/overview",
    "/api/v1/analytics/funnel",
    "/api/v1/analytics/cohorts",
    "/api/v1/analytics/engagement",
    "/api/v1/analytics/churn-risk",
    "/api/v1/analytics/nps",
    "/customers/venue/acme/segments",
    "/api/v1/analytics/backtest",
    "/product-affinity/product/tea/next",
]


def buyers(number: int) -> list[CustomerFacts]:
    return [a_customer(f"c{one:03}", (one + 60, 10), (one + 1, 20)) for one in range(number)]


@pytest.fixture
def application(stores: Stores) -> Application:
    """It keeps answers, as the function does."""
    return Application(stores, buckets=Buckets(1_000_000))


@pytest.fixture
def limited(stores: Stores, tenant: Tenant) -> Client:
    """As the function serves: fifty calls a second."""
    return Client(Application(stores), tenant.id)


def test_the_fifty_first_call_of_a_second_is_refused_with_when_to_try_again(limited: Client) -> None:
    answers = [limited.get("/api/settings") for _ in range(51)]

    assert [answer.status for answer in answers] == [200] * 50 + [429]
    refused = answers[-1]
    assert refused.json["type"] == "urn:regulars:problem:too-many-calls"
    assert refused.headers["Retry-After"] == "1"
    assert refused.headers["RateLimit-Policy"] == '"caller";q=50;w=1'
    assert refused.headers["RateLimit"] == '"caller";r=0;t=1'
    assert answers[0].headers["RateLimit"] == '"caller";r=49;t=1'
    limited.now_ms += 1_000
    assert limited.get("/api/settings").status == 200


def test_a_refused_call_reads_nothing(limited: Client, stores: Stores) -> None:
    for _ in range(50):
        limited.get("/api/settings")
    with requests_of(stores.dynamodb) as made:
        assert limited.get("/api/customers").status == 429

    assert made == []


def test_what_needs_no_token_is_not_counted(limited: Client) -> None:
    answers = [limited.send("GET", "/health", claims={}) for _ in range(60)]

    assert {answer.status for answer in answers} == {200}
    assert "RateLimit" not in answers[0].headers


def test_another_caller_of_the_tenant_has_a_bucket_of_their_own(limited: Client) -> None:
    for _ in range(51):
        limited.get("/api/settings")
    other = {"sub": "other", "tenant": "acme", "role": "viewer"}

    assert limited.send("GET", "/api/settings", claims=other).status == 200


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_every_answer_says_who_may_store_it_and_that_nobody_may_guess_its_type(api: Client, endpoint: Any) -> None:
    path = PATHS.get(endpoint.path, endpoint.path).replace("<venue_id>", "acme")
    answer = api.send(endpoint.method, path, body={})

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    private = "private, no-cache" if endpoint.kept and answer.status == 200 else "no-store"
    pages = {"/docs": "public, max-age=3600", "/schemas": "public, no-cache", "/app": "no-cache"}
    public = pages if endpoint.role is None and answer.status == 200 else {}
    expected = next((said for start, said in public.items() if path.startswith(start)), private)
    assert answer.headers["Cache-Control"] == expected


@pytest.mark.parametrize("path", ["/api/nothing", "/api/settings/"])
def test_what_is_no_answer_of_ours_says_so_too(api: Client, path: str) -> None:
    headers = api.get(path).headers

    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")


def test_these_calls_are_kept_and_no_others() -> None:
    ids = {"<venue_id>": "acme", "<product_id>": "tea"}
    kept = {re.sub("<.*?>", lambda id_: ids[id_[0]], endpoint.path) for endpoint in ENDPOINTS if endpoint.kept}

    assert kept == set(KEPT)


@pytest.mark.parametrize("path", KEPT)
def test_an_answer_over_all_customers_is_kept_a_minute_and_read_once(
    stores: Stores, tenant: Tenant, api: Client, path: str
) -> None:
    put_rows(stores, tenant, buyers(20))
    first = api.get(path)
    put_rows(stores, tenant, buyers(30)[20:])
    api.now_ms += MINUTE_MS - 1
    with requests_of(stores.dynamodb) as made:
        again = api.get(path)
    api.now_ms += 1
    later = api.get(path)

    assert (first.status, again.text, again.headers["ETag"]) == (200, first.text, first.headers["ETag"])
    assert made == ["BatchGetItem"], "who asks"
    assert later.text != first.text
    assert f'"asOf":"{rfc3339(NOW_MS)}"' in first.text


@pytest.mark.parametrize("path", KEPT)
def test_an_answer_that_the_caller_has_is_not_sent_again(
    stores: Stores, tenant: Tenant, api: Client, path: str
) -> None:
    put_rows(stores, tenant, buyers(20))
    tag = api.get(path).headers["ETag"]

    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        answer = api.send("GET", path, headers={"if_none_match": known})
        assert (answer.status, answer.text, answer.headers["ETag"]) == (304, "", tag)
        assert answer.headers["Cache-Control"] == "private, no-cache"
    assert api.send("GET", path, headers={"if_none_match": '"other"'}).status == 200


def test_a_change_of_settings_holds_at_once(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, buyers(40))
    before = api.get("/api/customers/summary")
    api.put("/api/settings", {"vipSpend": 0}, if_match='"0"')
    after = api.send("GET", "/api/customers/summary", headers={"if_none_match": before.headers["ETag"]})

    def vips(answer: Any) -> int:
        found: int = next(one["customers"] for one in answer.data["segments"] if one["segment"] == "VIP")
        return found

    assert after.status == 200
    assert vips(after) > vips(before)


def test_the_total_of_a_list_is_kept_a_minute_and_its_rows_are_not(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, buyers(20))
    oldest = {"sort": "lastOrderDate", "limit": 5}
    first = api.get("/api/customers", **oldest).json["meta"]
    put_rows(stores, tenant, buyers(30)[20:])
    api.now_ms += MINUTE_MS - 1
    reads = count_reads(stores)
    again = api.get("/api/customers", **oldest)
    counted = reads.pop_rows()[1]
    other = api.get("/api/customers", maxSpend=1, **oldest).json["meta"]
    api.now_ms += 1
    later = api.get("/api/customers", **oldest).json["meta"]

    assert (first["total"], first["totalAsOf"]) == (20, None)
    assert again.data[0]["contactID"] == "c029", "rows are of now"
    kept = again.json["meta"]
    assert (kept["total"], kept["totalAsOf"], kept["asOf"], counted) == (
        20,
        rfc3339(NOW_MS),
        rfc3339(NOW_MS + MINUTE_MS - 1),
        0,
    )
    assert (other["total"], later["total"], later["totalAsOf"]) == (30, 30, None)


def test_a_list_that_ends_says_how_many_it_has_whatever_is_kept(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, buyers(20))
    api.get("/api/customers", limit=5)
    put_rows(stores, tenant, buyers(21)[20:])

    meta = api.get("/api/customers", limit=21).json["meta"]

    assert (meta["count"], meta["total"], meta["totalAsOf"]) == (21, 21, None)


@pytest.mark.parametrize("sort", ["-totalSpend", "-lastOrderDate"])
def test_every_page_beside_a_kept_total_has_the_rows_that_it_had_before(
    stores: Stores, tenant: Tenant, api: Client, sort: str
) -> None:
    put_rows(stores, tenant, some_customers(120))
    for segment in ("VIP", "Dormant", "New", "Active"):
        query = {"segment": segment, "sort": sort, "limit": 3}
        cold, kept = (list(walk_through(api, **query)) for _ in range(2))

        assert [page.data for page in kept] == [page.data for page in cold], query
        assert {page.json["meta"]["total"] for page in kept} == {page.json["meta"]["total"] for page in cold}, query


def test_a_change_of_settings_holds_at_once_in_totals_and_in_the_distribution(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    put_rows(stores, tenant, buyers(40))
    vips = api.get("/api/customers", segment="VIP", limit=1).json["meta"]["total"]
    distribution = api.get("/api/customers/rfm", limit=1).json["distribution"]
    bands = {"recencyDays": [1, 2, 3, 4]}
    assert api.put("/api/settings", {"vipSpend": 0, "rfm": bands}, if_match='"0"').status == 200

    meta = api.get("/api/customers", segment="VIP", limit=1).json["meta"]
    assert (vips, meta["total"], meta["totalAsOf"]) == (0, 40, None)
    assert api.get("/api/customers/rfm", limit=1).json["distribution"] != distribution


def test_one_score_does_not_read_everybody_twice_nor_again_within_a_minute(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    put_rows(stores, tenant, buyers(60))
    reads = count_reads(stores)
    first = api.get("/api/customers/rfm", limit=1).json
    cold = sum(reads.pop_rows())
    put_rows(stores, tenant, [a_customer("new", (0, 10))])
    api.now_ms += MINUTE_MS - 1
    again = api.get("/api/customers/rfm", limit=1).json
    kept = sum(reads.pop_rows())
    api.get("/api/customers/rfm", customerId="new")
    beside_one = sum(reads.pop_rows())

    assert (cold, kept, beside_one) == (60 + 2, 2, 0)
    assert [row["customerId"] for row in again["scores"]] == ["new"], "rows are of now"
    assert (again["distribution"], again["total"]) == (first["distribution"], first["total"])
    assert again["distributionAsOf"] == again["totalAsOf"] == rfc3339(NOW_MS)
    assert again["asOf"] == rfc3339(api.now_ms)
    api.now_ms += 1
    assert api.get("/api/customers/rfm", limit=1).json["total"] == 61


def test_a_total_that_could_not_be_counted_is_not_tried_again_within_a_minute(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, buyers(60))
    monkeypatch.setattr("regulars.lists.walk.LIST_ROWS", 30)
    reads = count_reads(stores)
    for path in ("/api/customers", "/api/customers/rfm", "/api/customers/analytics"):
        reads.pop_rows()
        first, cold = api.get(path, limit=1).json, sum(reads.pop_rows())
        again, kept = api.get(path, limit=1).json, sum(reads.pop_rows())

        assert (first.get("meta", first)["total"], again.get("meta", again)["total"]) == (None, None), path
        assert cold > 30 > kept, path


def test_an_explained_answer_and_another_tenants_are_their_own(
    application: Application, stores: Stores, tenant: Tenant, api: Client
) -> None:
    make_tenant(stores, "other")
    put_rows(stores, tenant, buyers(20))
    first = api.get("/customers/venue/acme/segments").json
    explained = api.get("/customers/venue/acme/segments", explain="true").json
    put_rows(stores, tenant, buyers(30)[20:])

    assert "explanation" in explained
    assert api.get("/customers/venue/acme/segments").json == first
    now = api.get("/customers/venue/acme/segments", explain="true").json
    assert sum(row["count"] for row in now["data"]) == 30
    theirs = Client(application, "other").get("/customers/venue/other/segments").json
    assert sum(row["count"] for row in theirs["data"]) == 0


def test_whoever_may_not_ask_is_given_nothing_that_is_kept(api: Client) -> None:
    api.get("/api/customers/summary")

    assert api.send("GET", "/api/customers/summary", claims={"tenant": "nobody", "role": "admin"}).status == 403


@pytest.fixture
def member(stores: Stores, tenant: Tenant) -> Callable[..., Client]:
    """A client whose token our own pool has made; the membership is what the test says."""
    ours = Stores(replace(stores.names, user_pool_id="pool"))
    application = Application(ours, buckets=Buckets(1_000_000))

    def sign_in(role: str, *, token_role: str = "admin", until_ms: int | None = None) -> Client:
        stores.directory.members.put(Membership("user", Member(tenant.id, role, until_ms)))
        return Client(application, tenant.id, role=token_role)

    return sign_in


def test_a_members_role_is_that_of_now_and_not_the_tokens(member: Callable[..., Client]) -> None:
    viewer = member("viewer", token_role="admin")
    assert viewer.put("/api/settings", {"vipSpend": 1}, if_match='"0"').status == 403
    assert viewer.get("/api/settings").status == 200
    assert viewer.get("/api/me").data["role"] == "viewer"

    promoted = member("admin", token_role="viewer")
    assert promoted.put("/api/settings", {"vipSpend": 1}, if_match='"0"').status == 200


def test_a_removed_member_is_refused_by_the_next_call(stores: Stores, member: Callable[..., Client]) -> None:
    admin = member("admin")
    assert admin.get("/api/settings").status == 200
    stores.directory.members.remove("acme", "user")

    refused = admin.get("/api/settings")

    assert (refused.status, refused.json["detail"]) == (403, "You are not a member of this tenant any more.")


def test_a_membership_ends_at_its_instant(member: Callable[..., Client]) -> None:
    admin = member("admin", until_ms=NOW_MS + 1)
    assert admin.get("/api/settings").status == 200
    admin.now_ms += 1

    assert admin.get("/api/settings").status == 403


def test_a_member_of_another_tenant_is_refused_whatever_the_token_says(
    stores: Stores, member: Callable[..., Client]
) -> None:
    make_tenant(stores, "other")
    admin = member("admin")
    stores.directory.members.remove("acme", "user")
    stores.directory.put_member("user", Member("other", "admin"))

    refused = admin.get("/api/settings")

    assert refused.status == 403
    assert "sign in again" in refused.json["detail"]


@pytest.mark.parametrize("role", ["", "owner"])
def test_a_membership_without_a_role_that_exists_lets_nobody_in(member: Callable[..., Client], role: str) -> None:
    assert member(role).get("/api/settings").status == 403


def test_a_token_of_our_pool_that_names_nobody_is_refused(member: Callable[..., Client]) -> None:
    admin = member("admin")

    assert admin.send("GET", "/api/settings", claims={"tenant": "acme", "role": "admin"}).status == 403


def test_the_member_is_read_with_the_tenant_in_one_consistent_request(
    stores: Stores, tenant: Tenant, member: Callable[..., Client]
) -> None:
    member("viewer")
    asked: list[Any] = []
    stores.dynamodb.meta.events.register("provide-client-params.dynamodb", lambda params, **_: asked.append(params))
    record, found = stores.directory.read_with_member(tenant.id, "user")

    assert (record and record.tenant, found) == (tenant, Member(tenant.id, "viewer"))
    [[request]] = [one["RequestItems"].values() for one in asked]
    assert (request["ConsistentRead"], len(request["Keys"])) == (True, 4)


def test_a_token_of_another_issuer_is_taken_by_its_claims(stores: Stores, api: Client) -> None:
    stores.directory.put_member("user", Member("acme", "viewer"))

    assert api.put("/api/settings", {"vipSpend": 1}, if_match='"0"').status == 200
