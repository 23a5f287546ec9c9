"""Reads one condition: a field, an operator, a value. What is wrong is gathered by its path, with what would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from ..errors import FieldError, nearest, the_nearest
from ..scoring.fields import OPERATORS, Field, Operator
from ..scoring.operators import ABOUT, Takes
from .rule import MOST_LEAVES, Leaf
from .values import Units, read_value

# As react-querybuilder and others call them: the first that the field knows is meant.
_ALSO_CALLED: Mapping[str, tuple[Operator, ...]] = {
    "=": (Operator.IS, Operator.HAS_ANY),
    "==": (Operator.IS, Operator.HAS_ANY),
    "equals": (Operator.IS, Operator.HAS_ANY),
    "!=": (Operator.IS_NOT, Operator.HAS_NONE),
    "not_equals": (Operator.IS_NOT, Operator.HAS_NONE),
    "<": (Operator.LESS_THAN,),
    ">": (Operator.MORE_THAN,),
    "<=": (Operator.AT_MOST,),
    ">=": (Operator.AT_LEAST,),
    "in": (Operator.ONE_OF, Operator.HAS_ANY),
    "notIn": (Operator.NONE_OF, Operator.HAS_NONE),
    "contains": (Operator.CONTAINS, Operator.HAS_ANY),
    "doesNotContain": (Operator.NOT_CONTAINS, Operator.HAS_NONE),
    "beginsWith": (Operator.BEGINS_WITH,),
    "endsWith": (Operator.ENDS_WITH,),
    "null": (Operator.IS_NOT_SET,),
    "notNull": (Operator.IS_SET,),
}
# What a query builder writes beside the tree, and what means nothing here.
PASSED_OVER = frozenset({"id", "path", "valueSource", "inputType"})
LEAF = frozenset({"field", "operator", "value"})
T = TypeVar("T")


class LeafReader:
    """What it gives for a leaf is the leaf, and what is kept of it."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.faults: list[FieldError] = []

    def fault(self, path: str, message: str) -> None:
        self.faults.append(FieldError(path, message))

    def leaf(
        self, given: Mapping[str, Any], path: str, fields: Mapping[str, Field], names: list[str]
    ) -> tuple[Leaf, dict[str, Any]] | None:
        self.known(given, path, LEAF)
        name = given["field"]
        field = fields.get(name) if isinstance(name, str) else None
        if field is None:
            self.fault(f"{path}.field", _unknown(name, names, fields))
            return None
        operator = self.operator(given.get("operator"), OPERATORS[field.kind], f"{path}.operator", str(name))
        if operator is None:
            return None
        try:
            value = read_value(field, operator, given.get("value"), self.units)
        except ValueError as fault:
            self.fault(f"{path}.value", str(fault))
            return None
        kept = {"field": name, "operator": operator.value}
        if ABOUT[operator].takes is not Takes.NOTHING:
            kept["value"] = value.kept
        return Leaf(path, field, operator, value.inner), kept

    def operator(self, given: Any, allowed: Iterable[Operator], path: str, name: str) -> Operator | None:
        known = tuple(allowed)
        if isinstance(given, str):
            meant: tuple[Operator, ...] = (Operator(given),) if given in list(Operator) else ()
            for one in (*meant, *_ALSO_CALLED.get(given, ())):
                if one in known:
                    return one
        near = nearest(given, known) if isinstance(given, str) else None
        hint = f"; did you mean {near}?" if near else ""
        self.fault(path, f"must be one of {', '.join(known)} for {name}{hint}")
        return None

    def known(self, given: Mapping[str, Any], path: str, names: Iterable[str]) -> None:
        if given.get("valueSource", "value") != "value":
            self.fault(f"{path}.valueSource", "must be value: a field is compared with values, not with other fields")
        wanted = list(names)
        for name in given:
            if name not in wanted and name not in PASSED_OVER:
                self.fault(f"{path}.{name}", f"is not known here{the_nearest(name, wanted)} (all: {', '.join(wanted)})")

    def each(self, given: Any, path: str, *, empty: bool = False) -> list[tuple[str, Any]]:
        if not isinstance(given, list) or (not given and not empty):
            self.fault(path, "must be a list" if empty else "must be a list with at least one condition")
            return []
        return [(f"{path}[{index}]", one) for index, one in enumerate(given[: MOST_LEAVES + 1])]

    def attempt(self, path: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ValueError as fault:
            self.fault(path, str(fault))
            return None


def _unknown(name: Any, names: list[str], fields: Mapping[str, Field]) -> str:
    if not isinstance(name, str):
        return "must be the name of a field"
    by_list_name = next((field.rule_name for field in fields.values() if field.name == name), None)
    near = by_list_name or nearest(name, names, least=0.4)
    return "is not a field of rules" + (f"; the nearest is {near}" if near else f" (all: {', '.join(names)})")
