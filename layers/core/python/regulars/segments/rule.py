"""A rule as it was understood: a tree of groups and leaves, values in inner units, each with its place in what came."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from ..dataclass import dataclass
from ..scoring.fields import Field, Operator
from .collection import Collection, Measure

MOST_DEPTH = 5
MOST_LEAVES = 50


class Combinator(StrEnum):
    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field compared. `wanted` is in inner units: a value, a frozenset, a pair, days, or None."""

    path: str
    field: Field
    operator: Operator
    wanted: Any


@dataclass(frozen=True, slots=True)
class Count:
    """How many or how much of a collection: of what passes all of `where`, in the last `within_days`, None: ever."""

    path: str
    collection: Collection
    measure: Measure
    operator: Operator
    wanted: Any
    where: tuple[Leaf, ...]
    within_days: int | None


@dataclass(frozen=True, slots=True)
class InSegment:
    """Whether the customer is in one of these own segments; `negated`: in none of them."""

    path: str
    segment_ids: tuple[str, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Group:
    path: str
    combinator: Combinator
    negated: bool
    rules: tuple[Node, ...]


Node: TypeAlias = Leaf | Count | InSegment | Group


@dataclass(frozen=True, slots=True)
class Rule:
    """`criteria` is the tree as it is kept and shown: in this language, whatever it was imported from."""

    root: Group
    criteria: Mapping[str, Any]

    def as_json(self) -> str:
        """The criteria as they are stored."""
        return json.dumps(self.criteria, ensure_ascii=False, separators=(",", ":"))

    @property
    def leaves(self) -> Iterator[Leaf | Count | InSegment]:
        return leaves_of(self.root)

    @property
    def segment_ids(self) -> tuple[str, ...]:
        """The own segments that it names, each once."""
        named = (leaf.segment_ids for leaf in self.leaves if isinstance(leaf, InSegment))
        return tuple(dict.fromkeys(one for ids in named for one in ids))


def leaves_of(node: Node) -> Iterator[Leaf | Count | InSegment]:
    if isinstance(node, Group):
        for one in node.rules:
            yield from leaves_of(one)
    else:
        yield node
