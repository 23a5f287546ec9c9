"""What every call goes through: who asks, for which tenant, with which parameters, how often, and how errors look."""

from __future__ import annotations

import base64
import json
from time import process_time
from typing import Any

import pytest
from regulars.facts.ids import RESERVED_CUSTOMER_IDS, RESERVED_ORDER_IDS, ROUTE_SUFFIXES
from regulars.facts.tenant import Tenant, TenantStatus
from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.app import Application
from regulars.http.door.auth import Role
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client, Context, event_of
from testing.api.lists import some_customers
from testing.api.orders import an_order
from testing.api.paths import PATHS
from testing.api.rows import put_rows
from testing.aws.tenants import make_tenant
from testing.handlers import load_handler

PRIVATE = [endpoint for endpoint in ENDPOINTS if endpoint.role is not None]


def name_of(endpoint: Any) -> str:
    return f"{endpoint.method} {endpoint.path}"


@pytest.mark.parametrize("endpoint", PRIVATE, ids=name_of)
def test_every_endpoint_refuses_no_tenant_another_tenant_too_low_a_role_and_what_it_does_not_know(
    application: Application, api: Client, endpoint: Any
) -> None:
    path = PATHS.get(endpoint.path, endpoint.path).replace("<venue_id>", "acme")
    required = {param.name for param in endpoint.params if param.required}

    def ask(claims: dict[str, str] | None, query: str = "") -> Answered:
        return api.send(endpoint.method, path, query=query, claims=claims, body={})

    admin = {"tenant": "acme", "role": "admin"}
    assert ask({}).status == 403
    assert ask({"tenant": "acme"}).status == 403
    assert ask({"tenant": "nobody", "role": "admin"}).status == 403
    assert ask(admin, "tenantId=other").status == 403
    assert ask(admin, "userId=acme&venueId=other").status == 403
    unknown = ask(admin, "colour=red")
    assert (unknown.status, set(unknown.errors)) == (400, {"colour", *required})
    if endpoint.role > Role.VIEWER:
        lower = Role(endpoint.role - 1).name.lower()
        assert ask({"tenant": "acme", "role": lower}).status == 403


def test_a_source_documents_name_for_the_tenant_is_accepted_where_it_is_the_tokens(api: Client) -> None:
    assert api.get("/api/customers", tenantId="acme").status == 200
    assert api.get("/api/customers", userId="acme", venueId="acme").status == 200


def test_a_suspended_tenant_is_refused_without_a_word_about_others(stores: Stores, api: Client, tenant: Tenant) -> None:
    stores.directory.set_status(tenant.id, TenantStatus.SUSPENDED)

    answer = api.get("/api/customers")

    assert (answer.status, answer.json["detail"]) == (403, "This tenant is suspended.")


def test_tenants_do_not_see_each_other(application: Application, stores: Stores, api: Client) -> None:
    make_tenant(stores, "other")
    api.post("/api/orders", {"orders": [an_order()]})
    stranger = Client(application, "other")

    assert stranger.get("/api/customers/ann").status == 404
    assert stranger.get("/api/orders/1001").status == 404
    assert stranger.delete("/api/orders/1001").status == 404
    assert stranger.get("/api/customers").json["meta"]["total"] == 0


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("segmnt=VIP", "segmnt", "the nearest is segment"),
        ("minspend=5", "minspend", "the nearest is minSpend"),
        ("tags=gold", "tags", "is not a parameter of this call"),
        ("segment=vip", "segment", "has no value 'vip'; allowed are VIP, Active, New, Dormant"),
        ("segment=VIP,", "segment", "has no value ''"),
        ("purchaseFrequency=Daily", "purchaseFrequency", "Weekly, Monthly, Quarterly, Occasional, One-time, None"),
        ("limit=0", "limit", "from 1 to 1000"),
        ("limit=1001", "limit", "from 1 to 1000"),
        ("limit=ten", "limit", "from 1 to 1000"),
        ("limit=5&limit=6", "limit", "more than once"),
        ("minSpend=-1", "minSpend", "0 or more"),
        ("minSpend=NaN", "minSpend", "must be a number"),
        ("maxSpend=much", "maxSpend", "must be a number"),
        ("maxSpend=1_000", "maxSpend", "must be a number"),
        ("maxSpend=1e3", "maxSpend", "must be a number"),
        ("maxSpend=%F0%9D%9F%99", "maxSpend", "must be a number"),
        ("maxSpend=1234567890123456", "maxSpend", "at most 15 digits"),
        ("minDaysSinceLastOrder=1.5", "minDaysSinceLastOrder", "whole number"),
        ("sort=name", "sort", "lastOrderDate, totalSpend, -lastOrderDate, -totalSpend"),
        ("as_of=2025-01-01", "as_of", "the nearest is asOf"),
        ("offset=10", "offset", "is not a parameter"),
        ("cursor=abc", "cursor", "is not one of this query"),
        ("cursor=", "cursor", "must not be empty"),
    ],
)
def test_a_parameter_that_would_be_ignored_or_misread_is_refused_by_name(
    api: Client, query: str, field: str, message: str
) -> None:
    answer = api.send("GET", "/api/customers", query=query)

    assert answer.status == 400
    assert message in answer.errors[field]


