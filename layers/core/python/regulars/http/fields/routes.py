"""What can be read from a customer, as data: what lists show and filter by, and what rules are made of."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ...scoring.fields import OPERATORS, Field, Filter
from ...scoring.operators import ABOUT, OF_AMOUNTS, Operator
from ...segments.collection import KIND_OF, Collection
from ...segments.counted import COLLECTIONS
from ...segments.schema import rule_schema
from ...segments.vocabulary import RULE_SCORES, has_past
from ..door.call import Asked
from ..door.endpoint import Answer, Routes
from ..door.json_text import to_json
from ..door.kept_answers import entity_tag

if TYPE_CHECKING:
    from .shapes import CollectionField, CountedCollection, CustomerField, CustomerFieldsAnswer, FieldFilter

routes = Routes()


@routes.get("/schemas/fields", role=None)
def get_fields(asked: Asked) -> Answer[str]:
    """Every value that can be read from a customer: its type, unit and operators, and the parameters of lists; what
    rules of own segments may count; and what each operator takes.

    The same for everybody until a deployment changes it; its `ETag` says whether one has.
    """
    return _document(_fields())


@routes.get("/schemas/segment-rule.json", role=None)
def get_rule_schema(asked: Asked) -> Answer[str]:
    """The JSON Schema (2020-12) of a rule of an own segment. The same for everybody, as `/schemas/fields` is."""
    return _document(_rule_schema())


def _document(body: bytes) -> Answer[str]:
    headers = {"Content-Type": "application/json", "Cache-Control": "public, no-cache", "ETag": entity_tag(body)}
    return Answer(body.decode(), headers=headers)


@cache
def _fields() -> bytes:
    body: CustomerFieldsAnswer = {
        "success": True,
        "data": {
            "fields": [_field(score.name, field) for score in RULE_SCORES for field in score.fields],
            "collections": [_collection(one) for one in COLLECTIONS.values()],
            "operators": [
                {"name": operator, "takes": ABOUT[operator].takes, "description": ABOUT[operator].doc}
                for operator in Operator
            ],
        },
    }
    return to_json(body).encode()


@cache
def _rule_schema() -> bytes:
    return to_json(rule_schema()).encode()


def _field(score: str, field: Field) -> CustomerField:
    return {
        "name": field.name,
        "ruleName": field.rule_name,
        "score": score,
        "description": field.doc,
        "type": field.kind,
        "unit": field.unit,
        "values": _values(field),
        "nullable": field.nullable,
        "inLists": field.in_lists,
        "changesWithTime": field.changes_with_time,
        "hasPast": has_past(field),
        "operators": list(OPERATORS[field.kind]),
        "filters": [_filter(field, one) for one in field.filters],
    }


def _collection(one: Collection) -> CountedCollection:
    return {
        "name": one.name,
        "description": one.doc,
        "measures": [{"name": measure, "type": KIND_OF[measure]} for measure in one.measures],
        "operators": list(OF_AMOUNTS),
        "where": [_where(field) for field in one.where],
        "longestDays": one.longest_days,
        "ever": one.ever,
        "hasPast": one.in_past,
    }


def _where(field: Field) -> CollectionField:
    return {
        "name": field.name,
        "description": field.doc,
        "type": field.kind,
        "unit": field.unit,
        "values": _values(field),
        "operators": list(OPERATORS[field.kind]),
    }


def _values(field: Field) -> list[Any] | None:
    return None if field.values is None else [*map(str, field.values)]


def _filter(field: Field, one: Filter) -> FieldFilter:
    """`values` are those that the parameter takes; null: any."""
    values = [*map(str, field.values)] if field.values is not None else [*map(str, one.among)] if one.among else None
    return {"parameter": one.parameter, "operator": one.operator, "description": one.doc, "values": values}
