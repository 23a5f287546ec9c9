"""One attempt at one import: its record, and the working objects that its steps hand to one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple

from ...dataclass import dataclass
from ...errors import NotFound
from ...facts.tenant import Tenant
from ...facts.time import HOUR_MS
from ...stores.opened import Stores
from ...stores.tenant.imports import ImportRecord
from ...stores.workplace import Workplace
from ..file.columns import Columns
from ..file.dialect import Dialect
from ..file.encoding import Encoding
from ..file.evidence import Decided
from ..file.reading import Reading
from ..presets import preset_titled
from ..presets.preset import Preset
from .find import find_import

# Working objects live a day; what is older may lose one of them while it is being read.
_FRESH_MS = 12 * HOUR_MS
_SPLIT = "split.json"


class Run(NamedTuple):
    """An object of rows that lie together in the file: those of part `n` are its bytes `cuts[n]` to `cuts[n + 1]`."""

    name: str
    cuts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The committed result of `split`: only runs named here are read, in this order. `refusal` says why there are none.

    `encoding` is what the rows and the header are written in; None where the file is refused before that is known.
    `preset` is the export it is, `decided` what its cells say about how they are read.
    """

    at_ms: int
    dialect: Dialect
    columns: Columns | None
    rows: int
    sha256: str | None
    encoding: Encoding | None
    runs: tuple[Run, ...]
    preset: Preset | None = None
    decided: Decided = field(default_factory=Decided)
    refusal: str | None = None

    @property
    def parts(self) -> int:
        """Into how many parts the rows are routed."""
        return len(self.runs[0].cuts) - 1 if self.runs else 0

    def slices(self, part: int) -> list[tuple[str, int, int]]:
        """Where the rows of a part lie: run, first byte, byte behind the last."""
        found = [(run.name, run.cuts[part], run.cuts[part + 1]) for run in self.runs]
        return [(name, start, end) for name, start, end in found if start < end]


@dataclass(frozen=True, slots=True)
class Work:
    """What every step is given. `split` is the attempt whose split stands (this one, or one before it). `fed_day`
    is the last day on which orders came in live, as the tenant's record has it.
    """

    tenant: Tenant
    record: ImportRecord
    attempt: int
    split: int
    place: Workplace
    fed_day: int | None = None

    def manifest(self) -> Manifest | None:
        """The result of `split`; None before it is committed."""
        stored = self.place.get_json(_SPLIT)
        return None if stored is None else _decode(stored)

    def commit(self, manifest: Manifest) -> None:
        self.place.put_json(_SPLIT, _encode(manifest))

    def reading(self, manifest: Manifest) -> Reading | None:
        """How the rows are read; None for JSON lines, which say it themselves."""
        if manifest.columns is None:
            return None
        return Reading.of(
            manifest.columns,
            manifest.decided,
            manifest.preset,
            statuses=self.record.statuses,
            count_pending=self.record.count_pending,
            zone=self.record.settings.timezone,
            currency=self.tenant.currency,
        )

    def chunk(self, part: int, number: int, what: str) -> str:
        """The name of what is kept about a chunk of a part."""
        return f"load/{part:03d}/{number:06d}.{what}.json"

    def loaded(self, part: int) -> tuple[int, bool]:
        """How many chunks of a part are committed, and whether they are all."""
        stored = self.place.get_json(f"load/{part:03d}/loaded.json")
        return (0, False) if stored is None else (stored["chunks"], stored["done"])

    def commit_loaded(self, part: int, chunks: int, *, done: bool) -> None:
        self.place.put_json(f"load/{part:03d}/loaded.json", {"chunks": chunks, "done": done})


def open_work(stores: Stores, event: Mapping[str, Any]) -> Work:
    """The attempt that a payload of the state machine names. Raises `NotFound`."""
    found = stores.directory.read(event["tenant"])
    if found is None:
        raise NotFound(f"There is no tenant {event['tenant']}.")
    record = find_import(event["job"], stores.imports(found.tenant))
    attempt: int = event["attempt"]
    split = attempt if record.split_attempt is None else record.split_attempt
    place = stores.files(found.tenant).workplace(record.import_id, split)
    return Work(found.tenant, record, attempt, split, place, found.fed_day)


def is_fresh(manifest: Manifest, now_ms: int) -> bool:
    """Whether the objects it names are sure to be there until the import is done."""
    return now_ms < manifest.at_ms + _FRESH_MS


def _encode(manifest: Manifest) -> dict[str, Any]:
    columns = manifest.columns
    return {
        "at": manifest.at_ms,
        "dialect": list(manifest.dialect),
        "columns": columns and columns.as_json(),
        "rows": manifest.rows,
        "sha256": manifest.sha256,
        "encoding": manifest.encoding,
        "runs": manifest.runs,
        "preset": manifest.preset and manifest.preset.title,
        "decided": manifest.decided.as_json(),
        "refusal": manifest.refusal,
    }


def _decode(stored: dict[str, Any]) -> Manifest:
    separator, header, header_line, next_line = stored["dialect"]
    dialect = Dialect(separator, tuple(header), header_line, next_line)
    columns = stored["columns"]
    return Manifest(
        at_ms=stored["at"],
        dialect=dialect,
        columns=columns and Columns.of(dialect.header, columns),
        rows=stored["rows"],
        sha256=stored["sha256"],
        encoding=stored["encoding"] and Encoding(stored["encoding"]),
        runs=tuple(Run(name, tuple(cuts)) for name, cuts in stored["runs"]),
        preset=preset_titled(stored["preset"]),
        decided=Decided.of(stored["decided"]),
        refusal=stored["refusal"],
    )
