"""The field registry: every score can be read, under one name (house.md §6)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.derive import FIELDS, METRICS, Scores, derive
from regulars.scoring.fields import Field, Kind
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, an_order, facts_of

SETTINGS = Settings.defaults(2)
BUYER = facts_of(an_order("1", ordered_at_ms=NOW_MS - 400 * DAY_MS), an_order("2"))
NOBODY = CustomerFacts("ann", True)
_TYPES: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str,
    Kind.ENUMERATION: str,
    Kind.SET: frozenset,
    Kind.BOOLEAN: bool,
    Kind.QUANTITY: int,
    Kind.INTEGER: int,
    Kind.MONEY: int,
    Kind.MONEY_TEXT: int,
    Kind.INSTANT: int,
    Kind.NUMBER: (int, float),
}


class _Untouched:
    """Says so when somebody reads it."""

    def __getattr__(self, name: str) -> Any:
        raise LookupError(name)


def test_every_part_of_the_scores_is_shown_by_a_field() -> None:
    scores = derive(BUYER, SETTINGS, NOW_MS)

    assert {part for part in Scores._fields if _readers(part, scores)} == set(Scores._fields)


def _readers(part: str, scores: Scores) -> list[Field]:
    """The fields that cannot be read without this part."""
    without = scores._replace(**{part: _Untouched()})
    found = []
    for field in FIELDS:
        try:
            field.read(BUYER, without)
        except LookupError:
            found.append(field)
    return found


def test_no_two_fields_have_one_name_and_what_lists_show_are_some_of_them() -> None:
    assert [name for name, times in Counter(field.name for field in FIELDS).items() if times > 1] == []
    assert set(METRICS) <= set(FIELDS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@pytest.mark.parametrize("facts", [BUYER, NOBODY], ids=["buyer", "nobody"])
def test_every_field_is_of_its_kind_or_null(field: Field, facts: CustomerFacts) -> None:
    value = field.read(facts, derive(facts, SETTINGS, NOW_MS))

    assert value is None or isinstance(value, _TYPES[field.kind])
    assert field.doc.endswith(".")


def test_a_row_of_a_list_shows_the_metrics_of_source_004_and_two_more() -> None:
    assert {field.name for field in METRICS} == {
        "orderCount",
        "totalSpend",
        "lastOrderDate",
        "lastOrderReference",
        "segment",
        "lastOrderDaysAgo",
        "purchaseFrequency",
        "firstOrderDate",
        "averageOrderValue",
    }
