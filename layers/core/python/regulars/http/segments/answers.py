"""How own segments look."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from ...facts.items.pin import Pin
from ...facts.money import plain
from ...facts.shares import share
from ...facts.text import counted
from ...segments.segment import Segment
from ...stores.ledger import Stored
from ..door.call import Call
from ..door.problem import fields
from ..door.render import instant
from ..door.revisions import etag

if TYPE_CHECKING:
    from ...audience.segment_backtest import RuleBacktest as Backtested
    from ...audience.segments_suggested import Counted
    from ...crm.pins import Membered
    from ...stores.tenant.segments import SegmentEdit
    from .previewing import Previewed
    from .shapes import (
        CustomSegment,
        RuleBacktest,
        RulePreview,
        SegmentMember,
        SegmentPin,
        SegmentRevision,
        SegmentSuggestion,
        SegmentVerdict,
    )

_EVERYBODY = "The rule matches every customer: it tells nobody apart."
_NOBODY = "The rule matches nobody now."


def segment_row(segment: Segment) -> CustomSegment:
    return {
        "id": segment.id,
        "name": segment.name,
        "description": segment.description,
        "color": segment.color,
        "criteria": None if segment.criteria is None else json.loads(segment.criteria),
        "active": segment.active,
        "announces": segment.announces,
        "revision": segment.revision,
        "createdAt": instant(segment.created_ms),
        "updatedAt": instant(segment.updated_ms),
        "updatedBy": segment.by,
        "etag": etag(segment.revision),
    }


def revision_row(edit: SegmentEdit) -> SegmentRevision:
    return {
        "revision": edit.segment.revision,
        "at": instant(edit.segment.updated_ms),
        "by": edit.segment.by,
        "deleted": edit.deleted,
        "segment": segment_row(edit.segment),
    }


def verdict_row(one: Membered) -> SegmentVerdict:
    return {
        "segmentId": one.membership.segment.id,
        "member": one.verdict.member,
        "decidedBy": one.verdict.decided_by,
    }


def member_row(one: Membered, customer_id: str, pin: Literal["in", "out"] | None) -> SegmentMember:
    return {
        "segmentId": one.membership.segment.id,
        "customerId": customer_id,
        "pin": pin,
        "member": one.verdict.member,
        "decidedBy": one.verdict.decided_by,
    }


def pin_row(stored: Stored[Pin]) -> SegmentPin:
    pin = stored.item
    return {
        "segmentId": pin.segment_id,
        "customerId": pin.customer_id,
        "pin": pin.pinned_as,
        "pinnedAt": instant(pin.pinned_ms),
        "pinnedBy": pin.by,
    }


def suggestion_row(one: Counted) -> SegmentSuggestion:
    found = one.suggestion
    return {
        "key": found.key,
        "name": found.name,
        "reason": found.reason,
        "criteria": found.criteria,
        "basedOn": found.of,
        "members": one.members,
        "share": None if one.members is None else share(one.members, one.customers),
    }


def preview_row(one: Previewed, call: Call) -> RulePreview:
    found, rule = one.found, one.membership.rule
    message = _EVERYBODY if found.everybody else _NOBODY if found.customers and not found.members else None
    return {
        "asOf": instant(call.now_ms),
        "customers": found.customers,
        "members": found.members,
        "share": found.share,
        "matchesEverybody": found.everybody,
        "message": message,
        "criteria": None if rule is None else dict(rule.criteria),
        "examples": [{"contactID": facts.customer_id, "name": facts.display_name} for facts in found.examples],
        "overlap": [
            {
                "segmentId": overlap.other.segment.id,
                "name": overlap.other.segment.name,
                "members": overlap.members,
                "both": overlap.both,
            }
            for overlap in found.overlaps
        ],
        "noPast": fields(tuple(one.faults)),
        "backtest": None if one.backtest is None else _backtest(one.backtest),
    }


def _backtest(found: Backtested) -> RuleBacktest:
    asked = found.asked
    return {
        "at": instant(found.at_ms),
        "customers": found.customers,
        "members": found.members,
        "withinDays": asked.within_days,
        "ordered": found.ordered,
        "orderedShare": found.share,
        "points": asked.points,
        "peopleNeeded": found.needed,
        "sentence": _sentence(found),
    }


def _sentence(found: Backtested) -> str:
    asked, ordered = found.asked, found.share
    then = f"{counted(asked.days_ago, 'day')} ago"
    if ordered is None:
        return f"{then} nobody would have been in it."
    points = plain(round(asked.points * 100), 100)
    told = (
        f"{then} {found.members} would have been in it; {plain(round(ordered * 1_000), 10)} % of them ordered within "
        f"{counted(asked.within_days, 'day')} anyway"
    )
    if found.needed is None:
        return f"{told}; {points} points more would be above 100 %."
    needed = counted(found.needed, "person", "people")
    return f"{told}; to see {points} points more by a campaign you need {needed}, half of them held out."
