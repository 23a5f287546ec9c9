"""`python -m openapi` writes the description that the API serves, where its endpoints are, the page of its
scores, the schemas of events."""

from __future__ import annotations

import os
from pathlib import Path

from regulars import http
from regulars.http.resources import PLACES_FILE

from . import events, places, scores

PATH = Path(http.__file__).parent / "openapi.json"


def main() -> None:
    """Writes the files where their text has changed."""
    # What the night says while it makes an example is of no interest here.
    os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "WARNING")
    PATH.touch()
    _write(PLACES_FILE, places.text())
    # They ask the application, which goes by the places.
    from .ask import ask_all
    from .build import as_text, build

    for path, text in ((PATH, as_text(build(ask_all()))), (scores.PATH, scores.page()), *events.pages()):
        _write(path, text)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
        print(f"{path.name} is made anew")


if __name__ == "__main__":
    main()
