"""Source 002's attributes: favourite categories, and the part of the day, hour by hour in the tenant's zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from regulars.facts.folds.products import fold_products
from regulars.facts.folds.purchases import counted_orders
from regulars.facts.order import Order, OrderStatus
from regulars.facts.time import DAY_MS, HOUR_MS, local_hour, local_to_ms
from regulars.scoring.habits import PartOfDay, favourite_categories, part_of_day, usual_part_of_day

from testing.builders import NOW_MS, a_line, an_order

MORNING, AFTERNOON, EVENING = PartOfDay.MORNING, PartOfDay.AFTERNOON, PartOfDay.EVENING


def at(hour: int, *, day: int = 1, minute: int = 0, zone: str = "UTC") -> int:
    return local_to_ms(datetime(2025, 7, day, hour, minute), zone)


def categories_of(*orders: Order) -> list[str]:
    counted = counted_orders(orders)
    return favourite_categories(counted, fold_products(counted))


def bought(order_id: str, *categories: str | None, **changes: Any) -> Order:
    """One line of a product of its own for each category."""
    lines = tuple(a_line(f"{order_id}-{index}", category=category) for index, category in enumerate(categories))
    return an_order(order_id, lines=lines, **changes)


def test_mornings_are_5_to_11_afternoons_12_to_16_and_evenings_the_rest() -> None:
    assert [part_of_day(hour) for hour in range(24)] == [EVENING] * 5 + [MORNING] * 7 + [AFTERNOON] * 5 + [EVENING] * 7


@pytest.mark.parametrize(
    ("local", "part"),
    [
        ((4, 59), EVENING),
        ((5, 0), MORNING),
        ((11, 59), MORNING),
        ((12, 0), AFTERNOON),
        ((16, 59), AFTERNOON),
        ((17, 0), EVENING),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/New_York", "Asia/Kolkata"])
def test_the_hour_is_the_one_on_the_clocks_of_the_tenants_zone(
    local: tuple[int, int], part: PartOfDay, zone: str
) -> None:
    hour, minute = local

    assert usual_part_of_day([at(hour, minute=minute, zone=zone)], zone) is part


def test_clocks_that_change_change_the_hour() -> None:
    assert local_hour(local_to_ms(datetime(2025, 3, 30, 0, 59), "Europe/London") + 60_000, "Europe/London") == 2
    assert local_hour(local_to_ms(datetime(2025, 10, 26, 1, 59), "Europe/London") + 60_000, "Europe/London") == 1


def test_the_most_frequent_part_of_the_day_wins() -> None:
    assert usual_part_of_day([at(8), at(9, day=2), at(20, day=3)], "UTC") is MORNING


def test_among_equals_the_latest_orders_part_wins() -> None:
    assert usual_part_of_day([at(8), at(20, day=2)], "UTC") is EVENING
    assert usual_part_of_day([at(20), at(8, day=2)], "UTC") is MORNING
    # The latest order itself is of a part that is not among the most frequent.
    assert usual_part_of_day([at(8), at(13, day=2), at(13, day=3), at(8, day=4), at(20, day=5)], "UTC") is MORNING


def test_of_no_orders_no_part_is_usual() -> None:
    assert usual_part_of_day([], "UTC") is None
    assert categories_of() == []


def test_categories_come_by_orders_then_by_name_and_five_at_most() -> None:
    orders = (
        bought("1", "Tea", "Cups", "Cakes"),
        bought("2", "Tea", "Cakes"),
        bought("3", "Tea", "Spoons", "Plates", "Bowls"),
    )

    assert categories_of(*orders) == ["Tea", "Cakes", "Bowls", "Cups", "Plates"]


def test_an_order_counts_a_category_once_however_many_lines_and_units_it_has() -> None:
    orders = (bought("1", "Cups", "Cups", "Cups", "Tea"), bought("2", "Tea"))

    assert categories_of(*orders) == ["Tea", "Cups"]


def test_orders_that_do_not_count_and_products_without_a_category_count_for_nothing() -> None:
    orders = (bought("1", "Tea", None), bought("2", "Cups", status=OrderStatus.CANCELLED), bought("3", None))

    assert categories_of(*orders) == ["Tea"]


def test_a_products_category_is_its_newest_orders_also_for_its_older_orders() -> None:
    orders = (
        an_order("1", lines=(a_line("pot", category="Crockery"),), ordered_at_ms=NOW_MS - 3 * DAY_MS),
        an_order("2", lines=(a_line("pot", category="Kitchen"),), ordered_at_ms=NOW_MS - 2 * DAY_MS),
        an_order("3", lines=(a_line("pot"),), ordered_at_ms=NOW_MS - HOUR_MS),
        an_order("4", lines=(a_line("cup", category="Crockery"),), ordered_at_ms=NOW_MS - HOUR_MS),
    )

    assert categories_of(*orders) == ["Kitchen", "Crockery"]


def test_upper_and_lower_case_are_one_category() -> None:
    assert categories_of(bought("1", "TEA", "Cups"), bought("2", "Tea"), bought("3", "tea")) == ["TEA", "Cups"]
