"""`regulars rebuild` and `regulars reshard`: made anew, resumed, swept; and what `doctor` says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from regulars.cli import doctor, rebuild
from regulars.facts.customer import FACTS_VERSION
from regulars.facts.tenant import Generation, Tenant
from regulars.facts.time import DAY_MS, MINUTE_MS
from regulars.orders.accept import accept_orders
from regulars.stores.dynamo.calls import pack
from regulars.stores.opened import Stores

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order
from testing.commands.runs import Run
from testing.machines.imports import create_machine, project_bulk_queue, work_off_lookups

Shown = Callable[[], Any]


class Clock:
    """The command's time. Whenever it waits, the queues are worked off, unless the functions stand still."""

    def __init__(self, stores: Stores) -> None:
        self.now_ms = NOW_MS
        self.still = False
        self._stores = stores

    def time_ns(self) -> int:
        return self.now_ms * 1_000_000

    def sleep(self, seconds: float) -> None:
        self.now_ms += MINUTE_MS
        if not self.still:
            project_bulk_queue(self._stores)
            work_off_lookups(self._stores)


@pytest.fixture
def clock(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(stores)
    for module in (rebuild, doctor):
        monkeypatch.setattr(module, "time", SimpleNamespace(time_ns=clock.time_ns, sleep=clock.sleep))
    return clock


@pytest.fixture
def shop(stores: Stores, clock: Clock) -> Tenant:
    """Tenant `shop` with thirty customers of one order each, nobody projected yet."""
    tenant = make_tenant(stores, "shop")
    orders = [an_order(str(number), f"c{number:02}") for number in range(30)]
    accept_orders(orders, registry=stores.registry(tenant), ledger=stores.ledger(tenant))
    return tenant


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Shown:
    """What the command has printed for machines."""
    return lambda: json.loads(capsys.readouterr().out)


def customers(stores: Stores, tenant: Tenant, generation: Generation) -> int:
    return len(list(stores.rows(tenant, generation).all()))


def reading(stores: Stores) -> Generation:
    record = stores.directory.read("shop")
    assert record is not None
    return record.tenant.reading


def test_a_rebuild_makes_every_row_anew_and_says_what_is_read_and_what_is_left(
    stores: Stores, shop: Tenant, regulars: Run, told: Shown
) -> None:
    assert regulars("rebuild", "--tenant", "shop", "--json") == 0

    assert told() == {
        "tenant": "shop",
        "generation": 2,
        "shards": 1,
        "factsVersion": FACTS_VERSION,
        "sweptRows": 0,
        "toSweep": [{"generation": 1, "from": "2025-10-16T08:33:00.000Z"}],
    }
    assert reading(stores) == Generation(2, 1)
    assert customers(stores, shop, Generation(2, 1)) == 30


def test_it_tells_people_how_far_it_is_and_when_the_old_rows_can_go(
    shop: Tenant, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("reshard", "--tenant", "shop", "--shards", "2") == 0

    said = capsys.readouterr()
    phases = ("Projecting", "Looking up")
    assert said.err.splitlines() == [f"{phase}, part {part} of 2" for phase in phases for part in (1, 2)]
    assert said.out.splitlines() == [
        "shop is read from generation 2 in 2 shards.",
        "Generation 1 is deleted by the first night after 2025-10-16T08:36:00.000Z, or then by "
        "`regulars rebuild --tenant shop --sweep`.",
    ]


def test_the_old_rows_go_a_day_later_and_no_new_ones_are_made(
    stores: Stores, shop: Tenant, clock: Clock, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    regulars("rebuild", "--tenant", "shop")
    regulars("rebuild", "--tenant", "shop", "--sweep")
    early = customers(stores, shop, Generation(1, 1))
    clock.now_ms += DAY_MS
    capsys.readouterr()

    assert regulars("rebuild", "--tenant", "shop", "--sweep") == 0

    assert (early, customers(stores, shop, Generation(1, 1))) == (30, 0)
    assert capsys.readouterr().out.splitlines() == [
        "shop is read from generation 2 in 1 shard.",
        "30 rows of older generations are deleted.",
    ]
    assert stores.generations(shop).read().highest == 2


def test_a_number_of_shards_that_it_has_makes_nothing(stores: Stores, shop: Tenant, regulars: Run) -> None:
    assert regulars("reshard", "--tenant", "shop", "--shards", "1") == 0

    assert reading(stores) == Generation(1, 1)
    assert stores.generations(shop).read().highest == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("rebuild", "--tenant", "none"), "There is no tenant none"),
        (("reshard", "--tenant", "none", "--shards", "2"), "There is no tenant none"),
        (("reshard", "--tenant", "shop", "--shards", "3"), "3 is not a number of shards"),
        (("reshard", "--tenant", "shop", "--shards", "2048"), "2048 is not a number of shards"),
        (("reshard", "--tenant", "shop", "--shards", "0"), "0 is not a number of shards"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    stores: Stores,
    shop: Tenant,
    regulars: Run,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    assert regulars(*arguments) == 1

    said = capsys.readouterr().err
    assert said.startswith(sentence)
    assert said.count("\n") == 1
    assert stores.generations(shop).read().highest == 1


def test_functions_that_stand_still_end_it_and_run_again_it_goes_on(
    stores: Stores, shop: Tenant, clock: Clock, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    clock.still = True
    assert regulars("reshard", "--tenant", "shop", "--shards", "4") == 1
    assert "customers have no row in the new generation" in capsys.readouterr().err
    assert reading(stores) == Generation(1, 1)
    assert regulars("reshard", "--tenant", "shop", "--shards", "2") == 1
    assert "Generation 2 in 4 shards is begun" in capsys.readouterr().err
    assert doctors_advice(regulars, capsys) == {
        "generation 2 of shop": "`regulars rebuild --tenant shop` goes on with it."
    }

    clock.still = False
    assert regulars("rebuild", "--tenant", "shop") == 0

    assert reading(stores) == Generation(2, 4)
    assert customers(stores, shop, Generation(2, 4)) == 30


def test_doctor_and_the_list_name_a_tenant_whose_rows_are_of_an_older_facts_version(
    stores: Stores, shop: Tenant, regulars: Run, capsys: pytest.CaptureFixture[str], told: Shown
) -> None:
    """A record from before it said of which version the rows are, as a kept laptop has them."""
    before = {"reading": 1, "writing": [1], "shards": {"1": 1}}
    stores.dynamodb.put_item(
        TableName=stores.names.tenants_table,
        Item=pack({"pk": "shop", "sk": "generation", "generations": json.dumps(before)}),
    )
    regulars("tenant", "list", "--json")
    listed = told()

    advice = doctors_advice(regulars, capsys)
    assert regulars("rebuild", "--tenant", "shop") == 0

    assert [one["factsOutdated"] for one in listed] == [True]
    assert list(advice) == ["facts of shop"]
    assert "`regulars rebuild --tenant shop` makes them anew" in advice["facts of shop"]
    assert doctors_advice(regulars, capsys) == {}


def test_doctor_names_what_is_due_to_be_swept(
    shop: Tenant, clock: Clock, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    regulars("rebuild", "--tenant", "shop")
    early = doctors_advice(regulars, capsys)
    clock.now_ms += DAY_MS
    late = doctors_advice(regulars, capsys)
    regulars("rebuild", "--tenant", "shop", "--sweep")

    assert (early, list(late)) == ({}, ["generation 1 of shop"])
    assert doctors_advice(regulars, capsys) == {}


def doctors_advice(regulars: Run, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What `doctor` calls wrong of the tenants' generations, and what it says to do."""
    capsys.readouterr()
    regulars("doctor", "--json")
    findings = json.loads(capsys.readouterr().out)
    return {one["what"]: one["advice"] for one in findings if not one["ok"]}


@pytest.fixture(autouse=True)
def probed(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """On moto nothing reads a stream."""
    monkeypatch.setattr(doctor, "probe_streams", lambda _: 0.2)
    monkeypatch.setattr(doctor, "look_at_account", lambda _: ())
    create_machine(stores)