def test_a_cursor_serves_its_own_query_and_tenant_only(application: Application, stores: Stores, api: Client) -> None:
    put_rows(stores, stores.directory.read("acme").tenant, some_customers(20))  # type: ignore[union-attr]
    make_tenant(stores, "other")
    cursor = api.get("/api/customers", limit=3).json["meta"]["nextCursor"]

    assert api.get("/api/customers", limit=5, cursor=cursor).status == 200
    assert api.get("/api/customers", limit=3, cursor=cursor, sort="totalSpend").status == 400
    assert api.get("/api/customers", limit=3, cursor=cursor, segment="VIP").status == 400
    # The first character of the signature: some bits of the last one mean nothing.
    content, _, signature = cursor.rpartition(".")
    forged = f"{content}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    assert api.get("/api/customers", limit=3, cursor=forged).status == 400
    assert Client(application, "other").get("/api/customers", limit=3, cursor=cursor).status == 400


def test_a_change_of_settings_during_a_walk_says_begin_again(stores: Stores, api: Client) -> None:
    put_rows(stores, stores.directory.read("acme").tenant, some_customers(20))  # type: ignore[union-attr]
    cursor = api.get("/api/customers", limit=3).json["meta"]["nextCursor"]
    api.put("/api/settings", {"vipSpend": 10}, if_match='"0"')

    answer = api.get("/api/customers", limit=3, cursor=cursor)

    assert (answer.status, answer.json["code"]) == (409, "start_again")


def test_the_clock_of_a_walk_is_that_of_its_first_page(stores: Stores, api: Client) -> None:
    put_rows(stores, stores.directory.read("acme").tenant, some_customers(20))  # type: ignore[union-attr]
    first = api.get("/api/customers", limit=3).json["meta"]
    api.now_ms += 3_600_000

    second = api.get("/api/customers", limit=3, cursor=first["nextCursor"]).json["meta"]

    assert second["asOf"] == first["asOf"]


@pytest.mark.parametrize("path", ["/api/nothing", "//", "/api/customers/", "/docs/"])
def test_an_unknown_path_is_a_problem(api: Client, path: str) -> None:
    answer = api.get(path)

    assert (answer.status, answer.json["success"]) == (404, False)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/api/customers", "GET"),
        ("DELETE", "/api/settings", "GET, PUT"),
        ("POST", "/api/orders/1/2", "DELETE, GET"),
        ("GET", "/api/orders", "POST"),
        ("POST", "/health", "GET"),
        ("GET", "/api/orders/events", "POST"),
        ("DELETE", "/api/orders/events", "POST"),
        ("GET", "/api/imports/i/retry", "POST"),
        ("OPTIONS", "/api/imports/i/retry", "POST"),
        ("GET", "/api/settings/preview", "POST"),
        ("GET", "/product-affinity/recalculate", "POST"),
    ],
)
def test_a_method_that_a_path_has_not_is_a_problem_with_those_it_has(
    api: Client, method: str, path: str, allowed: str
) -> None:
    answer = api.send(method, path)

    assert (answer.status, answer.headers["Allow"]) == (405, allowed)
    assert answer.json["detail"] == f"This path takes {allowed} only."


