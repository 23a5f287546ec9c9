"""A whole file through `split` and `load` as they are, on working objects in memory; no order reaches a store."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from unittest import mock

from regulars.facts.order import Order
from regulars.facts.tenant import Tenant
from regulars.facts.time import instant_ms, read_instant
from regulars.importing.file.options import read_options
from regulars.importing.file.recognised import recognised
from regulars.importing.file.thresholds import threshold_advice
from regulars.importing.job import load as load_module
from regulars.importing.job.chunk import RefusedRow
from regulars.importing.job.load import load
from regulars.importing.job.refused import refused_csv
from regulars.importing.job.split import split
from regulars.importing.job.totals import Totals, refused_rows
from regulars.importing.job.work import Manifest, Work
from regulars.importing.order.groups import read_groups
from regulars.orders.change import Accepted
from regulars.orders.supersede import Outcome
from regulars.scoring.settings import Settings
from regulars.stores.tenant.imports import ImportRecord

from testing.builders import NOW_MS, a_tenant


class FileRead(NamedTuple):
    """What a file becomes. `refusal` is the sentence for the whole file; then nothing else is there.

    `orders` stand as they were written, `groups` are the lines of each order, `report` is what the caller is told.
    """

    manifest: Manifest
    refusal: str | None
    orders: list[Order]
    refused: list[RefusedRow]
    groups: list[tuple[int, ...]]
    report: dict[str, Any]
    refused_file: str

    @property
    def by_id(self) -> dict[str, Order]:
        return {order.order_id: order for order in self.orders}

    @property
    def refusals(self) -> list[tuple[int, str, str]]:
        """Line, column and reason of the rows that are at fault themselves, in the file's order."""
        return sorted((row.line, row.column, row.reason) for row in self.refused if not row.held)


def read_file(content: bytes, *, tenant: Tenant | None = None, **options: Any) -> FileRead:
    """The file as `split` and `load` read it with these options of a caller. Raises whatever they raise."""
    tenant = tenant or a_tenant()
    place = _Place()
    work = Work(tenant, _record(options, tenant.exponent), 1, 1, place)  # type: ignore[arg-type]
    manifest = split(work, files=_Files(content, place), imports=mock.Mock(), now_ms=NOW_MS)  # type: ignore[arg-type]
    stored = work.manifest()
    assert stored is not None
    # Kinds of one export have one title, and are read the same way.
    assert replace(stored, preset=manifest.preset) == manifest
    caught: list[Order] = []
    totals = Totals()
    refused: list[RefusedRow] = []
    groups: list[tuple[int, ...]] = []
    for part in range(manifest.parts):
        groups += [_lines(group, manifest) for group in read_groups(work, manifest, part)]
        with mock.patch.multiple(load_module, accept_orders=_catching(caught), keep_touched=mock.DEFAULT):
            assert load(work, part, **_STORES)
        for number in range(work.loaded(part)[0]):
            result = place.get_json(work.chunk(part, number, "result"))
            totals.add(result)
            refused += refused_rows(result)
    written = b"".join(refused_csv(manifest, refused)).decode("utf-8-sig") if refused else ""
    report = {**recognised(work, manifest), **totals.shown(tenant.exponent)}
    report["advice"] += threshold_advice(totals, work.record.settings, tenant)
    return FileRead(manifest, manifest.refusal, caught, refused, groups, report, written)


def _record(options: dict[str, Any], exponent: int) -> ImportRecord:
    given = read_options({"fileName": "orders.csv", **options})
    return ImportRecord(
        job_id="1",
        file_name="orders.csv",
        object_name="orders.csv",
        created_ms=NOW_MS,
        settings=replace(Settings.defaults(exponent), timezone=given.get("timezone") or "UTC"),
        mapping=given["mapping"],
        statuses=given["statuses"],
        preset=given.get("preset"),
        dates=given.get("dates"),
        decimal=given.get("decimal"),
        count_pending=given.get("countPending"),
        exported_ms=instant_ms(read_instant(given["exportedAt"]), "UTC") if "exportedAt" in given else None,
        version_id="1",
    )


def _lines(group: Sequence[str], manifest: Manifest) -> tuple[int, ...]:
    return tuple(int(text.partition(manifest.dialect.mark)[0]) for text in group)


def _catching(caught: list[Order]) -> Any:
    def accept(orders: Sequence[Order], **_: Any) -> list[Accepted]:
        caught.extend(orders)
        return [Accepted(order.order_id, order.customer_id, Outcome.CREATED) for order in orders]

    return accept


class _Files:
    def __init__(self, content: bytes, place: _Place) -> None:
        self._content, self._place = content, place

    def open_upload(self, *_: str) -> io.BytesIO:
        return io.BytesIO(self._content)

    def workplace(self, *_: Any) -> _Place:
        return self._place


class _Place:
    """Working objects, which are bytes here as well: what JSON or UTF-8 cannot hold must not pass."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}

    def put(self, name: str, content: bytes) -> None:
        self._objects[name] = content

    def get_slice(self, name: str, start: int, end: int) -> bytes | None:
        return self._objects[name][start:end]

    def put_json(self, name: str, value: Any) -> None:
        self.put(name, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def get_json(self, name: str) -> Any:
        return json.loads(self._objects[name]) if name in self._objects else None


_STORES: dict[str, Any] = {
    "registry": None,
    "ledger": None,
    "imports": mock.Mock(),
    "clock": lambda: NOW_MS,
    "deadline_ms": 2 * NOW_MS,
}
