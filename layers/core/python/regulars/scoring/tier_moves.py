"""How a customer's tier moved: in the shop's own loyalty programs, and in another system that tells of it.

Programs are a floor of their own (`loyalty`), which scores do not know: settings carry what tells of their moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..facts.customer import CustomerFacts
from ..facts.items.interaction import TierChange

if TYPE_CHECKING:
    from .settings import Settings


class TierMove(NamedTuple):
    """From `at_ms` on the tier is another one. `way` is None where it is only called otherwise, or nobody said.

    `program_id` and `program`, its name, are those of an own program; None: another system's.
    """

    at_ms: int
    way: TierChange | None
    program_id: str | None = None
    program: str | None = None
    after: str | None = None


class TierMoves(Protocol):
    """Of the programs of a tenant."""

    def __call__(self, facts: CustomerFacts, settings: Settings) -> Sequence[TierMove]:
        """Every move of a customer in all programs, ascending: those behind, and those that come if nothing more is
        known of them. Takes facts with their timeline, entries of points and referrals."""


def lacks(facts: CustomerFacts, settings: Settings) -> bool:
    """Whether the moves in own programs cannot be told: an index holds neither a long timeline nor many entries or
    referrals."""
    if settings.tier_moves is None:
        return False
    not_told = facts.loyalty is None or facts.referrals is None
    return not_told or len(facts.purchases.timeline) != facts.purchases.order_count


def newest_move(facts: CustomerFacts, settings: Settings, now_ms: int) -> TierMove | None:
    """The last move up or down, in an own program or in another system; of one instant a downgrade, wherever it is.

    Another system's newest one counts whatever its way, also where nobody said it.
    """
    told, newest = facts.interactions, None
    if told is not None and told.tier_at_ms is not None:
        newest = TierMove(told.tier_at_ms, TierChange(told.tier_change) if told.tier_change else None)
    if settings.tier_moves is None:
        return newest
    for move in settings.tier_moves(facts, settings):
        if move.at_ms > now_ms:
            break
        if move.way is not None and (newest is None or _order(move) >= _order(newest)):
            newest = move
    return newest


def _order(move: TierMove) -> tuple[int, bool]:
    return move.at_ms, move.way is TierChange.DOWNGRADE
