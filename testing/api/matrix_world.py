"""Two tenants beside each other, with the same kinds of things: what `test_matrix.py` asks, and what it looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import quote, urlencode

from regulars.crm.loyalty_programs import update_program
from regulars.crm.segments import update_segment
from regulars.facts.tenant import TenantStatus
from regulars.facts.time import HOUR_MS, SECOND_MS
from regulars.http.door.endpoint import Endpoint
from regulars.http.door.operation import Example
from regulars.importing.job.requests import create_import
from regulars.nightly.start import manual_job_id
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.shop import Shop as TheirShop

from openapi.calls import TENANT
from openapi.examples import NOW_MS, SHOP
from openapi.filled import fill_shop, make_segment
from openapi.operations import EXAMPLES
from openapi.shop import Shop, open_shop
from testing.api.client import Answered, Client
from testing.machines.night import run_night
from testing.shops import shop_of

# The other tenant's name, which also begins each id and each text of theirs.
RIVAL = "zqxcanary"
SUSPENDED = "suspended"
GOOD = {"sub": "user", "tenant": TENANT}
ADMIN = GOOD | {"role": "admin"}
_READS = re.compile(r"(BatchGet|Get|Query|Scan|Describe|List|Head)")
_KEPT = ("orderedAt", "status", "phone")


Tables = dict[str, dict[str, Any]]


class Sent(NamedTuple):
    """One request: `path` percent-encoded."""

    path: str
    query: Mapping[str, Any]
    body: Any


@dataclass(frozen=True)
class World:
    """`foreign` holds what the other tenant calls a thing, by the kind of id."""

    shop: Shop
    foreign: Mapping[str, str]
    written: list[str] = field(default_factory=list)
    """The requests to AWS that write: of the last call."""
    _base: Tables = field(default_factory=dict)
    _open_calls: Iterator[int] = field(default_factory=count)

    def example(self, endpoint: Endpoint, **ids: str) -> Sent:
        """The example's request, some ids of its path replaced."""
        example = example_of(endpoint)
        path = endpoint.path
        for name, value in {**example.ids, **ids}.items():
            path = path.replace(f"<{name}>", quote(value.format(**self.shop.filled), safe=""))
        return Sent(path, dict(example.query), example.body)

    def ask(self, endpoint: Endpoint, sent: Sent, claims: Mapping[str, str] = ADMIN) -> Answered:
        example = example_of(endpoint)
        # Under a key the second question would get the first one's answer.
        headers = {name: text for name, text in example.headers.items() if name != "idempotency-key"}
        body = urlencode(sent.body) if example.form else sent.body
        # A second later each time: of tokens only so many a second are given.
        now_ms = NOW_MS if endpoint.role is not None else NOW_MS + SECOND_MS * next(self._open_calls)
        client = Client(self.shop.application, TENANT, now_ms=now_ms)
        self.written.clear()
        return client.send(endpoint.method, sent.path, query=sent.query, body=body, headers=headers, claims=claims)

    @property
    def base(self) -> Tables:
        """What lay in every table when the world was opened, to which each call that writes is put back."""
        if not self._base:
            self._base.update(self.tables())
        return self._base

    def tables(self) -> Tables:
        """Every item of every table by its key."""
        dynamodb, found = self.shop.stores.dynamodb, {}
        for name in _tables(self.shop.stores):
            items = dynamodb.scan(TableName=name, ConsistentRead=True)["Items"]
            found[name] = {repr(_key(item)): item for item in items}
        return found

    def put_back(self) -> None:
        """Every table is again as in the beginning. Without a request that wrote it is so already."""
        if not self.written:
            return
        dynamodb = self.shop.stores.dynamodb
        for name, items in self.tables().items():
            for key in items.keys() - self.base[name].keys():
                dynamodb.delete_item(TableName=name, Key=_key(items[key]))
            for key, item in self.base[name].items():
                if items.get(key) != item:
                    dynamodb.put_item(TableName=name, Item=item)
        self.written.clear()


