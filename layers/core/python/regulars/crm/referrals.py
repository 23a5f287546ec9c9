"""Referrals: claimed by a code, once a customer; what one credits is derived from the first order of who came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from ..errors import FieldError, QueryRefused
from ..facts.customer import TimelineEntry
from ..facts.items.referral import Referral
from ..facts.order import Lane
from ..facts.tenant import REFERRAL_CODE_DIGITS
from ..stores.ledger.persons import read_roots
from ..stores.ledger.referrals import REFERRAL
from ..stores.shop import Shop

_CODE = re.compile(f"[0-9a-f]{{{REFERRAL_CODE_DIGITS}}}")
# Of one customer's code, the last that were claimed.
MOST_REFERRED = 1_000


def check_code(shop: Shop, customer_id: str, code: str) -> None:
    """Raises `QueryRefused` for nobody's code, and for the customer's own."""
    fault = _fault(shop, customer_id, code)
    if fault is not None:
        raise QueryRefused([FieldError("referralCode", fault)])


def claim_referral(shop: Shop, customer_id: str, code: str) -> None:
    """The first claim of a customer stands: a later one, nobody's code and their own change nothing, and nothing is
    stored of who was erased."""
    if _fault(shop, customer_id, code) is None and not shop.ledger.erased([customer_id], consistent=False):
        now_ms = shop.now_ms
        claim = Referral(customer_id, code.lower(), now_ms, now_ms, now_ms, Lane.LIVE)
        shop.ledger.replace(shop.ledger.item(claim, replacing=None), replacing=None)


def _fault(shop: Shop, customer_id: str, code: str) -> str | None:
    code = code.lower()
    if not _CODE.fullmatch(code) or shop.registry.customer_of_code(code) is None:
        return "is no customer's code"
    return "is the customer's own code" if code == shop.tenant.referral_code(customer_id) else None


def credited(shop: Shop, ids: Sequence[str], timeline: Sequence[TimelineEntry]) -> list[int]:
    """The instants at which a person of these ids was credited for a referral: at their own first counted order where
    somebody brought them, and at that of each person whom they brought. The others' orders are those of their rows."""
    own = shop.ledger.read_items(REFERRAL, ((one, "") for one in ids)).values()
    by_others = {stored.item.code for stored in own} - {shop.tenant.referral_code(one) for one in ids}
    found = [timeline[0].at_ms] if by_others and timeline else []
    brought = set(_brought(shop, ids)) - set(ids)
    roots = {root.customer_id for root in read_roots(shop.ledger, brought).values()} - set(ids)
    rows = shop.rows.sums_of(sorted(roots)) if roots else {}
    firsts = (row.facts.purchases.first_at_ms for row in rows.values() if row.facts.known)
    return sorted([*found, *(at_ms for at_ms in firsts if at_ms is not None)])


def _brought(shop: Shop, ids: Iterable[str]) -> Iterable[str]:
    for one in ids:
        listed = shop.listed(REFERRAL, under=shop.tenant.referral_code(one))
        steps = listed.newest(from_ms=None, to_ms=None, matches=lambda values: True, after=None)
        yield from (place.customer_id for place, _ in islice(steps, MOST_REFERRED))
