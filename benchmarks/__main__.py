"""Runs the measurements named, or all of them in this order; with `--small` on little, to see that they run.

`--document` puts what they print into docs/benchmarks.md.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from importlib import import_module

from benchmarks.document import Heard, document
from benchmarks.report import Skipped, machine

# Name on the command line: module, and what it measures.
MEASUREMENTS = {
    "derive": ("derive", "a score, a page of 1 000 customers, a whole answer"),
    "rules": ("rules", "own segments: what a hundred rules add to a customer"),
    "members": ("members", "a walk over the members of an own segment of a million customers"),
    "loyalty": ("loyalty", "a customer's points from 5 000 orders"),
    "fold": ("fold", "one customer from their orders"),
    "people": ("people", "one customer with messages beside their orders: decode, fold, derive, GET one"),
    "affinity": ("affinity", "every customer and product of Online Retail, folded and scored"),
    "models": ("models", "BG/NBD and Gamma-Gamma of CDNOW and of a million buyers, whole processes"),
    "together": ("together", "what is bought together on Online Retail: time and memory"),
    "requests": ("requests_made", "requests to DynamoDB a call, and the bound of a list"),
    "units": ("write_units", "write units an order on Online Retail"),
    "shopify": ("shopify_units", "write units and projections of a Shopify export"),
    "night": ("night", "a night of a generated tenant: requests, units, memory, dollars; by shards"),
    "segments": ("night_segments", "what own segments add to a night: units and requests with 0, 10 and 100"),
    "costs": ("costs", "dollars: a million orders live and imported, nights, an idle month, an example one"),
    "buyers": ("buyers", "a page of a product with 50 000 repeat buyers"),
    "start": ("start", "start-up of each function's module"),
    "exports": ("exports", "an export of 100 000 and of a million customers: peak memory"),
    "throughput": ("throughput", "large files: rows a second and peak memory"),
    "more": ("one_more_order", "one more order of a customer who has many"),
    "answers": ("answers", "answers of a tenant of 10 000 customers: first, again, processor time, read units"),
    "dashboard": ("dashboard", "the dashboard at 5 000 customers: bytes, first useful paint, the overview"),
    "lag": ("lag", "from an order to the list, idle and during an import"),
    "told": ("told", "from an order to the event bus and to a webhook, idle and during an import"),
    "redeem": ("redeem", "a redemption of points on the stack; fifty at once of ten that are covered"),
    "erasure": ("erasure", "somebody with 20 000 orders erased: the first sweep, and until it is done"),
    "import": ("retail_import", "Online Retail until the facts are right"),
}
NEEDS_A_STACK = ("more", "answers", "dashboard", "lag", "told", "redeem", "erasure", "import")


def main(names: list[str]) -> int:
    """0, or 2 for a name that is none."""
    small, documented = "--small" in names, "--document" in names
    names = [name for name in names if not name.startswith("--")]
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"No measurement is called {', '.join(unknown)}. There are:", file=sys.stderr)
        for name, (_, what) in MEASUREMENTS.items():
            print(f"  {name:<10} {what}", file=sys.stderr)
        return 2
    print(machine(), flush=True)
    for name in names or MEASUREMENTS:
        module, what = MEASUREMENTS[name]
        print(f"\n## {name}: {what}", flush=True)
        try:
            with redirect_stdout(Heard(sys.stdout)) as heard:
                import_module(f"benchmarks.{module}").run(small=small)
        except Skipped as reason:
            print(f"Skipped: {reason}", flush=True)
        else:
            if documented:
                document(name, heard.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
