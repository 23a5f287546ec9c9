"""What DuckDB makes of Online Retail: pairs and their scores in one statement. Nothing of the product is called."""

from __future__ import annotations

import duckdb
import pandas as pd

_DAY = 24 * 60 * 60 * 1_000
# Written from docs/scoring.md alone. Gaps in whole milliseconds, so that half a day is exactly half a day.
_SCORED = f"""
with bought as (
    select customer_id, product_id, order_id, min(placed_ms) as placed_ms, sum(quantity) as units, sum(pence) as pence
    from lines group by all
), pairs as (
    select customer_id, product_id, count(*) as purchases, sum(units) as units, sum(pence) as pence,
           min(placed_ms) as first_ms, max(placed_ms) as last_ms,
           if(count(*) = 1, 0,
              ((max(placed_ms) - min(placed_ms)) // greatest(count(*) - 1, 1) + {_DAY // 2}) // {_DAY}) as gap
    from bought group by all
), timed as (
    select *, greatest(($now - last_ms) // {_DAY}, 0) as days from pairs
)
select customer_id, product_id,
       least(100,
             case when purchases <= 2 then 10 when purchases <= 4 then 15 when purchases <= 9 then 25
                  when purchases <= 19 then 35 else 40 end
           + case when days <= 7 then 30 when days <= 30 then 25 when days <= 90 then 15
                  when days <= 180 then 10 else 5 end
           + case when units < 1 then 0 when units < 20 then 5 when units < 50 then 10
                  when units < 100 then 15 else 20 end
           + case when gap = 0 then 0 when gap <= 30 then 10 when gap <= 60 then 7 when gap <= 90 then 5
                  else 3 end) as score,
       gap, if(gap > 0, last_ms + gap * {_DAY}, 0) as next_ms
from timed
"""


def lines_in_duckdb(rows: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """The counted lines (`retail.paid_rows`) as a table in memory; one thread, as the others have."""
    placed = (rows.groupby("order_id")["ordered_at"].first() - pd.Timestamp(0, tz="UTC")) // pd.Timedelta("1ms")
    lines = rows[["customer_id", "product_id", "order_id", "quantity", "pence"]].assign(
        placed_ms=rows["order_id"].map(placed).astype("int64")
    )
    connection = duckdb.connect(config={"threads": 1})
    connection.register("frame", lines)
    connection.execute("create table lines as select * from frame")
    connection.unregister("frame")
    return connection


def affinities_by_duckdb(connection: duckdb.DuckDBPyConnection, now_ms: int) -> list[tuple[object, ...]]:
    """`(customer, product, score, gap in days, predicted instant in ms or 0)` of every pair."""
    return connection.execute(_SCORED, {"now": now_ms}).fetchall()
