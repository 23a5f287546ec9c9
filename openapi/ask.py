"""Asks the API every example on a shop of its own, and keeps the answers: an example is what the API really says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import quote, unquote, urlencode

from moto import mock_aws
from regulars.facts.catalogue import Catalogue
from regulars.facts.tenant import Generation, Tenant, TenantStatus
from regulars.http.door.app import ENDPOINTS, Application
from regulars.http.door.buckets import Buckets
from regulars.http.door.endpoint import Endpoint
from regulars.http.door.operation import Example
from regulars.http.oauth.examples import CLIENT
from regulars.importing.job.sentences import BROKE_OFF
from regulars.nightly.start import scheduled_job_id
from regulars.projection.lookups import lookup_entries
from regulars.projection.project import project_customer
from regulars.scoring.settings import Settings
from regulars.stores.kept import Kept
from regulars.stores.opened import Stores
from regulars.stores.sign_in import AccessToken, SignIn

from testing.aws.moto_stack import create_stack
from testing.machines.night import run_night, running_at_once

from .examples import NIGHT_MS, NOTES, NOW_MS, SHOP, WRITTEN
from .operations import EXAMPLES

_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_SERVICE_NAME": "regulars",
}
TENANT = "packaging"
_MACHINE = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
_IMPORT_RESULT = {"rows": 1, "rowsRefused": 1, "ordersRead": 1, "orders": {"refused": 1}, "customers": 0}


class Shop(NamedTuple):
    """The API over a tenant whose orders are known, and what examples say in braces."""

    application: Application
    stores: Stores
    tenant: Tenant
    filled: Mapping[str, str]


class Asked(NamedTuple):
    """One example with what came back; `request` is the path with its query."""

    request: str
    status: int
    headers: Mapping[str, str]
    body: str


def ask_all() -> dict[str, Asked]:
    """The answers by the endpoint's function name; every example meets the shop as if it were the first."""
    asked = {}
    with open_shop(night=True) as shop:
        for endpoint in ENDPOINTS:
            if not endpoint.writes:
                asked[endpoint.run.__name__] = _ask(endpoint, shop)
    for endpoint in ENDPOINTS:
        if endpoint.writes:
            with open_shop() as shop:
                asked[endpoint.run.__name__] = _ask(endpoint, shop)
    return asked


def _ask(endpoint: Endpoint, shop: Shop) -> Asked:
    event = _event(endpoint, EXAMPLES[endpoint.run.__name__], shop.filled)
    response = shop.application.answer(event, _Context(), now_ms=NOW_MS).response
    request = event["rawPath"] if not event["rawQueryString"] else f"{event['rawPath']}?{event['rawQueryString']}"
    return Asked(request, response["statusCode"], response["headers"], response["body"])


@contextmanager
def open_shop(*, night: bool = False) -> Iterator[Shop]:
    """The API over a tenant whose orders have all been projected, lookups too.

    `night`: the tenant has been recalculated last night, too.
    """
    with patch.dict(os.environ, _ENVIRONMENT), mock_aws(), patch("secrets.token_hex", return_value="0c5a91d3"):
        os.environ.pop("AWS_ENDPOINT_URL", None)
        os.environ.pop("AWS_PROFILE", None)
        stores = Stores(create_stack())
        stores.sign_in = _OneClient()
        for machine in ("imports", "nights"):
            stores.stepfunctions.create_state_machine(
                name=machine, definition=_MACHINE, roleArn=f"arn:aws:iam::123456789012:role/{machine}"
            )
        # The clock stands still: what is kept would answer whoever asks second otherwise than alone.
        application = Application(stores, buckets=Buckets(1_000_000), kept=Kept(for_ms=0))
        shop = Shop(
            application, stores, *fill_shop(application, stores, TENANT, "Packaging Products", SHOP, night=night)
        )
        with running_at_once(stores, at_ms=NOW_MS):
            yield shop


