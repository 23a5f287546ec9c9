"""Which ids callers may choose, and which texts in the place of an id say that there is none."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from .text import LOST, lost_at, readable, unkept_at

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

# First path segments below /api/customers that are routes, not customers (docs/api.md, Reserved words).
RESERVED_CUSTOMER_IDS = frozenset({
    "profiles", "rfm", "analytics", "loyalty-points", "communications", "segments", "summary", "notes", "tags",
    "addresses", "preferences", "interactions", "loyalty-programs", "privacy", "by-hash", "exports", "search", "venue",
    "signals",
})  # fmt: skip

# What may follow an id in a path: an id that ends so would be taken for the route behind a shorter id.
ROUTE_SUFFIXES = frozenset({
    "orders", "segments/history", "affinities", "recommendations", "cross-sell", "bought-together",
    "at-risk-customers", "customers", "demand", "insights", "journey", "rfm", "clv", "intelligence", "refused", "retry",
    "next", "revisions",
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
    return value if value.isascii() else "".join(" " if unicodedata.category(one) == "Zs" else one for one in value)


def id_fault(value: str) -> str | None:
    """What is wrong with an id that a caller chose, as the end of a sentence; None where nothing is."""
    fault = product_id_fault(value)
    at = next((at for at, one in enumerate(value) if not one.isprintable()), None)
    return _unprintable(value, at) if fault is None and at is not None else fault


def product_id_fault(value: str) -> str | None:
    """The same for a product's id, which may be the product's name, with joiners and marks."""
    fault = asked_id_fault(value)
    if fault is None and ("?" in value or "%25" in value):
        # AWS's HTTP APIs decode a path and cut it at the question mark: another id would be read, or deleted.
        return "must not hold ? or %25, which are not safe in a path"
    return fault


def asked_id_fault(value: str) -> str | None:
    """What is wrong with an id that somebody asks for, who may have chosen it before there were further rules."""
    if not 1 <= len(value) <= MAX_ID:
        return f"must have 1 to {MAX_ID} characters"
    if (at := lost_at(value)) is not None:
        return f"holds {LOST} at character {at + 1}"
    if value in (".", ".."):
        return "must not be . or ..: a path that ends so is another path"
    if value != value.strip():
        return "must not begin or end with a space"
    if (at := unkept_at(value)) is not None:
        return _unprintable(value, at)
    if _route_behind(value) is not None:
        return "must not end like a path of the API"
    return None


def product_id_of(name: str) -> str:
    """A product's id that is its name, as some files have none: an id is itself, and what no id may hold is replaced.

    By full-width signs (`?` by `？`), and the end of a long name by a hash of all of it.
    """
    if product_id_fault(spaced(name)) is None or lost_at(name) is not None:
        return spaced(name)
    text = readable(name)
    if (behind := _route_behind(text)) is not None:
        text = f"{text[:behind]}／{text[behind + 1 :]}"
    text = text.replace("?", "？").replace("%25", "％25")
    if len(text) > MAX_ID:
        digest = blake2b(name.encode("utf-8", "replace"), digest_size=4).hexdigest()
        text = f"{text[: MAX_ID - len(digest) - 1].rstrip()}…{digest}"
    return text


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


def _route_behind(value: str) -> int | None:
    """Where the slash stands behind which an id ends like a route of the API."""
    ends = (len(value) - len(suffix) - 1 for suffix in ROUTE_SUFFIXES if value.endswith(f"/{suffix}"))
    return min(ends, default=None) if "/" in value else None


def _folded(value: str) -> str:
    return " ".join(value.split()).casefold()


def _unprintable(value: str, at: int) -> str:
    """The sentence for a character that cannot be printed, by its number and name, and where it stands."""
    named = unicodedata.name(value[at], "").lower()
    shown = f"U+{ord(value[at]):04X}{f' ({named})' if named else ''} at character {at + 1}"
    return f"must hold printable characters only, without {shown}"
