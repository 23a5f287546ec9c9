"""One process of `benchmarks.models`: orders of a file become cells, and cells the seven parameters of both models.

    python -m benchmarks.models_step ours|lifetimes FILE END

prints the parameters in days and minor units, buyers, cells, peak memory and seconds of processor time as JSON. END is
the last day of UTC that counts. The peer reads the same columns of the same file with pandas.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

COLUMNS = ("customer_id", "ordered_at", "quantity", "unit_price")


def ours(path: str, end: str) -> dict[str, Any]:
    """One customer after the other, as a night reads them; the file's orders are grouped by customer."""
    import csv
    import gzip
    from datetime import datetime
    from functools import cache
    from itertools import groupby
    from operator import itemgetter

    from regulars.facts.customer import CustomerFacts, ProfileFacts, PurchaseFacts, TimelineEntry
    from regulars.facts.time import DAY_MS, to_ms
    from regulars.scoring.prediction.cells import Cells
    from regulars.scoring.prediction.fit import fit
    from regulars.scoring.settings import Settings

    @cache
    def instant_ms(text: str) -> int:
        return to_ms(datetime.fromisoformat(text))

    settings, nobody = Settings.defaults(2), ProfileFacts()
    cells = Cells(instant_ms(f"{end}T00:00:00Z") + DAY_MS - 1)
    with gzip.open(path, "rt", newline="") if path.endswith(".gz") else open(path, newline="") as opened:
        rows = csv.reader(opened)
        header = next(rows)
        who, when, number, price = map(header.index, COLUMNS)
        for customer_id, orders in groupby(rows, key=itemgetter(who)):
            timeline = [
                TimelineEntry(instant_ms(row[when]), round(int(row[number]) * float(row[price]) * 100), 0)
                for row in orders
            ]
            timeline.sort()
            while timeline and timeline[-1].at_ms > cells.as_of_ms:
                timeline.pop()
            if timeline:
                purchases = PurchaseFacts(
                    order_count=len(timeline),
                    spend_minor=sum([entry[1] for entry in timeline]),
                    first_at_ms=timeline[0].at_ms,
                    last_at_ms=timeline[-1].at_ms,
                    timeline=tuple(timeline),
                )
                cells.add(CustomerFacts(customer_id, True, purchases, nobody, None), None, settings)
    found = fit(cells, None)
    assert found.orders is not None
    assert found.value is not None
    return {
        "parameters": [*found.orders, *found.value],
        "buyers": cells.buyers,
        "cells": len(cells.orders),
        "coarse": cells.coarse,
    }


def lifetimes(path: str, end: str) -> dict[str, Any]:
    """As its own documentation does it; the summary's `recency` is t_x."""
    import warnings

    warnings.simplefilter("ignore")
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from lifetimes.utils import summary_data_from_transaction_data

    rows = pd.read_csv(path, usecols=list(COLUMNS))
    rows["amount"] = rows["quantity"] * rows["unit_price"]
    rows["ordered_at"] = pd.to_datetime(rows["ordered_at"], format="ISO8601").dt.tz_localize(None)
    known = summary_data_from_transaction_data(
        rows, "customer_id", "ordered_at", monetary_value_col="amount", observation_period_end=end
    )
    orders = BetaGeoFitter().fit(known["frequency"], known["recency"], known["T"])
    paid = known[(known["frequency"] > 0) & (known["monetary_value"] > 0)]
    value = GammaGammaFitter().fit(paid["frequency"], paid["monetary_value"])
    p, q, v = value.params_
    return {"parameters": [*orders.params_, p, q, v * 100], "buyers": len(known), "cells": len(known), "coarse": False}


def peak_mb() -> float:
    """The most memory ever resident since this program began: on Linux `ru_maxrss` also counts who started it."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return int(status.partition("VmHWM:")[2].split()[0]) * 1_024 / 1e6


if __name__ == "__main__":
    which, file, last_day = sys.argv[1:]
    done = {"ours": ours, "lifetimes": lifetimes}[which](file, last_day)
    print(json.dumps(done | {"peak_mb": peak_mb(), "seconds": time.process_time()}, default=float))
