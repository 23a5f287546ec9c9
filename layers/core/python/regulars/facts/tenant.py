"""A tenant: one shop platform's customer, one currency, one secret."""

from __future__ import annotations

import hashlib
import hmac
import re
from enum import StrEnum
from typing import NamedTuple

from ..dataclass import dataclass

MOST_SHARDS = 1_024
# 64 bits: of two million customers, two have one code in one of ten million shops.
REFERRAL_CODE_DIGITS = 16
TENANT_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


class TenantStatus(StrEnum):
    ACTIVE = "active"
    TRIAL = "trial"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete copy of the read model: its number (never reused) and its number of shards (a power of two)."""

    number: int
    shards: int


@dataclass(frozen=True, slots=True)
class Tenant:
    """The tenant's own record. `exponent` is copied from ISO 4217 when it is made; `secret` is never rotated."""

    id: str
    name: str
    status: TenantStatus
    currency: str
    exponent: int
    secret: bytes
    reading: Generation
    writing: tuple[Generation, ...]

    def customer_hash(self, customer_id: str) -> str:
        """64 hex digits: HMAC-SHA-256 of the id under the tenant's secret. What logs, metrics and events show."""
        return hmac.new(self.secret, customer_id.encode(), hashlib.sha256).hexdigest()

    def referral_code(self, customer_id: str) -> str:
        """What a customer gives to those whom they bring: the beginning of their hash, by which the roster has them."""
        return self.customer_hash(customer_id)[:REFERRAL_CODE_DIGITS]

    def guest_id(self, address: str) -> str:
        """The customer id of a guest, from their normalised e-mail address or phone number."""
        keyed = hmac.new(self.secret, b"guest\0" + address.encode(), hashlib.sha256).hexdigest()
        return f"guest-{keyed[:32]}"


def bucket_of(customer_hash: str) -> int:
    """The roster's and the evaluations' bucket, 0-63: the leading six bits of the hash."""
    return int(customer_hash[:2], 16) >> 2


def shard_of(customer_hash: str, shards: int) -> int:
    """The facts' shard: the leading bits of the hash; `shards` is a power of two up to `MOST_SHARDS`."""
    return int(customer_hash[:4], 16) * shards >> 16


class HashRange(NamedTuple):
    """Hashes from `low` to `high`, as texts."""

    low: str
    high: str

    @property
    def buckets(self) -> range:
        """The buckets that hold hashes of the range."""
        return range(bucket_of(self.low), bucket_of(self.high) + 1)


def hashes_of(shard: int, shards: int) -> HashRange:
    """The hashes of one shard: where there are more than 64, several share a bucket."""
    low, behind = shard * 0x10000 // shards, (shard + 1) * 0x10000 // shards
    # Behind every hash with these leading digits.
    return HashRange(f"{low:04x}", f"{behind - 1:04x}g")
