"""One customer on the fly: ledger -> fold -> derive, so that a write is visible in the next read."""

from __future__ import annotations

from dataclasses import replace

from ..errors import FieldError, QueryRefused
from ..facts.customer import CustomerFacts
from ..facts.fold import fold
from ..scoring.derive import derive, with_prediction
from ..scoring.prediction.fit import Fit
from ..stores.folded import read_folded
from ..stores.shop import Shop
from .customer import Customer


def read_one(shop: Shop, customer_id: str, *, as_of_ms: int | None = None) -> Customer:
    """The customer now, or at `as_of_ms`: orders placed by then, as known today, under today's settings and profile.

    Raises `NotFound`, and `QueryRefused` for an instant in the future.
    """
    if as_of_ms is not None and as_of_ms > shop.now_ms:
        raise QueryRefused([FieldError("asOf", "must not lie in the future")])
    record, facts = read_folded(customer_id, shop.ledger)
    if as_of_ms is None:
        return Customer(facts, derive(facts, shop.settings, shop.now_ms))
    # Who they are is known today, and so is the profile: they may have done something before they were a customer.
    facts = replace(fold(record.as_of(as_of_ms), known=True), profile=facts.profile)
    return Customer(facts, derive(facts, shop.settings, as_of_ms))


def read_scored(shop: Shop, customer_id: str, *, as_of_ms: int | None) -> Customer:
    """As `read_one`, with what the models expect: of an earlier instant what rules say: no fit is of then."""
    if as_of_ms is None:
        return read_predicted(shop, customer_id)
    facts, scores = read_one(shop, customer_id, as_of_ms=as_of_ms)
    return Customer(facts, with_prediction(scores, facts, None, shop.settings, as_of_ms))


def read_predicted(shop: Shop, customer_id: str) -> Customer:
    """The customer with every score, what the models expect of them included. Raises `NotFound`."""
    return predicted(shop, read_folded(customer_id, shop.ledger).facts, shop.fits.read())


def predicted(shop: Shop, facts: CustomerFacts, fit: Fit | None) -> Customer:
    """Every score of whole facts, under the fit of the last night; None before the first."""
    scores = derive(facts, shop.settings, shop.now_ms)
    return Customer(facts, with_prediction(scores, facts, fit, shop.settings, shop.now_ms))
