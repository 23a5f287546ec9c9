"""A tenant's fit: which of the models holds for it, and how its parameters were found (docs/scoring.md, Models)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from enum import StrEnum
from typing import Any

from ...dataclass import dataclass
from . import bgnbd, gamma_gamma
from .bgnbd import BgNbd
from .cells import Cells
from .correction import Correction
from .estimate import Estimate, estimate
from .gamma_gamma import GammaGamma, ValueLikelihood
from .likelihood import OrderLikelihood

MODEL_BUYERS, MODEL_DAYS = 500, 180
LEAST_BUYERS, LEAST_DAYS = 30, 30
# With fewer repeat buyers parameters are drawn towards CDNOW's, however many buyers there are.
LEAST_REPEAT_BUYERS = 30
# Standard deviations of the Gaussian on the logarithms of r, alpha, a and b that draws a fit towards CDNOW's: strong
# for a small tenant, weak for any other. The weak one moves nothing that a tenant's own orders say; where they say
# little it keeps parameters from absurd values.
STRONG, WEAK = (1.0, 1.0, 1.0, 1.0), (3.0, 3.0, 1.0, 1.0)
_STRONG_VALUE = (1.0, 1.0, 1.0)
REFIT_DAYS = 90
# CDNOW's maximum, in days (Fader, Hardie and Lee 2005; Fader and Hardie 2013): where a small tenant's fit is centred.
CDNOW_ORDERS = BgNbd(r=0.2426, alpha=30.90, a=0.7929, b=2.4259)
CDNOW_P, CDNOW_Q = 6.25, 3.74
# Where a search begins again that went astray from the first place.
_OTHER_START = BgNbd(r=1.0, alpha=100.0, a=0.1, b=10.0)


class Basis(StrEnum):
    """What a prediction rests on: the tenant's own fit, one drawn strongly to CDNOW's, source 002's table, nothing."""

    MODEL = "model"
    PRIOR = "prior"
    RULES = "rules"
    NOT_ELIGIBLE = "not_eligible"


class FitWarning(StrEnum):
    INSUFFICIENT_HISTORY = "insufficient_history"
    NO_RECENT_ORDERS = "no_recent_orders"


@dataclass(frozen=True, slots=True)
class Fit:
    """The models of a tenant as of an instant, fitted on `customers` buyers.

    `orders` and `value` are None for the basis `rules`; `value` also where nobody ever paid anything. The value's basis
    is `prior` where few came back, whatever the orders have. `correction` is None where too few taught one. `at_bound`
    names parameters at the edge of their range; `coarse` says that cells were rounded to weeks or half percents.
    `few_came_back`: fewer than 30 have two purchase days, and only somebody who came back can have left since, so that
    nothing in the tenant's own orders says how customers leave.
    """

    basis: Basis
    as_of_ms: int
    customers: int
    warning: FitWarning | None = None
    orders: BgNbd | None = None
    orders_log_likelihood: float | None = None
    value: GammaGamma | None = None
    value_log_likelihood: float | None = None
    value_basis: Basis = Basis.RULES
    correction: Correction | None = None
    at_bound: tuple[str, ...] = ()
    coarse: bool = False
    few_came_back: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Fit:
        """What `as_json` gave, also after JSON; a fit that was stored before there were corrections has none."""
        return cls(
            **{
                **stored,
                "basis": Basis(stored["basis"]),
                "warning": FitWarning(stored["warning"]) if stored["warning"] else None,
                "orders": BgNbd(*stored["orders"]) if stored["orders"] else None,
                "value": GammaGamma(*stored["value"]) if stored["value"] else None,
                "value_basis": Basis(stored["value_basis"]),
                "correction": Correction.of(stored["correction"]) if stored.get("correction") else None,
                "at_bound": tuple(stored["at_bound"]),
            }
        )


def fit(cells: Cells, last: Fit | None) -> Fit:
    """The fit that holds from now on: a new one, the last one, a penalised one, or the rules. Never raises.

    A tenant without an order for more than 90 days keeps its last fit. Where there is none, it is fitted as of its
    newest order: the silence since then says that the shop is closed, not that each of its customers left.
    """
    if cells.buyers < LEAST_BUYERS or cells.history_days < LEAST_DAYS:
        return Fit(Basis.RULES, cells.as_of_ms, cells.buyers, FitWarning.INSUFFICIENT_HISTORY)
    standing = last if last and last.orders else None
    warning = None
    if cells.days_since_newest > REFIT_DAYS:
        warning = FitWarning.NO_RECENT_ORDERS
        if standing:
            return replace(standing, warning=warning)
        cells = cells.at_newest_order()
    found = None
    if cells.buyers >= MODEL_BUYERS and cells.history_days >= MODEL_DAYS and cells.repeat_buyers >= LEAST_REPEAT_BUYERS:
        found = fitted(cells, Basis.MODEL) or standing
    found = found or fitted(cells, Basis.PRIOR) or standing
    return replace(found, warning=warning) if found else Fit(Basis.RULES, cells.as_of_ms, cells.buyers, warning)


def fitted(cells: Cells, basis: Basis) -> Fit | None:
    """Both models on the tenant's cells, for the basis `model` or `prior`.

    None where a search does not converge, or without a buyer.
    """
    if not cells.buyers:
        return None
    deviations = WEAK if basis is Basis.MODEL else STRONG
    orders = estimate(
        OrderLikelihood(cells.orders), cells.buyers, bgnbd.BOUNDS, (CDNOW_ORDERS, _OTHER_START), deviations=deviations
    )
    if orders is None:
        return None
    few = basis is Basis.PRIOR or cells.values.total() < LEAST_REPEAT_BUYERS
    value = _value(cells, penalised=few)
    return Fit(
        basis=basis,
        as_of_ms=cells.as_of_ms,
        customers=cells.buyers,
        orders=BgNbd(*orders.parameters),
        orders_log_likelihood=orders.log_likelihood,
        value=GammaGamma(*value.parameters) if value else None,
        value_log_likelihood=value.log_likelihood if value else None,
        value_basis=(Basis.PRIOR if few else Basis.MODEL) if value else Basis.RULES,
        at_bound=(*orders.at_bound, *(value.at_bound if value else ())),
        coarse=cells.coarse,
        few_came_back=cells.repeat_buyers < LEAST_REPEAT_BUYERS,
    )


def _value(cells: Cells, *, penalised: bool) -> Estimate | None:
    """Centred so that the mean over customers, p v / (q - 1), is the tenant's own mean value of a purchase day."""
    if cells.spend_minor <= 0:
        return None
    mean_minor = cells.spend_minor / cells.purchase_days
    centre = (CDNOW_P, CDNOW_Q, mean_minor * (CDNOW_Q - 1.0) / CDNOW_P)
    likelihood = ValueLikelihood(cells.values)
    for deviations in (_STRONG_VALUE,) if penalised else (None, _STRONG_VALUE):
        found = estimate(likelihood, likelihood.customers, gamma_gamma.BOUNDS, (centre,), deviations=deviations)
        if found is not None:
            return found
    return None
