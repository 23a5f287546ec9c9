"""`KINDS`: every kind of item that the ledger holds, one line each."""

from __future__ import annotations

from .heads import HEAD, MEMBER
from .kind import Kinds
from .notes import NOTE
from .orders import ORDER
from .profiles import PROFILE

KINDS = Kinds(
    ORDER,
    NOTE,
    PROFILE,
    HEAD,
    MEMBER,
)