def fill_shop(
    application: Application,
    stores: Stores,
    tenant_id: str,
    name: str,
    orders: list[dict[str, Any]],
    *,
    night: bool,
) -> tuple[Tenant, dict[str, str]]:
    """A new tenant in NZD with these orders and an import that failed, and what examples say in braces."""
    generation = Generation(1, 1)
    tenant = Tenant(
        id=tenant_id,
        name=name,
        status=TenantStatus.ACTIVE,
        currency="NZD",
        exponent=2,
        secret=f"a secret of {tenant_id}".encode().ljust(32, b"."),
        reading=generation,
        writing=(generation,),
    )
    assert stores.directory.create(tenant)
    _send(application, tenant_id, "/api/orders", {"orders": orders})
    note_id = _notes(application, tenant_id, orders[0]["customerId"])
    _member(application, tenant_id, orders[0]["customerId"])
    for path, hours, body in WRITTEN:
        _send(application, tenant_id, path, body | {"customerId": orders[0]["customerId"]}, NOW_MS - hours * 3_600_000)
    catalogue = Catalogue()
    for customer_id in {order["customerId"] for order in orders}:
        catalogue.see(stores.ledger(tenant).read_customer(customer_id).orders)
        project_customer(
            customer_id,
            ledger=stores.ledger(tenant),
            facts=[stores.rows(tenant)],
            evaluations=stores.evaluations(tenant),
            settings=Settings.defaults(2),
            now_ms=NOW_MS,
            live=True,
        )
    stores.files(tenant).extend_catalogue(catalogue)
    lookups = stores.lookups(tenant)
    for entry in sorted(entry for row in stores.rows(tenant).all() for entry in lookup_entries(row)):
        lookups.put(entry)
    if night:
        run_night(stores, tenant, scheduled_job_id(NIGHT_MS), at_ms=NIGHT_MS)
    failed = _failed_import(application, stores, tenant)
    return tenant, {"failed": failed, "hash": tenant.customer_hash(orders[0]["customerId"]), "note": note_id}


def _notes(application: Application, tenant_id: str, customer_id: str) -> str:
    """Notes about one customer, each with the tenant's name in it; the id of the oldest."""
    ids = []
    for hours, note in sorted(NOTES.items(), reverse=True):
        body = note | {"customerId": customer_id, "content": f"{note['content']} ({tenant_id})"}
        answer = _send(application, tenant_id, "/api/customers/notes", body, now_ms=NOW_MS - hours * 3_600_000)
        ids.append(str(json.loads(answer["body"])["data"]["id"]))
    return ids[0]


def _member(application: Application, tenant_id: str, customer_id: str) -> None:
    """An older id of one customer, of whom nothing else is known."""
    older = f"{customer_id}-old"
    _send(application, tenant_id, "/api/customers/profiles", {"customerId": older})
    merge = {"from": older, "into": customer_id}
    _send(application, tenant_id, "/api/customers/profiles/merge", merge, now_ms=NOW_MS - 5 * 3_600_000)


def _failed_import(application: Application, stores: Stores, tenant: Tenant) -> str:
    answer = _send(application, tenant.id, "/api/imports", {"fileName": "orders-2024.csv"}, now_ms=NOW_MS - 3_600_000)
    import_id: str = json.loads(answer["body"])["data"]["importId"]
    imports = stores.imports(tenant)
    imports.pin(import_id, version_id="1", size=4_096)
    imports.begin(import_id, attempt=1, now_ms=NOW_MS)
    imports.finish(import_id, 1, finished_ms=NOW_MS, error=BROKE_OFF, refused=False, result=_IMPORT_RESULT)
    return import_id


def _send(application: Application, tenant_id: str, path: str, body: Any, now_ms: int = NOW_MS) -> dict[str, Any]:
    event = _event_of("POST", path, "", json.dumps(body), {}, tenant_id)
    response = application.answer(event, _Context(), now_ms=now_ms).response
    assert response["statusCode"] < 300, response
    return response


def _event(endpoint: Endpoint, example: Example, filled: Mapping[str, str]) -> dict[str, Any]:
    path = endpoint.path
    for name, value in example.ids.items():
        path = path.replace(f"<{name}>", quote(value.format(**filled), safe=""))
    body = None if example.body is None else urlencode(example.body) if example.form else json.dumps(example.body)
    return _event_of(endpoint.method, path, urlencode(example.query), body, example.headers)


def _event_of(
    method: str, path: str, query: str, body: str | None, headers: Mapping[str, str], tenant_id: str = TENANT
) -> dict[str, Any]:
    claims = {"tenant": tenant_id, "role": "admin"}
    return {
        "version": "2.0",
        "rawPath": unquote(path),
        "rawQueryString": query,
        "headers": dict(headers),
        "requestContext": {
            "stage": "$default",
            "requestId": "request-1",
            "http": {"method": method, "path": unquote(path)},
            "authorizer": {"jwt": {"claims": claims}},
        },
        "body": body,
        "isBase64Encoded": False,
    }


class _OneClient(SignIn):
    """A pool that knows the example's client: no other pool would make the same token twice."""

    def __init__(self) -> None:
        super().__init__(None, "pool", "operator")

    def access_token(self, user: str, password: str) -> AccessToken | None:
        known = (f"{CLIENT['client_id']}-a", CLIENT["client_secret"])
        return AccessToken("eyJraWQiOi...", 3_600) if (user, password) == known else None


class _Context:
    function_name = "api"

    def get_remaining_time_in_millis(self) -> int:
        return 29_000
