"""Which tiers a customer holds in the shop's own loyalty programs, by the moves that settings tell of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..facts.customer import CustomerFacts
from . import tier_moves
from .explain import Explanation, instant, text
from .fields import Field, Kind, Score
from .settings import Settings
from .tier_moves import TierMove


class LoyaltyTiers(NamedTuple):
    """The last move in each program that has left the customer a tier, in the order of the programs' names."""

    moves: tuple[TierMove, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """As rules name them: `Coffee Club: Gold`."""
        return tuple(f"{move.program}: {move.after}" for move in self.moves)


_NONE = LoyaltyTiers()


def loyalty_tiers(facts: CustomerFacts, settings: Settings, now_ms: int) -> LoyaltyTiers | None:
    """At `now_ms`; None where what decides was not read."""
    if settings.tier_moves is None:
        return _NONE
    if tier_moves.lacks(facts, settings):
        return None
    last: dict[str | None, TierMove] = {}
    for move in settings.tier_moves(facts, settings):
        if move.at_ms > now_ms:
            break
        last[move.program_id] = move
    held = (move for move in last.values() if move.after is not None)
    return LoyaltyTiers(tuple(sorted(held, key=lambda move: move.program or "")))


def lacks(facts: CustomerFacts, settings: Settings, now_ms: int) -> bool:
    """Whether facts as an index holds them leave out something that decides."""
    return tier_moves.lacks(facts, settings)


def turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[Any]) -> Iterator[int]:
    if settings.tier_moves is not None and not tier_moves.lacks(facts, settings):
        yield from (move.at_ms for move in settings.tier_moves(facts, settings))


def explain(facts: CustomerFacts, scores: Any, settings: Settings) -> Mapping[str, Explanation]:
    found: LoyaltyTiers | None = scores.loyalty_tiers
    if found is None:
        return {"loyaltyTiers": None}
    return {
        "loyaltyTiers": {
            move.program_id or "": {
                "loyaltyProgramName": text(move.program),
                "tier": text(move.after),
                "since": instant(move.at_ms),
            }
            for move in found.moves
        }
    }


SCORE = Score(
    "loyalty_tiers",
    "Loyalty tiers",
    (
        Field(
            "loyaltyTiers",
            Kind.TEXTS,
            None,
            lambda facts, scores: scores.loyalty_tiers and scores.loyalty_tiers.said,
            doc="The tier that they hold in each active loyalty program, as `<program>: <tier>` "
            "by the names of both (`Coffee Club: Gold`).",
            changes_with_time=True,
            turns=turns,
        ),
    ),
    compute=loyalty_tiers,
    explain=explain,
    lacks=lacks,
)
