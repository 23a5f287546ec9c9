"""Whether a condition of DynamoDB holds, as far as the stores write them: ANDs joined by ORs, without brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from benchmarks.units import Item

_EXISTS = re.compile(r"attribute_(not_)?exists\((#?\w+)\)")
_COMPARED = re.compile(r"(#?\w+) (=|<=) (:\w+)")


def holds(
    expression: str, item: Item | None, values: Mapping[str, Any], names: Mapping[str, str] | None = None
) -> bool:
    """Of the item as it lies there, None where there is none. Raises `ValueError` for what is not understood."""
    if not expression:
        return True
    clauses = [alternative.split(" AND ") for alternative in expression.split(" OR ")]
    return any(all(_holds(clause, item or {}, values, names or {}) for clause in all_of) for all_of in clauses)


def _holds(clause: str, item: Item, values: Mapping[str, Any], names: Mapping[str, str]) -> bool:
    if found := _EXISTS.fullmatch(clause):
        absent, name = found.groups()
        return (names.get(name, name) in item) != bool(absent)
    if found := _COMPARED.fullmatch(clause):
        name, sign, value = found.groups()
        stored, given = item.get(names.get(name, name)), values[value]
        if stored is None or sign == "=":
            return bool(stored == given)
        return int(stored["N"]) <= int(given["N"])
    raise ValueError(f"{clause} is no condition that is known here")
