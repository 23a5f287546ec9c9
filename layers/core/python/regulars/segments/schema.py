"""The JSON Schema of a rule, made from the vocabulary: a new field is in it by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from ..scoring.explain import Kind
from ..scoring.fields import OPERATORS, Field, Operator
from ..scoring.operators import ABOUT, OF_AMOUNTS, Takes
from .collection import KIND_OF, LONGEST_DAYS, Collection
from .counted import COLLECTIONS
from .parse import MOST_SEGMENTS_NAMED
from .rule import MOST_DEPTH, MOST_LEAVES
from .values import MOST_VALUES
from .vocabulary import OWN_SEGMENT, RULE_FIELDS

_WITHIN = {"type": "string", "pattern": r"^[1-9][0-9]{0,3}d$", "examples": ["30d"]}


@cache
def rule_schema() -> dict[str, Any]:
    """Draft 2020-12. How deep groups lie and how many leaves there are it can only say in words."""
    leaves = [one for field in RULE_FIELDS.values() for one in _leaves(field, field.rule_name)]
    counts = [_count(collection) for collection in COLLECTIONS.values()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "/schemas/segment-rule.json",
        "title": "A rule of an own segment",
        "description": f"At most {MOST_DEPTH} groups within each other and {MOST_LEAVES} conditions.",
        "$ref": "#/$defs/node",
        "$defs": {
            "node": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("group", "field", "ownSegment", "count")]},
            "group": {
                "type": "object",
                "properties": {
                    "combinator": {"enum": ["and", "or"], "default": "and"},
                    "not": {"type": "boolean", "default": False},
                    "rules": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/node"}},
                },
                "required": ["rules"],
                "additionalProperties": False,
            },
            "field": {"anyOf": leaves},
            "ownSegment": {"anyOf": _own_segment()},
            "count": {"anyOf": counts},
        },
    }


def _leaves(field: Field, name: str) -> Iterable[dict[str, Any]]:
    """A shape for each kind of value that the field's operators take."""
    by_takes: dict[Takes, list[Operator]] = defaultdict(list)
    for operator in OPERATORS[field.kind]:
        by_takes[ABOUT[operator].takes].append(operator)
    for takes, operators in by_takes.items():
        yield _compared({"field": {"const": name, "description": field.doc}}, operators, _value(field, takes))


def _compared(named: dict[str, Any], operators: Iterable[Operator], value: dict[str, Any] | None) -> dict[str, Any]:
    properties = {**named, "operator": {"enum": [one.value for one in operators]}}
    if value is not None:
        properties["value"] = value
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _value(field: Field, takes: Takes) -> dict[str, Any] | None:
    one = _of_kind(field)
    match takes:
        case Takes.NOTHING:
            return None
        case Takes.DAYS:
            return {"type": "integer", "minimum": 1, "maximum": LONGEST_DAYS}
        case Takes.TWO:
            return {"type": "array", "items": one, "minItems": 2, "maxItems": 2}
        case Takes.SEVERAL:
            return {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_VALUES}
    return one


def _of_kind(field: Field) -> dict[str, Any]:
    if field.values is not None:
        return {"enum": [*map(str, field.values)]}
    match field.kind:
        case Kind.TEXT | Kind.TEXTS:
            return {"type": "string", "minLength": 1}
        case Kind.BOOLEAN:
            return {"type": "boolean"}
        case Kind.INTEGER:
            return {"type": "integer"}
        case Kind.INSTANT:
            return {"type": "string", "examples": ["2025-10-15T08:30:00Z", "2025-10-15"]}
    return {"type": "number"}


def _own_segment() -> list[dict[str, Any]]:
    named = {"field": {"const": OWN_SEGMENT, "description": "Membership of own segments, by their ids."}}
    one = {"type": "string", "minLength": 1}
    several = {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_SEGMENTS_NAMED}
    return [
        _compared(named, (Operator.IS, Operator.IS_NOT), one),
        _compared(named, (Operator.ONE_OF, Operator.NONE_OF), several),
    ]


def _count(collection: Collection) -> dict[str, Any]:
    shapes = []
    for measure in collection.measures:
        field = Field(measure, KIND_OF[measure], None, lambda one, now_ms: None, "")
        takes = {takes: [op for op in OF_AMOUNTS if ABOUT[op].takes is takes] for takes in (Takes.ONE, Takes.TWO)}
        amounts = [_compared({}, operators, _value(field, one)) for one, operators in takes.items()]
        where = [one for of in collection.where for one in _leaves(of, of.name)]
        shapes.append(
            {
                "type": "object",
                "properties": {
                    measure.value: {"anyOf": amounts},
                    "where": {"type": "array", "items": {"anyOf": where}},
                    "within": _WITHIN | {"description": f"At most {collection.longest_days}d."},
                },
                "required": [measure.value] if collection.ever else [measure.value, "within"],
                "additionalProperties": False,
            }
        )
    return {
        "type": "object",
        "properties": {collection.name: {"description": collection.doc, "anyOf": shapes}},
        "required": [collection.name],
        "additionalProperties": False,
    }
