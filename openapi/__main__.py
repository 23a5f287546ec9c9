"""`python -m openapi` writes the description that the API serves."""

from __future__ import annotations

import os
from pathlib import Path

from regulars import http

from .ask import ask_all
from .build import as_text, build

PATH = Path(http.__file__).parent / "openapi.json"


def main() -> None:
    """Writes the file where its text has changed."""
    # What the night says while it makes an example is of no interest here.
    os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "WARNING")
    PATH.touch()
    text = as_text(build(ask_all()))
    if PATH.read_text("utf-8") != text:
        PATH.write_text(text, "utf-8")
        print(f"{PATH.name} is made anew")


if __name__ == "__main__":
    main()
