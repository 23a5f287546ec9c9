"""Online Retail through reading, accepting and projecting, against pandas. Skips where the file is not."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.order import Order
from regulars.facts.time import from_ms, to_ms
from regulars.importing.file.reading import Reading
from regulars.importing.job.work import open_work
from regulars.importing.order.groups import read_groups, read_order
from regulars.orders.parse import parse_order
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from benchmarks.memory_tables import MemoryTables
from benchmarks.retail import FILE, customers_by_pandas
from benchmarks.write_units import facts_of, replay_import
from testing.machines.imports import ImportMachine

# In the middle of the file, at its end, half a year later.
INSTANTS = [
    datetime(2011, 6, 30, tzinfo=UTC),
    datetime(2011, 12, 9, 12, 50, tzinfo=UTC),
    datetime(2012, 6, 1, tzinfo=UTC),
]


def read_file(machine: ImportMachine) -> list[Order]:
    """The orders of the file that are not refused, as the import's steps read them."""
    record = machine.create(fileName=FILE.name)
    machine.upload(record, FILE.read_bytes())
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]
    work = open_work(machine.stores, {"tenant": machine.tenant.id, "job": record.import_id, "attempt": 1})
    manifest = work.manifest()
    assert manifest is not None
    assert manifest.columns is not None
    reading = Reading(manifest.columns, "UTC", "GBP", decided=manifest.decided)
    read = [
        read_order(group, manifest.dialect, reading, {})
        for part in range(len(parts))
        for group in read_groups(work, manifest, part)
    ]
    now_ms = to_ms(datetime(2026, 1, 1, tzinfo=UTC))
    return [
        parse_order(one.raw, tenant=machine.tenant, settings=Settings.defaults(2), arrived_ms=now_ms, now_ms=now_ms)
        for one in read
        if not isinstance(one, list)
    ]


def test_rows_of_online_retail_mean_what_pandas_computes_at_any_instant(machine: ImportMachine) -> None:
    if not FILE.exists():
        pytest.skip(f"{FILE.name} is not in ../shared/data")
    tables = MemoryTables()

    replay_import(read_file(machine), tables)

    rows = {row.customer_id: row.facts for row in facts_of(tables).all()}
    assert len(rows) == 4_339
    for instant in INSTANTS:
        expected = customers_by_pandas(to_ms(instant))
        ours = {customer_id: values(facts, instant) for customer_id, facts in rows.items()}
        assert Counter(one[-2:] for one in ours.values()) == Counter(
            zip(expected["segment"], expected["frequency"], strict=True)
        )
        assert ours == {customer_id: tuple(one) for customer_id, *one in expected.itertuples()}


def values(facts: CustomerFacts, now: datetime) -> tuple[object, ...]:
    """In the order of the columns that pandas computes."""
    purchases, lifecycle = facts.purchases, derive(facts, Settings.defaults(2), to_ms(now)).lifecycle
    assert purchases.first_at_ms is not None
    assert purchases.last_at_ms is not None
    return (
        purchases.order_count,
        purchases.spend_minor,
        from_ms(purchases.first_at_ms),
        from_ms(purchases.last_at_ms),
        lifecycle.value,
        lifecycle.frequency,
    )
