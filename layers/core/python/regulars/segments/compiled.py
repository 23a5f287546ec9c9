"""Rules compiled once to closures: what is asked of each customer only reads and compares.

A verdict has three values: a leaf whose value is unknown is None, and so is a group that it decides, also under `not`.
Only True makes a member.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.time import DAY_MS
from ..scoring.explain import Kind
from ..scoring.fields import Operator
from ..scoring.operators import HOLDS
from .collection import Amount, Passes
from .rule import Combinator, Count, Group, InSegment, Leaf, Node

# Facts, `Scores`, the instant in milliseconds: True, False, None where it is not known.
Holds = Callable[[CustomerFacts, Any, int], bool | None]
# The same of whole segments: always known.
Member = Callable[[CustomerFacts, Any, int], bool]
_TEXT = (Kind.TEXT, Kind.TEXTS)


class Compiled(NamedTuple):
    """`decide` says besides by which leaf: the one whose answer ended the question, by its path. It takes longer."""

    holds: Holds
    decide: Callable[[CustomerFacts, Any, int], tuple[bool | None, str]]


def compile_node(node: Node, own: Mapping[str, Member]) -> Compiled:
    """The node over the `own` segments that have been compiled before it; one that is not there has no members."""
    if isinstance(node, Group):
        return _group(node, [compile_node(one, own) for one in node.rules])
    holds = _leaf(node) if isinstance(node, Leaf) else _count(node) if isinstance(node, Count) else _in(node, own)
    return Compiled(holds, lambda facts, scores, now_ms: (holds(facts, scores, now_ms), node.path))


def _leaf(leaf: Leaf) -> Holds:
    read, wanted, compares = leaf.field.read, leaf.wanted, HOLDS.get(leaf.operator)
    unknown = leaf.field.nullable or leaf.field.kind in _TEXT
    match leaf.operator:
        case Operator.IS_SET | Operator.IS_NOT_SET:
            there = leaf.operator is Operator.IS_SET
            tags = leaf.field.kind is Kind.TEXTS

            def is_set(facts: CustomerFacts, scores: Any, now_ms: int) -> bool | None:
                value = read(facts, scores)
                if tags:
                    return None if value is None else bool(value) is there
                return (value is not None) is there

            return is_set
        case Operator.IN_LAST | Operator.NOT_IN_LAST:
            window_ms, inside = wanted * DAY_MS, leaf.operator is Operator.IN_LAST

            def in_last(facts: CustomerFacts, scores: Any, now_ms: int) -> bool | None:
                at_ms = read(facts, scores)
                return None if at_ms is None else (now_ms - window_ms <= at_ms <= now_ms) is inside

            return in_last
    assert compares is not None, "the others compare"
    if leaf.field.kind is Kind.TEXT:
        return lambda facts, scores, now_ms: (
            None if (text := read(facts, scores)) is None else compares(text.casefold(), wanted)
        )
    if leaf.field.kind is Kind.TEXTS:
        return lambda facts, scores, now_ms: (
            None if (texts := read(facts, scores)) is None else compares([text.casefold() for text in texts], wanted)
        )
    if not unknown:
        return lambda facts, scores, now_ms: compares(read(facts, scores), wanted)
    return lambda facts, scores, now_ms: None if (value := read(facts, scores)) is None else compares(value, wanted)


def _count(count: Count) -> Holds:
    amount, compares, wanted = amount_of(count), HOLDS[count.operator], count.wanted
    return lambda facts, scores, now_ms: None if (found := amount(facts, now_ms)) is None else compares(found, wanted)


def amount_of(count: Count) -> Amount:
    """The counter of a leaf."""
    return count.collection.amount(_passes(count.where), count.measure, count.within_days)


def _passes(where: tuple[Leaf, ...]) -> Passes | None:
    tests: list[Any] = [_leaf(leaf) for leaf in where]
    if not tests:
        return None
    if len(tests) == 1:
        [test] = tests
        return lambda thing, now_ms: test(thing, now_ms, now_ms) is True
    return lambda thing, now_ms: all(test(thing, now_ms, now_ms) for test in tests)


def _in(leaf: InSegment, own: Mapping[str, Member]) -> Holds:
    members = [own[one] for one in leaf.segment_ids if one in own]
    negated = leaf.negated
    return lambda facts, scores, now_ms: any(member(facts, scores, now_ms) for member in members) is not negated


def _group(group: Group, rules: list[Compiled]) -> Compiled:
    # And ends at the first that is False, or at the first that is True; else the first unknown decides, else the last.
    ends_at, negated = group.combinator is Combinator.OR, group.negated
    holds = [one.holds for one in rules]

    def decide(facts: CustomerFacts, scores: Any, now_ms: int) -> tuple[bool | None, str]:
        unknown: tuple[bool | None, str] | None = None
        found: tuple[bool | None, str] = (None, group.path)
        for one in rules:
            found = one.decide(facts, scores, now_ms)
            if found[0] is ends_at:
                return ends_at is not negated, found[1]
            if found[0] is None and unknown is None:
                unknown = found
        if unknown is not None:
            return unknown
        return ends_at is negated, found[1]

    if len(holds) == 1 and not negated:
        return Compiled(holds[0], decide)

    def all_or_any(facts: CustomerFacts, scores: Any, now_ms: int) -> bool | None:
        unknown = False
        for one in holds:
            found = one(facts, scores, now_ms)
            if found is ends_at:
                return ends_at is not negated
            if found is None:
                unknown = True
        return None if unknown else ends_at is negated

    return Compiled(all_or_any, decide)
