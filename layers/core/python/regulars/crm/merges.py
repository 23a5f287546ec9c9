"""One person, several ids, by hand: a customer is merged into another, and taken out again. No order is moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..errors import Conflict
from ..facts.items.head import MOST_MEMBERS, MergedBy
from ..facts.order import Lane
from ..stores.ledger import Ledger
from ..stores.ledger.persons import SeenHead, linking, members_of, read_above, read_heads, survivor_of, unlinking
from ..stores.ledger.rewrite import until_written
from .customers import require_customer, require_not_erased


class Merge(NamedTuple):
    """`members` is how many ids are one person with the survivor now, besides the survivor's own."""

    customer_id: str
    into: str
    members: int


def merge_customers(customer_id: str, into: str, *, ledger: Ledger, now_ms: int) -> Merge:
    """Makes the customer, with their members, a member of another one.

    Raises `NotFound` for an unknown customer, `CustomerErased`, `Conflict` for one who is a member already and for more
    than 50 members, and `StoreUnavailable`.
    """
    if customer_id == into:
        raise Conflict("same_customer", f"Customer {into} cannot be merged into themselves.")
    for one in (customer_id, into):
        require_not_erased(one, ledger)
        require_customer(one, ledger)

    def attempt(_: Sequence[str]) -> dict[str, Merge]:
        for one in (customer_id, into):
            require_not_erased(one, ledger)
        heads = read_heads(ledger, [customer_id, into])
        for head in heads.values():
            if head.merged_into is not None:
                survivor = survivor_of(ledger, head.customer_id)
                raise Conflict("merged", f"Customer {head.customer_id} is merged into customer {survivor} already.")
        member, root = heads[customer_id], heads[into]
        members = root.members + 1 + member.members
        if members > MOST_MEMBERS:
            raise Conflict("too_many_members", f"{members} ids would be one person with customer {into}: 50 may be.")
        written = ledger.write_together(
            linking(ledger, root, [member], by=MergedBy.HAND, now_ms=now_ms, lane=Lane.LIVE)
        )
        return {customer_id: Merge(customer_id, into, members)} if written else {}

    return until_written([customer_id], attempt)[customer_id]


def _whoever_parts(ids: Sequence[str]) -> None:
    """Nothing stands against it."""


def unmerge_customer(
    customer_id: str, *, ledger: Ledger, now_ms: int, check: Callable[[Sequence[str]], None] = _whoever_parts
) -> Merge:
    """Takes a member out again, with their own members, from the customer they were merged into; no order claims them
    from now on. What was claimed for them while they were a member stays with the survivor.

    `check` is given the ids that stay with the survivor, and then those that leave, who is known first, and may raise:
    the heads are read before, and written only as they were read. Raises `NotFound` for an unknown customer,
    `CustomerErased`, `Conflict` for one who is no member, and `StoreUnavailable`.
    """
    require_not_erased(customer_id, ledger)
    require_customer(customer_id, ledger)

    def attempt(_: Sequence[str]) -> dict[str, Merge]:
        require_not_erased(customer_id, ledger)
        member, *above = read_above(ledger, customer_id)
        if not above:
            raise Conflict("not_merged", f"Customer {customer_id} is not merged into another.")
        leaving = members_of(ledger, member)
        check([one for one in members_of(ledger, above[-1]) if one not in leaving])
        check(leaving)
        written = ledger.write_together(unlinking(ledger, member, above, now_ms=now_ms))
        return {customer_id: _left(member, above[-1])} if written else {}

    return until_written([customer_id], attempt)[customer_id]


def _left(member: SeenHead, root: SeenHead) -> Merge:
    return Merge(member.customer_id, root.customer_id, root.members - 1 - member.members)
