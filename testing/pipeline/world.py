"""The whole chain from an order to its customer's row and lookups, over the real handlers, with one clock."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends
from regulars.config import Names
from regulars.facts.catalogue import Called
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.fold import fold
from regulars.facts.lookup import LookupKind
from regulars.facts.order import Lane, Order
from regulars.facts.tenant import Tenant
from regulars.facts.time import SECOND_MS
from regulars.facts.words import words_of
from regulars.lists.search import search_customers
from regulars.lists.wanted import wanted
from regulars.orders.accept import accept_orders
from regulars.orders.change import Accepted
from regulars.orders.delete import delete_order
from regulars.products.buyers import Ranking, list_buyers
from regulars.projection.lookups import changed_lookups, lookup_entries
from regulars.projection.recent_tenants import RecentTenants
from regulars.projection.replay import replay_roster
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.stores.clients import PATIENT, Clients
from regulars.stores.keys import roster_partition
from regulars.stores.messages import Touch, Touched
from regulars.stores.opened import Stores
from regulars.stores.registry import ROSTER_BUCKETS
from regulars.stores.rows.row_changes import changed_rows

from testing.aws.tenants import make_tenant
from testing.events import as_event
from testing.handlers import load_handler
from testing.lookups import stored_entries
from testing.shops import shop_of, walked

from .eventual import EventualReads
from .gate import Call, gate
from .queue import Queue
from .stream import Stream, passes_ledger_filter

ACCOUNT, REGION = "123456789012", "us-east-1"
# As infra/defaults.py sets it: what outlives it is killed.
FUNCTION_TIMEOUT_MS = 60_000
START_MS = 1_760_000_000_000


@cache
def _connection() -> tuple[Any, Clients, EventualReads]:
    """A session whose requests go through the gate, and are answered late where they may be, with its clients: made
    once a process, since that takes longer than many a test of a world. One world is lived in at a time."""
    session = boto3.session.Session()
    session.events.register_first("before-call", gate)
    eventual = EventualReads(session)
    return session, Clients(session, PATIENT), eventual


class World:
    """One tenant's pipeline. Every request of every call goes through the gate; the test's own requests do not."""

    def __init__(self, names: Names, tenant_id: str, shards: int = 1) -> None:
        self.now_ms = START_MS
        session, clients, self.eventual = _connection()
        self.eventual.begin(lambda: self.now_ms)
        self.stores = Stores(names, session)
        self.stores.dynamodb, self.stores.sqs = clients.dynamodb, clients.sqs
        self.tenant: Tenant = make_tenant(self.stores, tenant_id, shards=shards)
        self.settings: Settings = Settings.defaults(self.tenant.exponent)
        self.calls: list[Call] = []
        self._deadlines: dict[Call, int] = {}
        self._read_records: dict[str, int] = {}
        dispatch = self._handler("dispatch_changes")
        facts, lookups = (self._worker(name) for name in ("update_facts", "update_lookups"))
        self.stream = Stream(lambda records: dispatch.lambda_handler({"Records": records}, None), passes_ledger_filter)
        self.facts_stream = Stream(lambda records: dispatch.lambda_handler({"Records": records}, None))
        self.live = Queue(_arn(names.live_queue_url), "update_facts", facts)
        self.bulk = Queue(_arn(names.bulk_queue_url), "update_facts", facts)
        self.lookups = Queue(_arn(names.lookups_queue_url), "update_lookups", lookups)

    # What happens in a shop.

    def accept(self, orders: Sequence[Order]) -> Call:
        registry, ledger = self.stores.registry(self.tenant), self.stores.ledger(self.tenant)
        return self.start("accept", lambda: accept_orders(orders, registry=registry, ledger=ledger))

    def delete(self, order_id: str) -> Call:
        registry, ledger, now_ms = self.stores.registry(self.tenant), self.stores.ledger(self.tenant), self.now_ms
        return self.start("delete", lambda: delete_order(order_id, registry=registry, ledger=ledger, now_ms=now_ms))

    def flow(self) -> None:
        """Everything that was written or sent so far is projected."""
        self._collect()
        self.drain(random.Random(1))

    def flow_to_facts(self) -> None:
        """Everything that was written is projected; what that touches waits in the lookups queue."""
        self._collect()
        chance = random.Random(1)
        while not (self.stream.idle and self.live.idle and self.bulk.idle):
            for call in (self.deliver(chance, 100), *(self.receive(queue, chance, 10) for queue in self.queues[:2])):
                while call is not None and not call.finished:
                    self.step(call)

    def settle(self, touched: Mapping[str, Sequence[str]]) -> None:
        """What an import does at its end: each touched customer once to the bulk queue, with the guests they claim."""
        for customer_id, guests in touched.items():
            touch = Touch(Touched(self.tenant.id, customer_id), members=tuple(guests))
            self.stores.queue(Lane.BULK).send_touches([touch])
        self._collect()

    # What time and AWS do.

    def start(self, name: str, work: Callable[[], Any]) -> Call:
        call = Call(name, work)
        self._started(call)
        return call

    @property
    def streams(self) -> tuple[Stream, Stream]:
        return self.stream, self.facts_stream

    @property
    def queues(self) -> tuple[Queue, Queue, Queue]:
        return self.live, self.bulk, self.lookups

    def deliver(self, chance: random.Random, most: int, stream: Stream | None = None) -> Call | None:
        return self._started((stream or self.stream).deliver(chance, most))

    def deliver_again(self, chance: random.Random, stream: Stream | None = None) -> Call | None:
        return self._started((stream or self.stream).deliver_again(chance))

    def receive(self, queue: Queue, chance: random.Random, most: int) -> Call | None:
        return self._started(queue.receive(chance, most, self.now_ms))

    def receive_again(self, queue: Queue, chance: random.Random) -> Call | None:
        return self._started(queue.receive_again(chance))

    def step(self, call: Call, requests: int = 1) -> None:
        for _ in range(requests):
            call.step()
            self._collect()
        self._forget_finished()

    def crash(self, call: Call) -> None:
        call.crash()
        self._forget_finished()

    def advance(self, milliseconds: int) -> None:
        """Time passes: functions that run longer than they may are killed, stream records grow old."""
        self.now_ms += milliseconds
        for call in list(self.calls):
            if self.now_ms > self._deadlines[call]:
                self.crash(call)
        for stream in self.streams:
            stream.expire(self.now_ms)

    def sweep(self) -> None:
        """Time to live: emptied rows that have expired are deleted, which the stream tells."""
        name = self.stores.names.facts_table
        table = dynamodb_backends[ACCOUNT][REGION].tables[name]
        for rows in table.items.values():
            for sort, item in list(rows.items()):
                image = item.to_json()["Attributes"]
                if "expires" in image and int(image["expires"]["N"]) * 1000 < self.now_ms:
                    del rows[sort]
                    change = {"Keys": {key: image[key] for key in ("pk", "sk")}, "OldImage": image}
                    self.facts_stream.add(as_event({"eventName": "REMOVE", "dynamodb": change}, name), self.now_ms)

    def drain(self, chance: random.Random) -> None:
        """Everything under way ends, everything sent arrives, the operator replays what is dead or was too old."""
        while self.calls:
            self.step(self.calls[0])
        if any(stream.expired for stream in self.streams):
            self._replay()
        while not self.at_rest:
            self.now_ms += 60_000
            for queue in self.queues:
                queue.redrive(self.now_ms)
            for stream in self.streams:
                self.deliver(chance, 100, stream)
            for queue in self.queues:
                self.receive(queue, chance, 10)
            while self.calls:
                self.step(self.calls[0])

    def _replay(self) -> None:
        registry, bulk = self.stores.registry(self.tenant), self.stores.queue(Lane.BULK)
        for _ in replay_roster(self.tenant, registry=registry, queue=bulk, lookups=self.stores.lookup_queue):
            pass
        self._collect()

    @property
    def at_rest(self) -> bool:
        return all(part.idle for part in (*self.streams, *self.queues)) and not self.dead

    @property
    def dead(self) -> int:
        return sum(len(queue.dead) for queue in self.queues)

    # What must be true at the end.

    def folds(self) -> dict[str, CustomerFacts]:
        """A fresh fold of the ledger of everyone on the roster."""
        ledger = self.stores.ledger(self.tenant)
        return {id_: fold(ledger.read_customer(id_)) for id_ in self._roster()}

    def _roster(self) -> list[str]:
        """Everyone on it, and no queries of empty buckets: of 64 they were nineteen requests in twenty."""
        table = dynamodb_backends[ACCOUNT][REGION].tables[self.stores.names.registry_table]
        filled = {partition.value for partition, rows in table.items.items() if rows}
        registry = self.stores.registry(self.tenant)
        return [
            customer_id
            for bucket in range(ROSTER_BUCKETS)
            if roster_partition(self.tenant.id, bucket) in filled
            for customer_id in registry.roster(bucket)
        ]

    def assert_exact(self) -> None:
        """Facts that are read equal a fresh fold of the ledger row by row, no row is too many, announcements are of
        the last row."""
        record = self.stores.directory.read(self.tenant.id)
        assert record is not None
        self.tenant = record.tenant
        of_all = self.folds()
        folds = {id_: facts for id_, facts in of_all.items() if facts.known}
        rows = {row.customer_id: row for row in self.stores.rows(self.tenant).all()}
        assert {id_: row.facts for id_, row in rows.items() if row.facts.known} == folds
        announced = self.stores.evaluations(self.tenant).of(of_all)
        for customer_id, row in rows.items():
            told = announced.get(customer_id)
            at_ms = max(row.newest_read_ms, told.at_ms if told else 0)
            segment = derive(row.facts, self.settings, at_ms).lifecycle.value if row.facts.known else None
            assert (told.values["lifecycleSegment"] if told else None) == segment, customer_id
        self._assert_lookups_exact(folds.values())

    def _assert_lookups_exact(self, folds: Iterable[CustomerFacts]) -> None:
        """No entry is missing, none is old, and none is too many but what a record that nobody dispatched has left."""
        fresh = {entry for facts in folds for entry in lookup_entries(FactsRow(0, 0, FACTS_VERSION, facts))}
        stored = {entry._replace(revision=0) for entry in stored_entries(self.stores, self.tenant)}
        assert fresh <= stored
        left = {
            (key, change.customer_id)
            for change in changed_lookups(changed_rows(self.facts_stream.expired))
            for key in change.keys or ()
        }
        assert {entry.identity for entry in stored - fresh} <= left

    def assert_no_stray_is_answered(self) -> None:
        """Every buyer that a product's answer shows is one by their row, and as it says; and everybody who is found
        by a word has it by their row."""
        rows = {row.customer_id: row.facts for row in self.stores.rows(self.tenant).all()}
        stores, tenant = self.stores, self.tenant
        shop = shop_of(stores, tenant.id, self.now_ms)
        everybody = Ranking(lambda *_: True, lambda found, last_at_ms: (-found.score, -last_at_ms), "everybody")
        for (_, product_id), *_ in stored_entries(stores, tenant, kind=LookupKind.PRODUCT):
            buyers = partial(list_buyers, shop, product_id, everybody, called=Called(), limit=100)
            for customer, pair in walked(buyers):
                assert (rows[customer.customer_id].products or {})[product_id] == pair.product
        for word in {key.name for key, *_ in stored_entries(stores, tenant, kind=LookupKind.WORD)}:
            for match in walked(partial(search_customers, shop, wanted(word), limit=100)):
                assert match.facts.profile == rows[match.facts.customer_id].profile
                assert any(one.startswith(word) for one in words_of(match.facts))

    def forget(self) -> None:
        """Ends what is left, and empties the tables and buckets for the next world."""
        for call in list(self.calls):
            self.crash(call)
        self.eventual.forget()
        backend = dynamodb_backends[ACCOUNT][REGION]
        for table in backend.tables.values():
            table.items.clear()
            if table.stream_shard:
                table.stream_shard.items.clear()
        for bucket in s3_backends[ACCOUNT]["aws"].buckets.values():
            bucket.keys.clear()

    def _started(self, call: Call | None) -> Call | None:
        if call is not None:
            self.calls.append(call)
            self._deadlines[call] = self.now_ms + FUNCTION_TIMEOUT_MS
            self._collect()
            self._forget_finished()
        return call

    def _forget_finished(self) -> None:
        for call in [call for call in self.calls if call.finished]:
            self.calls.remove(call)
            for part in (*self.streams, *self.queues):
                part.settle(call)

    def _collect(self) -> None:
        """New stream records and messages, out of moto and into the hands of the simulation."""
        names = self.stores.names
        for stream, table in zip(self.streams, (names.ledger_table, names.facts_table), strict=True):
            shard = dynamodb_backends[ACCOUNT][REGION].tables[table].stream_shard
            assert shard is not None
            for item in shard.items[self._read_records.get(table, 0) :]:
                stream.add(as_event(item.to_json(), table), self.now_ms)
            self._read_records[table] = len(shard.items)
        backend = sqs_backends[ACCOUNT][REGION]
        urls = (names.live_queue_url, names.bulk_queue_url, names.lookups_queue_url)
        for queue, url in zip(self.queues, urls, strict=True):
            messages = backend.queues[url.rsplit("/", 1)[-1]]._messages
            for message in messages:
                queue.send(message.body, self.now_ms)
            messages.clear()

    def _handler(self, function: str) -> ModuleType:
        module = load_handler(function)
        vars(module)["stores"] = lambda: self.stores
        vars(module)["time"] = SimpleNamespace(time_ns=lambda: self.now_ms * 1_000_000)
        return module

    def _worker(self, function: str) -> Callable[[list[dict[str, Any]]], Any]:
        module = self._handler(function)
        if function == "update_lookups":
            # By the world's clock: by the machine's own, a slow run would read tenants anew, and make other requests.
            recent = RecentTenants(lambda: self.now_ms / SECOND_MS)
            vars(module)["recent"] = lambda: recent

        def work(records: list[dict[str, Any]]) -> Any:
            ends_ms = self.now_ms + FUNCTION_TIMEOUT_MS
            context = SimpleNamespace(get_remaining_time_in_millis=lambda: ends_ms - self.now_ms)
            return module.lambda_handler({"Records": records}, context)

        return work


def _arn(queue_url: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue_url.rsplit('/', 1)[-1]}"


def outcomes(accepted: Sequence[Accepted]) -> list[str]:
    return [one.outcome.value for one in accepted]
