"""A tenant whose nights are run turn by turn, in process: the steps and payloads of `infra/job_steps.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from regulars.facts.customer import FactsRow
from regulars.facts.order import Order
from regulars.facts.tenant import Tenant
from regulars.jobs.start import Started
from regulars.jobs.steps import run_step
from regulars.nightly.job import RECALCULATION
from regulars.nightly.start import start_job
from regulars.nightly.steps import STEPS
from regulars.orders.delete import delete_order
from regulars.projection.lookup_batch import LookupBatch
from regulars.projection.lookups import changed_lookups
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Evaluation, Terms
from regulars.scoring.settings import Settings
from regulars.stores import keys
from regulars.stores.dynamo.calls import batch_put, pack
from regulars.stores.messages import decode_touched, encode_change
from regulars.stores.opened import Stores
from regulars.stores.rows.row_changes import RowChange
from regulars.stores.tenant.jobs import Job

from testing.builders import NOW_MS
from testing.machines.night import FAR_MS, create_night_machine

ONE_PAGE = 0


class NightMachine:
    """One tenant's shop and nights, at one instant until `now_ms` is moved."""

    def __init__(self, stores: Stores, tenant: Tenant) -> None:
        if not stores.stepfunctions.list_state_machines()["stateMachines"]:
            create_night_machine(stores)
        self.stores = stores
        self.tenant = tenant
        self.settings = Settings.defaults(tenant.exponent)
        self.now_ms = NOW_MS

    # What happens in the shop.

    def store(self, *orders: Order) -> None:
        """Orders that nobody has projected yet: as accepting leaves them, in fewer requests."""
        ledger = self.stores.ledger(self.tenant)
        items = [ledger.item(order, replacing=None) for order in orders]
        batch_put(self.stores.dynamodb, self.stores.names.ledger_table, items)
        registry = self.stores.registry(self.tenant)
        owners = [
            pack({**keys.owner(self.tenant.id, one.order_id), "customer": one.customer_id, "n": 1}) for one in orders
        ]
        batch_put(self.stores.dynamodb, self.stores.names.registry_table, owners)
        registry.enroll({order.customer_id for order in orders})

    def delete(self, order_id: str) -> None:
        registry, ledger = self.stores.registry(self.tenant), self.stores.ledger(self.tenant)
        delete_order(order_id, registry=registry, ledger=ledger, now_ms=self.now_ms)

    def project(self, *customer_ids: str) -> None:
        """Brings rows and their lookups up to date."""
        for customer_id in customer_ids:
            self.look_up(*self.project_row(customer_id))

    def project_row(self, customer_id: str) -> list[str]:
        """Brings a row up to date; the messages that the change of it makes for `update_lookups`."""
        facts = self.stores.rows(self.tenant)
        before = facts.rows_of([customer_id]).get(customer_id)
        Projector.opened(self.stores, self.tenant, Terms(self.settings), now_ms=self.now_ms, live=True).project(
            customer_id
        )
        after = facts.rows_of([customer_id]).get(customer_id)
        change = RowChange(self.tenant.id, facts.generation.number, before, after)
        return [encode_change(one) for one in changed_lookups([change])]

    def look_up(self, *messages: str) -> None:
        """What `update_lookups` does with its messages."""
        batch = LookupBatch(messages, stores=self.stores, out_of_time=lambda: False)
        for message in messages:
            batch.update(message)

    def take(self, *orders: Order) -> None:
        """Orders, stored and projected."""
        self.store(*orders)
        self.project(*sorted({order.customer_id for order in orders}))

    # Nights.

    def start(self, job_id: str, *, manual: bool = False) -> Started[Job]:
        return start_job(self.tenant, job_id, manual=manual, stores=self.stores, now_ms=self.now_ms)

    def step(self, job_id: str, step: str, *, deadline_ms: int = FAR_MS, **more: Any) -> dict[str, Any]:
        """One task of the machine."""
        payload = {"step": step, "tenant": self.tenant.id, "job": job_id, **more}
        clock = lambda: self.now_ms  # noqa: E731
        return run_step(RECALCULATION, STEPS, payload, stores=self.stores, clock=clock, deadline_ms=deadline_ms)

    def turn(self, job_id: str, shard: int, number: int, *, deadline_ms: int = ONE_PAGE) -> bool:
        """One turn; whether it was the shard's last."""
        answer = self.step(job_id, "recalculate", shard={"number": shard}, turn=number, deadline_ms=deadline_ms)
        assert answer["turn"] == number + 1
        return bool(answer["done"])

    def run(
        self,
        job_id: str,
        *,
        manual: bool = False,
        deadline_ms: int = FAR_MS,
        under: Callable[[Callable[[], Any]], Any] = lambda do: do(),
    ) -> Job:
        """A whole recalculation; each of its calls is made by `under`."""
        under(lambda: self.start(job_id, manual=manual))
        for shard in under(lambda: self.step(job_id, "plan"))["shards"]:
            number = 0
            while not under(partial(self.turn, job_id, shard["number"], number, deadline_ms=deadline_ms)):
                number += 1
        under(lambda: self.step(job_id, "summarise"))
        return self.job(job_id)

    def night(self, job_id: str = "night-1", **more: Any) -> Job:
        """One of the schedule's, which verifies a seventh."""
        return self.run(job_id, **more)

    def manual(self, job_id: str = "manual-1", **more: Any) -> Job:
        """One that somebody asked for, which verifies everybody."""
        return self.run(job_id, manual=True, **more)

    # What is there.

    def job(self, job_id: str) -> Job:
        job = self.stores.jobs(self.tenant).read(job_id)
        assert job is not None
        return job

    def summary(self) -> dict[str, Any]:
        """The newest stored summary."""
        [(_, summary)] = self.stores.night_records(self.tenant).summaries(1)
        return summary

    def rows(self) -> dict[str, FactsRow]:
        return {row.customer_id: row for row in self.stores.rows(self.tenant).all()}

    def evaluation(self, customer_id: str) -> Evaluation | None:
        return self.stores.evaluations(self.tenant).of([customer_id]).get(customer_id)

    def sent(self) -> list[str]:
        """The customers that wait in the bulk queue, taken out of it."""
        found: list[str] = []
        while True:
            queue = self.stores.names.bulk_queue_url
            messages = self.stores.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
            if not messages:
                return sorted(found)
            for message in messages:
                touched = decode_touched(message["Body"])
                assert touched is not None
                found.append(touched.customer_id)
                self.stores.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    def lookups_sent(self) -> list[str]:
        """The messages that wait for `update_lookups`, taken out of its queue."""
        queue, found = self.stores.names.lookups_queue_url, []
        while messages := self.stores.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            for message in messages:
                found.append(message["Body"])
                self.stores.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return sorted(found)

    # Damage done by hand.

    def change_row(self, customer_id: str, **changes: Any) -> None:
        """Sets attributes of a stored row, None takes one away."""
        self._change(self.stores.names.facts_table, customer_id, changes)

    def delete_row(self, customer_id: str) -> None:
        item = next(item for item in self.items(self.stores.names.facts_table) if item["sk"]["S"] == customer_id)
        key = {"pk": item["pk"], "sk": item["sk"]}
        self.stores.dynamodb.delete_item(TableName=self.stores.names.facts_table, Key=key)

    def change_order(self, order_id: str, **changes: Any) -> None:
        """Sets attributes of an order as it lies in the ledger."""
        self._change(self.stores.names.ledger_table, f"order#{order_id}", changes)

    def items(self, table: str) -> Sequence[dict[str, Any]]:
        """The tenant's items of a table, as stored."""
        found = self.stores.dynamodb.scan(TableName=table)["Items"]
        return [item for item in found if item["pk"]["S"].partition("#")[0] == self.tenant.id]

    def _change(self, table: str, sort: str, changes: dict[str, Any]) -> None:
        item = next(item for item in self.items(table) if item["sk"]["S"] == sort)
        kept = {name: value for name, value in item.items() if name not in changes}
        self.stores.dynamodb.put_item(TableName=table, Item=kept | pack(changes))
