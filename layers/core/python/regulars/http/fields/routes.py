"""What can be read from a customer, as data: what lists show and filter by, and what later rules are made of."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ...scoring.fields import OPERATORS, Field, Filter
from ...scoring.scores import SCORES
from ..door.call import Asked
from ..door.endpoint import Answer, Routes
from ..door.json_text import to_json
from ..door.kept_answers import entity_tag

if TYPE_CHECKING:
    from .shapes import CustomerField, CustomerFieldsAnswer, FieldFilter

routes = Routes()


@routes.get("/schemas/fields", role=None)
def get_fields(asked: Asked) -> Answer[str]:
    """Every value that can be read from a customer: its type, unit and operators, and the parameters of lists.

    The same for everybody until a deployment changes it; its `ETag` says whether one has.
    """
    body = _body()
    headers = {"Content-Type": "application/json", "Cache-Control": "public, no-cache", "ETag": entity_tag(body)}
    return Answer(body.decode(), headers=headers)


@cache
def _body() -> bytes:
    found = [_field(score.name, field) for score in SCORES for field in score.fields]
    body: CustomerFieldsAnswer = {"success": True, "data": {"fields": found}}
    return to_json(body).encode()


def _field(score: str, field: Field) -> CustomerField:
    return {
        "name": field.name,
        "score": score,
        "description": field.doc,
        "type": field.kind,
        "unit": field.unit,
        "values": None if field.values is None else [*map(str, field.values)],
        "nullable": field.nullable,
        "inLists": field.in_lists,
        "changesWithTime": field.changes_with_time,
        "operators": list(OPERATORS[field.kind]),
        "filters": [_filter(field, one) for one in field.filters],
    }


def _filter(field: Field, one: Filter) -> FieldFilter:
    """`values` are those that the parameter takes; null: any."""
    values = [*map(str, field.values)] if field.values is not None else [*map(str, one.among)] if one.among else None
    return {"parameter": one.parameter, "operator": one.operator, "description": one.doc, "values": values}
