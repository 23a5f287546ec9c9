"""The CDNOW sample of Fader and Hardie, as it comes with the package `lifetimes`: 2 357 customers, in every clone."""

from __future__ import annotations

import atexit
import gzip
import shutil
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from benchmarks.data import CDNOW

_HEADER = "order_id,customer_id,ordered_at,status,product_id,product_name,quantity,unit_price,cds"


@cache
def cdnow() -> Path:
    """A file in our own columns, made once a process: an order a line, of one product at what was paid."""
    package = find_spec("lifetimes")
    assert package is not None
    assert package.submodule_search_locations
    sample = Path(package.submodule_search_locations[0]) / "datasets" / "CDNOW_sample.txt"
    folder = tempfile.mkdtemp(prefix="cdnow-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / CDNOW
    rows = (line.split() for line in sample.read_text("ascii").splitlines() if line.strip())
    with gzip.open(path, "wt", newline="") as packed:
        packed.write(_HEADER + "\n")
        for number, (customer, _, day, cds, paid) in enumerate(rows, 1):
            at = f"{day[:4]}-{day[4:6]}-{day[6:]}T00:00:00Z"
            packed.write(f"S{number:06d},{customer},{at},paid,CD,CDNOW order,1,{paid},{cds}\n")
    return path
