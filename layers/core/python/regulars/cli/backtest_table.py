"""A backtest as a merchant reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..scoring.prediction.fit import LEAST_BUYERS, LEAST_DAYS, REFIT_DAYS, Basis, FitWarning
from .output import grouped

_BASES = {
    Basis.MODEL: "model",
    Basis.PRIOR: "a model that leans on another shop's",
    Basis.RULES: "fixed rules",
    Basis.NOT_ELIGIBLE: "nothing",
}
_WARNINGS = {
    FitWarning.INSUFFICIENT_HISTORY: f"fewer than {LEAST_BUYERS} buyers, or less than {LEAST_DAYS} days of orders",
    FitWarning.NO_RECENT_ORDERS: f"no order in the {REFIT_DAYS} days before the cut",
}


def lines_of(shown: Mapping[str, Any], tenant_id: str) -> Iterator[str]:
    """The lines of what `GET /api/v1/analytics/backtest` answers."""
    if shown["customers"]:
        yield f"{tenant_id}: fitted on orders up to {shown['cut']}, tested on the {shown['holdoutDays']} days after it"
        yield from _table(shown)
        yield from _figures(shown)
        yield ""
    yield shown["sentence"]
    yield shown["productsSentence"]
    yield shown["purchasesSentence"]
    if shown["stored"]:
        yield f"GET /api/v1/analytics/backtest now answers with this, as of {shown['asOf']}."


def _table(shown: Mapping[str, Any]) -> Iterator[str]:
    yield "  group    customers  expected to order  ordered"
    for number, group in enumerate(shown["deciles"], 1):
        yield _row(str(number), group)
    yield _row("all", shown)


def _row(name: str, group: Mapping[str, Any]) -> str:
    predicted, actual = _percent(group["predicted"]), _percent(group["actual"])
    return f"  {name:<5} {grouped(group['customers']):>12} {predicted:>18} {actual:>8}"


def _figures(shown: Mapping[str, Any]) -> Iterator[str]:
    naive, orders, products = shown["naive"], shown["orders"], shown["products"]
    expected = "no number" if orders["expected"] is None else grouped(round(orders["expected"]))
    yield f"  orders         {expected} expected, {grouped(orders['placed'])} placed"
    alone = shown["uncorrected"]
    yield (
        f"  Brier score    {_figure(shown['brier'])}; {_without(alone, 'brier')}one rate for all "
        f"{_figure(naive['rateBrier'])}, days since the last order {_figure(naive['recencyBrier'])} (lower is better)"
    )
    yield (
        f"  ranking (AUC)  {_figure(shown['auc'])}; {_without(alone, 'auc')}days since the last order "
        f"{_figure(naive['recencyAuc'])} (0.5 is guessing, 1 perfect)"
    )
    slope_alone = f"; {_without(alone, 'slope')}".removesuffix(", ") if alone else ""
    yield f"  slope          {_figure(shown['slope'])}{slope_alone} (1 is right, below 1 too sure)"
    yield (
        f"  next product   {_percent(products['recommended'])} of {grouped(products['customers'])}; most frequent "
        f"{_percent(products['mostFrequent'])}, last {_percent(products['last'])}, by probability "
        f"{_percent(products['probable'])}"
    )
    buyers, purchases = products["buyers"], shown["purchases"]
    yield (
        f"  of all buyers  {_percent(buyers['probable'])} of {grouped(buyers['customers'])} by probability; most "
        f"frequent {_percent(buyers['mostFrequent'])}"
    )
    by_weeks = "no number" if purchases["expected"] is None else grouped(round(purchases["expected"]))
    rhythm = purchases["inRhythm"]
    yield (
        f"  purchases      {by_weeks} expected by recent weeks, {grouped(purchases['came'])} came; pairs in rhythm "
        f"{grouped(rhythm['expected'])} and {grouped(rhythm['came'])}"
    )
    yield f"  rests on       {_basis(shown)}"


def _without(alone: Mapping[str, Any] | None, figure: str) -> str:
    return f"without correction {_figure(alone[figure])}, " if alone else ""


def _basis(shown: Mapping[str, Any]) -> str:
    buyers = shown["fittedCustomers"]
    basis = _BASES[Basis(shown["basis"])]
    notes = [basis if buyers is None else f"{basis}, fitted on {grouped(buyers)} buyers"]
    if shown["corrected"]:
        notes.append("corrected by its own last window")
    if shown["warning"]:
        notes.append(_WARNINGS[FitWarning(shown["warning"])])
    if shown["atBound"]:
        notes.append(f"parameters at the edge of their range: {', '.join(shown['atBound'])}")
    if shown["coarse"]:
        notes.append("by weeks")
    return "; ".join(notes)


def _percent(share: Any) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _figure(value: Any) -> str:
    return "-" if value is None else f"{value:.3f}"
