"""Whether a merchant should rely on their predictions: a word and a sentence, of a backtest's figures alone."""

from __future__ import annotations

from enum import StrEnum

from ..shown import rounded
from .retrospect import Backtested

# With fewer, or with nearly all coming out alike, a Brier score moves by more than what is compared.
LEAST_CUSTOMERS, LEAST_OF_EACH = 100, 10
# How far the mean prediction may lie from what came, and how sure predictions may be (1 is calibrated).
MOST_BIAS, LEAST_SLOPE, MOST_SLOPE = 0.05, 0.75, 1.25
# A customer who ordered is ranked above one who did not three times out of five.
LEAST_AUC = 0.6


class Verdict(StrEnum):
    """Ordered by how much may be relied on: the probabilities, who stands above whom, nothing; or nobody can say."""

    PROBABILITIES = "probabilities"
    RANKING = "ranking"
    NOTHING = "nothing"
    TOO_FEW = "too_few"


class Guess(StrEnum):
    """Four ways to guess who will order, each by what was known at the cut."""

    CORRECTED = "corrected"
    MODEL = "model"
    RECENCY = "recency"
    RATE = "rate"


_CALLED = {
    Guess.MODEL: "the model without its correction",
    Guess.RECENCY: "the days since the last order",
    Guess.RATE: "one rate for all",
}
_LEADS = {
    Verdict.PROBABILITIES: "The probabilities can be relied on",
    Verdict.RANKING: "Rely on who stands above whom, not on how high a probability is",
    Verdict.NOTHING: "Do not rely on these predictions",
}


def verdict(backtested: Backtested) -> Verdict:
    """`probabilities`: closer than one rate for all (Brier), mean and slope right; `ranking`: told apart at least.

    The rate is the one that the tenant could have known at the cut; without one, the one that only hindsight knows.
    """
    found = backtested.found.probabilities
    ordered = sum(round(band.actual * band.customers) for band in found.bands)
    if found.customers < LEAST_CUSTOMERS or min(ordered, found.customers - ordered) < LEAST_OF_EACH:
        return Verdict.TOO_FEW
    assert found.brier is not None
    assert found.predicted is not None
    assert found.actual is not None
    rate_brier = _rate_brier(backtested)
    assert rate_brier is not None
    right = abs(found.predicted - found.actual) <= MOST_BIAS
    sure = found.slope is not None and LEAST_SLOPE <= found.slope <= MOST_SLOPE
    if found.brier < rate_brier and right and sure:
        return Verdict.PROBABILITIES
    return Verdict.RANKING if found.auc is not None and found.auc >= LEAST_AUC else Verdict.NOTHING


def brier_scores(backtested: Backtested) -> dict[Guess, float]:
    """The Brier score of each way to guess that the tenant could have used; the first is what is served."""
    found = backtested.found
    served, model = found.probabilities.brier, found.uncorrected and found.uncorrected.brier
    scores = {
        Guess.MODEL if model is None else Guess.CORRECTED: served,
        **({} if model is None else {Guess.MODEL: model}),
        Guess.RATE: _rate_brier(backtested),
        Guess.RECENCY: found.naive.recency_brier,
    }
    return {guess: score for guess, score in scores.items() if score is not None}


def closest(backtested: Backtested) -> Guess | None:
    """The way to guess with the lowest Brier score; what is served where two are equal. None where nothing is known."""
    scores = brier_scores(backtested)
    return min(scores, key=lambda guess: scores[guess], default=None)


def sentence(backtested: Backtested) -> str:
    """The verdict in words, with the figures that it was made of."""
    found, days = backtested.found.probabilities, backtested.question.holdout_days
    if backtested.cut_ms is None:
        return "There is nothing to test: no order has been counted yet."
    if not found.customers:
        return f"There is nothing to test: nobody had ordered {days} days before the end; ask for fewer days."
    assert found.predicted is not None
    assert found.actual is not None
    ordered = round(found.actual * found.customers)
    decided = verdict(backtested)
    if decided is Verdict.TOO_FEW:
        return (
            f"Too few to say: of {_grouped(found.customers)} customers {_grouped(ordered)} ordered within {days} days; "
            f"it takes {LEAST_CUSTOMERS} customers, {LEAST_OF_EACH} who ordered and {LEAST_OF_EACH} who did not."
        )
    (_, served), *others = brier_scores(backtested).items()
    peers = [
        f"{_CALLED[guess]} {'get' if guess is Guess.RECENCY else 'gets'} {_score(brier)}" for guess, brier in others
    ]
    return (
        f"{_LEADS[decided]}: of {_grouped(found.customers)} customers "
        f"{_grouped(round(found.predicted * found.customers))} were expected to order within {days} days and "
        f"{_grouped(ordered)} did; the Brier score is {_score(served)} (lower is better; {', '.join(peers)}), and of "
        f"one who ordered and one who did not the right one stood first in {found.auc:.0%} of all pairs."
        f"{_trust(backtested)}"
    )


def _trust(backtested: Backtested) -> str:
    """Which guess to trust, where it is another than the one that is served."""
    best = closest(backtested)
    if best is None or best is next(iter(brier_scores(backtested))):
        return ""
    where = "; `explain=true` shows it" if best is Guess.MODEL else ""
    return f" Trust {_CALLED[best]} more: closest to what came{where}."


def products_sentence(backtested: Backtested) -> str:
    """How often the next product was guessed right, beside two guesses that need no score."""
    found, days = backtested.products, backtested.question.product_days
    if not found.customers:
        return f"Nobody had a product that they were expected to buy within {days} days after the cut."
    bought = [_grouped(round((share or 0.0) * found.customers)) for share in found[1:]]
    return (
        f"Of {_grouped(found.customers)} customers who had a recommendation {bought[0]} bought that product within "
        f"{days} days; {bought[1]} bought the one that they had bought most often, {bought[2]} their last one."
        f"{_probable_sentence(backtested)}"
    )


def purchases_sentence(backtested: Backtested) -> str:
    """What recent weeks and pairs in rhythm expected, beside what was bought."""
    found, days = backtested.tested, backtested.question.product_days
    if found.by_weeks is None:
        return "Fewer than four full weeks of orders before the cut: no forecast would have been made."
    return (
        f"Recent weeks led to expect {_grouped(round(found.by_weeks))} purchases of products within {days} days, and "
        f"{_grouped(found.came)} came; pairs in rhythm promised {_grouped(found.rhythm)} and made "
        f"{_grouped(found.rhythm_came)}."
    )


def _probable_sentence(backtested: Backtested) -> str:
    """Of the same customers the product that is most probable, and which guess to go by."""
    rates, probable = backtested.products, backtested.tested.probable
    if probable is None:
        return ""
    said = f" By probability {_percent(probable)} were right, by the dates {_percent(rates.recommended or 0.0)}"
    frequent = rates.most_frequent or 0.0
    if frequent > probable and frequent >= (rates.recommended or 0.0):
        return f"{said}: go by what was bought most often."
    if (rates.recommended or 0.0) > probable:
        return f"{said}: go by the dates."
    return f"{said}: go by probability."


def _percent(share: float) -> str:
    return f"{100 * _told(share):.1f} %"


def _score(brier: float) -> str:
    return f"{_told(brier):.3f}"


def _told(value: float) -> float:
    """As answers show it, with four digits: rounded further from there, sentence and table have one figure."""
    return rounded(value, 4)


def _rate_brier(backtested: Backtested) -> float | None:
    known_then = backtested.found.naive.rate_brier
    return backtested.found.probabilities.base_brier if known_then is None else known_then


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")
