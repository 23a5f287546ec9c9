"""The ledger: the truth about every customer, one item collection each. One file a kind of item."""

from .ledger import Ledger
from .orders import OrderTooLarge, StoredOrder

__all__ = ["Ledger", "OrderTooLarge", "StoredOrder"]
