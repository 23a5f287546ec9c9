"""The repeat buyers of a product, walked in some order: found by its lookups, shown as their rows stand.

All entries are read and ranked, some 150 bytes each; the rows of the answered page alone are fetched, and each is
checked before it leaves. So what is shown is never stray, and what is missing is missing for the queue's lag only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ..errors import Conflict
from ..facts.catalogue import Called
from ..facts.customer import CustomerFacts
from ..facts.lookup import PairSums
from ..scoring.affinity import Affinity, affinity, affinity_of_sums
from ..stores import cursors
from ..stores.facts import Facts
from ..stores.ledger import Ledger
from ..stores.limits import LOOKUP_ENTRIES
from ..stores.lookups import Lookups
from ..stores.page import ANSWER_BYTES, Page
from ..stores.tenants import TenantRecord
from .pairs import Pair, answer_bytes, called_pair, known_of

# Rows fetched in one request, each up to 300 KB; and purchases decoded for one page, after which it ends early.
_AT_ONCE = 25
_MOST_PURCHASES = 200_000

Place = tuple[int, int, str]


class Buyer(NamedTuple):
    """A customer with the pair that he and the product are, named as the catalogue names it: rows hold no names."""

    customer: CustomerFacts
    pair: Pair


class Ranking(NamedTuple):
    """Which pairs are listed, by affinity, number of purchases and the walk's clock, and where each stands: ascending
    by the two numbers, then the customer's id. `canonical` names the query, so that a cursor serves no other."""

    belongs: Callable[[Affinity, int, int], bool]
    place: Callable[[Affinity, int], tuple[int, int]]
    canonical: str


class Sources(NamedTuple):
    """Where the answer is read."""

    lookups: Lookups
    facts: Facts
    ledger: Ledger


def list_buyers(
    product_id: str,
    ranking: Ranking,
    *,
    limit: int,
    cursor: str | None,
    sources: Sources,
    called: Called,
    record: TenantRecord,
    now_ms: int,
) -> Page[Buyer]:
    """A page of at most `limit` buyers. It may be short or even empty and still have a cursor.

    Raises `QueryRefused` for a cursor of another query, `Conflict` where settings changed during the walk, and where
    there are more repeat buyers than are ranked while somebody waits.
    """
    place: dict[str, Any] = {"asOf": now_ms, "settings": record.settings_revision}
    if cursor is not None:
        place = cursors.unseal(cursor, tenant=record.tenant, query=ranking.canonical)
        if place["settings"] != record.settings_revision:
            raise Conflict("start_again", "The settings changed during this walk: begin again without the cursor.")
    as_of_ms: int = place["asOf"]
    ranked = _ranked(product_id, ranking, sources.lookups, as_of_ms)
    left = ranked if cursor is None else [place_of for place_of in ranked if place_of > tuple(place["after"])]
    buyers: list[Buyer] = []
    walked, room, purchases = 0, ANSWER_BYTES, 0
    for facts in _rows(left[:limit], sources):
        buyer = _buyer(facts, product_id, called, ranking, as_of_ms)
        size = answer_bytes(*buyer) if buyer else 0
        if walked and (size > room or purchases > _MOST_PURCHASES):
            break
        walked += 1
        room -= size
        purchases += sum(product.count for product in (facts.products or {}).values()) if facts else 0
        if buyer:
            buyers.append(buyer)
    total = place["total"] if cursor is not None else len(ranked) - (walked - len(buyers))
    sealed = None
    if walked < len(left):
        place |= {"after": left[walked - 1], "total": total}
        sealed = cursors.seal(place, tenant=record.tenant, query=ranking.canonical)
    return Page(buyers, total, sealed, as_of_ms)


def _ranked(product_id: str, ranking: Ranking, lookups: Lookups, as_of_ms: int) -> list[Place]:
    """The places of all that belong by their entries, in order."""
    entries = lookups.repeat_buyers(product_id, most=LOOKUP_ENTRIES)
    if entries is None:
        raise Conflict(
            "too_many_customers_live",
            f"More than {LOOKUP_ENTRIES} customers bought this product three times: too many to rank while somebody "
            "waits.",
        )
    places = []
    for customer_id, pair in entries:
        found = _affinity_of(pair, as_of_ms)
        if ranking.belongs(found, pair.purchase_count, as_of_ms):
            places.append((*ranking.place(found, pair.last_at_ms), customer_id))
    return sorted(places)


def _affinity_of(pair: PairSums, as_of_ms: int) -> Affinity:
    return affinity_of_sums(pair.purchase_count, pair.units_milli, pair.first_at_ms, pair.last_at_ms, as_of_ms)


def _rows(places: Sequence[Place], sources: Sources) -> Iterator[CustomerFacts | None]:
    """What is known of each customer as his row stands; None of who has no row any more."""
    for start in range(0, len(places), _AT_ONCE):
        ids = [customer_id for *_, customer_id in places[start : start + _AT_ONCE]]
        rows = sources.facts.rows_of(ids)
        for customer_id in ids:
            yield known_of(rows.get(customer_id), sources.ledger)


def _buyer(
    facts: CustomerFacts | None, product_id: str, called: Called, ranking: Ranking, as_of_ms: int
) -> Buyer | None:
    """The customer, if he belongs by what is known of him now."""
    product = (facts.products or {}).get(product_id) if facts else None
    if facts is None or product is None:
        return None
    found = affinity(product, as_of_ms)
    if not ranking.belongs(found, product.count, as_of_ms):
        return None
    return Buyer(facts, called_pair(product, called, found))
