"""One page of a product's customers, alone in its process: `python -m benchmarks.buyers_step ENDPOINT PATH QUERY`.

The tenant is `shop`. The page is asked for twice, and told of is the second time: processor seconds (botocore in them,
the tables not), rows, and the most memory that was ever resident.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets

from benchmarks.models_step import peak_mb
from benchmarks.moto_stack import MotoStack
from benchmarks.night_step import stores_at
from testing.builders import NOW_MS


def page(endpoint: str, path: str, query: str) -> dict[str, Any]:
    stores = stores_at(endpoint)
    record = stores.directory.read("shop")
    assert record is not None
    stack = MotoStack(stores, Application(stores, buckets=Buckets(1_000_000)))
    stack.call("GET", path, record.tenant, now_ms=NOW_MS, query=query)
    began = time.process_time()
    answer = stack.call("GET", path, record.tenant, now_ms=NOW_MS, query=query)
    seconds = time.process_time() - began
    return {"seconds": seconds, "rows": len(answer["data"]), "total": answer["meta"]["total"], "peak_mb": peak_mb()}


if __name__ == "__main__":
    print(json.dumps(page(*sys.argv[1:])))
