"""What is wrong with a program as a whole, field by field; each field alone is read at the door."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..errors import FieldError
from .program import Program, ProgramType, Reward, RewardKind


def faults_of(program: Program) -> list[FieldError]:
    """By the API's names."""
    return [*_earning(program), *_tiers(program), *_rewards(program)]


def _earning(program: Program) -> Iterator[FieldError]:
    refers = program.type is ProgramType.REFERRAL
    if refers and not program.referral_points:
        yield FieldError("referralPoints", "must be 1 or more in a program of type referral: what a referral credits")
    if program.referral_points and not refers:
        yield FieldError("referralPoints", f"goes with type referral only; this one is of type {program.type}")
    if program.expiry_days is not None and program.expiry_days <= program.pending_days:
        yield FieldError("expiryDays", "must be more than pendingDays: points would lapse before they can be used")


def _tiers(program: Program) -> Iterator[FieldError]:
    if program.type is ProgramType.TIER and not program.tiers:
        yield FieldError("tiers", "must have at least one tier in a program of type tier")
    names = [tier.name.casefold() for tier in program.tiers]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield FieldError(f"tiers[{place}].name", "is the name of another tier")
    for place, (below, above) in enumerate(pairwise(program.tiers), 1):
        if above.threshold <= below.threshold:
            yield FieldError(f"tiers[{place}].threshold", "must be above that of the tier before it")


def _rewards(program: Program) -> Iterator[FieldError]:
    ids = [reward.id for reward in program.rewards]
    for place, reward in enumerate(program.rewards):
        if reward.id in ids[:place]:
            yield FieldError(f"rewards[{place}].id", "is the id of another reward")
        if fault := _amount_fault(reward):
            yield FieldError(f"rewards[{place}].amount", fault)
        if reward.min_tier is not None and program.tier_rank(reward.min_tier) < 0:
            tiers = ", ".join(tier.name for tier in program.tiers) or "it has none"
            yield FieldError(f"rewards[{place}].minTier", f"must be a tier of the program: {tiers}")


def _amount_fault(reward: Reward) -> str | None:
    if reward.kind is RewardKind.AMOUNT:
        return None if reward.amount_minor else "must be above 0 for kind amount: what the reward is worth"
    return None if reward.amount_minor is None else "goes with kind amount only"
