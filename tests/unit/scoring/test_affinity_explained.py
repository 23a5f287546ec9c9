"""What made up an affinity, and the averages beside it (docs/scoring.md, Affinity)."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.product import ProductFacts, Purchase
from regulars.facts.time import DAY_MS
from regulars.scoring.affinity import affinity
from regulars.scoring.affinity_explained import average_spent, average_units, explain

from testing.builders import NOW_MS


def bought(*days_ago: int, units_milli: int = 1_000, spent_minor: int = 100) -> ProductFacts:
    return ProductFacts(
        "tea", tuple(Purchase(NOW_MS - days * DAY_MS, units_milli, spent_minor) for days in sorted(days_ago)[::-1])
    )


@pytest.mark.parametrize("days_ago", [(0,), (400,), (40, 30, 20), range(0, 300, 10)])
@pytest.mark.parametrize("units_milli", [1, 999, 1_000, 7_500, 120_000])
def test_the_points_of_the_parts_are_the_score(days_ago: tuple[int, ...], units_milli: int) -> None:
    product = bought(*days_ago, units_milli=units_milli)
    found = affinity(product, NOW_MS)

    parts: Any = explain(product, found)

    assert sum(part["points"].value for part in parts.values()) == found.score
    for part in parts.values():
        assert part["points"].value <= part["most"].value
    assert sum(part["most"].value for part in parts.values()) == 100


def test_each_value_lies_in_the_band_beside_it_whole_units_in_that_of_the_quantity() -> None:
    product = bought(60, 30, units_milli=9_999)
    parts: Any = explain(product, affinity(product, NOW_MS))

    assert {name: (part["value"].value, part["from"].value, part["to"].value) for name, part in parts.items()} == {
        "frequency": (2, 1, 2),
        "recency": (30, 8, 30),
        "quantity": (19_998, 1, 19),
        "consistency": (30, 1, 30),
    }


def test_averages_have_two_decimals_half_up_in_any_currency() -> None:
    product = bought(3, 2, 1, units_milli=335, spent_minor=1_667)

    assert average_units(product) == 0.34
    assert [average_spent(product, exponent) for exponent in (0, 2, 3)] == [1_667, 16.67, 1.67]


def test_an_average_of_whole_units_is_a_whole_number() -> None:
    assert isinstance(average_units(bought(2, 1, units_milli=3_000)), int)
