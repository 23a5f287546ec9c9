"""Start-up of each function's module from the built layers, beside a bare boto3 client and a Powertools resolver; of
the API with what its list of customers imports.

Each start is a Python of its own that sees the layers and the function and nothing else; compiled as they are shipped.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.report import load, table
from infra.layers import HOST, build_layers

ROOT = Path(__file__).parents[1]
_RUNS = 15
_CLOCK = "import time; began = time.process_time(); "
_READY = "; imported = time.process_time(); "
# An endpoint is imported with the first call of its own: the list of customers is one of the dearest.
_FIRST_CALL = "import regulars.http.customers.routes"
_SAY = "; print((imported - began) * 1e3, (time.process_time() - began) * 1e3)"
_PEER = (
    "import boto3; from aws_lambda_powertools.event_handler import APIGatewayHttpResolver",
    "boto3.client('dynamodb'); APIGatewayHttpResolver()",
)
# What the first call of each function makes before it does anything.
_STARTS = {
    "peer: boto3 client + Powertools resolver": ("", *_PEER),
    "api": ("api", "import handler", "handler.application(); handler.application()._stores.dynamodb; " + _FIRST_CALL),
    "token_claims": ("token_claims", "import handler", "handler.stores().dynamodb"),
    "import_orders": ("import_orders", "import handler", "handler.stores().dynamodb; handler.stores().s3"),
    "dispatch_changes": ("dispatch_changes", "import handler", "handler.stores().sqs"),
    "update_facts": ("update_facts", "import handler", "handler.stores().dynamodb"),
}


def run(*, small: bool = False) -> None:
    runs = 1 if small else _RUNS
    layers = build_layers(HOST)
    path = [str(layer.folder / "python") for layer in (layers.core, layers.deps)]
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in _STARTS}
    busy = load()
    # In turn, so that a busy moment of the machine meets all of them; the first turn finds the files on the disk.
    for turn in range(0 if small else -1, runs):
        for name, (function, imports, makes) in _STARTS.items():
            times = _start(path, function, imports, makes)
            if turn >= 0:
                taken[name].append(times)
    rows = []
    peer = statistics.median(ready for _, ready in taken[next(iter(_STARTS))])
    for name, starts in taken.items():
        imported, ready = (statistics.median(column) for column in zip(*starts, strict=True))
        rows.append([name, f"{imported:.0f}", f"{ready:.0f}", f"{ready / peer:.2f}"])
    table(
        ("", "imported, ms", "first client made, ms", "against the peer"),
        rows,
        f"Processor time, median of {runs} starts each, in turn; {busy}.",
    )


def _start(path: list[str], function: str, imports: str, makes: str) -> tuple[float, float]:
    """Milliseconds of processor time until the module is imported, and until its first client is made."""
    folder = [str(ROOT / "functions" / function)] if function else []
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([*path, *folder]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "POWERTOOLS_SERVICE_NAME": "regulars",
        "POWERTOOLS_METRICS_NAMESPACE": "Regulars",
        "POWERTOOLS_TRACE_DISABLED": "true",
    }
    code = _CLOCK + imports + _READY + makes + _SAY
    # -S: the packages of this checkout's environment are not in a function's reach.
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], env=environment, check=True, capture_output=True, text=True
    )
    imported, ready = map(float, done.stdout.split())
    return imported, ready
