"""One customer with what the models expect of him: from the ledger, under the fit of the last night."""

from __future__ import annotations

from ..scoring.derive import with_prediction
from ..scoring.settings import Settings
from ..stores.fits import FitStore
from ..stores.ledger import Ledger
from .customer import Customer
from .one import read_one


def read_predicted(customer_id: str, *, ledger: Ledger, fits: FitStore, settings: Settings, now_ms: int) -> Customer:
    """The customer with every score. Raises `NotFound`."""
    facts, scores = read_one(customer_id, ledger=ledger, settings=settings, now_ms=now_ms)
    return Customer(facts, with_prediction(scores, facts, fits.read(), settings, now_ms))
