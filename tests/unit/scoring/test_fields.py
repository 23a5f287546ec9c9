"""The field registry: every score can be read, under one name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.loyalty.moves import tier_moves_of
from regulars.loyalty.program import Tier
from regulars.scoring.derive import FIELDS, METRICS, Scores, derive, with_prediction
from regulars.scoring.explain import Explanation, Told
from regulars.scoring.fields import (
    OPERATORS,
    Counted,
    Field,
    Filter,
    Kind,
    Operator,
    Previewed,
    Score,
    at_least_and_at_most,
)
from regulars.scoring.lifecycle import LifecycleSegment
from regulars.scoring.prediction.bgnbd import BgNbd
from regulars.scoring.prediction.fit import Basis, Fit
from regulars.scoring.prediction.gamma_gamma import GammaGamma
from regulars.scoring.scores import SCORES, fields_of
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, an_order, facts_of
from testing.loyalty import versions_of

CLUB = versions_of(tiers=(Tier("Tin", 0), Tier("Gold", 100)), tier_window_days=60, from_ms=0)
SETTINGS = replace(Settings.defaults(2), tier_moves=tier_moves_of([CLUB], 2))
BUYER = facts_of(an_order("1", ordered_at_ms=NOW_MS - 400 * DAY_MS), an_order("2"))
REGULAR = facts_of(*(an_order(f"{number}", ordered_at_ms=NOW_MS - number * 9 * DAY_MS) for number in range(1, 30)))
NOBODY = CustomerFacts("ann", True)
FIT = Fit(
    Basis.MODEL,
    NOW_MS - DAY_MS,
    900,
    orders=BgNbd(0.2426, 30.90, 0.7929, 2.4259),
    value=GammaGamma(6.25, 3.74, 1_544.0),
    value_basis=Basis.MODEL,
)
_TYPES: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str,
    Kind.ENUMERATION: str,
    Kind.SET: frozenset,
    Kind.TEXTS: tuple,
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

    assert {part for part in Scores.names if _readers(part, scores)} == set(Scores.names)


def _readers(part: str, scores: Scores) -> list[Field]:
    """The fields that cannot be read without this part."""
    untouched: dict[str, Any] = {part: _Untouched()}
    without = scores.replaced(**untouched)
    found = []
    for field in FIELDS:
        try:
            read = isinstance(field.read(BUYER, without), _Untouched)
        except LookupError:
            read = True
        if read:
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


def test_a_row_of_a_list_shows_the_metrics_of_source_004_and_what_has_been_added() -> None:
    assert {field.name for field in METRICS} >= {
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


def _over_two_years(field: Field) -> set[Any]:
    """The values of every customer, day by day."""
    found = set()
    for number, facts in enumerate((BUYER, REGULAR, NOBODY)):
        for days in (0, 1, 29, 31, 40, 90, 92, 200, 370, 700):
            now_ms = NOW_MS + days * DAY_MS
            scores = with_prediction(derive(facts, SETTINGS, now_ms), facts, FIT, SETTINGS, now_ms)
            found.add((number, field.read(facts, scores)))
    return found


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_value_changes_with_time_exactly_where_its_field_says_so(field: Field) -> None:
    assert (len(_over_two_years(field)) > 3) == field.changes_with_time


@pytest.mark.parametrize("score", [score for score in SCORES if score.explain], ids=lambda score: score.name)
@pytest.mark.parametrize("facts", [BUYER, NOBODY], ids=["buyer", "nobody"])
def test_an_explanation_goes_by_the_names_of_fields_and_every_value_has_a_kind(
    score: Score, facts: CustomerFacts
) -> None:
    assert score.explain is not None
    told = score.explain(facts, derive(facts, SETTINGS, NOW_MS), SETTINGS)

    assert set(told) <= score.names
    assert all(map(_is_told, told.values()))


def _is_told(part: Explanation) -> bool:
    return part is None or isinstance(part, Told) or all(map(_is_told, part.values()))


def _field(kind: Kind, **more: Any) -> Field:
    return Field("size", kind, None, lambda facts, scores: None, "What it is.", **more)


def test_a_kind_refuses_what_it_cannot_have() -> None:
    by_value = Filter("size", Operator.ONE_OF, "Only these.")

    for kind, more, message in (
        (Kind.TEXT, {"values": LifecycleSegment}, "names its values"),
        (Kind.ENUMERATION, {}, "names its values"),
        (Kind.INTEGER, {"counted": Counted("sizes")}, "are counted"),
        (Kind.SET, {"values": LifecycleSegment, "previewed": Previewed("moved", "moves", "")}, "are previewed"),
        (Kind.NUMBER, {"filters": (by_value,)}, "number has no operator one_of"),
    ):
        with pytest.raises(ValueError, match=message):
            _field(kind, **more)


def test_every_kind_has_an_operator_and_null_matches_none_of_them() -> None:
    assert set(OPERATORS) == set(Kind)
    assert not any(operator.holds(None, frozenset()) for operators in OPERATORS.values() for operator in operators)


@pytest.mark.parametrize(
    ("operator", "value", "wanted", "holds"),
    [
        (Operator.IS, False, False, True),
        (Operator.IS, False, True, False),
        (Operator.ONE_OF, "New", frozenset({"New", "VIP"}), True),
        (Operator.ONE_OF, "Active", frozenset({"New", "VIP"}), False),
        (Operator.HAS_ANY, frozenset({"a", "b"}), frozenset({"b", "c"}), True),
        (Operator.HAS_ANY, frozenset({"a"}), frozenset({"b"}), False),
        (Operator.HAS_ANY, frozenset(), frozenset({"b"}), False),
        (Operator.AT_LEAST, 5, 5, True),
        (Operator.AT_LEAST, 4, 5, False),
        (Operator.AT_MOST, 0, 0, True),
        (Operator.AT_MOST, 6, 5, False),
    ],
)
def test_an_operator_compares_a_value_with_what_is_wanted(
    operator: Operator, value: Any, wanted: Any, holds: bool
) -> None:
    assert operator.holds(value, wanted) == holds


def test_two_fields_of_one_name_or_one_parameter_are_refused() -> None:
    one = Score("one", "One", (_field(Kind.TEXT),))
    filtered = _field(Kind.INTEGER, filters=at_least_and_at_most("Spend", "Size"))

    with pytest.raises(ValueError, match="size"):
        fields_of((one, one))
    with pytest.raises(ValueError, match="minSpend"):
        fields_of((*SCORES, Score("two", "Two", (filtered,))))
