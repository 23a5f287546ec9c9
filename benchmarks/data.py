"""Where the files of real orders lie: beside the checkout, or where REGULARS_DATA says. They are never committed."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.report import Skipped

FOLDER = Path(__file__).parents[2] / "shared" / "data"
VARIABLE = "REGULARS_DATA"
ONLINE_RETAIL = "online_retail_with_customer.csv.gz"
CDNOW = "cdnow_sample.csv.gz"


def data_file(name: str) -> Path:
    """The file of that name, whether it is there or not."""
    return Path(os.environ.get(VARIABLE) or FOLDER) / name


def needed(path: Path) -> Path:
    """The same path. Raises `Skipped` where no such file is."""
    if not path.exists():
        raise Skipped(f"{path.name} is not in {os.environ.get(VARIABLE) or '../shared/data'}")
    return path
