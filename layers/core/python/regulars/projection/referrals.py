"""What a projection of somebody who was brought notes under whoever brought them: their first counted order.

So whoever brings others has referrals in facts of their own, which say what their own ledger holds. Such a note is
written before the row of who came, and only while the person is who was read. Schedules show why:
`tests/flows/referrals/test_referrals_order.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.folds.loyalty import standing_claim
from ..facts.items.referral import Brought, Referral
from ..facts.order import Lane
from ..facts.record import CustomerRecord
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.referrals import BROUGHT
from ..stores.registry import Registry


class Untold(NamedTuple):
    """A note that is not as it should be: of `first_ms`, None: a stub. `stored` is what is there."""

    claim: Referral
    referrer_id: str
    first_ms: int | None
    stored: Stored[Brought] | None


def untold(record: CustomerRecord, facts: CustomerFacts, *, ledger: Ledger, registry: Registry) -> Iterator[Untold]:
    """What differs under those whose codes a person has given. `facts` are of the record. Nobody who was not brought
    costs a request.

    A person came by one code; none of their others counts. Of a code whose owner was erased nothing is noted.
    """
    claims = record.of(Referral)
    standing = standing_claim(claims, record.codes)
    for claim in claims:
        referrer_id = registry.customer_of_code(claim.code)
        if referrer_id is None:
            continue
        place = referrer_id, ledger.tenant.referral_code(claim.customer_id)
        stored = ledger.read_items(BROUGHT, [place]).get(place)
        first_ms = facts.purchases.first_at_ms if claim is standing else None
        told_ms = stored.item.at_ms if stored else None
        if told_ms != first_ms and not ledger.erased([referrer_id], consistent=True):
            yield Untold(claim, referrer_id, first_ms, stored)


def tell_referrers(
    record: CustomerRecord, facts: CustomerFacts, *, ledger: Ledger, registry: Registry, now_ms: int, lane: Lane
) -> bool:
    """Notes what is `untold`. False where somebody was faster, or the person is another one by now: look again."""
    for one in untold(record, facts, ledger=ledger, registry=registry):
        claimed_by = one.claim.customer_id
        code = ledger.tenant.referral_code(claimed_by)
        note = Brought(one.referrer_id, code, one.first_ms, now_ms, now_ms, lane)
        put = ledger.putting(note, replacing=one.stored)
        unless = [ledger.unless_joined(record), *ledger.unless_erased([claimed_by, one.referrer_id])]
        if not ledger.write_together([put, *unless]):
            return False
    return True
