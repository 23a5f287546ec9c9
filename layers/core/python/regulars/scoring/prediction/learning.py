"""What a fit is corrected by: the customers of a sample, as they were a window ago, and who of them ordered since."""

from __future__ import annotations

from dataclasses import replace

from .bgnbd import BgNbd, order_probability, p_alive
from .cells import Cells
from .correction import Correction, Row, features, learnt
from .fit import Fit, fit
from .sample import LONGEST_WINDOW_DAYS, Known, Sample

LEAST_WINDOW_DAYS = 21


def corrected_fit(cells: Cells, sample: Sample, last: Fit | None, *, horizon_days: int) -> Fit:
    """The fit that holds from now on, with what its sample corrects. One that stands keeps its own correction."""
    found = fit(cells, last)
    if found.orders is None or found.as_of_ms != cells.as_of_ms:
        return found
    correction = learn(sample, found.orders, horizon_days=horizon_days, history_days=cells.history_days)
    return replace(found, correction=correction)


def learn(sample: Sample, model: BgNbd, *, horizon_days: int, history_days: int) -> Correction | None:
    """The correction of a model for one horizon; None where the tenant's past is too short or too small to teach one.

    The window is the horizon, but three weeks at least, and at most half of the history and a year. The model is asked
    under the parameters of today, about customers as they were known when the window began.
    """
    window_days = min(max(horizon_days, LEAST_WINDOW_DAYS), history_days // 2, LONGEST_WINDOW_DAYS)
    if window_days < LEAST_WINDOW_DAYS:
        return None
    rows, today = [], []
    for customer in sample:
        then, now = customer.known(window_days), customer.known(0)
        if then is not None:
            rows.append((row_of(model, then, window_days), customer.ordered_within(window_days)))
        if now is not None:
            today.append(row_of(model, now, horizon_days))
    return learnt(rows, today, horizon_days=horizon_days, window_days=window_days)


def row_of(model: BgNbd, known: Known, horizon_days: int) -> Row:
    """What the model says of a customer, and the features beside it."""
    x, t_x, age, spend_minor, orders = known
    probability = p_alive(model, x, t_x, age) * order_probability(model, x, age, horizon_days)
    return Row(probability, features(x, age - t_x, spend_minor, orders))
