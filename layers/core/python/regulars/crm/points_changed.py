"""Points added, adjusted, redeemed: all changes of a person are in one order, and each sees every earlier one.

In each round the person's head is read first and written last, under the revision that was read; whoever writes it in
between, another change, a merge or an unmerge, makes the write fail (docs/loyalty.md, What a redemption promises).
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..errors import Conflict, FieldError, InsufficientPoints, KeyReused, QueryRefused, StoreUnavailable
from ..facts.items.loyalty import LoyaltyAction, LoyaltyEntry
from ..facts.order import Lane
from ..loyalty.answered import Standing, standing_of
from ..loyalty.balance import Balance
from ..loyalty.program import Program, Reward, Versions
from ..stores.dynamo.calls import Item, Written
from ..stores.ids import id_under, new_id
from ..stores.ledger.persons import SeenHead, members_of, require_survivor
from ..stores.shop import Shop
from .about import written_at
from .customers import require_customer, require_not_erased
from .loyalty_programs import required
from .points import Person, read_log, read_orders

# A change loses only to another one that was written: 50 redemptions of 10 against 100 lose at most ten times each.
_ROUNDS = 11
# Crossing transactions lose to nobody, so they are outside that count.
_CROSSINGS = 60
_LONGEST_PAUSE_S = 0.4


class Change(NamedTuple):
    """What somebody wants done. `points` above 0, of an adjustment below 0 too; None: those of the reward."""

    customer_id: str
    program_id: str
    action: LoyaltyAction
    points: int | None
    reward_id: str | None = None
    reason: str | None = None
    expires_ms: int | None = None


class Changed(NamedTuple):
    """The entry that stands for the change, and how the customer stood right after it. `as_of_ms`: of when the orders
    are that it went by."""

    entry: LoyaltyEntry
    standing: Standing
    as_of_ms: int


def change_points(
    shop: Shop, change: Change, *, key: str | None, by: str | None, pause: Callable[[float], None] = time.sleep
) -> Changed:
    """Does it, once for each `key`: a key that has come before is answered as it was then.

    Raises `NotFound` for an unknown customer or program, `Merged`, `CustomerErased`, `KeyReused` for a key that came
    with another change, `QueryRefused`, `InsufficientPoints`, `Conflict` for a program that is not active, a tier that
    is too low and a reward of which none is left, and `StoreUnavailable`.
    """
    require_not_erased(change.customer_id, shop.ledger)
    require_customer(change.customer_id, shop.ledger)
    entry_id = new_id(shop.now_ms) if key is None else id_under(key)
    rounds = crossings = 0
    while rounds < _ROUNDS and crossings < _CROSSINGS:
        head = require_survivor(shop.ledger, change.customer_id)
        ids = members_of(shop.ledger, head)
        log = read_log(shop, ids)
        earlier = [entry for entry in log if entry.entry_id == entry_id]
        if earlier:
            return _again(earlier, change)
        timeline, as_of_ms = read_orders(shop, ids)
        versions = required(shop.programs.versions(change.program_id), change.program_id)
        person = Person(shop, ids, timeline, log)
        entry = _decided(person, change, versions, entry_id, by)
        told = _told(person.balance(versions, entry.at_ms, after=entry), as_of_ms)
        entry = replace(entry, answer=json.dumps(told, separators=(",", ":")))
        written = shop.ledger.transact(_writes(shop, head, entry, versions.last))
        if written is Written.DONE:
            return _changed(entry)
        rounds += written is Written.LOST
        crossings += written is Written.CROSSED
        pause(random.uniform(0, min(_LONGEST_PAUSE_S, 0.01 * 2 ** min(crossings, 6))))
    raise StoreUnavailable("the points of a customer kept being changed by others")


def _again(earlier: Sequence[LoyaltyEntry], change: Change) -> Changed:
    """What a repeated call is told. Several ids that became one person later may each have used the key: the entry of
    the id that is named comes first, and who was sent on to another id by a merge is told of the one they made."""
    entry = next((one for one in earlier if one.customer_id == change.customer_id), earlier[0])
    same = (entry.program_id, entry.action, entry.reward_id, entry.reason) == (
        change.program_id, change.action, change.reward_id, change.reason
    )  # fmt: skip
    if not same or change.points not in (None, entry.points) or change.expires_ms != entry.expires_ms:
        raise KeyReused
    return _changed(entry)


def _decided(person: Person, change: Change, versions: Versions, entry_id: str, by: str | None) -> LoyaltyEntry:
    """The entry to be written. Raises as `change_points`."""
    # No two have one instant, so that all of a person's changes are in one order.
    shop = person.shop
    at_ms = max([shop.now_ms, *(one.at_ms + 1 for one in person.entries)])
    program, stands = versions.last, person.balance(versions, at_ms)
    if not program.active:
        raise Conflict("program_inactive", f"The loyalty program {program.name} is not active.")
    if change.expires_ms is not None and change.expires_ms <= shop.now_ms:
        raise QueryRefused([FieldError("expiresAt", "must lie in the future: the points would be of no use")])
    points = change.points
    if change.reward_id is not None:
        reward = _reward(change.reward_id, program, stands)
        if reward.stock is not None and shop.programs.taken(program.id).get(reward.id, 0) >= reward.stock:
            raise Conflict("out_of_stock", f"None is left of the reward {reward.name}.")
        if points not in (None, reward.points):
            raise QueryRefused([FieldError("points", f"must be those of the reward, {reward.points}, or be left out")])
        points = reward.points
    assert points is not None, "the door asks for points where no reward is named"
    entry = LoyaltyEntry(
        entry_id,
        change.customer_id,
        program.id,
        change.action,
        points,
        at_ms,
        **written_at(shop.now_ms),
        reward_id=change.reward_id,
        reason=change.reason,
        by=by,
        expires_ms=change.expires_ms,
    )
    if entry.spent > stands.available:
        raise InsufficientPoints(stands.available, entry.spent)
    return entry


def _reward(reward_id: str, program: Program, stands: Balance) -> Reward:
    reward = program.reward(reward_id)
    if reward is None:
        names = ", ".join(one.id for one in program.rewards) or "it has none"
        raise QueryRefused([FieldError("rewardId", f"is no reward of the program: {names}")])
    if reward.min_tier is not None and program.tier_rank(stands.tier) < program.tier_rank(reward.min_tier):
        has = "no tier" if stands.tier is None else f"the tier {stands.tier}"
        raise Conflict("tier_too_low", f"{reward.name} takes the tier {reward.min_tier}; the customer has {has}.")
    return reward


def _writes(shop: Shop, head: SeenHead, entry: LoyaltyEntry, program: Program) -> list[Item]:
    """The head over the one that was read, so that nobody came in between, the entry where its key has none, and one of
    the reward where it has a stock."""
    written = head.changed(now_ms=shop.now_ms, lane=Lane.LIVE)
    writes = [shop.ledger.putting(written, replacing=head.stored), shop.ledger.putting(entry, replacing=None)]
    reward = program.reward(entry.reward_id) if entry.reward_id else None
    if reward is not None and reward.stock is not None:
        writes.append(shop.programs.taking(program.id, reward))
    return writes


def _told(stands: Balance, as_of_ms: int) -> Mapping[str, object]:
    return {**standing_of(stands)._asdict(), "as_of_ms": as_of_ms}


def _changed(entry: LoyaltyEntry) -> Changed:
    told = json.loads(entry.answer)
    as_of_ms = told.pop("as_of_ms")
    return Changed(entry, Standing(**told), as_of_ms)
