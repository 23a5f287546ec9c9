"""A customer's points from 5 000 orders: plain, lapsing with the month, with tiers, and with all of it."""

from __future__ import annotations

import random

from regulars.facts.customer import TimelineEntry
from regulars.facts.loyalty import PointsEntry
from regulars.facts.time import DAY_MS
from regulars.loyalty.balance import balance
from regulars.loyalty.earned import Member
from regulars.loyalty.program import ExpiryRounding, Program, ProgramType, Tier, Versions

from benchmarks.report import TIMES, row, table, timed

ORDERS = 5_000
DAYS = 5 * 365
RUNS = 50
BEGAN_MS = 1_577_836_800_000  # 2020-01-01
TIERS = (Tier("Bronze", 0), Tier("Silver", 50_000, 12_000, 30), Tier("Gold", 100_000, 15_000, 30))


def run(*, small: bool = False) -> None:
    orders, runs = (100, 2) if small else (ORDERS, RUNS)
    chance = random.Random(20)
    instants = sorted(BEGAN_MS + chance.randrange(DAYS * DAY_MS) for _ in range(orders))
    timeline = tuple(TimelineEntry(at_ms, chance.randrange(100, 20_000), 1_000) for at_ms in instants)
    spent = [PointsEntry(BEGAN_MS + 9 * day * DAY_MS, "l1", -500, True) for day in range(10, 200)]
    to_the_month = {"expiry_days": 365, "expiry_rounding": ExpiryRounding.MONTH, "pending_days": 14}
    cases = {
        "a point a unit": (Member(timeline), Versions([_program()])),
        "lapsing with the month, 14 days pending": (Member(timeline), Versions([_program(**to_the_month)])),
        "three tiers of a rolling year": (Member(timeline), Versions([_program(tiers=TIERS)])),
        "all of it and 190 redemptions": (Member(timeline, spent), Versions([_program(**to_the_month, tiers=TIERS)])),
    }
    table(
        TIMES,
        [
            row(name, timed(lambda given=given: _balance(*given), runs=runs), scale=1e3, unit="ms", target="< 5")  # type: ignore[misc]
            for name, given in cases.items()
        ],
        f"{orders:,} orders of five years; processor time of {runs} runs.",
    )


def _program(**fields: object) -> Program:
    told = {"type": ProgramType.POINTS, "from_ms": BEGAN_MS, **fields}
    return Program("l1", "Club", created_ms=BEGAN_MS, updated_ms=BEGAN_MS, **told)  # type: ignore[arg-type]


def _balance(member: Member, versions: Versions) -> int:
    return balance(member, versions, exponent=2, zone="Europe/Berlin", at_ms=BEGAN_MS + DAYS * DAY_MS).available
