"""A loyalty program as callers give it: each field read alone, lists of objects with the path of each fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ...errors import FieldError, QueryRefused
from ...loyalty.program import (
    FACTOR,
    FACTOR_DECIMALS,
    MOST_REWARDS,
    MOST_TIERS,
    TIER_WINDOW_DAYS,
    ExpiryRounding,
    ProgramType,
    Reward,
    RewardKind,
    Tier,
)
from ...scoring.setting_types import Money
from ..door.bodies import Parse, between, moment, or_default, read_fields, required_text, short_text, word, yes_or_no
from ..door.call import Call

LONGEST_NAME = 100
LONGEST_ID = 64
MOST_DAYS = 36_500
MOST_POINTS = 1_000_000_000
MOST_FACTOR = 10_000
_ACTIVE, _INACTIVE = "active", "inactive"
_MONEY = Money()


def factor(value: Any) -> int:
    """A number of at most four decimals, in ten-thousandths."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value <= MOST_FACTOR:
        raise ValueError(f"must be a number from 0 to {MOST_FACTOR}")
    scaled = Decimal(value) * FACTOR
    if scaled != int(scaled):
        raise ValueError(f"must have at most {FACTOR_DECIMALS} decimals")
    return int(scaled)


def status(value: Any) -> bool:
    """Whether a program is active."""
    if value not in (_ACTIVE, _INACTIVE):
        raise ValueError(f"must be one of {_ACTIVE}, {_INACTIVE}")
    return bool(value == _ACTIVE)


def status_word(active: bool) -> str:
    return _ACTIVE if active else _INACTIVE


def read_program(call: Call, given: Mapping[str, Any], required: Mapping[str, Parse]) -> dict[str, Any]:
    """The fields of a program that were given, by the names of `Program`; null puts a default in the place of one that
    has one. Raises `QueryRefused` with every fault."""
    fields = _fields(call)
    lists = {name: given[name] for name in _LISTS if name in given}
    alone = {name: value for name, value in given.items() if name not in lists}
    optional = {name: parse for name, (_, parse) in fields.items() if name not in required}
    values, faults = read_fields(alone, required, optional=optional)
    found = {fields[name][0] if name in fields else name: value for name, value in values.items()}
    for name, objects in lists.items():
        found[name], more = _LISTS[name](call, objects)
        faults += more
    if faults:
        raise QueryRefused(faults)
    return found


def _fields(call: Call) -> dict[str, tuple[str, Parse]]:
    """By the API's names: the field of a program, and how it is read."""
    return {
        "name": ("name", NAME),
        "type": ("type", word(ProgramType)),
        "status": ("active", or_default(status, True)),
        "autoEarn": ("auto_earn", or_default(yes_or_no, True)),
        "pointsPerUnit": ("points_per_unit", or_default(factor, FACTOR)),
        "multiplier": ("multiplier", or_default(factor, FACTOR)),
        "minimumPurchase": ("minimum_minor", or_default(_money(call), 0)),
        "expiryDays": ("expiry_days", or_default(between(1, MOST_DAYS))),
        "expiryRounding": ("expiry_rounding", or_default(word(ExpiryRounding), ExpiryRounding.NONE)),
        "pendingDays": ("pending_days", or_default(between(0, MOST_DAYS), 0)),
        "tierWindowDays": ("tier_window_days", or_default(between(1, MOST_DAYS), TIER_WINDOW_DAYS)),
        "referralPoints": ("referral_points", or_default(between(0, MOST_POINTS), 0)),
        "effectiveFrom": ("from_ms", or_default(moment(call.settings.timezone, call.now_ms), call.now_ms)),
    }


NAME = short_text(LONGEST_NAME)


def _money(call: Call) -> Parse:
    return lambda value: _MONEY.read(value, call.tenant.exponent)


_Read = tuple[tuple[Any, ...], list[FieldError]]


def _tiers(call: Call, given: Any) -> _Read:
    return _objects(
        "tiers",
        given,
        MOST_TIERS,
        {"name": NAME, "threshold": between(0, MOST_POINTS)},
        {"multiplier": or_default(factor, FACTOR), "graceDays": or_default(between(0, MOST_DAYS), 0)},
        lambda one: Tier(one["name"], one["threshold"], one.get("multiplier", FACTOR), one.get("graceDays", 0)),
    )


def _rewards(call: Call, given: Any) -> _Read:
    return _objects(
        "rewards",
        given,
        MOST_REWARDS,
        {
            "id": short_text(LONGEST_ID),
            "name": NAME,
            "points": between(1, MOST_POINTS),
            "kind": word(RewardKind),
        },
        {
            "amount": or_default(_money(call)),
            "stock": or_default(between(0, MOST_POINTS)),
            "minTier": or_default(required_text),
            # As an answer has it: whoever sends back what they read need not take it out.
            "left": lambda value: None,
        },
        lambda one: Reward(
            one["id"],
            one["name"],
            one["points"],
            one["kind"],
            one.get("amount"),
            one.get("stock"),
            one.get("minTier"),
        ),
    )


_LISTS: Mapping[str, Callable[[Call, Any], _Read]] = {"tiers": _tiers, "rewards": _rewards}


def _objects(
    name: str,
    given: Any,
    most: int,
    required: Mapping[str, Parse],
    optional: Mapping[str, Parse],
    make: Callable[[dict[str, Any]], Any],
) -> _Read:
    """A list of objects, null for an empty one, and what is wrong with each."""
    if given is None:
        return (), []
    if not isinstance(given, list) or len(given) > most:
        return (), [FieldError(name, f"must be a list of at most {most} objects")]
    found, faults = [], []
    for place, one in enumerate(given):
        if not isinstance(one, dict):
            faults.append(FieldError(f"{name}[{place}]", "must be an object"))
            continue
        values, wrong = read_fields(one, required, optional=optional)
        faults += [FieldError(f"{name}[{place}].{fault.field}", fault.message) for fault in wrong]
        if not wrong:
            found.append(make(values))
    return tuple(found), faults
