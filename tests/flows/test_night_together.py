"""What a night leaves of products bought together: the same however it is spread, parted, killed, or planned again."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import partial
from itertools import combinations
from typing import Any

import pytest
from regulars.facts.order import Order
from regulars.facts.time import DAY_MS
from regulars.nightly import ranking as ranking_module
from regulars.nightly import turn as turn_module
from regulars.nightly.parts import most_bought as most_bought_module
from regulars.population.bought_together import BoughtTogether
from regulars.products.most_bought import ANSWER as RANKING
from regulars.products.together import ANSWER
from regulars.stores.opened import Stores
from regulars.stores.rows import row_codec

from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order
from testing.machines.killed import Kill, again_and_again
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import ONE_PAGE, NightMachine

Rows = list[tuple[str, int, int, int, int]]


def some_orders(customers: int) -> list[Order]:
    """Half of them buy one of two sets again and again, all of them something by chance."""
    chance = random.Random(2)
    products = [f"p{nth:02}" for nth in range(12)]
    orders = []
    for number in range(customers):
        usual = [products[:3], products[3:6], [], []][number % 4]
        for nth in range(chance.choice([1, 2, 4])):
            basket = {*chance.sample(usual, min(len(usual), 2)), *chance.sample(products, 2)}
            lines = tuple(map(a_line, sorted(basket)))
            at_ms = NOW_MS - (9 * nth + 1) * DAY_MS
            orders.append(an_order(f"{number}-{nth}", f"c{number}", ordered_at_ms=at_ms, lines=lines))
    return orders


def counted(orders: Iterable[Order]) -> dict[str, Rows]:
    """By product its companions in order, by a slow count and fractions of whole numbers."""
    baskets: dict[str, set[str]] = defaultdict(set)
    for order in orders:
        baskets[order.customer_id] |= {line.product_id for line in order.lines}
    buyers = Counter(product for basket in baskets.values() for product in basket)
    both = Counter(pair for basket in baskets.values() for pair in combinations(sorted(basket), 2))
    found: dict[str, Rows] = {product: [] for product in buyers}
    for (one, other), support in both.items():
        for product, companion in ((one, other), (other, one)):
            if support >= 5 and support * len(baskets) > buyers[product] * buyers[companion]:
                found[product].append((companion, support, buyers[product], buyers[companion], len(baskets)))
    for rows in found.values():
        # Of one product lift times confidence goes by both² / companion's buyers; supports here are far from rounding.
        rows.sort(key=lambda row: (-(row[1] ** 2) / row[3], -row[1], row[0]))
    return found


def left(night: NightMachine, job_id: str = "night-1") -> dict[str, Any]:
    """The two answers of a night."""
    answers = night.stores.files(night.tenant).answers(job_id)
    return {name: answers.get_packed(name) for name in (ANSWER, RANKING)}


def companions(night: NightMachine, job_id: str = "night-1") -> dict[str, Rows]:
    together = BoughtTogether.of(left(night, job_id)[ANSWER])
    return {product: [tuple(one) for one in together.of_product(product)] for product in together.ranking}  # type: ignore[misc]


@pytest.mark.parametrize(("shards", "deadline_ms"), [(1, FAR_MS), (4, ONE_PAGE)])
def test_what_is_left_is_what_a_slow_count_of_the_orders_finds_however_a_tenant_is_spread(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, shards: int, deadline_ms: int
) -> None:
    monkeypatch.setattr(turn_module, "_PAGE", 7)
    night = NightMachine(stores, make_tenant(stores, "shop", shards=shards))
    orders = some_orders(48)
    night.take(*orders)

    night.night(deadline_ms=deadline_ms)

    expected = counted(orders)
    assert sum(map(len, expected.values())) > 10
    assert companions(night) == expected
    purchases = Counter(line.product_id for order in orders for line in order.lines)
    assert list(left(night)[RANKING].items()) == sorted(purchases.items(), key=lambda item: (-item[1], item[0]))


def test_a_heavy_customers_products_are_counted_from_the_ledger(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = some_orders(48)
    monkeypatch.setattr(row_codec, "HEAVY_BYTES", 60)
    night.take(*orders)
    heavy = [row for row in night.rows().values() if row.facts.purchases.heavy]
    assert 0 < len(heavy) < 24, "whose products no sample of rows shows, and all are bought by others too"

    night.night()

    assert companions(night) == counted(orders)


def test_a_night_killed_before_any_write_and_done_again_leaves_the_same(stores: Stores) -> None:
    def run(tenant_id: str, kill: Kill) -> dict[str, Any]:
        night = NightMachine(stores, make_tenant(stores, tenant_id))
        for number in range(5):
            night.take(an_order(str(number), f"c{number}", lines=(a_line("tea"), a_line("cup"))))
        night.take(an_order("other", "other", lines=(a_line("pot"),)))
        night.night(under=partial(again_and_again, kill, stores))
        return left(night)

    counting = Kill()
    expected = run("whole", counting)
    assert expected[ANSWER]["companions"] == [[1, 5], [0, 5], []]
    assert counting.writes > 8

    for number in range(1, counting.writes + 1):
        assert run(f"killed-{number}", Kill(number)) == expected, f"killed before {number}"


def ranked(night: NightMachine, job_id: str) -> list[str]:
    """What a night counted together."""
    found: list[str] = left(night, job_id)[ANSWER]["ranking"]
    return found


def sell(night: NightMachine, product: str, times: int, *, customer: str = "ann") -> None:
    night.take(*(an_order(f"{customer}-{product}-{nth}", customer, lines=(a_line(product),)) for nth in range(times)))


def test_a_night_ranks_what_was_bought_most_by_the_night_before(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (ranking_module, most_bought_module):
        monkeypatch.setattr(module, "MOST_PRODUCTS", 2)
    for product, times in (("tea", 3), ("cup", 2), ("pot", 1)):
        sell(night, product, times)

    night.night("night-1")
    sell(night, "pot", 9, customer="bob")
    night.night("night-2")
    night.night("night-3")

    assert ranked(night, "night-1") == ["tea", "cup"], "before the first night, of the rows"
    assert ranked(night, "night-2") == ["tea", "cup"], "of the first night"
    assert ranked(night, "night-3") == ["pot", "tea"], "of the second"


def test_a_ranking_that_is_not_full_takes_in_what_has_been_sold_since(night: NightMachine) -> None:
    night.night("night-1")
    assert ranked(night, "night-1") == []
    sell(night, "tea", 1)
    night.night("night-2")
    sell(night, "pot", 2)
    night.night("night-3")

    assert ranked(night, "night-2") == ["tea"]
    assert ranked(night, "night-3") == ["tea", "pot"]


def test_a_ranking_stays_for_the_whole_night_also_where_it_is_planned_again(night: NightMachine) -> None:
    sell(night, "tea", 1)
    night.start("night-1")
    night.step("night-1", "plan")
    before = night.job("night-1")
    sell(night, "pot", 2)

    with requests_of(night.stores.s3) as objects:
        night.step("night-1", "plan")
    assert night.job("night-1") == before
    assert objects == []
    night.turn("night-1", 0, 0, deadline_ms=FAR_MS)
    night.step("night-1", "summarise")

    assert ranked(night, "night-1") == ["tea"]
    assert list(left(night)[RANKING]) == ["pot", "tea"]


@pytest.mark.parametrize("shards", [1, 4, 128])
@pytest.mark.parametrize("rows", [39, 40, 41])
def test_a_sample_is_whole_up_to_its_bound_however_unequal_the_shards_are(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, shards: int, rows: int
) -> None:
    """Each customer bought a product of their own."""
    monkeypatch.setattr(ranking_module, "SAMPLED_ROWS", 40)
    night = NightMachine(stores, make_tenant(stores, "shop", shards=shards))
    for number in range(rows):
        sell(night, f"p{number:02}", 1, customer=f"c{number}")
    night.start("night-1")

    with requests_of(stores.dynamodb) as made:
        night.step("night-1", "plan")

    ranking = night.stores.files(night.tenant).nightplace("night-1").get_packed(night.job("night-1").ranking or "")
    assert len(ranking) == min(rows, 40)
    assert ranking == sorted(ranking), "of equally many purchases by id"
    assert made.count("Query") <= 2 * shards + 40


def test_a_row_that_cannot_be_read_is_left_out_of_the_sample(night: NightMachine) -> None:
    sell(night, "tea", 1)
    sell(night, "pot", 1, customer="bob")
    night.change_row("bob", facts="not what was stored")
    night.start("night-1")

    night.step("night-1", "plan")

    found = night.stores.files(night.tenant).nightplace("night-1").get_packed(night.job("night-1").ranking or "")
    assert found == ["tea"]


def test_a_night_whose_ranking_is_gone_fails_instead_of_counting_by_another(night: NightMachine) -> None:
    sell(night, "tea", 1)
    night.start("night-1")
    night.step("night-1", "plan")
    bucket = night.stores.names.imports_bucket
    for found in night.stores.s3.list_objects_v2(Bucket=bucket)["Contents"]:
        night.stores.s3.delete_object(Bucket=bucket, Key=found["Key"])

    with pytest.raises(LookupError, match="ranking"):
        night.turn("night-1", 0, 0)
