"""Log lines and metrics, without personal data: people appear as keyed hashes only (`Tenant.customer_hash`).

Powertools reads its own `POWERTOOLS_*` variables when a function's first line is logged.
"""

from __future__ import annotations

from functools import cache

from aws_lambda_powertools import Logger, Metrics


@cache
def logger() -> Logger:
    """JSON lines under the service's name; events and requests are never logged whole."""
    return Logger()


@cache
def metrics() -> Metrics:
    """Embedded metrics, one flush an invocation, of the namespace that the alarms read."""
    return Metrics()
