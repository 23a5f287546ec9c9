"""Profiles: what people set about customers, over what the orders say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.items.profile import Profile
from ..facts.order import Lane
from ..stores.folded import read_folded
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.persons import require_survivor
from ..stores.ledger.profiles import PROFILE
from ..stores.ledger.rewrite import rewrite
from ..stores.registry import Registry
from .customers import require_customer, require_not_erased

# The revision of a profile in which nothing was ever set.
NEVER_SET = 0


class CustomerProfile(NamedTuple):
    """A customer with what is set about them; None: nothing ever was."""

    facts: CustomerFacts
    stored: Stored[Profile] | None

    @property
    def revision(self) -> int:
        return self.stored.n if self.stored else NEVER_SET


def read_profile(customer_id: str, *, ledger: Ledger) -> CustomerProfile:
    """The customer as they are known now. Raises `NotFound`, and `Merged`."""
    return _read(customer_id, _stored(customer_id, ledger), ledger)


def create_profile(
    customer_id: str, fields: Mapping[str, Any], *, ledger: Ledger, registry: Registry, now_ms: int
) -> tuple[CustomerProfile, bool]:
    """The profile, and whether it is new: one in which something is set already is left as it is.

    A customer of whom nothing was known begins by it. Raises `Merged`, `CustomerErased`, and `StoreUnavailable`.
    """
    require_not_erased(customer_id, ledger, consistent=True)  # they may have come back a moment ago
    require_survivor(ledger, customer_id)
    # Whoever has an item in the ledger is on the roster: first the roster.
    registry.enroll({customer_id})
    created = False

    def decide(stored: Stored[Profile] | None) -> Profile | None:
        nonlocal created
        created = stored is None
        return _new(customer_id, fields, now_ms) if created else None

    stored = rewrite(PROFILE, customer_id, "", decide, ledger=ledger)
    return _read(customer_id, stored, ledger), created


def change_profile(
    customer_id: str, fields: Mapping[str, Any], *, ledger: Ledger, now_ms: int, check: Callable[[int], None]
) -> CustomerProfile:
    """The profile with these fields set, and those that are None given back to the orders; the others stay.

    `check` is given the stored revision, `NEVER_SET` where there is none, and may raise. Raises `NotFound` for an
    unknown customer, `Merged`, `CustomerErased`, and `StoreUnavailable`.
    """
    require_not_erased(customer_id, ledger)
    require_survivor(ledger, customer_id)

    def decide(stored: Stored[Profile] | None) -> Profile | None:
        if stored is None:
            require_customer(customer_id, ledger)
        check(stored.n if stored else NEVER_SET)
        if stored is None:
            return _new(customer_id, fields, now_ms)
        changed = replace(stored.item, **fields)
        if changed == stored.item:
            return None
        return replace(changed, arrived_ms=now_ms, written_ms=now_ms, lane=Lane.LIVE)

    return _read(customer_id, rewrite(PROFILE, customer_id, "", decide, ledger=ledger), ledger)


def _new(customer_id: str, fields: Mapping[str, Any], now_ms: int) -> Profile:
    return Profile(customer_id, created_ms=now_ms, arrived_ms=now_ms, written_ms=now_ms, lane=Lane.LIVE, **fields)


def _stored(customer_id: str, ledger: Ledger) -> Stored[Profile] | None:
    return ledger.read_items(PROFILE, [(customer_id, "")]).get((customer_id, ""))


def _read(customer_id: str, stored: Stored[Profile] | None, ledger: Ledger) -> CustomerProfile:
    return CustomerProfile(read_folded(customer_id, ledger).facts, stored)
