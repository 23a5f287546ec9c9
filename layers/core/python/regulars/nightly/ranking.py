"""The products that a night counts together: one ranking for all its shards, fixed by the plan.

See docs/scoring.md, Affinity.
"""

from __future__ import annotations

import hashlib
import json

from ..population.most_bought import MostBought
from ..population.together import MOST_PRODUCTS
from ..products.most_bought import ANSWER
from ..stores.dynamo.calls import Item
from ..stores.files import Files
from ..stores.opened import Stores
from ..stores.rows.rows import Rows
from ..stores.tenant.night_records import NightRecords
from .work import Night

# A sample is whole for tenants of up to this many customers, unless their rows are long.
SAMPLED_ROWS = 10_000
_SAMPLED_BYTES = 64_000_000


def fix_ranking(night: Night, *, stores: Stores) -> str:
    """Chooses the night's ranking and keeps it among its working objects; under which name.

    The name is made of the content: a plan that is repeated and chooses the same keeps the same.
    """
    tenant = night.tenant
    ranking = _left_last(stores.night_records(tenant), stores.files(tenant))
    if len(ranking) < MOST_PRODUCTS:
        # The night before knew no more: what has been sold since, or a whole history, is not in it.
        sampled = _sampled(stores.rows(tenant)).ranking(MOST_PRODUCTS)
        ranking = list(dict.fromkeys([*ranking, *sampled]))[:MOST_PRODUCTS]
    name = f"ranking-{hashlib.sha256(json.dumps(ranking).encode()).hexdigest()[:16]}.json.gz"
    night.place.put_packed(name, ranking)
    return name


def ranking_of(night: Night) -> tuple[str, ...]:
    """The night's ranking. Raises `LookupError` where it is missing."""
    assert night.job.ranking is not None, "the plan fixes it first"
    return tuple(night.kept(night.job.ranking))


def _left_last(records: NightRecords, files: Files) -> list[str]:
    """What the last night left; nothing before the first one, or where it is older than answers are kept."""
    last = records.last()
    found = files.answers(last.job_id).get_packed(ANSWER) if last else None
    return list(found or ())


def _sampled(facts: Rows) -> MostBought:
    """What the first customers of every shard bought: at most 10 000 rows or 64 MB, so that a plan is a minute's work.

    Shards with few rows leave their share to the others. Heavy customers, whose rows hold no products, add nothing.
    """
    bought = MostBought()
    rows_left, bytes_left = SAMPLED_ROWS, _SAMPLED_BYTES
    going: list[tuple[int, Item | None]] = [(shard, None) for shard in range(facts.generation.shards)]
    while going and rows_left > 0 and bytes_left > 0:
        share = max(rows_left // len(going), 1)
        following: list[tuple[int, Item | None]] = []
        for shard, start in going:
            if rows_left <= 0 or bytes_left <= 0:
                break
            unreadable: dict[str, Exception] = {}
            page = facts.shard_page(shard, limit=min(share, rows_left), start=start, unreadable=unreadable)
            for row in page.rows:
                bought.count(row.facts)
            rows_left -= len(page.rows) + len(unreadable)
            bytes_left -= page.read_bytes
            if page.next_start is not None:
                following.append((shard, page.next_start))
        going = following
    return bought
