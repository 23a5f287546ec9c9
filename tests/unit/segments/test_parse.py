"""What is wrong with a rule is named by its path, in the words in which it was written."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from regulars.errors import QueryRefused
from regulars.scoring.scores import SCORES
from regulars.segments.counted import COLLECTIONS
from regulars.segments.parse import parse_rule
from regulars.segments.schema import rule_schema
from regulars.segments.segment import MOST_ASKED, Segment, check_asked, check_named, in_order
from regulars.segments.values import Units
from regulars.segments.vocabulary import RULE_FIELDS, RULE_SCORES

from testing.examples import examples
from testing.segments import UNITS, rules


def faults(rule: Any, units: Units = UNITS) -> dict[str, str]:
    with pytest.raises(QueryRefused) as refused:
        parse_rule(rule, units)
    return {error.field: error.message for error in refused.value.errors}


def leaf(field: str = "orderCount", operator: str = "at_least", value: Any = 1, **more: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value, **more}


def count(name: str = "orders", **of: Any) -> dict[str, Any]:
    return {name: {"count": {"operator": "at_least", "value": 1}, **of}}


def nested(depth: int) -> dict[str, Any]:
    return leaf() if depth == 0 else {"combinator": "and", "rules": [nested(depth - 1)]}


@pytest.mark.parametrize(
    ("rule", "path", "says"),
    [
        (None, "criteria", "must be a tree"),
        ([], "criteria", "must be a tree"),
        ({}, "criteria", "must name a field"),
        ({"combinator": "xor", "rules": [leaf()]}, "criteria.combinator", "and, or or"),
        ({"combinator": "and", "not": 1, "rules": [leaf()]}, "criteria.not", "true or false"),
        ({"combinator": "and", "rules": []}, "criteria.rules", "at least one"),
        ({"combinator": "and"}, "criteria.rules", "at least one"),
        ({"combinator": "and", "rules": [1]}, "criteria.rules[0]", "must be a condition"),
        ({"combinator": "and", "rules": ["and"]}, "criteria.rules[0]", "must be a condition"),
        ({"combinator": "and", "ruls": [leaf()]}, "criteria.ruls", "the nearest is rules"),
        ({"feild": "orderCount"}, "criteria", "did you mean field?"),
        ({"order": {}}, "criteria", "did you mean orders?"),
        (leaf("segment", "is", "VIP"), "criteria.field", "the nearest is lifecycleSegment"),
        (leaf("totalSpent"), "criteria.field", "the nearest is totalSpend"),
        ({"field": 7, "operator": "is", "value": 1}, "criteria.field", "must be the name of a field"),
        (leaf(operator="atleast"), "criteria.operator", "did you mean at_least?"),
        (leaf("lifecycleSegment", "contains", "V"), "criteria.operator", "must be one of one_of, none_of"),
        (leaf("lifecycleSegment", "is", "Vip"), "criteria.value", "must be one of VIP, Active, New, Dormant"),
        (leaf("lifecycleSegment", "one_of", ["VIP", "Activ"]), "criteria.value", "did you mean Active?"),
        (leaf("lifecycleSegment", "one_of", []), "criteria.value", "1 to 100 values"),
        (leaf(value=1.5), "criteria.value", "a whole number"),
        (leaf(value="many"), "criteria.value", "a whole number"),
        (leaf(value=True), "criteria.value", "a whole number"),
        (leaf(value=None), "criteria.value", "must be given"),
        (leaf(value=10**16), "criteria.value", "at most"),
        (leaf("totalSpend", value=1.005), "criteria.value", "at most 2 decimals"),
        (leaf("totalSpend", "between", [5, 1]), "criteria.value", "begin with the smaller"),
        (leaf("totalSpend", "between", [5]), "criteria.value", "two values"),
        (leaf("totalSpend", "is_set", 5), "criteria.value", "takes no value"),
        (leaf("lastOrderDate", "at_least", "yesterday"), "criteria.value", "must be an instant"),
        (leaf("lastOrderDate", "in_last", 0), "criteria.value", "must be days such as 30d"),
        (leaf("lastOrderDate", "in_last", "3651d"), "criteria.value", "to 3650d"),
        (leaf("emailOptIn", "is", "yes"), "criteria.value", "true or false"),
        (leaf("email", "contains", " "), "criteria.value", "must be a text"),
        (leaf("email", "is", "x" * 201), "criteria.value", "at most 200"),
        (leaf(valeu=1), "criteria.valeu", "the nearest is value"),
        (leaf(valueSource="field"), "criteria.valueSource", "not with other fields"),
        (leaf("customSegment", "contains", "s"), "criteria.operator", "is, is_not, one_of, none_of"),
        (leaf("customSegment", "is", None), "criteria.value", "the id of a segment"),
        (leaf("customSegment", "one_of", ["s"] * 21), "criteria.value", "at most 20"),
        ({"orders": 3}, "criteria.orders", "must be an object"),
        ({"orders": {}}, "criteria.orders", "must have one of count, sum, quantity"),
        ({"orders": {"count": 2}}, "criteria.orders.count", "must be an object"),
        (count(count={"operator": "contains", "value": 2}), "criteria.orders.count.operator", "for count"),
        (count(count={"operator": "is", "value": 2.5}), "criteria.orders.count.value", "a whole number"),
        (count(within="a month"), "criteria.orders.within", "must be days such as 30d"),
        (count(within="0d"), "criteria.orders.within", "must be days such as 30d"),
        (count(withn="30d"), "criteria.orders.withn", "the nearest is within"),
        (count(where=[leaf("price")]), "criteria.orders.where[0].field", "is not a field"),
        (count(where=[{}]), "criteria.orders.where[0]", "must be a condition"),
        (count(where="tea"), "criteria.orders.where", "must be a list"),
        (count("interactions", within="91d"), "criteria.interactions.within", "at most 90d"),
        (count("communications"), "criteria.communications.within", "must be given"),
        ({"interactions": {"sum": {}}}, "criteria.interactions.sum", "is not known here"),
        (nested(6), "criteria.rules[0].rules[0].rules[0].rules[0].rules[0]", "deeper than 5"),
        ({"combinator": "and", "rules": [leaf()] * 51}, "criteria", "at most 50 conditions; it has 51"),
        ({"combinator": "or", "rules": [count(where=[leaf("total")] * 49)] * 2}, "criteria", "it has 100"),
        ({"condition_groups": [{}]}, "criteria.condition_groups[0]", "conditions"),
        (
            {"condition_groups": [{"conditions": [leaf("spend")]}]},
            "criteria.condition_groups[0].conditions[0].field",
            "is not a field",
        ),
    ],
    ids=str,
)
def test_a_fault_names_its_path_and_what_would_do(rule: Any, path: str, says: str) -> None:
    found = faults(rule)

    assert path in found, found
    assert says in found[path]


def test_every_fault_of_a_tree_is_named_at_once() -> None:
    rule = {
        "combinator": "or",
        "rules": [leaf("a"), {"combinator": "and", "rules": [leaf(operator="b"), leaf(value=[])]}],
    }

    assert list(faults(rule)) == [
        "criteria.rules[0].field",
        "criteria.rules[1].rules[0].operator",
        "criteria.rules[1].rules[1].value",
    ]


@pytest.mark.parametrize("depth", [1, 5])
def test_groups_may_lie_five_deep(depth: int) -> None:
    assert parse_rule(nested(depth), UNITS).root.path == "criteria"


def test_fifty_conditions_are_taken() -> None:
    assert len(list(parse_rule({"combinator": "and", "rules": [leaf()] * 50}, UNITS).leaves)) == 50


def test_a_tree_of_react_querybuilder_is_read() -> None:
    rule = {
        "id": "root",
        "combinator": "or",
        "not": True,
        "rules": [
            {"id": "1", "field": "orderCount", "operator": ">=", "valueSource": "value", "value": "5"},
            {"id": "2", "field": "lifecycleSegment", "operator": "in", "value": "VIP,New"},
            {"id": "3", "field": "tags", "operator": "contains", "value": "vip"},
            {"id": "4", "field": "company", "operator": "null", "value": ""},
            {"id": "5", "field": "totalSpend", "operator": "between", "value": "10,20.5"},
            {"id": "6", "field": "name", "operator": "beginsWith", "value": "An"},
            {"id": "7", "field": "emailOptIn", "operator": "=", "value": "true"},
        ],
    }

    assert parse_rule(rule, UNITS).criteria == {
        "combinator": "or",
        "not": True,
        "rules": [
            {"field": "orderCount", "operator": "at_least", "value": 5},
            {"field": "lifecycleSegment", "operator": "one_of", "value": ["VIP", "New"]},
            {"field": "tags", "operator": "has_any", "value": ["vip"]},
            {"field": "company", "operator": "is_not_set"},
            {"field": "totalSpend", "operator": "between", "value": [10, 20.5]},
            {"field": "name", "operator": "begins_with", "value": "An"},
            {"field": "emailOptIn", "operator": "is", "value": True},
        ],
    }


def test_condition_groups_all_hold_and_one_condition_of_each() -> None:
    groups = {"condition_groups": [{"conditions": [leaf(), leaf(value=2)]}, {"conditions": [leaf("totalSpend")]}]}

    assert parse_rule(groups, UNITS).criteria == {
        "combinator": "and",
        "rules": [
            {"combinator": "or", "rules": [leaf(), leaf(value=2)]},
            {"combinator": "or", "rules": [leaf("totalSpend")]},
        ],
    }


@examples(200)
@given(rule=rules)
def test_what_is_kept_is_read_again_as_the_same_rule_and_meets_the_published_schema(rule: dict[str, Any]) -> None:
    kept = parse_rule(rule, UNITS).criteria

    assert parse_rule(json.loads(json.dumps(kept)), UNITS).criteria == kept
    SCHEMA.validate(kept)


SCHEMA = jsonschema_rs.Draft202012Validator(rule_schema())


def test_the_schema_refuses_what_no_field_or_operator_has() -> None:
    for wrong in (leaf("segment"), leaf(operator="contains"), leaf("lifecycleSegment", "is", "Vip"), count(within="x")):
        assert not SCHEMA.is_valid(wrong)


def test_a_new_field_of_the_registry_is_a_word_of_rules_by_itself() -> None:
    fields = [field for score in RULE_SCORES for field in score.fields]
    schema = json.dumps(rule_schema())

    assert len(RULE_FIELDS) == len(fields), "two fields share a name in rules"
    assert {field.name for score in SCORES for field in score.fields} <= {field.name for field in fields}
    assert all(f'"const": "{name}"' in schema for name in RULE_FIELDS)
    assert all(f'"{name}"' in schema for name in COLLECTIONS)


def test_amounts_and_local_times_are_the_tenants() -> None:
    yen = Units(0, "Asia/Tokyo")
    [spend] = parse_rule(leaf("totalSpend", value=Decimal("1500")), yen).leaves
    [since] = parse_rule(leaf("lastOrderDate", value="2025-10-15"), yen).leaves

    assert getattr(spend, "wanted") == 1_500  # noqa: B009
    assert getattr(since, "wanted") == 1_760_454_000_000  # noqa: B009
    assert "criteria.value" in faults(leaf("totalSpend", value=1.5), yen)


def segment(segment_id: str) -> Segment:
    return Segment(segment_id, segment_id.upper(), None, 0, 0)


def named(*ids: str) -> Any:
    return parse_rule(
        {"combinator": "and", "rules": [leaf("customSegment", "is", one) for one in ids] or [leaf()]}, UNITS
    )


def test_segments_are_ordered_behind_those_that_they_name() -> None:
    rules_ = {"a": named("b", "c"), "b": named("c"), "c": named()}

    assert in_order(rules_) == ["c", "b", "a"]


def test_a_cycle_is_refused_with_its_path_and_so_is_an_unknown_segment() -> None:
    known = {one: segment(one) for one in "abc"}
    rules_ = {"a": named("b"), "b": named("c")}

    with pytest.raises(QueryRefused) as cycle:
        check_named(named("a"), "c", known, rules_)
    with pytest.raises(QueryRefused) as itself:
        check_named(named("c"), "c", known, rules_)
    with pytest.raises(QueryRefused) as unknown:
        check_named(named("b", "x"), "c", {"b": segment("b")}, {})

    assert [one.message for one in cycle.value.errors] == ["would be a cycle: C → A → B → C"]
    assert [one.message for one in itself.value.errors] == ["would be a cycle: C → C"]
    assert [(one.field, one.message) for one in unknown.value.errors] == [
        ("criteria.rules[1].value", "is no segment: x")
    ]
    check_named(named("a"), None, known, rules_)


def test_what_a_verdict_may_ask_is_bounded_however_segments_name_each_other() -> None:
    rules_ = {"s0": named()}
    for depth in range(1, 9):
        rules_[f"s{depth}"] = named(f"s{depth - 1}", f"s{depth - 1}")
    names = {one: one for one in rules_}
    assert MOST_ASKED > 2**7

    check_asked({one: rules_[one] for one in list(rules_)[:8]}, names)
    with pytest.raises(QueryRefused, match="conditions with the segments that it names; at most 500"):
        check_asked(rules_, names)


def test_the_package_is_pure() -> None:
    import regulars.segments as package

    sources = "".join(path.read_text() for path in Path(package.__file__).parent.glob("*.py"))
    assert "time.time" not in sources
    assert "now()" not in sources
