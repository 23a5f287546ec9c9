"""Orders that name no customer, such as those of a till: valid, but they count for nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...errors import OrderRefused
from ...facts.addresses import shared_contact
from ...facts.ids import names_nobody as says_nobody
from ..file.columns import Columns
from .faults import Cell, shown

_FIELDS = ("customerId", "customer.email", "customer.phone")
STAND_IN = "without-customer"
"""A stand-in customer id, so that such an order can be read whole; it is never written."""


def names_nobody(
    refused: OrderRefused, cells: Mapping[str, Cell], columns: Columns, shared: Collection[str] = ()
) -> bool:
    """Whether nothing is wrong with an order but that no column names its customer, or only `shared` addresses do.

    `cells` are the fields that say something.
    """
    return (
        bool(columns.at)
        and {error.field for error in refused.errors} == {"customerId"}
        and not any(name in cells and _names_somebody(name, cells[name].text, shared) for name in _FIELDS)
    )


def _names_somebody(field: str, text: str, shared: Collection[str]) -> bool:
    if field == "customerId":
        return not says_nobody(text)
    return shared_contact(text) not in shared


def sentence(columns: Columns, *, shares: bool = False) -> str:
    """What is said of each of its rows, in the file's words; `shares`: it has an address, which is of nobody alone."""
    if shares:
        return "names no customer: what it says is one of the sharedContacts, so there is nobody to count it for"
    names = customer_columns(columns)
    where = f"{', '.join(names[:-1])} and {names[-1]} say" if len(names) > 1 else f"{names[0]} says"
    return f"names no customer: {where} nothing, so there is nobody to count it for"


def customer_columns(columns: Columns) -> list[str]:
    """The columns of the file that could name an order's customer; at least one."""
    return [shown(columns.header[at]) for field in _FIELDS for at in columns.at.get(field, ())]
