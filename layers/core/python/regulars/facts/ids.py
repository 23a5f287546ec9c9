"""Which ids callers may choose, and which texts in the place of an id say that there is none."""

from __future__ import annotations

import re
from unicodedata import category, name

from .text import LOST, lost_at

MAX_ID = 128
# What a pattern can say of an id: no space before or after it, and one line. `id_fault` says the rest.
ID_PATTERN = r"^\S(.*\S)?$"
GUEST_PREFIX = "guest-"
_GUEST = re.compile(r"guest-[0-9a-f]{32}")

# How programs, spreadsheets and databases write that there is no value: compared whole, case folded.
_NOTHING = frozenset({
    "undefined", "null", "none", "nil", "nan", "n/a", "n.a.", "na", "[object object]",
    "(not set)", "not set", "(none)", "(null)", "<null>", "\\n", "(blank)", "(empty)", "not available",
    "(not provided)", "not provided", "-", "--", "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
})  # fmt: skip
# What shops, tills and trackers write in the place of a customer whom they do not know.
_NOBODY = frozenset({
    "guest", "(guest)", "guest user", "guest customer", "guest checkout", "guest order", "guest shopper",
    "guest account", "anonymous", "(anonymous)", "anonymous user", "anonymous customer", "anon", "unknown", "(unknown)",
    "unknown user", "unknown customer", "nobody", "no customer", "no user", "no account", "not logged in",
    "unregistered", "-1", "true", "false", "walk-in", "walk in", "walk-in customer", "walk in customer",
    "gast", "invité", "invitado", "invitada", "convidado", "ospite", "gäst", "gjest", "gæst", "gość", "vendég",
    "misafir", "гость", "гість", "ゲスト", "游客", "訪客", "访客",
})  # fmt: skip
_ZERO = re.compile(r"[+-]?0+(?:\.0+)?", re.ASCII)

# First path segments below /api/customers that are routes, not customers (api.md, Segmentation).
RESERVED_CUSTOMER_IDS = frozenset({
    "profiles", "rfm", "analytics", "loyalty-points", "communications", "segments", "summary", "notes", "tags",
    "addresses", "preferences", "interactions", "loyalty-programs", "privacy", "by-hash", "exports", "search", "venue",
})  # fmt: skip

# What may follow an id in a path: an id that ends so would be taken for the route behind a shorter id.
ROUTE_SUFFIXES = frozenset({
    "orders", "segments/history", "affinities", "recommendations", "cross-sell", "bought-together",
    "at-risk-customers", "customers", "demand", "insights", "journey", "rfm", "clv", "intelligence", "refused", "retry",
})  # fmt: skip


# First path segments below /api/orders that are routes, not orders.
RESERVED_ORDER_IDS = frozenset({"events"})


def says_nothing(value: str) -> bool:
    """Whether a text in the place of any id says that there is none: `undefined`, `NULL`, `(not set)`."""
    return _folded(value) in _NOTHING


def names_nobody(value: str) -> bool:
    """Whether a text in the place of a customer's id names no customer: the same, `guest`, any zero.

    Taken for an id, it would make one customer of everybody who has none.
    """
    folded = _folded(value)
    return not folded or folded in _NOTHING or folded in _NOBODY or _ZERO.fullmatch(folded) is not None


def spaced(value: str) -> str:
    """The id with plain spaces for all others, such as the no-break space that web pages and spreadsheets put in."""
    return value if value.isascii() else "".join(" " if category(one) == "Zs" else one for one in value)


def id_fault(value: str) -> str | None:
    """What is wrong with an id that a caller chose, as the end of a sentence; None where nothing is."""
    if not 1 <= len(value) <= MAX_ID:
        return f"must have 1 to {MAX_ID} characters"
    if (at := lost_at(value)) is not None:
        return f"holds {LOST} at character {at + 1}"
    if not value.isprintable():
        return f"must hold printable characters only, without {_unprintable(value)}"
    if value in (".", ".."):
        return "must not be . or ..: a path that ends so is another path"
    if value != value.strip():
        return "must not begin or end with a space"
    if "/" in value and any(value.endswith(f"/{suffix}") for suffix in ROUTE_SUFFIXES):
        return "must not end like a path of the API"
    return None


def order_id_fault(value: str) -> str | None:
    """The same for an order's id, which must not be a route's word, nor say that there is none: such would be one."""
    if value in RESERVED_ORDER_IDS:
        return f"must not be the reserved word {value}"
    return f"is {value}, which says that there is none" if says_nothing(value) else id_fault(value)


def customer_id_fault(value: str) -> str | None:
    """The same for a customer's id, which also must not be a route's word or look like a guest's without being one.

    Ask `names_nobody` first.
    """
    if value.split("/", 1)[0] in RESERVED_CUSTOMER_IDS:
        return f"must not be the reserved word {value.split('/', 1)[0]}"
    if value.startswith(GUEST_PREFIX) and not _GUEST.fullmatch(value):
        return "must not begin with guest- unless 32 hexadecimal digits follow"
    return id_fault(value)


def _folded(value: str) -> str:
    return " ".join(value.split()).casefold()


def _unprintable(value: str) -> str:
    """The first character that cannot be printed, by its number and name, and where it stands."""
    at, one = next((at, one) for at, one in enumerate(value) if not one.isprintable())
    named = name(one, "").lower()
    return f"U+{ord(one):04X}{f' ({named})' if named else ''} at character {at + 1}"
