"""One way to count what is bought together, alone in its process: `python -m benchmarks.together_step STEP FILE`.

The file has a JSON line a customer: an id, and of each product its id, how often and when last they bought it. Prints
seconds of processor time from the first line to the last pair, the most memory ever resident, and how many pairs.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from regulars.facts.customer import CustomerFacts
from regulars.facts.product import ProductFacts, Purchase
from regulars.population.bought_together import BoughtTogether
from regulars.population.most_bought import MostBought
from regulars.population.together import MOST_PRODUCTS, CoPurchases
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

_NOW_MS = 1_323_435_000_000
Told = dict[str, Any]


def main(step: str, file: str) -> None:
    began = time.process_time()
    told = _STEPS[step](Path(file))
    seconds = time.process_time() - began
    print(json.dumps({"seconds": seconds, "peak": _peak(), **told}))


def _peak() -> int:
    """The most bytes ever resident. Linux tells getrusage(2) that of the process that started it, if larger."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


def read(file: Path) -> Told:
    """What all steps pay: every line read, and the facts of its customer made."""
    return {"pairs": sum(len(facts.products or {}) for facts in _customers(file))}


def count(file: Path) -> Told:
    """The night's way: a ranking, then its counts, kept and read back, then the best pairs."""
    bought = MostBought()
    for facts in _customers(file):
        bought.count(facts)
    counts = CoPurchases(tuple(bought.ranking(MOST_PRODUCTS)))
    settings = Settings.defaults(2)
    for facts in _customers(file):
        counts.add(facts, derive(facts, settings, _NOW_MS), settings)
    text = json.dumps(counts.as_json(), separators=(",", ":"))
    packed = gzip.compress(text.encode(), compresslevel=6)
    counts.merge(CoPurchases.of(json.loads(gzip.decompress(packed))))
    together = BoughtTogether.found_in(counts)
    answer = gzip.compress(json.dumps(together.as_json(), separators=(",", ":")).encode(), compresslevel=6)
    pairs = sum(map(len, together.companions)) // 2
    return {"pairs": pairs, "part": len(packed), "answer": len(answer)}


def naive(file: Path) -> Told:
    """A number for each two products that somebody bought, in a dictionary."""
    both: Counter[tuple[str, str]] = Counter()
    for facts in _customers(file):
        both.update(combinations(sorted(facts.products or {}), 2))
    return {"pairs": len(both)}


def _customers(file: Path) -> Iterator[CustomerFacts]:
    with file.open() as opened:
        for line in opened:
            customer_id, bought = json.loads(line)
            products = {
                product_id: ProductFacts(product_id, (Purchase(last_ms, 0, 0),) * times)
                for product_id, times, last_ms in bought
            }
            yield CustomerFacts(customer_id, known=True, products=products)


_STEPS: dict[str, Callable[[Path], Told]] = {"read": read, "count": count, "naive": naive}


if __name__ == "__main__":
    main(*sys.argv[1:])
