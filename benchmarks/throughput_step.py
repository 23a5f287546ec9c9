"""One step of an import of a large file, or a peer's, alone in its process: `python -m benchmarks.throughput_step`.

Called with the step, a folder and the file's name in it; prints rows, seconds of processor time, the most memory ever
resident, and what else `throughput` asks of the step.
"""

from __future__ import annotations

import csv
import json
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

IMPORT, TENANT = "import", "shop"
SAMPLE = 4


def main(step: str, folder: str, name: str) -> None:
    work = _STEPS[step](Path(folder), name)
    began = time.process_time()
    told = work()
    seconds = time.process_time() - began
    # Linux counts kilobytes, macOS bytes: getrusage(2) of each.
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps({"seconds": seconds, "peak": peak, **told}))


Told = dict[str, Any]


def read_csv(folder: Path, name: str) -> Callable[[], Told]:
    def work() -> Told:
        with (folder / name).open(newline="") as opened:
            return {"rows": sum(1 for _ in csv.reader(opened)) - 1}

    return work


def read_pandas(folder: Path, name: str) -> Callable[[], Told]:
    import pandas as pd

    return lambda: {"rows": len(pd.read_csv(folder / name))}


def split(folder: Path, name: str) -> Callable[[], Told]:
    from regulars.importing.job.split import split

    at = _Import(folder, name)

    def work() -> Told:
        manifest = split(at.work(dry_run=True), files=at.files, imports=at.imports, now_ms=at.now_ms)
        assert manifest.refusal is None, manifest.refusal
        return {"rows": manifest.rows, "runs": len(manifest.runs), "parts": manifest.parts}

    return work


def load_dry(folder: Path, name: str) -> Callable[[], Told]:
    """All parts."""
    return _Import(folder, name).loading(None, dry_run=True)


def load_some(folder: Path, name: str) -> Callable[[], Told]:
    """Some parts, as far apart as can be."""
    return _Import(folder, name).loading(SAMPLE, dry_run=False)


_STEPS = {"csv": read_csv, "pandas": read_pandas, "split": split, "dry_run": load_dry, "load": load_some}


class _Import:
    """An import whose upload is the file and whose working objects lie beside it."""

    def __init__(self, folder: Path, name: str) -> None:
        from regulars.stores.files import Files
        from regulars.stores.keys import part_object, upload_object
        from regulars.stores.tenant.imports import ImportRecord, Imports

        from benchmarks.disk_bucket import DiskBucket
        from testing.builders import NOW_MS, a_tenant

        self.now_ms = NOW_MS
        self.tenant = a_tenant(TENANT, currency="GBP")
        self.files = Files(DiskBucket(folder), "", self.tenant)
        self.imports = Imports(_Unheard(), "", self.tenant)
        self._record = ImportRecord
        self._loaded = folder / part_object(TENANT, IMPORT, 1, "load")
        upload = folder / upload_object(TENANT, IMPORT, name)
        upload.parent.mkdir(parents=True, exist_ok=True)
        if not upload.exists():
            upload.symlink_to(folder / name)
        self._name = name

    def work(self, *, dry_run: bool) -> Any:
        from regulars.importing.job.work import Work
        from regulars.scoring.settings import Settings

        settings = Settings.defaults(2)
        record = self._record(
            IMPORT,
            self.now_ms,
            file_name=self._name,
            object_name=self._name,
            settings=settings,
            dry_run=dry_run,
            version_id="1",
            attempt=1,
        )
        return Work(self.tenant, record, 1, 1, self.files.workplace(IMPORT, 1))

    def loading(self, sample: int | None, *, dry_run: bool) -> Callable[[], Told]:
        """Loads parts from their beginning, at most `sample` or all of them; into tables in memory, new for each."""
        from regulars.importing.job.load import load
        from regulars.stores.ledger import Ledger
        from regulars.stores.registry import Registry

        from benchmarks.memory_tables import MemoryTables

        shutil.rmtree(self._loaded, ignore_errors=True)
        work = self.work(dry_run=dry_run)

        def load_part(part: int) -> Counter[str]:
            client = _Counted(MemoryTables())
            done = load(
                work,
                part,
                registry=Registry(client, "registry", self.tenant),
                ledger=Ledger(client, "ledger", self.tenant),
                imports=self.imports,
                clock=lambda: self.now_ms,
                deadline_ms=self.now_ms + 1,
            )
            assert done
            told = Counter(parts=1, requests=client.made)
            for number in range(work.loaded(part)[0]):
                result = work.place.get_json(work.chunk(part, number, "result"))
                told.update(rows=result["rows"], refused=len(result["refused"]))
                told.update(orders=sum(orders for orders, _ in result["statuses"].values()))
            return told

        def load_parts() -> Told:
            parts = work.manifest().parts
            step = 1 if sample is None else -(-parts // sample)
            told: Counter[str] = Counter()
            for part in range(0, parts, step):
                told.update(load_part(part))
            return told

        return load_parts


class _Counted:
    """A client that counts the requests made of it."""

    def __init__(self, client: object) -> None:
        self._client = client
        self.made = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            self.made += 1
            return getattr(self._client, name)(**arguments)

        return call


class _Unheard:
    """The client of the record's progress, which nobody reads here."""

    def update_item(self, **_: Any) -> None:
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
