"""How an overview looks from outside: sentences, numbers, and the call that lists whom each number counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ...audience.overview import Looked
from ...facts.money import decimal_text
from ...facts.tenant import Tenant
from ...facts.text import counted
from ...population.due import WEEK_DAYS
from ...population.figures import REVENUE_DAYS, Figures
from ...population.overview import BEFORE_DAYS, NEWCOMER_DAYS, Stake, money_basis, slipping_days
from ...population.past import AT_RISK_DAYS, PastDay
from ...population.past_days import day_name
from ...population.past_lines import trailing_revenue, transitions_within
from ...scoring.lifecycle import LifecycleSegment
from ...scoring.prediction.verdict import sentence
from ...scoring.settings import Settings
from ..door.render import instant, money

if TYPE_CHECKING:
    from ..customers.shapes import TransitionCount
    from . import shapes
    from .shapes import CountFigure, ModelsInShort, Overview, Today

_YEAR, _TWO_YEARS = 365, 730
_CUSTOMERS = "/api/customers"
_NO_NIGHT = "No night has looked for reorders yet: POST /product-affinity/recalculate does."
_NOT_THEN = "Who is due is known of last night alone."
_NO_BACKTEST = "A backtest says whether to rely on the predictions."


def render_overview(found: Looked, settings: Settings, tenant: Tenant) -> Overview:
    """`days` are the local days of every `line`, the last of which is under way."""
    overview, days = found.overview, list(found.past.ends(_TWO_YEARS)) if found.past else []
    return {
        "asOf": instant(overview.as_of_ms),
        "currency": tenant.currency,
        "noOrders": overview.no_orders,
        "today": _today(found, settings, tenant),
        "figures": _figures(found, days, tenant),
        "figuresFrom": _first(days[-_YEAR:]),
        "segments": [
            {"segment": segment, "line": [day.by_segment[segment].customers for day in days]}
            for segment in LifecycleSegment
        ],
        "segmentsFrom": _first(days),
        "transitions": _transitions(days),
        "rfm": [
            {"recency": cell.recency, "frequency": cell.frequency, "group": cell.group, "customers": customers}
            for cell, customers in sorted(overview.cells.items(), reverse=True)
        ],
        "models": _models(found),
    }


def _today(found: Looked, settings: Settings, tenant: Tenant) -> Today:
    overview, basis = found.overview, money_basis(found.fit)
    since, until = slipping_days(settings)
    slipping, good, due = overview.slipping, overview.good_newcomers(), found.due
    then = _then(found)
    newest = good.days if good else 0
    stake = good.stake if good else Stake()
    newcomers = f"purchaseFrequency=One-time&maxDaysSinceLastOrder={newest}&minSpend={decimal_text(1, tenant.exponent)}"
    return {
        "slipping": {
            "sentence": f"{_people(slipping.customers)} ordered last between {since} and {until} days ago: after that "
            "they count as gone.",
            "customers": slipping.customers,
            "vips": slipping.vips,
            "money": money(slipping.money_minor, tenant.exponent),
            "moneyBasis": basis,
            "link": f"{_CUSTOMERS}?minDaysSinceLastOrder={since}&maxDaysSinceLastOrder={until}&sort=-totalSpend{then}",
            "asOf": instant(overview.as_of_ms),
        },
        "due": {
            "sentence": f"Within {WEEK_DAYS} days something is due to be bought again by {_people(due.customers)}."
            if due
            else (_NOT_THEN if found.then else _NO_NIGHT),
            "customers": due and due.customers,
            "pairs": due and due.pairs,
            "money": due and money(due.money_minor, tenant.exponent),
            "moneyBasis": due and "averagePurchase",
            "link": f"/product-affinity/due?days={WEEK_DAYS}",
            "asOf": instant(found.night_ms),
        },
        "newAndGood": {
            "sentence": f"{_people(stake.customers)} first ordered within {counted(newest, 'day')}: of those who did "
            f"within {NEWCOMER_DAYS}, a second order is likeliest from them.",
            "customers": stake.customers,
            "of": good.all if good else 0,
            "money": money(stake.money_minor, tenant.exponent),
            "moneyBasis": basis,
            "link": f"{_CUSTOMERS}?{newcomers}{then}",
            "asOf": instant(overview.as_of_ms),
        },
    }


def _figures(found: Looked, days: Sequence[PastDay], tenant: Tenant) -> shapes.Figures:
    now, before, year, then = found.overview.now, found.overview.before, days[-_YEAR:], _then(found)

    def count(read: Callable[[Figures], int], of_day: Callable[[PastDay], int], query: str) -> CountFigure:
        value, was = read(now), read(before)
        return {
            "value": value,
            "before": was,
            "change": value - was,
            "line": [of_day(day) for day in year],
            "link": f"{_CUSTOMERS}?{query}{then}",
        }

    revenue = [money(amount, tenant.exponent) for amount in trailing_revenue(days, REVENUE_DAYS)[-_YEAR:]]
    if revenue:
        # Thirty days of 24 hours until now, as the figure itself.
        revenue[-1] = money(now.revenue_minor, tenant.exponent)
    return {
        "customers": count(lambda one: one.customers, lambda day: day.buyers, "minDaysSinceLastOrder=0"),
        "active": count(lambda one: one.active, lambda day: day.active, "segment=Active,New&minDaysSinceLastOrder=0"),
        "vip": count(lambda one: one.vip, lambda day: day.by_segment[LifecycleSegment.VIP].customers, "segment=VIP"),
        "atRisk": count(
            lambda one: one.at_risk,
            lambda day: day.at_risk,
            f"segment=Active&minDaysSinceLastOrder={AT_RISK_DAYS}",
        ),
        "revenue": {
            "value": money(now.revenue_minor, tenant.exponent),
            "before": money(before.revenue_minor, tenant.exponent),
            "change": money(now.revenue_minor - before.revenue_minor, tenant.exponent),
            "line": revenue,
            "link": None,
        },
        "repeatRate": {
            "value": now.repeat_rate,
            "before": before.repeat_rate,
            "change": now.repeat_rate_since(before),
            "line": [day.repeat_rate for day in year],
            "link": None,
        },
        "beforeDays": BEFORE_DAYS,
        "revenueDays": REVENUE_DAYS,
    }


def _then(found: Looked) -> str:
    """What a call needs besides to list who there was at an instant of the past."""
    return f"&asOf={instant(found.overview.as_of_ms)}" if found.then else ""


def _transitions(days: Sequence[PastDay]) -> list[TransitionCount]:
    """How often each segment was left for each other one within the year."""
    moved = transitions_within(days, _YEAR)
    return [{"from": one.before, "to": one.after, "count": moved[one]} for one in sorted(moved)]


def _models(found: Looked) -> ModelsInShort:
    tested = found.backtested
    return {
        "basis": found.fit.basis if found.fit else None,
        "fittedAt": instant(found.fit.as_of_ms) if found.fit else None,
        "sentence": sentence(tested) if tested else _NO_BACKTEST,
        "testedAt": instant(tested.as_of_ms) if tested else None,
        "link": "/api/v1/analytics/backtest",
    }


def _first(days: Sequence[PastDay]) -> str | None:
    return day_name(days[0].day) if days else None


def _people(number: int) -> str:
    return counted(number, "customer")
