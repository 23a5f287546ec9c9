"""One customer on the fly: ledger -> fold -> derive, so that a write is visible in the next read."""

from __future__ import annotations

from dataclasses import replace

from ..errors import FieldError, NotFound, QueryRefused
from ..facts.fold import fold
from ..scoring.derive import derive
from ..scoring.settings import Settings
from ..stores.ledger import Ledger
from .customer import Customer


def read_one(
    customer_id: str, *, ledger: Ledger, settings: Settings, now_ms: int, as_of_ms: int | None = None
) -> Customer:
    """The customer now, or at `as_of_ms`: orders placed by then, as known today, under today's settings and profile.

    Raises `NotFound`, and `QueryRefused` for an instant in the future.
    """
    if as_of_ms is not None and as_of_ms > now_ms:
        raise QueryRefused([FieldError("asOf", "must not lie in the future")])
    record = ledger.read_customer(customer_id)
    facts = fold(record)
    if not facts.known:
        raise unknown(customer_id)
    if as_of_ms is not None:
        # Who they are is known today, and so is the profile.
        facts = replace(fold(record.as_of(as_of_ms)), known=True, profile=facts.profile)
    return Customer(facts, derive(facts, settings, now_ms if as_of_ms is None else as_of_ms))


def unknown(customer_id: str) -> NotFound:
    return NotFound(f"There is no customer {customer_id}.")
