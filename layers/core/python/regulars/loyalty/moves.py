"""How a customer's tiers moved in the programs of a tenant, as scores ask for it (`scoring/tier_moves.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from ..facts.customer import CustomerFacts
from ..facts.items.interaction import TierChange as Way
from ..scoring.settings import Settings
from ..scoring.tier_moves import TierMove, TierMoves
from .earned import member_of, sweep_tiers
from .program import Versions
from .tiers import NEVER

_AT = attrgetter("at_ms")
_FOR_GOOD_MS = NEVER - 1


def tier_moves_of(programs: Iterable[Versions], exponent: int) -> TierMoves | None:
    """Those in all programs that announce tiers; None where there is none. `exponent` are the currency's decimals."""
    found = tuple(versions for versions in programs if has_tiers(versions))
    return _Moves(found, exponent) if found else None


def has_tiers(versions: Versions) -> bool:
    """Whether a program is active and has tiers."""
    return versions.last.active and bool(versions.last.tiers)


class _Moves:
    """Remembers those of the customer who was asked for last: who looks ahead asks at many instants of each."""

    def __init__(self, programs: Sequence[Versions], exponent: int) -> None:
        self._programs, self._exponent = programs, exponent
        self._last: tuple[CustomerFacts | None, Settings | None, Sequence[TierMove]] = (None, None, ())

    def __call__(self, facts: CustomerFacts, settings: Settings) -> Sequence[TierMove]:
        of_facts, of_settings, moves = self._last
        if of_facts is not facts or of_settings is not settings:
            moves = [move for versions in self._programs for move in self._of(versions, facts, settings)]
            if len(self._programs) > 1:
                moves.sort(key=_AT)
            self._last = facts, settings, moves
        return moves

    def _of(self, versions: Versions, facts: CustomerFacts, settings: Settings) -> Iterator[TierMove]:
        program = versions.last
        member = member_of(facts, versions, settings)
        sweep = sweep_tiers(member, versions, exponent=self._exponent, until_ms=_FOR_GOOD_MS)
        for change in sweep.changes() if sweep else ():
            up = change.rank - change.rank_before
            way = (Way.UPGRADE if up > 0 else Way.DOWNGRADE) if up else None
            yield TierMove(change.at_ms, way, program.id, program.name, change.after)
