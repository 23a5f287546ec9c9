"""A shop's own signals of churn: set and taken away, within what they may weigh together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..errors import FieldError, NotFound, QueryRefused
from ..facts.folds.attention import fold_signals
from ..facts.items.signal import MOST_SIGNALS, MOST_WEIGHT, Signal, Signals
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.persons import read_kind_of_person
from ..stores.ledger.rewrite import rewrite
from ..stores.ledger.signals import SIGNALS
from .about import written_at
from .customers import require_customer, require_not_erased, require_readable


def set_signal(customer_id: str, signal: Signal, *, ledger: Ledger, now_ms: int) -> tuple[Stored[Signals], bool]:
    """All signals after this one was set, and whether it is new; those that have expired are dropped.

    Raises `NotFound`, `CustomerErased`, `StoreUnavailable`, and `QueryRefused` for one too many, or for more weight
    than there is.
    """
    created = False

    def decide(stored: Stored[Signals] | None) -> Signals | None:
        nonlocal created
        held = [one for one in (stored.item.signals if stored else ()) if one.holds(now_ms)]
        others = [one for one in held if one.name != signal.name]
        created = len(others) == len(held)
        if len(others) >= MOST_SIGNALS:
            raise QueryRefused([FieldError("name", f"would be signal {MOST_SIGNALS + 1}: at most {MOST_SIGNALS} hold")])
        room = MOST_WEIGHT - sum(one.weight for one in others)
        if signal.weight > room:
            message = f"must be at most {room}: all signals of a customer weigh at most {MOST_WEIGHT} together"
            raise QueryRefused([FieldError("weight", message)])
        signals = tuple(sorted([*others, signal]))
        if stored is not None:
            if stored.item.signals == signals:
                return None
            return replace(stored.item, signals=signals, **written_at(now_ms))
        return Signals(customer_id, signals, created_ms=now_ms, **written_at(now_ms))

    require_not_erased(customer_id, ledger)
    require_customer(customer_id, ledger)
    written = rewrite(SIGNALS, customer_id, "", decide, ledger=ledger)
    assert written is not None, "it is there, or was written"
    return written, created


def remove_signal(customer_id: str, name: str, *, ledger: Ledger, now_ms: int, check: Callable[[int], None]) -> None:
    """Raises `NotFound`, `CustomerErased`, `StoreUnavailable`."""
    require_not_erased(customer_id, ledger)

    def decide(stored: Stored[Signals] | None) -> Signals | None:
        if stored is None or all(one.name != name for one in stored.item.signals):
            raise NotFound(f"There is no signal {name} of customer {customer_id}.")
        check(stored.n)
        left = tuple(one for one in stored.item.signals if one.name != name)
        return replace(stored.item, signals=left, **written_at(now_ms))

    rewrite(SIGNALS, customer_id, "", decide, ledger=ledger)


def read_signals(customer_id: str, *, ledger: Ledger) -> tuple[Signal, ...]:
    """Those of the person that hold and those that have expired, by name. Raises `NotFound`, and `Merged`."""
    require_readable(customer_id, ledger)
    stored = read_kind_of_person(ledger, SIGNALS, customer_id)
    if not stored:
        require_customer(customer_id, ledger)
    return fold_signals(one.item for one in stored)
