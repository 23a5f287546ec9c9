"""An order that names a customer and an address claims the guest of that address: they are one person from now on.

Claimed before the order's owner is read, and whether the guest has orders yet or not: else what comes first would
decide whether a file and a live feed make one person of somebody or two. The guest's head is the claim; the first named
customer has it, and who was taken out by hand is not claimed again (docs/people.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..facts.addresses import guest_addresses
from ..facts.ids import GUEST_PREFIX
from ..facts.items.head import MOST_MEMBERS, MergedBy
from ..facts.order import Lane, Order
from ..facts.tenant import Tenant
from ..stores.dynamo.calls import Item
from ..stores.ledger import Ledger
from ..stores.ledger.persons import SeenHead, linking, read_heads, read_roots, unclaimed
from ..stores.ledger.rewrite import until_written
from ..stores.limits import TRANSACTION_ITEMS
from ..stores.registry import Registry

# Each is two writes and a check beside those of the person's head.
_MOST_AT_ONCE = (TRANSACTION_ITEMS - 2) // 3


class Claim(NamedTuple):
    """The guest of an address that was named beside a customer, at the writer's instant.

    In the order's lane: an import sends the guests whom it claims as it does its customers (importing/job/touched.py).
    """

    guest_id: str
    customer_id: str
    written_ms: int
    lane: Lane


def claims_of(orders: Iterable[Order], tenant: Tenant, shared: Collection[str]) -> list[Claim]:
    """What the orders claim; nothing by addresses that are `shared`, and nothing for a customer who is a guest."""
    return [
        Claim(guest_id, order.customer_id, order.written_ms, order.lane)
        for order in orders
        if order.contact is not None
        for guest_id in claimed_by(order.customer_id, order.contact.email, order.contact.phone, tenant, shared)
    ]


def claimed_by(
    customer_id: str, email: str | None, phone: str | None, tenant: Tenant, shared: Collection[str]
) -> Iterator[str]:
    """The guests of the e-mail address and the phone number, each a guest of their own."""
    if not customer_id.startswith(GUEST_PREFIX):
        for address in guest_addresses(email, phone):
            if address not in shared:
                yield tenant.guest_id(address)


def claim_guests(claims: Sequence[Claim], *, registry: Registry, ledger: Ledger) -> None:
    """Makes each guest whom nobody has yet a member of the first customer who is named with their address.

    A guest is left as they are where the customer has 50 members, or one of both was erased. Raises `StoreUnavailable`
    where others keep changing the same heads; what was claimed till then stays.
    """
    first: dict[str, Claim] = {}
    for claim in claims:
        first.setdefault(claim.guest_id, claim)
    wanted = {guest_id: first[guest_id] for guest_id in unclaimed(ledger, first)}
    at_once = TRANSACTION_ITEMS

    def attempt(guest_ids: Sequence[str]) -> dict[str, None]:
        nonlocal at_once
        settled, groups = _groups([wanted[guest_id] for guest_id in guest_ids], ledger)
        # Whoever has an item in the ledger is on the roster: first the roster.
        registry.enroll({group.root.customer_id for group in groups})
        for together in _packed(groups, at_once):
            if ledger.write_together([write for group in together for write in group.writes]):
                settled += [guest_id for group in together for guest_id in group.guest_ids]
        # Of several that went together one may have been lost by its head alone: from now on each goes by itself.
        at_once = 0
        return dict.fromkeys(settled)

    until_written(list(wanted), attempt)


class _Group(NamedTuple):
    """Guests of one person, and the writes that make them members."""

    root: SeenHead
    guest_ids: list[str]
    writes: list[Item]

    @property
    def heads(self) -> set[str]:
        return {self.root.customer_id, *self.guest_ids}


def _groups(claims: Sequence[Claim], ledger: Ledger) -> tuple[list[str], list[_Group]]:
    """The guests of whom there is nothing to be made, and the others, person by person."""
    guests = read_heads(ledger, [claim.guest_id for claim in claims])
    open_ = [claim for claim in claims if guests[claim.guest_id].claimable]
    roots = read_roots(ledger, {claim.customer_id for claim in open_})
    gone = _erased(open_, roots, ledger)
    settled = [claim.guest_id for claim in claims if not guests[claim.guest_id].claimable]
    by_root: dict[str, list[Claim]] = {}
    for claim in open_:
        root, guest = roots[claim.customer_id], guests[claim.guest_id]
        others = by_root.get(root.customer_id, [])
        members = root.members + sum(1 + guests[one.guest_id].members for one in [*others, claim])
        both = {root.customer_id, guest.customer_id}
        if len(both) == 1 or members > MOST_MEMBERS or both & gone:
            settled.append(claim.guest_id)
        elif len(others) < _MOST_AT_ONCE:
            by_root[root.customer_id] = [*others, claim]
    return settled, [_group(roots[some[0].customer_id], some, guests, ledger) for some in by_root.values()]


def _erased(claims: Sequence[Claim], roots: Mapping[str, SeenHead], ledger: Ledger) -> set[str]:
    """Those of the guests and the survivors who were erased."""
    asked = {one for claim in claims for one in (claim.guest_id, roots[claim.customer_id].customer_id)}
    return set(ledger.erased(asked, consistent=True))


def _group(root: SeenHead, claims: Sequence[Claim], guests: Mapping[str, SeenHead], ledger: Ledger) -> _Group:
    members = [guests[claim.guest_id] for claim in claims]
    _, _, now_ms, lane = claims[0]
    writes = linking(ledger, root, members, by=MergedBy.CLAIM, now_ms=now_ms, lane=lane)
    return _Group(root, [member.customer_id for member in members], writes)


def _packed(groups: Sequence[_Group], most: int) -> Iterator[list[_Group]]:
    """Groups of distinct heads, as many as have so many writes together; at least one."""
    together: list[_Group] = []
    heads: set[str] = set()
    for group in groups:
        size = sum(len(one.writes) for one in together) + len(group.writes)
        if together and (size > most or not heads.isdisjoint(group.heads)):
            yield together
            together, heads = [], set()
        together.append(group)
        heads |= group.heads
    if together:
        yield together
