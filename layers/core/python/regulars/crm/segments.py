"""Own segments: made, changed, removed. Each edit is made over the set that was read, so that limits are exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..errors import Conflict, FieldError, NotFound, QueryRefused, StoreUnavailable
from ..segments.membership import memberships
from ..segments.parse import parse_rule
from ..segments.rule import Rule
from ..segments.segment import (
    MOST_ACTIVE,
    MOST_ANNOUNCING,
    MOST_CRITERIA_BYTES,
    MOST_STORED,
    Segment,
    check_asked,
    check_named,
    rule_of,
)
from ..segments.values import Units
from ..stores.shop import Shop
from ..stores.tenant.segments import SegmentEdit, SegmentSet
from .about import Check

_ATTEMPTS = 10


def create_segment(shop: Shop, fields: Mapping[str, Any], *, by: str | None) -> Segment:
    """A new segment. `fields` are those of `Segment`, its criteria as they were given. Raises as `update_segment`."""

    def make(stored: SegmentSet) -> Segment:
        if len(stored.by_id) >= MOST_STORED:
            raise Conflict("too_many_segments", f"There are {MOST_STORED} segments: delete one first.")
        criteria = _criteria(fields.get("criteria"), None, stored, shop.units)
        given = {**fields, "criteria": criteria}
        # Short, since what is announced of each customer names them; the revision of the set is given once.
        segment_id = f"s{stored.revision + 1}"
        return Segment(segment_id, created_ms=shop.now_ms, updated_ms=shop.now_ms, by=by, **given)

    return _edited(shop, make)


def update_segment(shop: Shop, segment_id: str, fields: Mapping[str, Any], *, by: str | None, check: Check) -> Segment:
    """The segment with these fields changed; nothing is written where it stays the same.

    Raises `NotFound`; `QueryRefused` for a rule that cannot be taken or a name that another one has, by field;
    `Conflict` for too many active or announcing ones.
    """

    def change(stored: SegmentSet) -> Segment:
        segment = required(stored.by_id, segment_id)
        check(segment.revision)
        given = dict(fields)
        if "criteria" in given:
            given["criteria"] = _criteria(given["criteria"], segment_id, stored, shop.units)
        if replace(segment, **given) == segment:
            return segment
        return replace(segment, **given, revision=segment.revision + 1, updated_ms=shop.now_ms, by=by)

    return _edited(shop, change)


def delete_segment(shop: Shop, segment_id: str, *, by: str | None, check: Check) -> None:
    """Removes it; its revisions stay. Raises `NotFound`, and `Conflict` where another segment names it."""
    for _ in range(_ATTEMPTS):
        stored = shop.segments.read()
        segment = required(stored.by_id, segment_id)
        check(segment.revision)
        naming = [
            one.name
            for one in stored.by_id.values()
            if (rule := rule_of(one, shop.units)) is not None and segment_id in rule.segment_ids
        ]
        if naming:
            raise Conflict("in_use", f"Other segments name this one: {', '.join(naming)}. Change them first.")
        last = replace(segment, revision=segment.revision + 1, updated_ms=shop.now_ms, by=by)
        announces = segment.announces and segment.active
        if shop.segments.put(last, replacing=stored.revision, deleted=True, announces=announces):
            return
    raise _busy()


def revisions_of(shop: Shop, segment_id: str) -> list[SegmentEdit]:
    """What each edit left, the oldest first. Raises `NotFound` for a segment that never was."""
    found = shop.segments.edits(segment_id)
    if not found:
        raise missing(segment_id)
    return found


def required(known: Mapping[str, Segment], segment_id: str) -> Segment:
    """Raises `NotFound`."""
    if segment_id not in known:
        raise missing(segment_id)
    return known[segment_id]


def missing(segment_id: str) -> NotFound:
    return NotFound(f"There is no segment {segment_id}.")


def _criteria(given: Any, segment_id: str | None, stored: SegmentSet, units: Units) -> str | None:
    """As they are kept. Raises `QueryRefused`."""
    if given is None:
        return None
    rule = parse_rule(given, units)
    check_named(rule, segment_id, stored.by_id, _rules(stored.by_id, units))
    text = rule.as_json()
    if len(text.encode()) > MOST_CRITERIA_BYTES:
        raise QueryRefused([FieldError("criteria", f"has more than {MOST_CRITERIA_BYTES // 1_000} KB")])
    return text


def _edited(shop: Shop, decide: Callable[[SegmentSet], Segment]) -> Segment:
    for _ in range(_ATTEMPTS):
        stored = shop.segments.read()
        segment = decide(stored)
        if segment == stored.by_id.get(segment.id):
            return segment
        _check(segment, stored, shop.units)
        if shop.segments.put(segment, replacing=stored.revision, announces=_told(stored, segment, shop.units)):
            return segment
    raise _busy()


def _check(segment: Segment, stored: SegmentSet, units: Units) -> None:
    """What the set must be with the segment in it. Raises as `update_segment` does."""
    others = [one for one in stored.by_id.values() if one.id != segment.id]
    if any(one.name.casefold() == segment.name.casefold() for one in others):
        raise QueryRefused([FieldError("name", "is the name of another segment")])
    if segment.active and sum(one.active for one in others) >= MOST_ACTIVE:
        raise Conflict("too_many_segments", f"At most {MOST_ACTIVE} segments are active at once: switch one off first.")
    if segment.announces and sum(one.announces for one in others) >= MOST_ANNOUNCING:
        raise Conflict("too_many_announcing", f"At most {MOST_ANNOUNCING} segments announce: let one be silent first.")
    after = {**stored.by_id, segment.id: segment}
    check_asked(_rules(after, units), {one.id: one.name for one in after.values()})
    compiled = memberships(tuple(after.values()), units, stored.revision + 1)
    for one in compiled.announcing():
        if one.predicts:
            raise QueryRefused([FieldError("announces", _PREDICTS.format(one.segment.name))])


_PREDICTS = "does not go with what the models expect, which changes at every moment and is fitted at night ({})"


def _told(stored: SegmentSet, edited: Segment, units: Units) -> bool:
    """Whether by this edit what is announced may differ: it is of a segment that announces, or that one of these
    names."""
    announced: set[str] = set()
    for by_id in (stored.by_id, {**stored.by_id, edited.id: edited}):
        rules = _rules(by_id, units)
        waiting = [one.id for one in by_id.values() if one.announces and one.active]
        while waiting:
            segment_id = waiting.pop()
            if segment_id not in announced:
                announced.add(segment_id)
                waiting += rules[segment_id].segment_ids if segment_id in rules else ()
    return edited.id in announced


def _rules(known: Mapping[str, Segment], units: Units) -> dict[str, Rule]:
    found = ((one.id, rule_of(one, units)) for one in known.values())
    return {segment_id: rule for segment_id, rule in found if rule is not None}


def _busy() -> StoreUnavailable:
    return StoreUnavailable("the segments kept being changed by others")