@pytest.mark.parametrize("query", ["asOf=0001-01-01", "asOf=1970-01-01", "asOf=9999-12-31T23:59:59-14:00"])
def test_an_instant_beyond_what_can_be_shown_is_refused(api: Client, query: str) -> None:
    api.put("/api/settings", {"timezone": "Asia/Tokyo"}, if_match='"0"')

    for path, wrong in (("/api/customers/ann", query), ("/api/customers/ann/orders", query.replace("asOf", "from"))):
        answer = api.send("GET", path, query=wrong)
        assert (answer.status, list(answer.errors)) == (400, [wrong.partition("=")[0]])


def test_an_order_updated_before_there_were_years_breaks_no_later_answer(api: Client) -> None:
    api.post("/api/orders", {"orders": [an_order("1")]})

    answer = api.post("/api/orders", {"orders": [an_order("1", updatedAt="0001-01-01T00:00:00+14:00")]})

    assert [error["field"] for error in answer.data[0]["errors"]] == ["orders[0].updatedAt"]
    assert api.get("/api/orders/1").data["updatedAt"] is None


def test_thousands_of_unknown_parameters_are_refused_at_once(api: Client) -> None:
    before = process_time()

    answer = api.send("GET", "/api/customers", query="&".join(f"segmemt{number}=VIP" for number in range(20_000)))

    assert (answer.status, len(answer.errors)) == (400, 200)
    assert process_time() - before < 5, "some hundred milliseconds; minutes where names are compared"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("", "body"),
        ("{", "body"),
        ("[" * 100_000, "body"),
        ("[]", "body"),
        ('{"orders": [NaN]}', "body"),
        ('{"orders": [1e99999999999999999999]}', "body"),
        ('{"orders": [{"total": 1, "total": 2}]}', "body"),
        ("{}", "orders"),
        ('{"orders": {}}', "orders"),
        ('{"orders": []}', "orders"),
        (json.dumps({"orders": [{}] * 101}), "orders"),
        ('{"orders": [{}], "dryRun": true}', "dryRun"),
    ],
)
def test_where_nothing_can_be_read_as_orders_the_call_is_refused(api: Client, body: str, field: str) -> None:
    answer = api.post("/api/orders", body)

    assert (answer.status, list(answer.errors)) == (400, [field])


def test_one_bad_order_refuses_itself_only_and_names_its_field(api: Client) -> None:
    bad = an_order("2", lines=[{"productId": "tea", "quantity": -1, "unitPrice": 1}])
    answer = api.post("/api/orders", {"orders": [an_order("1"), bad, "order", an_order("4", colour="red")]})

    assert [result["result"] for result in answer.data] == ["created", "refused", "refused", "refused"]
    assert [result["orderId"] for result in answer.data] == ["1", "2", None, "4"]
    assert [error["field"] for result in answer.data for error in result["errors"]] == [
        "orders[1].lines[0].quantity",
        "orders[2]",
        "orders[3].colour",
    ]
    assert answer.json["meta"] == {
        "count": 4,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "stale": 0,
        "refused": 3,
        "erased": 0,
    }


def test_at_most_20_errors_an_order_and_200_a_call_are_named(api: Client) -> None:
    lines = [{"productId": "tea", "quantity": 0, "unitPrice": -1}] * 50
    answer = api.post("/api/orders", {"orders": [an_order(str(number), lines=lines) for number in range(30)]})

    named = [len(result["errors"]) for result in answer.data]
    assert named[:10] == [20] * 10
    assert sum(named) == 200
    assert answer.json["meta"]["refused"] == 30


@pytest.mark.parametrize("path", ["/api/orders", "/api/imports"])
@pytest.mark.parametrize(
    "body", ['{"orders": [{"orderId": "\\ud800"}]}', '{"fileName": "a", "statuses": {"\\udfff": "paid"}}']
)
def test_half_a_surrogate_pair_is_no_text_that_anything_could_keep(api: Client, path: str, body: str) -> None:
    answer = api.post(path, body, idempotency_key="k")

    assert (answer.status, answer.errors) == (400, {"body": "holds half a surrogate pair, which is no character"})


