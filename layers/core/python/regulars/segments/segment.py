"""An own segment as it is stored, and the order in which segments that name each other are asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from ..dataclass import dataclass
from ..errors import FieldError, QueryRefused
from .parse import parse_rule
from .rule import InSegment, Rule
from .values import Units

MOST_ACTIVE = 100
MOST_ANNOUNCING = 20
# Inactive ones too: all of them are read at once.
MOST_STORED = 500
# Conditions of a rule with those of all segments that it names, however often: what one verdict may ask.
MOST_ASKED = 500
MOST_CRITERIA_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class Segment:
    """`criteria` is the rule as JSON; None: only who is pinned is in it. `active` False: it is kept, with its pins, and
    has no members.

    `announces`: joining and leaving it is told to others. `revision` counts its edits, `by` is who made the last one,
    None where the token names nobody.
    """

    id: str
    name: str
    criteria: str | None
    created_ms: int
    updated_ms: int
    revision: int = 1
    description: str | None = None
    color: str = "#6b7280"
    active: bool = True
    announces: bool = False
    by: str | None = None


def rule_of(segment: Segment, units: Units) -> Rule | None:
    """Raises `QueryRefused` for criteria that can no longer be read."""
    return None if segment.criteria is None else parse_rule(json.loads(segment.criteria), units)


def in_order(rules: Mapping[str, Rule]) -> list[str]:
    """The ids, each behind all that its rule names. Raises `QueryRefused` for a cycle."""
    ordered: dict[str, None] = {}

    def visit(segment_id: str, above: tuple[str, ...]) -> None:
        if segment_id in ordered or segment_id not in rules:
            return
        if segment_id in above:
            raise QueryRefused([FieldError("criteria", f"is a cycle: {' → '.join((*above, segment_id))}")])
        for named in rules[segment_id].segment_ids:
            visit(named, (*above, segment_id))
        ordered[segment_id] = None

    for segment_id in rules:
        visit(segment_id, ())
    return list(ordered)


def check_named(rule: Rule, segment_id: str | None, known: Mapping[str, Segment], rules: Mapping[str, Rule]) -> None:
    """Raises `QueryRefused` where a leaf names a segment that does not exist, or one that leads back to itself."""
    faults = []
    for leaf in rule.leaves:
        if not isinstance(leaf, InSegment):
            continue
        for named in leaf.segment_ids:
            if named not in known:
                faults.append(FieldError(f"{leaf.path}.value", f"is no segment: {named}"))
            elif segment_id is not None and (way := _way(named, segment_id, rules)):
                names = [known[one].name for one in (segment_id, *way)]
                faults.append(FieldError(f"{leaf.path}.value", f"would be a cycle: {' → '.join(names)}"))
    if faults:
        raise QueryRefused(faults)


def _way(from_: str, to: str, rules: Mapping[str, Rule]) -> Sequence[str] | None:
    """The segments from one to another by what their rules name, both included; None where there is no way."""
    waiting: list[tuple[str, ...]] = [(from_,)]
    seen = {from_}
    while waiting:
        way = waiting.pop(0)
        if way[-1] == to:
            return way
        named: Iterable[str] = rules[way[-1]].segment_ids if way[-1] in rules else ()
        for one in named:
            if one not in seen:
                seen.add(one)
                waiting.append((*way, one))
    return None


def check_asked(rules: Mapping[str, Rule], names: Mapping[str, str]) -> None:
    """Raises `QueryRefused` where a rule asks too much, itself or by the segments that it names."""
    asked: dict[str, int] = {}
    for segment_id in in_order(rules):
        rule = rules[segment_id]
        named = (one for leaf in rule.leaves if isinstance(leaf, InSegment) for one in leaf.segment_ids)
        asked[segment_id] = sum(1 for _ in rule.leaves) + sum(asked.get(one, 0) for one in named)
        if asked[segment_id] > MOST_ASKED:
            message = f"asks {asked[segment_id]} conditions with the segments that it names; at most {MOST_ASKED}"
            raise QueryRefused([FieldError("criteria", f"{names[segment_id]} {message}")])
