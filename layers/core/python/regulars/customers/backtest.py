"""The models on a tenant's own past: of all customers live within the bound of a page, else as a command left it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from ..command_line import command_line
from ..errors import Conflict
from ..facts.customer import CustomerFacts, FactsRow, PurchaseFacts, TimelineEntry
from ..facts.fold import fold
from ..facts.tenant import Tenant
from ..facts.time import local_day
from ..scoring.prediction.backtest import look_back
from ..scoring.prediction.retrospect import Backtested, Question, Retrospect, of_nobody
from ..scoring.reach import ANY
from ..scoring.settings import Settings
from ..stores.backtests import Backtests
from ..stores.codec import decode_timeline, encode_timeline
from ..stores.indexes import BY_LAST_ORDER
from ..stores.ledger import Ledger
from ..stores.rows import Rows
from .summary import every_row
from .walk import stretches_of

# Ten thousand orders and more, each, that only the ledger has: seconds, of the gateway's 29.
_MOST_HEAVY_LIVE = 2


class Seen(NamedTuple):
    """A backtest, and whether a command left it: with too many customers to be tested while somebody waits."""

    backtested: Backtested
    stored: bool


def read_backtest(
    question: Question,
    *,
    tenant: Tenant,
    facts: Rows,
    ledger: Ledger,
    backtests: Backtests,
    settings: Settings,
    now_ms: int,
) -> Seen:
    """The backtest at `now_ms`, or the one that `regulars backtest` left. Until None asks until the newest order.

    Raises `Conflict` where there are too many customers, and none of that question has been left.
    """
    whole = with_until(question, facts=facts, now_ms=now_ms)
    try:
        people = everybody(every_row(facts), ledger, most_heavy=_MOST_HEAVY_LIVE)
        return Seen(
            backtest_people(whole, people, tenant=tenant, settings=settings, clock=lambda: now_ms), stored=False
        )
    except Conflict as too_many:
        stored = backtests.read()
        if stored is None or not _answers(stored.question, question, settings.timezone):
            raise _too_many(tenant, question) from too_many
        return Seen(stored, stored=True)


def with_until(question: Question, *, facts: Rows, now_ms: int) -> Question:
    """The question with the instant of the tenant's newest order, where it names none; of no orders it has none."""
    newest_at_ms = [
        row.facts.purchases.last_at_ms
        for shard in range(facts.generation.shards)
        for stretch in stretches_of(ANY, without_orders=False)
        for _, row in facts.index_page(BY_LAST_ORDER, shard, stretch, descending=True, limit=1).rows
    ]
    newest_ms = max((at_ms for at_ms in newest_at_ms if at_ms is not None), default=None)
    if newest_ms is None:
        return replace(question, until_ms=None)
    return question if question.until_ms is not None else replace(question, until_ms=min(newest_ms, now_ms))


def everybody(rows: Iterable[FactsRow], ledger: Ledger, *, most_heavy: int | None = None) -> Iterator[CustomerFacts]:
    """The customers of whole rows, the heavy ones from the ledger. Raises `Conflict` after `most_heavy` of these."""
    heavy = 0
    for row in rows:
        if not row.facts.purchases.heavy:
            yield row.facts
            continue
        heavy += 1
        if most_heavy is not None and heavy > most_heavy:
            raise Conflict("too_many_customers_live", "There are more long histories than may be read at once.")
        yield fold(ledger.read_customer(row.customer_id))


def backtest_people(
    question: Question,
    people: Iterable[CustomerFacts],
    *,
    tenant: Tenant,
    settings: Settings,
    clock: Callable[[], int],
) -> Backtested:
    """The answer of all customers, each read once. Of one it keeps his timeline, encoded, and the hash to order by."""
    if question.until_ms is None:
        return of_nobody(question, clock())
    past = Retrospect.of(question, settings)
    kept = [
        (bytes.fromhex(tenant.customer_hash(one.customer_id)[:16]), encode_timeline(one.purchases.timeline))
        for one in people
        if past.learn(one)
    ]
    fitted = past.fit()
    kept.sort(reverse=True)
    looked = []
    while kept:
        purchases = _purchases_of(decode_timeline(kept.pop()[1]))
        outlook = look_back(purchases, fitted, settings, past.cut_ms, question.holdout_days)
        assert outlook is not None, "he was learnt of because he was known"
        looked.append(outlook)
    return past.tested(fitted, looked, clock())


def _purchases_of(timeline: tuple[TimelineEntry, ...]) -> PurchaseFacts:
    return PurchaseFacts(
        order_count=len(timeline), first_at_ms=timeline[0].at_ms, last_at_ms=timeline[-1].at_ms, timeline=timeline
    )


def _answers(stored: Question, asked: Question, zone: str) -> bool:
    """Whether a stored backtest is of what was asked; without an end the one that was asked then will do."""
    same_days = (stored.holdout_days, stored.product_days) == (asked.holdout_days, asked.product_days)
    if not same_days or asked.until_ms is None or stored.until_ms is None:
        return same_days and asked.until_ms is None
    return local_day(stored.until_ms, zone) == local_day(asked.until_ms, zone)


def _too_many(tenant: Tenant, question: Question) -> Conflict:
    days = {"holdout_days": question.holdout_days, "product_days": question.product_days}
    return Conflict(
        "too_many_customers_live",
        "There are more customers than may be tested while somebody waits, and no command has tested them so: "
        f"`{command_line('backtest', tenant=tenant.id, **days)}` does, and leaves its answer here.",
    )
