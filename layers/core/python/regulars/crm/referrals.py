"""Referrals: claimed by a code, once a customer; what one credits is derived from the first order of who came."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..errors import FieldError, QueryRefused
from ..facts.folds.loyalty import fold_referrals
from ..facts.items.referral import Referral
from ..facts.loyalty import Referrals
from ..facts.order import Lane
from ..facts.tenant import REFERRAL_CODE_DIGITS
from ..stores.ledger.referrals import BROUGHT, REFERRAL
from ..stores.shop import Shop

_CODE = re.compile(f"[0-9a-f]{{{REFERRAL_CODE_DIGITS}}}")


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


def read_referrals(shop: Shop, ids: Collection[str]) -> Referrals:
    """The referrals of a person of these ids, consistently."""
    claims = shop.ledger.read_items(REFERRAL, ((one, "") for one in ids)).values()
    brought = [stored.item for one in ids for stored in shop.ledger.read_kind(BROUGHT, one)]
    own_codes = frozenset(map(shop.tenant.referral_code, ids))
    return fold_referrals([stored.item for stored in claims], brought, own_codes)