def test_a_field_with_an_endless_name_comes_back_in_part(api: Client) -> None:
    answer = api.post("/api/orders", {"orders": [an_order("1", **{"x" * 1_000_000: 1})]}, idempotency_key="k")

    assert len(answer.data[0]["errors"][0]["field"]) == 100


@pytest.mark.parametrize("path", ["/api/customers/{}", "/api/orders/{}", "/api/customers/{}/orders", "/api/imports/{}"])
def test_an_id_longer_than_ids_can_be_is_not_found(api: Client, path: str) -> None:
    assert api.get(path.format("x" * 3_000)).status == 404


@pytest.mark.parametrize("text", ["zz", "A" * 64, "0" * 63, "ann"])
def test_what_is_no_hash_has_no_customer_behind_it(api: Client, text: str) -> None:
    assert api.get(f"/api/customers/by-hash/{text}").status == 404


def test_a_body_over_4_mb_is_too_large(api: Client) -> None:
    answer = api.post("/api/orders", '{"orders": ["' + "x" * (4 * 1024 * 1024) + '"]}')

    assert answer.status == 413


def test_a_body_may_come_as_base64(application: Application, tenant: Tenant) -> None:
    body = base64.b64encode(json.dumps({"orders": [an_order()]}).encode()).decode()
    event = event_of("POST", "/api/orders", body=body, claims={"tenant": tenant.id, "role": "editor"})
    event["isBase64Encoded"] = True

    response = application.answer(event, Context(), now_ms=1_760_517_000_000).response

    assert json.loads(response["body"])["meta"]["created"] == 1


# Callers do not choose these, so that nothing which follows them could be the end of one.
OUR_IDS = {"webhook_id", "job_id", "segment_id", "program_id"}


def with_its_tenant(path: str) -> str:
    return path.replace("<venue_id>", "acme")


def test_what_follows_an_id_in_a_route_and_what_stands_in_an_ids_place_are_refused_as_ids() -> None:
    for endpoint in ENDPOINTS:
        if endpoint.path.startswith("/docs"):
            continue
        head, _, tail = with_its_tenant(endpoint.path).partition("<")
        id_name, _, suffix = tail.partition(">")
        suffix = suffix.removeprefix("/")
        assert not suffix or id_name in OUR_IDS or suffix in ROUTE_SUFFIXES, endpoint.path
        for before, reserved in (
            ("/api/customers/", RESERVED_CUSTOMER_IDS),
            ("/customers/venue/acme/", RESERVED_CUSTOMER_IDS),
            ("/api/orders/", RESERVED_ORDER_IDS),
        ):
            word = head.removeprefix(before).partition("/")[0]
            if head.startswith(before) and word:
                assert word.partition("/")[0] in reserved, endpoint.path


def test_specific_routes_are_tried_before_general_ones() -> None:
    seen: list[Any] = []
    for endpoint in ENDPOINTS:
        general = [one for one in seen if one.method == endpoint.method and "<" in one.path]
        for one in general:
            head, _, tail = with_its_tenant(one.path).partition("<")
            suffix = tail.partition(">")[2]
            path = with_its_tenant(endpoint.path)
            shadowed = path.startswith(head) and path.endswith(suffix) and "<" in endpoint.path
            assert not shadowed, f"{one.path} hides {endpoint.path}"
        seen.append(endpoint)


def test_health_needs_no_token(api: Client) -> None:
    for path in ("/health", "/api/health"):
        assert api.send("GET", path, claims={}).json == {"success": True, "data": {"status": "ok"}}


def test_the_handler_logs_one_line_without_ids(
    stores: Stores, tenant: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    handler = load_handler("api")
    claims = {"tenant": tenant.id, "role": "viewer"}

    response = handler.lambda_handler(event_of("GET", "/api/customers/secret-ann", claims=claims), Context())

    assert response["statusCode"] == 404
    lines = [record for record in caplog.records if record.name == "regulars"]
    assert [(line.route, line.status, line.method) for line in lines] == [  # type: ignore[attr-defined]
        ("/api/customers/<customer_id>", 404, "GET")
    ]
    assert "secret-ann" not in "".join(str(vars(line)) for line in lines)
