"""From what a caller wrote to a `Rule`; whatever is wrong is named by its path, in the words that they wrote.

Two other shapes are read as well: react-querybuilder's tree, which is this one with its own operators, and
`condition_groups`, in which all groups must hold and of each group one condition.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import MOST_ERRORS, QueryRefused, nearest
from ..scoring.fields import Field, Operator
from ..scoring.operators import OF_AMOUNTS
from .collection import KIND_OF, Collection, Measure
from .counted import COLLECTIONS
from .parse_leaf import LEAF, PASSED_OVER, LeafReader
from .rule import MOST_DEPTH, MOST_LEAVES, Combinator, Count, Group, InSegment, Leaf, Node, Rule, leaves_of
from .values import Units, read_days, read_value
from .vocabulary import OWN_SEGMENT, RULE_FIELDS

MOST_SEGMENTS_NAMED = 20
_GROUP = frozenset({"combinator", "not", "rules"})
_COUNT = frozenset({"where", "within"})
_OF_SEGMENTS = (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF)


def parse_rule(given: Any, units: Units, *, path: str = "criteria") -> Rule:
    """Raises `QueryRefused` with every fault, each by its path."""
    reader = _Reader(units)
    found = reader.root(given, path)
    if found is not None and not reader.faults:
        leaves = sum(1 + (len(one.where) if isinstance(one, Count) else 0) for one in leaves_of(found[0]))
        if leaves > MOST_LEAVES:
            reader.fault(path, f"must have at most {MOST_LEAVES} conditions; it has {leaves}")
    if found is None or reader.faults:
        raise QueryRefused(reader.faults[:MOST_ERRORS])
    return Rule(*found)


class _Reader(LeafReader):
    """Reads one tree; what it gives for a node is the node and what is kept of it."""

    def root(self, given: Any, path: str) -> tuple[Group, dict[str, Any]] | None:
        if not isinstance(given, dict):
            self.fault(path, "must be a tree such as {combinator: and, rules: [...]}")
            return None
        if "condition_groups" in given:
            return self._condition_groups(given, path)
        found = self._node(given, path, 1)
        if found is None:
            return None
        node, kept = found
        if isinstance(node, Group):
            return node, kept
        return Group(path, Combinator.AND, False, (node,)), {"combinator": "and", "rules": [kept]}

    def _condition_groups(self, given: Mapping[str, Any], path: str) -> tuple[Group, dict[str, Any]] | None:
        self.known(given, path, {"condition_groups"})
        groups = []
        for place, group in self.each(given["condition_groups"], f"{path}.condition_groups"):
            if not isinstance(group, dict) or "conditions" not in group:
                self.fault(place, "must be an object with conditions, of which one must hold")
                continue
            self.known(group, place, {"conditions"})
            rules = [
                found
                for at, one in self.each(group["conditions"], f"{place}.conditions")
                if (found := self._node(one, at, 2)) is not None
            ]
            groups.append(_group(place, Combinator.OR, False, rules))
        return _group(path, Combinator.AND, False, groups)

    def _node(self, given: Any, path: str, depth: int) -> tuple[Node, dict[str, Any]] | None:
        if not isinstance(given, dict):
            self.fault(path, "must be a condition or a group of conditions")
            return None
        if "rules" in given or "combinator" in given:
            return self._group(given, path, depth)
        counted = [name for name in given if name in COLLECTIONS]
        if counted:
            return self._count(given, counted[0], path)
        if "field" not in given:
            named = next((name for name in given if name not in PASSED_OVER), "")
            near = nearest(named, [*COLLECTIONS, "field"]) if named else None
            hint = f"; did you mean {near}?" if near else ""
            words = ", ".join(COLLECTIONS)
            self.fault(path, f"must name a field, have rules, or count {words}{hint}")
            return None
        return self._in_segment(given, path) if given["field"] == OWN_SEGMENT else self._field(given, path)

    def _group(self, given: Mapping[str, Any], path: str, depth: int) -> tuple[Group, dict[str, Any]] | None:
        if depth > MOST_DEPTH:
            self.fault(path, f"lies deeper than {MOST_DEPTH} groups within each other")
            return None
        self.known(given, path, _GROUP)
        combinator, negated = given.get("combinator", "and"), given.get("not", False)
        if combinator not in list(Combinator):
            self.fault(f"{path}.combinator", "must be and, or or")
            return None
        if not isinstance(negated, bool):
            self.fault(f"{path}.not", "must be true or false")
            return None
        rules = [
            found
            for place, one in self.each(given.get("rules"), f"{path}.rules")
            if (found := self._node(one, place, depth + 1)) is not None
        ]
        return _group(path, Combinator(combinator), negated, rules)

    def _field(self, given: Mapping[str, Any], path: str) -> tuple[Leaf, dict[str, Any]] | None:
        return self.leaf(given, path, RULE_FIELDS, [*RULE_FIELDS, OWN_SEGMENT])

    def _in_segment(self, given: Mapping[str, Any], path: str) -> tuple[InSegment, dict[str, Any]] | None:
        self.known(given, path, LEAF)
        operator = self.operator(given.get("operator"), _OF_SEGMENTS, f"{path}.operator", OWN_SEGMENT)
        if operator is None:
            return None
        value = given.get("value")
        several = operator in (Operator.ONE_OF, Operator.NONE_OF)
        ids = value.split(",") if several and isinstance(value, str) else value if several else [value]
        if not isinstance(ids, list) or not all(isinstance(one, str) and one for one in ids) or not ids:
            self.fault(f"{path}.value", "must be the id of a segment" if not several else "must be ids of segments")
            return None
        if len(ids) > MOST_SEGMENTS_NAMED:
            self.fault(f"{path}.value", f"must name at most {MOST_SEGMENTS_NAMED} segments")
            return None
        negated = operator in (Operator.IS_NOT, Operator.NONE_OF)
        kept = {"field": OWN_SEGMENT, "operator": operator.value, "value": ids if several else ids[0]}
        return InSegment(path, tuple(dict.fromkeys(ids)), negated), kept

    def _count(self, given: Mapping[str, Any], name: str, path: str) -> tuple[Count, dict[str, Any]] | None:
        collection, place = COLLECTIONS[name], f"{path}.{name}"
        self.known(given, path, {name})
        of = given[name]
        if not isinstance(of, dict):
            self.fault(place, "must be an object such as {count: {operator: at_least, value: 2}, within: 30d}")
            return None
        self.known(of, place, {*collection.measures, *_COUNT})
        measures = [one for one in collection.measures if one in of]
        if len(measures) != 1:
            self.fault(place, f"must have one of {', '.join(collection.measures)}")
            return None
        compared = self._amount(of[measures[0]], measures[0], f"{place}.{measures[0]}")
        where = self._where(of.get("where", []), collection, f"{place}.where")
        within = None
        if of.get("within") is not None:
            within = self.attempt(f"{place}.within", lambda: read_days(of["within"]))
            if within is not None and within > collection.longest_days:
                self.fault(
                    f"{place}.within",
                    f"must be at most {collection.longest_days}d: of {name} no more is kept at hand",
                )
        if of.get("within") is None and not collection.ever:
            self.fault(f"{place}.within", f"must be given, at most {collection.longest_days}d")
        if compared is None:
            return None
        operator, value, kept_value = compared
        kept: dict[str, Any] = {measures[0].value: {"operator": operator.value, "value": kept_value}}
        if where:
            kept["where"] = [one for _, one in where]
        if within is not None:
            kept["within"] = f"{within}d"
        leaves = tuple(leaf for leaf, _ in where)
        return Count(path, collection, measures[0], operator, value, leaves, within), {name: kept}

    def _amount(self, given: Any, measure: Measure, path: str) -> tuple[Operator, Any, Any] | None:
        if not isinstance(given, dict):
            self.fault(path, "must be an object such as {operator: at_least, value: 2}")
            return None
        self.known(given, path, {"operator", "value"})
        operator = self.operator(given.get("operator"), OF_AMOUNTS, f"{path}.operator", path.rpartition(".")[2])
        if operator is None:
            return None
        amount = Field(measure, KIND_OF[measure], None, lambda one, now_ms: None, "")
        value = self.attempt(f"{path}.value", lambda: read_value(amount, operator, given.get("value"), self.units))
        return None if value is None else (operator, value.inner, value.kept)

    def _where(self, given: Any, collection: Collection, path: str) -> list[tuple[Leaf, dict[str, Any]]]:
        fields = {field.name: field for field in collection.where}
        alone = isinstance(given, dict)
        found = []
        for place, one in [(path, given)] if alone else self.each(given, path, empty=True):
            if not isinstance(one, dict) or "field" not in one:
                self.fault(place, "must be a condition such as {field, operator, value}")
            elif (leaf := self.leaf(one, place, fields, list(fields))) is not None:
                found.append(leaf)
        return found


def _group(
    path: str, combinator: Combinator, negated: bool, rules: list[tuple[Any, dict[str, Any]]]
) -> tuple[Group, dict[str, Any]]:
    kept: dict[str, Any] = {"combinator": combinator.value}
    if negated:
        kept["not"] = True
    kept["rules"] = [one for _, one in rules]
    return Group(path, combinator, negated, tuple(node for node, _ in rules)), kept
