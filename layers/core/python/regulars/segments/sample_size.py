"""How many people a campaign needs before an effect can be told from chance."""

from __future__ import annotations

from math import ceil, sqrt
from statistics import NormalDist

# Two-sided level and power that are usual in trials.
LEVEL, POWER = 0.05, 0.8


def people_needed(share: float, points: float) -> int | None:
    """People, half of them held out, to see `share` rise by `points` (both 0 to 1); None where it cannot rise so far.

    Two proportions with equal groups, without a correction for continuity: Fleiss, Levin and Paik, "Statistical Methods
    for Rates and Proportions", third edition, 2003, formula 4.14. Each group needs

        n = (z(1 - level / 2) * sqrt(2 * p * (1 - p)) + z(power) * sqrt(p1 * (1 - p1) + p2 * (1 - p2)))^2 / (p2 - p1)^2

    where p is the mean of both shares.
    """
    risen = share + points
    if points <= 0 or risen > 1:
        return None
    normal = NormalDist()
    mean = (share + risen) / 2
    apart = normal.inv_cdf(1 - LEVEL / 2) * sqrt(2 * mean * (1 - mean))
    seen = normal.inv_cdf(POWER) * sqrt(share * (1 - share) + risen * (1 - risen))
    return 2 * ceil((apart + seen) ** 2 / points**2)
