"""All that rules count: a new collection is a file with one, and a line here."""

from __future__ import annotations

from .attention_counted import COMMUNICATIONS, INTERACTIONS
from .purchases_counted import ORDERS, PRODUCTS

COLLECTIONS = {one.name: one for one in (ORDERS, PRODUCTS, INTERACTIONS, COMMUNICATIONS)}
