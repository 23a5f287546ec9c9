"""What a file was taken for: in words and examples, so that a merchant can see that it was understood."""

from __future__ import annotations

from typing import Any

from ...facts.time import instant_ms, read_instant, rfc3339
from ..cells.cells import instant
from ..job.work import Manifest, Work
from .fields import DATE_FIELDS
from .texts import clipped, listed


def recognised(work: Work, manifest: Manifest) -> dict[str, Any]:
    """The kind of file, its encoding and separator, how its numbers and dates were read, and its columns."""
    columns, decided = manifest.columns, manifest.decided
    zone = "UTC" if manifest.preset and manifest.preset.utc else work.record.settings.timezone
    return {
        "format": "csv" if columns or manifest.dialect.is_csv else "jsonl",
        "preset": manifest.preset and manifest.preset.title,
        "encoding": manifest.encoding,
        "separator": manifest.dialect.separator or None,
        "decimals": {clipped(columns.header[at]): mark for at, mark in decided.decimals.items()} if columns else {},
        "dates": decided.dates,
        "dateExamples": [{"text": clipped(text), "readAs": _read(text, manifest, zone)} for text in decided.examples],
        "timezone": zone,
        "localTimes": decided.local,
        "currency": work.tenant.currency,
        "mapping": {
            field: clipped((" and " if field in DATE_FIELDS else " else ").join(columns.header[at] for at in positions))
            for field, positions in columns.at.items()
        }
        if columns
        else {},
        "ignoredColumns": listed(columns.ignored) if columns else [],
        "sha256": manifest.sha256,
    }


def _read(text: str, manifest: Manifest, zone: str) -> str | None:
    """The instant that a date was read as; None for one that is refused."""
    try:
        return rfc3339(instant_ms(read_instant(instant(text, manifest.decided.dates)), zone))
    except ValueError:
        return None