@contextmanager
def open_world() -> Iterator[World]:
    """The shop of the examples, a rival whose every word is a canary, and a suspended tenant."""
    with open_shop(night=True) as shop:
        application, stores = shop.application, shop.stores
        with patch("secrets.token_hex", return_value="feedface"):
            rival, filled = fill_shop(application, stores, RIVAL, RIVAL, rival_orders(), night=True)
            # Segments are counted within a tenant: only a second one has an id that the first tenant has not.
            segment_id = make_segment(application, RIVAL, f"{RIVAL}-cafe-med", f"{RIVAL}-deli", "Friends")
            edit_once(shop_of(stores, RIVAL, NOW_MS - HOUR_MS), segment_id, filled["program"])
            create_import(
                {"fileName": f"{RIVAL}.csv"},
                settings=Settings.defaults(2),
                imports=stores.imports(rival),
                files=stores.files(rival),
                now_ms=NOW_MS,
            )
            job = manual_job_id(NOW_MS - HOUR_MS)
        run_night(stores, rival, job, at_ms=NOW_MS - HOUR_MS, manual=True)
        fill_shop(application, stores, SUSPENDED, "Closed", SHOP[:1], night=False)
        stores.directory.set_status(SUSPENDED, TenantStatus.SUSPENDED)
        foreign = {
            "order": f"{RIVAL}-ORD-12345",
            "customer": f"{RIVAL}-cafe-med",
            "product": f"{RIVAL}-CUP-12",
            "import": filled["failed"],
            "job": job,
            "hash": filled["hash"],
            "note": filled["note"],
            "segment": segment_id,
            "program": filled["program"],
            "webhook": filled["webhook"],
            "export": filled["export"],
        }
        world = World(shop, foreign)

        def note(model: Any, **_: Any) -> None:
            if not _READS.match(model.name):
                world.written.append(model.name)

        for client in (stores.dynamodb, stores.s3, stores.sqs, stores.stepfunctions, stores.events):
            client.meta.events.register("before-call", note)
        assert world.base
        yield world
        assert world.tables() == world.base, "a call that was refused, or only reads, has written"


def edit_once(shop: TheirShop, segment_id: str, program_id: str) -> None:
    """So that their revisions have a second page."""
    name = {"name": f"{RIVAL} renamed"}
    update_segment(shop, segment_id, name, by=None, check=lambda revision: None)
    update_program(shop, program_id, name, by=None, check=lambda revision: None)


def example_of(endpoint: Endpoint) -> Example:
    name = endpoint.run.__name__
    assert name in EXAMPLES, f"{endpoint.method} {endpoint.path} has no example in its folder's examples.py"
    return EXAMPLES[name]


def rival_orders() -> list[dict[str, Any]]:
    """The shop's orders as a rival's, some of its customers twice: enough for a second page of every list."""
    again = [
        one | {"orderId": f"{one['orderId']}-2", "customerId": f"{one['customerId']}-2"}
        for one in SHOP
        if one["customerId"] in ("deli", "roastery")
    ]
    both = [one | {"orderId": f"{one['orderId']}-2", "customerId": "cafe-med"} for one in SHOP if len(one["lines"]) > 1]
    return [_theirs(one) for one in (*SHOP, *again, *both)]


def _theirs(value: Any, name: str = "") -> Any:
    """The same with each id and text made a canary, and with other sums."""
    if isinstance(value, dict):
        return {key: _theirs(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_theirs(one, name) for one in value]
    if not isinstance(value, str) or name in _KEPT:
        return value
    return str(round(float(value) * 3 + 0.07, 2)) if name == "unitPrice" else f"{RIVAL}-{value}"


def _tables(stores: Stores) -> list[str]:
    names = stores.names
    return [getattr(names, name) for name in names.__dataclass_fields__ if name.endswith("_table")]


def _key(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"pk": item["pk"], "sk": item["sk"]} if "pk" in item else {"id": item["id"]}
