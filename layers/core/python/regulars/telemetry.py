"""Log lines, metrics and traces, without personal data: people appear as keyed hashes only (`Tenant.customer_hash`).

Powertools reads its own `POWERTOOLS_*` variables when a function's first line is logged.
"""

from __future__ import annotations

from functools import cache

from aws_lambda_powertools import Logger, Metrics, Tracer


@cache
def logger() -> Logger:
    """JSON lines under the service's name; events and requests are never logged whole."""
    return Logger()


@cache
def metrics() -> Metrics:
    """Embedded metrics, one flush an invocation, of the namespace that the alarms read."""
    return Metrics()


@cache
def tracer() -> Tracer:
    """X-Ray, off where `POWERTOOLS_TRACE_DISABLED` says so; responses are not captured, they hold personal data."""
    return Tracer()
