"""Customers put into a segment by hand, or kept out of it; and which segments a customer is in, with what decided."""

from __future__ import annotations

from ..dataclass import dataclass
from ..errors import NotFound
from ..facts.customer import CustomerFacts
from ..facts.items.pin import Pin, PinnedAs
from ..scoring.derive import Scores, derive, with_prediction
from ..segments.membership import Membership, Memberships, Verdict
from ..stores.folded import read_folded
from ..stores.ledger import Stored
from ..stores.ledger.persons import members_of, require_survivor
from ..stores.ledger.pins import PIN
from ..stores.reading import Count, Position, Reading
from ..stores.shop import Shop
from . import about
from .about import written_at
from .customers import require_not_erased
from .segments import missing


@dataclass(frozen=True, slots=True)
class Membered:
    """A segment that a customer is in, or not, and why."""

    membership: Membership
    verdict: Verdict


def pin(shop: Shop, customer_id: str, segment_id: str, *, included: bool, by: str | None) -> tuple[Stored[Pin], bool]:
    """Puts the customer in or keeps them out, and whether they had no pin before. Raises `NotFound`, `Merged`,
    `CustomerErased`.

    Of somebody with several ids it is said anew: a newer pin of another id may stand against the same one.
    """
    if segment_id not in shop.segments.read().by_id:
        raise missing(segment_id)
    alone = len(members_of(shop.ledger, require_survivor(shop.ledger, customer_id))) == 1
    item = Pin(segment_id, customer_id, included, shop.now_ms, by=by, **written_at(shop.now_ms))
    return about.put(PIN, item, ledger=shop.ledger, unless=lambda stored: alone and stored.included is included)


def unpin(shop: Shop, customer_id: str, segment_id: str) -> None:
    """Leaves it to the rule again. Raises `NotFound`, also where the customer is not pinned; `Merged`,
    `CustomerErased`."""
    require_not_erased(customer_id, shop.ledger)
    if segment_id not in shop.segments.read().by_id:
        raise missing(segment_id)
    ids = members_of(shop.ledger, require_survivor(shop.ledger, customer_id))
    if not shop.ledger.read_items(PIN, ((one, segment_id) for one in ids)):
        raise NotFound(
            f"Customer {customer_id} was not put into segment {segment_id} by hand, nor kept out: exclude keeps out "
            "whom the rule would let in."
        )
    about.remove(PIN, customer_id, segment_id, ledger=shop.ledger, check=lambda revision: None)


@dataclass(frozen=True, slots=True)
class PinsQuery:
    """The pins of a segment; `wanted` are those in, those kept out, or, where it is empty, both."""

    segment_id: str
    wanted: frozenset[PinnedAs]

    @property
    def canonical(self) -> str:
        """Equal for equal queries, so that a cursor serves no other."""
        return f"pins|{self.segment_id}|{','.join(sorted(self.wanted))}"


def list_pins(shop: Shop, query: PinsQuery, *, after: Position) -> Reading[Stored[Pin]]:
    """Who was put into a segment by hand or kept out of it, the newest first, each under the id that was named then;
    counted up to 10 000. Raises `NotFound`."""
    if query.segment_id not in shop.segments.read().by_id:
        raise missing(query.segment_id)
    listed, wanted = shop.listed(PIN, under=query.segment_id), query.wanted

    def count() -> Count | None:
        total = listed.count(filters={"action": wanted})
        return None if total is None else Count(total)

    steps = listed.newest(
        from_ms=None, to_ms=None, matches=lambda values: not wanted or values["action"] in wanted, after=after
    )
    return Reading(steps, count=count)


def segments_of(shop: Shop, customer_id: str, known: Memberships) -> list[Membered]:
    """Every segment with the verdict on a customer, by their ledger as it stands. Raises `NotFound`, `Merged`."""
    return verdicts_on(shop, read_folded(customer_id, shop.ledger).facts, known)


def verdicts_on(shop: Shop, facts: CustomerFacts, known: Memberships) -> list[Membered]:
    """The same on whole facts."""
    scores: Scores = derive(facts, shop.settings, shop.now_ms)
    if any(one.predicts for one in known.by_id.values()):
        scores = with_prediction(scores, facts, shop.fits.read(), shop.settings, shop.now_ms)
    return [Membered(one, one.evaluate(facts, scores, shop.now_ms)) for one in known.by_id.values()]
