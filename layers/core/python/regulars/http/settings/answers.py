"""How suggested settings look from outside: what each would be, why, and what it would move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...audience.preview import PREVIEWED, Move, Preview
from ...audience.suggested import Suggested
from ...facts.money import divide_half_up
from ...facts.tenant import Tenant
from ...population.suggested import FEWEST_BUYERS, FEWEST_REPEAT_BUYERS, Suggestion, SuggestionBasis
from ...scoring.settings import Settings
from ...scoring.settings_given import as_given
from ..door.render import instant

if TYPE_CHECKING:
    from . import shapes
    from .shapes import SettingsPreview, SuggestedSettings


def render_suggested(found: Suggested, before: Settings, tenant: Tenant, now_ms: int) -> SuggestedSettings:
    """`change` is the body that `PUT /api/settings` and the preview take."""
    current, suggested = as_given(before, tenant.exponent), as_given(found.after, tenant.exponent)
    change: dict[str, Any] = {}
    rows: list[shapes.Suggestion] = []
    for one, moved in zip(found.suggestions, found.moved, strict=True):
        value = None if one.value is None else _at(suggested, one.name)
        rows.append(
            {
                "setting": one.name,
                "current": _at(current, one.name),
                "suggested": value,
                "basis": one.basis,
                "reason": _reason(one, value, tenant.currency),
                "customers": one.of,
                "moved": moved,
                "movedShare": found.share_of(moved),
            }
        )
        if value is not None and value != _at(current, one.name):
            _put(change, one.name, value)
    return {
        "asOf": instant(now_ms),
        "suggestions": rows,
        "change": change,
        "preview": render_preview(found.preview),
    }


def render_preview(preview: Preview) -> SettingsPreview:
    """For each previewed field how many customers would change its value, and from what to what."""
    shown: dict[str, Any] = {"customers": preview.customers}
    for field in PREVIEWED:
        moves = preview.moves[field.name]
        assert field.previewed is not None
        shown[field.previewed.moved] = preview.moved(field.name)
        shown[field.previewed.moves] = [_move(move) for move in moves]
    return shown


def _move(move: Move) -> shapes.Move:
    return {
        "from": move.before,
        "to": move.after,
        "count": move.customers,
        "examples": [{"contactID": facts.customer_id, "name": facts.display_name} for facts in move.examples],
    }


def _reason(one: Suggestion, value: Any, currency: str) -> str:
    match one.basis:
        case SuggestionBasis.FEW_BUYERS:
            return f"Fewer than {FEWEST_BUYERS} customers have ordered ({one.of}): too few to say what is usual."
        case SuggestionBasis.ALL_ALIKE:
            return f"All {one.of} customers are alike in this: there is nothing to tell them apart by."
        case SuggestionBasis.FEW_REPEAT_BUYERS:
            return (
                f"{one.of} customers have ordered on more than one day; from {FEWEST_REPEAT_BUYERS} on their intervals "
                f"are known well enough. Until then {_listed(value, 'days')} are the usual choice."
            )
        case SuggestionBasis.SHARE:
            return (
                f"{_percent(one.sizes[0], one.of)} of {one.of} customers with an order have spent more than "
                f"{value} {currency}."
            )
        case SuggestionBasis.BANDS:
            labels = _LABELS.get(one.name, range(1, len(one.sizes) + 1))
            sizes = ", ".join(
                f"{score}: {_percent(size, one.of)}" for score, size in zip(labels, one.sizes, strict=True)
            )
            return f"The scores are then spread as evenly as equal values allow over {one.of} customers ({sizes})."
        case SuggestionBasis.INTERVALS:
            return _INTERVALS[one.name].format(of=one.of, days=_listed(value, "days"))


# What bands are called that are no scores from 1 on.
_LABELS = {"engagementSpend": range(0, 101, 20)}
_INTERVALS = {
    "dormantDays": "9 of 10 of the {of} customers who came back do so every {days} or more often: who is away longer "
    "has most likely left.",
    "newDays": "Half of the {of} customers who came back did so within {days} of their first order.",
    "frequencyDays": "A quarter, half and three quarters of the {of} customers who came back do so every {days} or "
    "more often.",
}


def _listed(value: Any, unit: str) -> str:
    values = value if isinstance(value, list) else [value]
    *others, last = map(str, values)
    return f"{', '.join(others)} and {last} {unit}" if others else f"{last} {unit}"


def _percent(part: int, whole: int) -> str:
    """`5 %` to one decimal, half up."""
    tenths = divide_half_up(1_000 * part, whole)
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def _at(settings: dict[str, Any], name: str) -> Any:
    """`rfm.spend` of settings as callers give them."""
    found: Any = settings
    for part in name.split("."):
        found = found[part]
    return found


def _put(settings: dict[str, Any], name: str, value: Any) -> None:
    *groups, last = name.split(".")
    for group in groups:
        settings = settings.setdefault(group, {})
    settings[last] = value
