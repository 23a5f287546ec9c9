"""Orders of somebody who was erased: nothing of them is stored, and another's order loses the address that was theirs.

A tombstone of an id always wins. That of an address or a phone number wins over orders that name nobody but a guest;
an order that names a customer is somebody else's, who must not lose what they paid for: it is taken without that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from ..facts.addresses import guest_addresses
from ..facts.ids import GUEST_PREFIX
from ..facts.order import Contact, Order
from ..facts.tenant import Tenant
from ..stores.ledger import Ledger
from ..stores.registry import Owner
from ..stores.tombstones import Tombstone


class Named(NamedTuple):
    """Whom something names: an id (None: nobody), an e-mail address, a phone number."""

    customer_id: str | None
    email: str | None
    phone: str | None


class Verdict(NamedTuple):
    """`erased`: who is named was. Otherwise the addresses to be left out, and the erasures that they belong to."""

    erased: bool = False
    email: bool = False
    phone: bool = False
    jobs: tuple[str, ...] = ()


_NOBODY = Verdict()


def verdicts(named: Iterable[Named], *, ledger: Ledger, shared: Collection[str]) -> dict[Named, Verdict]:
    """What is to become of what names these; maybe as it stood a moment ago. Addresses that are `shared` are nobody's.

    An erasure looks for what was written by such a moment's view, once nobody can have it any more.
    """
    of_each = {one: _ids(one, ledger.tenant, shared) for one in set(named)}
    asked = {id_ for ids in of_each.values() for id_ in ids.values()}
    if ledger.tombstones is None or not asked:
        return dict.fromkeys(of_each, _NOBODY)
    found = ledger.tombstones.of(asked, consistent=False)
    return {one: _verdict(one, ids, found) for one, ids in of_each.items()}


def of_erased(owners: Mapping[str, Owner], *, ledger: Ledger) -> set[str]:
    """The orders of these whose owner was erased, be it by name or by the hash that is left of them; maybe as it stood
    a moment ago."""
    if ledger.tombstones is None or not owners:
        return set()
    hash_of = ledger.tenant.customer_hash
    hashes = {one: owner.customer_id if owner.erased else hash_of(owner.customer_id) for one, owner in owners.items()}
    found = ledger.tombstones.under(set(hashes.values()), consistent=False)
    return {one for one, hash_ in hashes.items() if hash_ in found and found[hash_].whole}


def names(order: Order) -> Named:
    contact = order.contact
    return Named(order.customer_id, contact.email if contact else None, contact.phone if contact else None)


def without_addresses(order: Order, verdict: Verdict) -> Order:
    """The order without what was somebody's who was erased."""
    if order.contact is None or not verdict.jobs:
        return order
    changes = {name: None for name in ("email", "phone") if getattr(verdict, name)}
    contact = replace(order.contact, **changes)
    return replace(order, contact=None if contact == Contact() else contact)


def _ids(named: Named, tenant: Tenant, shared: Collection[str]) -> dict[str, str]:
    """The ids that tombstones are looked for under: the customer's, and the guest's of each address."""
    ids = {} if named.customer_id is None else {"customer_id": named.customer_id}
    for name, given in (("email", (named.email, None)), ("phone", (None, named.phone))):
        for address in guest_addresses(*given):
            if address not in shared:
                ids[name] = tenant.guest_id(address)
    return ids


def _verdict(named: Named, ids: Mapping[str, str], found: Mapping[str, Tombstone]) -> Verdict:
    gone = {name: tombstone for name, id_ in ids.items() if (tombstone := found.get(id_))}
    guest = named.customer_id is None or named.customer_id.startswith(GUEST_PREFIX)
    own = gone.get("customer_id")
    if gone and (guest or (own is not None and own.whole)):
        return Verdict(erased=True)
    addresses = {name: tombstone for name, tombstone in gone.items() if name != "customer_id"}
    jobs = tuple(sorted({tombstone.job_id for tombstone in addresses.values()}))
    return Verdict(False, "email" in addresses, "phone" in addresses, jobs)
