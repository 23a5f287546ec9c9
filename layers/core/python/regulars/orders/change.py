"""What is to become of one order, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

from ..dataclass import dataclass
from ..errors import FieldError
from ..facts.order import Order
from .supersede import Decision, Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of one order: `over` decides it by what lies there (None: nothing), or raises `OrderRefused`.

    `over` may be asked again, when somebody else wrote in between. `customer_id` None: nobody is named. `yields`: where
    somebody has the order, it is about theirs, whoever is named. `erased`: who is named was erased; `same_address` are
    the erasures of those whose address was left out.
    """

    order_id: str
    customer_id: str | None
    over: Callable[[Order | None], Decision]
    yields: bool = False
    erased: bool = False
    same_address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one order; `errors` only where it was refused."""

    order_id: str
    customer_id: str
    outcome: Outcome
    errors: tuple[FieldError, ...] = ()
