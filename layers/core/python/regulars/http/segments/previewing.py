"""A rule tried out: read from the body, previewed, and asked of the past where that is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from ...audience.segment_backtest import AskedRule, RuleBacktest, backtest_rule
from ...audience.segment_preview import MOST_COMPARED, SegmentPreview, preview_segment
from ...errors import FieldError, QueryRefused
from ...segments.membership import Membership, Memberships, beside
from ...segments.parse import parse_rule
from ...segments.past import faults_of_past
from ...segments.segment import Segment, check_asked, check_named
from ...stores.shop import Shop
from ..door.bodies import or_default, required_text, whole

# What a rule that is nowhere stored is called in a fault.
_TRIED = "This rule"
_MOST_DAYS_AGO, _MOST_WITHIN, _MOST_POINTS = 1_825, 365, 50


class Previewed(NamedTuple):
    """`faults` say why the rule has no past; `backtest` None where it was not asked for."""

    membership: Membership
    found: SegmentPreview
    faults: list[FieldError]
    backtest: RuleBacktest | None


def _points(value: Any) -> float:
    if value is None:
        return 3.0
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not 0 < value <= _MOST_POINTS:
        raise ValueError(f"must be a number above 0, at most {_MOST_POINTS}")
    return float(value)


_BACKTEST = {
    "daysAgo": ("days_ago", whole(1, _MOST_DAYS_AGO, 90)),
    "withinDays": ("within_days", whole(1, _MOST_WITHIN, 30)),
    "points": ("points", _points),
}


def _backtest(value: Any) -> AskedRule:
    if not isinstance(value, dict):
        raise ValueError("must be an object; {} asks of 90 days ago")
    unknown = [name for name in value if name not in _BACKTEST]
    if unknown:
        raise ValueError(f"has no {unknown[0]}; it has {', '.join(_BACKTEST)}")
    given = {}
    for name, (attribute, parse) in _BACKTEST.items():
        try:
            given[attribute] = parse(value.get(name))
        except ValueError as fault:
            raise ValueError(f"has a {name} that {fault}") from None
    return AskedRule(**given)


def _compared(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ValueError("must be a list of ids of segments")
    if len(value) > MOST_COMPARED:
        raise ValueError(f"must name at most {MOST_COMPARED} segments")
    return list(dict.fromkeys(value))


PREVIEW: Mapping[str, Any] = {
    "criteria": lambda value: value,
    "segmentId": required_text,
    "compareWith": or_default(_compared),
    "backtest": or_default(_backtest),
}


def preview(shop: Shop, values: Mapping[str, Any], known: Memberships) -> Previewed:
    """Raises `QueryRefused` for a rule that cannot be taken, and for a backtest of one that has no past."""
    one = _asked(shop, values, known)
    others = []
    for place, segment_id in enumerate(values.get("compareWith") or ()):
        if segment_id not in known.by_id:
            raise QueryRefused([FieldError(f"compareWith[{place}]", f"is no segment: {segment_id}")])
        others.append(known.by_id[segment_id])
    faults = [] if one.rule is None else faults_of_past(one.rule, known)
    asked: AskedRule | None = values.get("backtest")
    if asked is not None and one.rule is None:
        raise QueryRefused([FieldError("backtest", "needs a rule: who is put in by hand has no past")])
    if asked is not None and faults:
        raise QueryRefused(faults)
    found = preview_segment(shop, one, others)
    return Previewed(one, found, faults, None if asked is None else backtest_rule(shop, one, asked))


def _asked(shop: Shop, values: Mapping[str, Any], known: Memberships) -> Membership:
    """As it would be if it were stored and active; one in the place of a stored one has its pins."""
    given, segment_id = values.get("criteria"), values.get("segmentId")
    if given is None and segment_id is None:
        raise QueryRefused([FieldError("criteria", "must be given, or a segmentId")])
    segments = {one.id: one for one in known.segments}
    base = segments.get(segment_id or "") or Segment("", _TRIED, None, shop.now_ms, shop.now_ms)
    rules = {one.segment.id: one.rule for one in known.by_id.values() if one.rule is not None}
    rule = rules.get(base.id) if given is None else parse_rule(given, shop.units)
    if rule is not None:
        check_named(rule, segment_id, segments, rules)
        check_asked({**rules, base.id: rule}, {base.id: base.name, **{one.id: one.name for one in known.segments}})
    return beside(known, replace(base, active=True), rule)
