"""Who is in a segment: pins first, then its rule. One compiled value a tenant, made anew where an edit was stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..scoring.derive import Scores
from ..scoring.fields import Score
from ..scoring.prediction import prediction
from ..scoring.settings import Settings
from .collection import Collection
from .compiled import Compiled, Holds, Member, compile_node
from .purchases_counted import PRODUCTS
from .rule import Count, InSegment, Leaf, Rule
from .segment import Segment, in_order, rule_of
from .values import Units
from .vocabulary import SCORE_OF, TAGS

# What decided where no leaf did.
PINNED, EXCLUDED, NO_RULE, INACTIVE = "pinned", "excluded", "noRule", "inactive"
WITHOUT_LEAF = frozenset({PINNED, EXCLUDED, NO_RULE, INACTIVE})


class Verdict(NamedTuple):
    """`decided_by` is the path of the leaf that ended the question, else one of the words above."""

    member: bool
    decided_by: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A segment that can be asked of a customer. `rule` None: pins alone make members.

    `over` are the leaves that decide, those of the segments that it names included. `member` asks whether a customer is
    in it, under the scores of the instant.
    """

    segment: Segment
    rule: Rule | None
    compiled: Compiled | None
    over: tuple[Leaf | Count, ...]
    member: Member

    def evaluate(self, facts: CustomerFacts, scores: Scores, now_ms: int) -> Verdict:
        """The same with what decided; slower."""
        segment_id = self.segment.id
        if not self.segment.active:
            return Verdict(False, INACTIVE)
        pins = facts.pins
        if pins is not None and segment_id in pins.excluded:
            return Verdict(False, EXCLUDED)
        if pins is not None and segment_id in pins.included:
            return Verdict(True, PINNED)
        if self.compiled is None:
            return Verdict(False, NO_RULE)
        found, leaf = self.compiled.decide(facts, scores, now_ms)
        return Verdict(found is True, leaf)

    @property
    def scores(self) -> frozenset[str]:
        """The names of the scores that it reads."""
        return frozenset(SCORE_OF[one.field.rule_name].name for one in self.over if isinstance(one, Leaf))

    @property
    def predicts(self) -> bool:
        """Whether it reads what the models expect: scores then need `with_prediction`."""
        return prediction.SCORE.name in self.scores

    @property
    def whole_rows(self) -> bool:
        """Whether it reads what only whole rows hold: products or tags."""
        return TAGS.name in self.scores or any(one.collection is PRODUCTS for one in self._counts)

    @property
    def collections(self) -> tuple[Collection, ...]:
        return tuple({one.collection.name: one.collection for one in self._counts}.values())

    @property
    def lacks(self) -> Callable[[CustomerFacts, Settings, int], bool]:
        """Whether facts as an index holds them leave out something that it reads."""
        named = self.scores
        scores: list[Any] = [one.lacks for one in _scores_named(named) if one.lacks]
        unread = [one.unread for one in self.collections]
        predicts = self.predicts

        def lacking(facts: CustomerFacts, settings: Settings, now_ms: int) -> bool:
            if facts.pins is None or any(lacks(facts, settings, now_ms) for lacks in scores):
                return True
            if predicts and len(facts.purchases.timeline) != facts.purchases.order_count:
                return True
            return any(one(facts) for one in unread)

        return lacking

    @property
    def _counts(self) -> Iterator[Count]:
        return (one for one in self.over if isinstance(one, Count))


@dataclass(frozen=True, slots=True)
class Memberships:
    """All of a tenant's segments, compiled, under the revision of their set."""

    revision: int
    by_id: Mapping[str, Membership]
    _members: Mapping[str, Member] = field(default_factory=dict, repr=False)
    _rules: tuple[tuple[str, Holds], ...] = field(default=(), repr=False)

    def of(self, facts: CustomerFacts, scores: Scores, now_ms: int) -> list[str]:
        """The ids of the segments that the customer is in: below half a microsecond for each of one leaf."""
        pins = facts.pins
        if not pins or not pins.any:
            return [segment_id for segment_id, holds in self._rules if holds(facts, scores, now_ms) is True]
        return [segment_id for segment_id, member in self._members.items() if member(facts, scores, now_ms)]

    @property
    def segments(self) -> list[Segment]:
        return [one.segment for one in self.by_id.values()]

    def announcing(self) -> list[Membership]:
        return [one for one in self.by_id.values() if one.segment.announces and one.segment.active]


@lru_cache(maxsize=32)
def memberships(segments: tuple[Segment, ...], units: Units, revision: int) -> Memberships:
    """Compiles them once. Raises `QueryRefused` for criteria that can no longer be read, and for a cycle."""
    known = {one.id: one for one in segments}
    rules = {one.id: rule for one in segments if (rule := rule_of(one, units)) is not None}
    members: dict[str, Member] = {}
    made: dict[str, Membership] = {}
    for segment_id in [*in_order(rules), *(one for one in known if one not in rules)]:
        made[segment_id] = membership(known[segment_id], rules.get(segment_id), members, made)
        if known[segment_id].active:
            members[segment_id] = made[segment_id].member
    by_id = {segment_id: made[segment_id] for segment_id in known}
    asked = {segment_id: members[segment_id] for segment_id in known if segment_id in members}
    compiled = ((segment_id, made[segment_id].compiled) for segment_id in asked)
    return Memberships(revision, by_id, asked, tuple((id_, one.holds) for id_, one in compiled if one is not None))


def membership(
    segment: Segment, rule: Rule | None, members: Mapping[str, Member], made: Mapping[str, Membership]
) -> Membership:
    """One segment over others that have been compiled."""
    if rule is None:
        return Membership(segment, None, None, (), _asking(segment, None))
    over: list[Leaf | Count] = []
    for leaf in rule.leaves:
        if isinstance(leaf, InSegment):
            over += [one for named in leaf.segment_ids if named in made for one in made[named].over]
        else:
            over.append(leaf)
    compiled = compile_node(rule.root, members)
    return Membership(segment, rule, compiled, tuple(over), _asking(segment, compiled))


def beside(known: Memberships, segment: Segment, rule: Rule | None) -> Membership:
    """A segment that is not stored so, over the tenant's segments: to look at before it is saved."""
    return membership(segment, rule, known._members, known.by_id)


def _asking(segment: Segment, compiled: Compiled | None) -> Member:
    """Pins, then the compiled rule."""
    segment_id = segment.id
    if not segment.active:
        return lambda facts, scores, now_ms: False
    if compiled is None:
        return lambda facts, scores, now_ms: facts.pins is not None and segment_id in facts.pins.included
    holds = compiled.holds

    def member(facts: CustomerFacts, scores: Any, now_ms: int) -> bool:
        pins = facts.pins
        if pins is not None and pins.any:
            if segment_id in pins.excluded:
                return False
            if segment_id in pins.included:
                return True
        return holds(facts, scores, now_ms) is True

    return member


def _scores_named(names: frozenset[str]) -> Iterator[Score]:
    found = {score.name: score for score in SCORE_OF.values()}
    return (found[name] for name in sorted(names))
