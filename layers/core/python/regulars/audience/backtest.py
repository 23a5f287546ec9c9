"""The models on a tenant's own past: of all customers live within the bound of a page, else as a command left it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from ..command_line import command_line
from ..errors import Conflict
from ..facts.customer import CustomerFacts, FactsRow, PurchaseFacts, TimelineEntry
from ..facts.tenant import Tenant
from ..facts.time import local_day
from ..lists.live import live_or_left
from ..lists.walk import stretches_of
from ..population.products_past import ProductsPast
from ..scoring.prediction.backtest import look_back
from ..scoring.prediction.retrospect import Backtested, Question, Retrospect, of_nobody
from ..scoring.prediction.sample import key_of
from ..scoring.reach import ANY
from ..stores.codec import decode_timeline, encode_timeline
from ..stores.folded import whole
from ..stores.ledger import Ledger
from ..stores.rows.indexes import BY_LAST_ORDER
from ..stores.shop import Shop
from .summary import every_row

# Ten thousand orders and more, each, that only the ledger has: seconds, of the gateway's 29.
_MOST_HEAVY_LIVE = 2


class Seen(NamedTuple):
    """A backtest, and whether a command left it: with too many customers to be tested while somebody waits."""

    backtested: Backtested
    stored: bool


def read_backtest(shop: Shop, question: Question) -> Seen:
    """The backtest now, or the one that `regulars backtest` left. Until None asks until the newest order.

    Raises `Conflict` where there are too many customers, and none of that question has been left.
    """

    def live() -> Seen:
        people = everybody(every_row(shop.rows), shop.ledger, most_heavy=_MOST_HEAVY_LIVE)
        found = backtest_people(shop, with_until(shop, question), people, clock=lambda: shop.now_ms)
        return Seen(found, stored=False)

    def left() -> Seen | None:
        stored = shop.backtests.read()
        answers = stored is not None and _answers(stored.question, question, shop.settings.timezone)
        return Seen(stored, stored=True) if stored is not None and answers else None

    try:
        return live_or_left(live, left)
    except Conflict as too_many:
        raise _too_many(shop.tenant, question) from too_many


def with_until(shop: Shop, question: Question) -> Question:
    """The question with the instant of the tenant's newest order, where it names none; of no orders it has none."""
    rows = shop.rows
    newest_at_ms = [
        row.facts.purchases.last_at_ms
        for shard in range(rows.generation.shards)
        for stretch in stretches_of(ANY, without_orders=False)
        for _, row in rows.index_page(BY_LAST_ORDER, shard, stretch, descending=True, limit=1).rows
    ]
    newest_ms = max((at_ms for at_ms in newest_at_ms if at_ms is not None), default=None)
    if newest_ms is None:
        return replace(question, until_ms=None)
    return question if question.until_ms is not None else replace(question, until_ms=min(newest_ms, shop.now_ms))


def everybody(rows: Iterable[FactsRow], ledger: Ledger, *, most_heavy: int | None = None) -> Iterator[CustomerFacts]:
    """The customers of whole rows, the heavy ones from the ledger. Raises `Conflict` after `most_heavy` of these."""
    heavy = 0
    for row in rows:
        heavy += row.facts.purchases.heavy
        if most_heavy is not None and heavy > most_heavy:
            raise Conflict("too_many_customers_live", "There are more long histories than may be read at once.")
        yield whole(row, ledger)


def backtest_people(
    shop: Shop, question: Question, people: Iterable[CustomerFacts], *, clock: Callable[[], int]
) -> Backtested:
    """The answer of all customers, each read once; `clock` says when it was ready. Of one customer it keeps their
    timeline, encoded, and the hash to order by, and of ten thousand what they had bought."""
    settings = shop.settings
    if question.until_ms is None:
        return of_nobody(question, clock())
    past = Retrospect.of(question, settings)
    products = ProductsPast.of(past.cut_ms, question.product_days, settings.timezone)
    kept = []
    for one in people:
        customer_hash = shop.tenant.customer_hash(one.customer_id)
        key = key_of(customer_hash)
        products.learn(one, key)
        if past.learn(one, key):
            kept.append((bytes.fromhex(customer_hash[:16]), encode_timeline(one.purchases.timeline)))
    fitted = past.fit()
    kept.sort(reverse=True)
    looked = []
    while kept:
        purchases = _purchases_of(decode_timeline(kept.pop()[1]))
        outlook = look_back(purchases, fitted, settings, past.cut_ms, question.holdout_days)
        assert outlook is not None, "they were learnt of because they were known"
        looked.append(outlook)
    return replace(past.tested(fitted, looked, clock()), tested=products.tested(question.product_days))


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
