"""Which ids are one person: trees of heads, whose root is the survivor. Edges are made and cut in one transaction each.

A root is linked to a root, both as they were read: two roots are in two trees, so no schedule makes a cycle. Whoever
changes a tree writes the heads of everybody above the change, so each head's `n` stands for the whole tree below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from ...errors import Merged, StoreUnavailable
from ...facts.items.head import MOST_MEMBERS, Head, Member, MergedBy
from ...facts.items.item import LedgerItem
from ...facts.order import Lane
from ..dynamo.calls import Item
from .envelope import Stored
from .heads import HEAD, MEMBER
from .kind import ItemKind
from .ledger import Ledger

T = TypeVar("T", bound=LedgerItem)
_NO_END = "customers kept being merged"


class SeenHead(NamedTuple):
    """A customer's head as it was read; `stored` None: they have none."""

    customer_id: str
    stored: Stored[Head] | None

    @property
    def merged_into(self) -> str | None:
        return self.stored.item.merged_into if self.stored else None

    @property
    def members(self) -> int:
        return self.stored.item.members if self.stored else 0

    @property
    def claimable(self) -> bool:
        return self.stored is None or (self.merged_into is None and not self.stored.item.unclaimable)

    def changed(self, *, now_ms: int, lane: Lane) -> Head:
        """What the head says, to be written now."""
        if self.stored is None:
            return Head(self.customer_id, now_ms, now_ms, lane)
        return replace(self.stored.item, arrived_ms=now_ms, written_ms=now_ms, lane=lane)


def read_heads(ledger: Ledger, customer_ids: Iterable[str]) -> dict[str, SeenHead]:
    """The heads of distinct customers, consistently."""
    wanted = [(customer_id, "") for customer_id in customer_ids]
    found = ledger.read_items(HEAD, wanted)
    return {pair[0]: SeenHead(pair[0], found.get(pair)) for pair in wanted}


def unclaimed(ledger: Ledger, guest_ids: Iterable[str]) -> list[str]:
    """Those of distinct guests whom an order may claim, maybe as they were a moment ago: rather too many of them."""
    wanted = [(guest_id, "") for guest_id in guest_ids]
    found = ledger.glance_at(HEAD, wanted)
    return [pair[0] for pair in wanted if SeenHead(pair[0], found.get(pair)).claimable]


def read_roots(ledger: Ledger, customer_ids: Iterable[str]) -> dict[str, SeenHead]:
    """The head of each customer's survivor, consistently; of one who was never merged their own.

    Raises `StoreUnavailable` where merges that happen meanwhile show no end of a way up.
    """
    at = {customer_id: customer_id for customer_id in customer_ids}
    heads: dict[str, SeenHead] = {}
    for _ in range(MOST_MEMBERS + 1):
        heads |= read_heads(ledger, sorted(set(at.values()) - heads.keys()))
        if all(heads[on].merged_into is None for on in at.values()):
            return {customer_id: heads[root] for customer_id, root in at.items()}
        at = {customer_id: heads[on].merged_into or on for customer_id, on in at.items()}
    raise StoreUnavailable(_NO_END)


def read_above(ledger: Ledger, customer_id: str) -> list[SeenHead]:
    """The heads from the customer's own up to their survivor's, consistently."""
    way = [read_heads(ledger, [customer_id])[customer_id]]
    while (above := way[-1].merged_into) is not None:
        if len(way) > MOST_MEMBERS:
            raise StoreUnavailable(_NO_END)
        way.append(read_heads(ledger, [above])[above])
    return way


def survivor_of(ledger: Ledger, customer_id: str) -> str:
    """Under which id the person is known."""
    return read_above(ledger, customer_id)[-1].customer_id


def require_survivor(ledger: Ledger, customer_id: str) -> SeenHead:
    """The customer's head. Raises `Merged` for one who was merged into another."""
    own, *above = read_above(ledger, customer_id)
    if above:
        raise Merged(customer_id, above[-1].customer_id)
    return own


def members_of(ledger: Ledger, root: SeenHead) -> list[str]:
    """Every id of the tree below a customer, their own first."""
    found = {root.customer_id: None}
    waiting = [root.customer_id] if root.members else []
    while waiting:
        edges = (stored.item for stored in ledger.read_kind(MEMBER, waiting.pop()))
        below = [edge.member_id for edge in edges if edge.left_ms is None]
        waiting += (member_id for member_id in below if member_id not in found)
        found |= dict.fromkeys(below)
    return list(found)


def read_kind_of_person(ledger: Ledger, kind: ItemKind[T], customer_id: str) -> list[Stored[T]]:
    """The items of one kind of the customer and their members. Raises `Merged` for one who is a member themselves."""
    ids = members_of(ledger, require_survivor(ledger, customer_id))
    return [stored for one in ids for stored in ledger.read_kind(kind, one)]


def linking(
    ledger: Ledger, root: SeenHead, members: Sequence[SeenHead], *, by: MergedBy, now_ms: int, lane: Lane
) -> list[Item]:
    """The merging of other roots into one, as a transaction of 2 + 3 for each. A merge clears `unclaimable`. Nobody who
    was erased joins or is joined: so none slips into a tree that is being erased."""
    below = root.changed(now_ms=now_ms, lane=lane)
    writes = []
    for member in members:
        merged = replace(
            member.changed(now_ms=now_ms, lane=lane),
            merged_into=root.customer_id,
            merged_by=by,
            changed_ms=now_ms,
            unclaimable=False,
        )
        edge = Member(root.customer_id, member.customer_id, now_ms, by, now_ms, now_ms, lane)
        below = replace(below, members=below.members + 1 + member.members)
        writes += [ledger.putting(merged, replacing=member.stored), ledger.overwriting(edge)]
    both = [root.customer_id, *(member.customer_id for member in members)]
    return [ledger.putting(below, replacing=root.stored), *writes, *ledger.unless_erased(both)]


def unlinking(ledger: Ledger, member: SeenHead, above: Sequence[SeenHead], *, now_ms: int) -> list[Item]:
    """The writes of a transaction that cuts a member from the customer they were merged into. `above` are the heads
    from that customer to the root. The member keeps their own members, and no order claims them again."""
    before = member.changed(now_ms=now_ms, lane=Lane.LIVE)
    merged_ms, by = before.changed_ms, before.merged_by
    assert merged_ms is not None, "a member's head says when they became one"
    assert by is not None
    alone = replace(
        before, merged_into=None, merged_by=None, left=member.merged_into, changed_ms=now_ms, unclaimable=True
    )
    edge = Member(above[0].customer_id, member.customer_id, merged_ms, by, now_ms, now_ms, Lane.LIVE, left_ms=now_ms)
    writes = [ledger.putting(alone, replacing=member.stored), ledger.overwriting(edge)]
    for head in above:
        changed = head.changed(now_ms=now_ms, lane=Lane.LIVE)
        fewer = replace(changed, members=changed.members - 1 - member.members)
        writes.append(ledger.putting(fewer, replacing=head.stored))
    if before.left is not None and before.left != member.merged_into:
        # A head knows one former survivor: no other may keep the name of who left, or an erasure would not find it.
        writes.append(ledger.removing(MEMBER, before.left, member.customer_id))
    return [*writes, *ledger.unless_erased([member.customer_id, above[0].customer_id])]
