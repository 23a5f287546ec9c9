"""Counts of one shard so far, and who failed: each turn goes on from what the one before it left."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import StoreUnavailable
from ..stores.tenant.jobs import Counts
from ..telemetry import fault_of, logger
from .turn_left import TurnLeft
from .work import Night

# An item that the store does not take is one customer's fault; what else it refuses, it refuses for all of them.
_OF_ONE_CUSTOMER = {None, "ValidationException"}
# Digits of a customer's hash, to know them again: a failure met twice is one.
_TELLING_DIGITS = 16


class Tally:
    """Counts, and who failed. `left` is what the turn before left, None for the first one."""

    def __init__(self, night: Night, left: TurnLeft | None) -> None:
        self._night = night
        self.counts = left.counts if left else Counts()
        self._failed = set(left.failed) if left else set()

    @property
    def failed(self) -> tuple[str, ...]:
        """Digits of the hashes of those who failed."""
        return tuple(sorted(self._failed))

    def count(self, counts: Counts) -> None:
        self.counts = self.counts.plus(counts)

    def attempt(self, customer_id: str, do: Callable[[], None]) -> None:
        """A customer that fails is counted, logged and skipped; the store itself failing ends the turn."""
        try:
            do()
        except StoreUnavailable:
            raise
        except Exception as error:
            if fault_of(error)["code"] not in _OF_ONE_CUSTOMER:
                raise
            self.fail(customer_id, error)

    def fail(self, customer_id: str, error: Exception) -> None:
        """One processed and one error, however often the customer fails."""
        logger().error("customer.failed", extra={**self._night.tells(customer_id), **fault_of(error)})
        if not self.has_failed(customer_id):
            self._failed.add(self._digits(customer_id))
            self.count(Counts(processed=1, errors=1))

    def has_failed(self, customer_id: str) -> bool:
        return self._digits(customer_id) in self._failed

    @property
    def any_failed(self) -> bool:
        return bool(self._failed)

    def _digits(self, customer_id: str) -> str:
        return self._night.tenant.customer_hash(customer_id)[:_TELLING_DIGITS]
