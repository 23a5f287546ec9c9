"""What is wrong with an order or a refund as a caller wrote it: the path of each field, and the end of a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from ..errors import FieldError, OrderRefused, the_nearest
from ..facts.order import OrderStatus

MOST_NAMED = 20
_Model = TypeVar("_Model", bound=BaseModel)


def validated(model: type[_Model], raw: Mapping[str, Any], stored: Collection[str] = ()) -> _Model:
    """What `raw` says, as the model has it. Raises `OrderRefused` with the first faults named.

    Ids and texts among `stored` are taken as they are.
    """
    try:
        return model.model_validate(raw, context=stored)
    except ValidationError as error:
        raise OrderRefused(_named(error, model), _order_id(raw)) from None


def _named(error: ValidationError, model: type[BaseModel]) -> list[FieldError]:
    named = error.errors(include_url=False, include_input=False)[:MOST_NAMED]
    return [FieldError(_path(fault["loc"]), _sentence(fault["type"], fault, model)) for fault in named]


def _path(location: Sequence[str | int]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _sentence(kind: str, fault: Mapping[str, Any], model: type[BaseModel]) -> str:
    match kind:
        case "missing":
            return "is required"
        case "extra_forbidden":
            *within, name = fault["loc"]
            return f"is not a field of an order{the_nearest(str(name), _fields(model, within))}"
        case "value_error":
            return str(fault["ctx"]["error"])
        case "enum":
            return f"must be one of {', '.join(OrderStatus)}"
        case "too_short":
            return "must not be empty"
        case "too_long":
            return f"must hold at most {fault['ctx']['max_length']} lines"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "must be an object"
        case "list_type":
            return "must be a list"
        case "int_type" | "int_from_float":
            return "must be a whole number"
        case "greater_than_equal":
            return f"must be {fault['ctx']['ge']} or more"
        case "less_than_equal":
            return f"must be at most {fault['ctx']['le']}"
        case _:
            return str(fault["msg"]).replace("Input should", "should")


def _fields(model: type[BaseModel], within: Iterable[str | int]) -> Collection[str]:
    """The names that a model has at a place in it: of an order, of its customer, of one of its lines."""
    for part in within:
        if isinstance(part, str):
            model = next(one for one in _parts(model.model_fields[part].annotation) if issubclass(one, BaseModel))
    return model.model_fields


def _parts(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for one in get_args(annotation):
        yield from _parts(one)


def _order_id(raw: Any) -> str | None:
    order_id = raw.get("orderId") if isinstance(raw, Mapping) else None
    return str(order_id)[:128] if isinstance(order_id, (str, int)) else None
