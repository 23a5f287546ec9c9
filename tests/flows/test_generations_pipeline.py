"""Exactness while generations change: a shop's life, and in the midst of it rebuilds, reshards, kills and sweeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from regulars.config import Names
from regulars.errors import Conflict, RebuildStalled
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import bucket_of
from regulars.facts.time import DAY_MS
from regulars.lists.list import list_customers
from regulars.lists.query import ListQuery
from regulars.projection.generations import rebuild, sweep_due
from regulars.stores.registry import Registry

from testing.builders import an_order
from testing.pipeline.gate import Call
from testing.pipeline.life import CUSTOMERS, EXAMPLES, Pipeline
from testing.shops import shop_of

# They have an order each from the beginning, and nothing happens to them: at rest at every moment.
QUIET = ("quiet-1", "quiet-2", "quiet-3")
REQUESTS = st.sampled_from([1, 1, 2, 3, 5, 8, 13])


class Rebuilding(Pipeline):
    """One tenant's life whose read model is made anew, killed and resumed while orders come, change and go."""

    @initialize(seed=st.integers(0, 2**32), shards=st.sampled_from([1, 2]))
    def open(self, seed: int, shards: int) -> None:
        super().open(seed, shards)
        self.work: Call | None = None
        now_ms = self.world.now_ms
        orders = [an_order(f"of {id_}", id_, arrived_ms=now_ms, written_ms=now_ms) for id_ in QUIET]
        self.run(self.world.accept(orders), at_once=True)
        self.world.drain(self.chance)
        self.quiet = {id_: facts for id_, facts in self.world.folds().items() if id_ in QUIET}

    @precondition(lambda self: self.work is None)
    @rule(shards=st.sampled_from([None, None, 1, 2, 4]), requests=REQUESTS)
    def begin(self, shards: int | None, requests: int) -> None:
        world = self.world
        # Not one of the functions: nothing kills it after a minute, and coming to rest does not wait for it.
        self.work = Call(
            "rebuild",
            lambda: list(
                rebuild(
                    world.tenant,
                    shards=shards,
                    stores=world.stores,
                    clock=lambda: world.now_ms,
                    pause=lambda _: None,
                )
            ),
        )
        self.go_on(requests)

    @precondition(lambda self: self.work is None)
    @rule(requests=REQUESTS)
    def begin_to_sweep(self, requests: int) -> None:
        world = self.world
        self.work = Call("sweep", lambda: list(sweep_due(world.tenant, stores=world.stores, now_ms=world.now_ms)))
        self.go_on(requests)

    @precondition(lambda self: self.work is not None)
    @rule(requests=REQUESTS, flows=st.booleans())
    def go_on(self, requests: int, flows: bool = False) -> None:
        """The work makes some requests; between them what it has sent may be projected."""
        assert self.work is not None
        self.world.step(self.work, requests)
        if flows:
            self.world.drain(self.chance)
        if self.work.finished:
            assert self.work.error is None or isinstance(self.work.error, Conflict | RebuildStalled)
            self.work = None

    @precondition(lambda self: self.work is not None)
    @rule()
    def kill(self) -> None:
        assert self.work is not None
        self.work.crash()
        self.work = None

    @rule()
    def come_to_rest(self) -> None:
        """What was begun is finished, in however many attempts. Then everything must be exact, before life goes on."""
        while self.work is not None or self.generations().announced is not None:
            if self.work is None:
                self.begin(None, 1)
            else:
                self.go_on(15, flows=True)
        super().come_to_rest()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            try:
                self.come_to_rest()
                self.let_the_old_go()
            finally:
                if self.work is not None:
                    self.work.crash()
                self.world.forget()

    def let_the_old_go(self) -> None:
        """Two days later nothing is left of all generations but the one that is read."""
        for _ in range(2):
            self.world.advance(DAY_MS)
            list(sweep_due(self.world.tenant, stores=self.world.stores, now_ms=self.world.now_ms))
        self.world.drain(self.chance)
        generations = self.generations()
        dynamodb, table = self.world.stores.dynamodb, self.world.stores.names.facts_table
        left = {item["pk"]["S"].split("#")[1] for item in dynamodb.scan(TableName=table)["Items"]}
        assert left == {str(generations.reading.number)}
        assert (generations.writing, generations.retired) == ((generations.reading,), ())
        self.world.assert_exact()

    @invariant()
    def everybody_is_answered_once(self) -> None:
        if not hasattr(self, "quiet"):
            return
        answered = self.answered()
        ids = [facts.customer_id for facts in answered]
        assert len(ids) == len(set(ids))
        assert set(ids) <= {*QUIET, *CUSTOMERS}
        assert {id_: listed(facts) for id_, facts in self.quiet.items()} == {
            facts.customer_id: listed(facts) for facts in answered if facts.customer_id in QUIET
        }

    def answered(self) -> list[CustomerFacts]:
        """The list of a reader who comes at this moment."""
        world = self.world
        shop = shop_of(world.stores, world.tenant.id, world.now_ms)
        found = list_customers(shop, ListQuery(), limit=50, after=None, pinned={})
        listed = [customer.facts for _, customer in found.steps if customer]
        assert found.ends()
        return listed

    def generations(self) -> Any:
        return self.world.stores.generations(self.world.tenant).read()


def listed(facts: CustomerFacts) -> tuple[Any, ...]:
    """What a list reads of facts: neither timeline nor products."""
    purchases = facts.purchases
    return purchases.order_count, purchases.spend_minor, purchases.first_at_ms, purchases.last_at_ms, facts.profile


@pytest.fixture
def names(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Names:
    """The stack; of the roster's 64 buckets those that hold nobody are not asked for, which is most of the time."""
    ask = Registry.roster

    def roster(self: Registry, bucket: int) -> Iterator[str]:
        if bucket in {bucket_of(self._tenant.customer_hash(id_)) for id_ in (*QUIET, *CUSTOMERS)}:
            yield from ask(self, bucket)

    monkeypatch.setattr(Registry, "roster", roster)
    Rebuilding.names = aws
    return aws


def test_everybody_is_answered_once_and_exactly_whatever_happens_to_the_generations(names: Names) -> None:
    run_state_machine_as_test(
        Rebuilding,
        settings=settings(
            max_examples=max(1, EXAMPLES // 8),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
