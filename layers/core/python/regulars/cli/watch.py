"""A long job is watched until it has ended: the API is asked twice a second, and each answer is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import click

from .http import Api
from .output import Progress

POLL_S = 0.5
_ENDED = ("done", "failed", "expired")


def watch(
    api: Api,
    path: str,
    show: Callable[[Progress, dict[str, Any]], None],
    progress: Progress,
    *,
    job: str,
    again: str,
    shown: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The job's answer (`path`) once its state is final; `shown` is an answer that is there already.

    Raises `ClickException` where somebody interrupts: the job goes on, and the command `again` watches it.
    """
    try:
        while True:
            if shown is None:
                shown = api.call("GET", path)["data"]
            if shown["state"] in _ENDED:
                return shown
            show(progress, shown)
            time.sleep(POLL_S)
            shown = None
    except KeyboardInterrupt:
        raise click.ClickException(f"The {job} goes on without you; to watch it: `{again}`.") from None
    finally:
        progress.end()
