"""Every error the product raises on purpose.

    RegularsError
    ├── Refused                  what the caller sent cannot be taken; names the fields
    │   ├── OrderRefused         one order; the others of its call go on
    │   ├── SettingsRefused      a settings document, whole
    │   ├── QueryRefused         a query parameter, a cursor, a path
    │   └── FileRefused          a file as a whole: encoding, header, size
    ├── TokenRefused             a machine client gets no token; carries RFC 6749's error code
    ├── Forbidden                another tenant, a suspended one, or a role that may not
    ├── NotFound                 nothing is known under that id
    ├── Merged                   the customer is one person with another, under whose id they are known
    ├── MethodNotAllowed         a path of ours, but not with this method; carries those it has
    ├── Conflict                 the state does not allow it; carries a short code
    │   ├── NamesMerged          a body names a customer who was merged; carries into whom
    │   ├── CustomerErased       nothing is stored of somebody who was erased
    │   └── InsufficientPoints   carries how many there are
    ├── KeyReused                an Idempotency-Key came with another change before
    ├── PreconditionRequired     If-Match is missing
    ├── PreconditionFailed       If-Match names an older revision
    ├── PayloadTooLarge          a body over the limit
    ├── TooManyCalls             more than may be asked now; carries when to try again
    ├── ProjectionContended      others kept writing the row: the message goes back to its queue
    ├── TermsOutdated            others went by newer settings or segments: the message goes back to its queue
    ├── RebuildStalled           customers whom no projection has reached: look at update_facts, begin again
    ├── ProbeLost                the probe's order has not become facts in time
    ├── NeverDone                a message that was sent again too often for lack of time
    ├── UnknownItem              a ledger item of no kind that this code knows
    ├── UnreadableMessage        a message that no code of ours has sent
    └── StoreUnavailable         the store throttled past its retries

Which status each becomes is decided by its type, in `http/door/problem.py`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from .dataclass import dataclass

# What one answer names (docs/api.md, Errors); a search for faults may stop there.
MOST_ERRORS = 200
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault: `field` is the path as the caller wrote it (`lines[2].quantity`), `message` one sentence."""

    field: str
    message: str


def nearest(name: str, known: Iterable[str], *, least: float = 0.6) -> str | None:
    """The known name that a misspelt one resembles most; None where none does by `least` (0 to 1)."""
    import difflib  # Only where something was misspelt.

    near = difflib.get_close_matches(name[:_LONGEST_NAME], known, n=1, cutoff=least)
    return near[0] if near else None


def the_nearest(name: str, known: Iterable[str]) -> str:
    """`; the nearest is total` for the end of a message; nothing where none resembles it."""
    near = nearest(name, known)
    return f"; the nearest is {near}" if near else ""


class RegularsError(Exception):
    """Base of everything below."""


class Refused(RegularsError):
    """What the caller sent cannot be taken; `errors` names each field."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in self.errors))


class OrderRefused(Refused):
    """One order is refused; `order_id` where it could be read."""

    def __init__(self, errors: Iterable[FieldError], order_id: str | None = None) -> None:
        super().__init__(errors)
        self.order_id = order_id


class SettingsRefused(Refused):
    """A settings document is refused as a whole."""


class QueryRefused(Refused):
    """A query parameter, a header or a cursor cannot be taken."""


class FileRefused(RegularsError):
    """A file cannot be read as orders; the message is one sentence that says what to do."""


TokenFault = Literal[
    "invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope", "temporarily_unavailable"
]
"""RFC 6749's codes (5.2), and one for what may go well later."""


class TokenRefused(RegularsError):
    """A machine client gets no token; the text is a sentence in printable ASCII."""

    def __init__(self, error: TokenFault, message: str) -> None:
        self.error = error
        super().__init__(message)


class Forbidden(RegularsError):
    """The token's tenant or role does not allow the call."""


class NotFound(RegularsError):
    """Nothing is known under the id asked for."""


class Merged(RegularsError):
    """`customer_id` was merged, directly or through others, into `into`: ask for that customer instead."""

    def __init__(self, customer_id: str, into: str) -> None:
        self.customer_id = customer_id
        self.into = into
        super().__init__(f"Customer {customer_id} is one person with customer {into}, and is known under that id.")


class MethodNotAllowed(RegularsError):
    """The path is one of ours, with other methods; `allowed` names them."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = tuple(allowed)
        super().__init__(f"This path takes {', '.join(self.allowed)} only.")


class Conflict(RegularsError):
    """The state does not allow the call; `code` is a short machine-readable reason."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class NamesMerged(Conflict):
    """A body names a customer who was merged: it cannot be sent elsewhere, so whoever sent it is told the survivor."""

    def __init__(self, merged: Merged) -> None:
        super().__init__("merged", str(merged))
        self.into = merged.into


class InsufficientPoints(Conflict):
    """A customer has fewer points to spend than are wanted: `available`."""

    def __init__(self, available: int, wanted: int) -> None:
        super().__init__("insufficient_points", f"{available} points can be spent; {wanted} are wanted.")
        self.available = available


class KeyReused(RegularsError):
    """An Idempotency-Key that came with another change before."""


class CustomerErased(Conflict):
    """Of somebody who was erased nothing is stored; orders say so by their outcome."""

    def __init__(self, message: str) -> None:
        super().__init__("customer_erased", message)


class PreconditionRequired(RegularsError):
    """A write that needs `If-Match` came without it."""


class PreconditionFailed(RegularsError):
    """`If-Match` names a revision that is no longer the stored one."""


class PayloadTooLarge(RegularsError):
    """The body is larger than the API takes."""


class TooManyCalls(RegularsError):
    """More than may be asked now; after `retry_after_s` whole seconds it may be again."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message)


class ProjectionContended(RegularsError):
    """Other projections kept replacing the row; the message is tried again by its queue."""


class TermsOutdated(RegularsError):
    """Others have gone, or may go, by newer settings or own rules than those whose revision was read here."""


class RebuildStalled(RegularsError):
    """Customers have no row in the new generation, and for long none got one; what was made stays."""


class ProbeLost(RegularsError):
    """The probe's order has not become facts in time."""


class NeverDone(RegularsError):
    """A message that was sent again too often for lack of time: it fails, and ends among the dead letters."""


class UnknownItem(RegularsError):
    """The ledger holds, or is to hold, an item of no kind that this code knows; the text names what, never of whom."""


class UnreadableMessage(RegularsError):
    """A message that no code of ours has sent; it ends in the dead-letter queue."""


class StoreUnavailable(RegularsError):
    """The store throttled past the client's retries."""
