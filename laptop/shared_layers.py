"""Each layer is unpacked once, for all functions. Run by MiniStack's Python, which knows nothing of this package.

MiniStack writes and unpacks the layers anew for each process of a function: some 3 500 files and 45 MB, which take more
than a second to write and another to delete, twenty times and more for a night or an import. Here each process has a
link to what was unpacked first; no function writes there, as in AWS, where a layer is read-only.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

_MARK = b"unpacked: "


def share(runtime: Any, functions: Any, folder: Path) -> None:
    """Replaces what MiniStack's `lambda_svc` module finds layers by, and what its `lambda_runtime` unpacks them by.

    In place of a layer it finds an empty archive, whose comment says where in the folder the layer lies unpacked.
    """
    folder.mkdir(exist_ok=True)
    find, unpacking = functions._resolve_layer_zip, Lock()
    found: dict[str, tuple[bytes, bytes]] = {}

    def unpacked(layer: Any) -> bytes | None:
        content = find(layer)
        if not content:
            return None
        with unpacking:
            known, archive = found.get(str(layer), (None, b""))
            if known is not content:
                archive = _empty(_unpacked(content, folder))
                found[str(layer)] = content, archive
            return archive

    class Archive(zipfile.ZipFile):
        """An archive in a file; one that says where it lies unpacked is unpacked by a link."""

        def extractall(self, path: Any = None, members: Iterable[Any] | None = None, pwd: bytes | None = None) -> None:
            if self.comment.startswith(_MARK):
                os.rmdir(path)
                os.symlink(folder / self.comment.removeprefix(_MARK).decode(), path)
            else:
                super().extractall(path, members, pwd)

    functions._resolve_layer_zip = unpacked
    runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": Archive})


def _unpacked(content: bytes, folder: Path) -> str:
    """The name under which it lies in the folder."""
    name = hashlib.sha256(content).hexdigest()
    if not (folder / name).exists():
        beside = folder / "beside"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(beside)
        beside.rename(folder / name)
    return name


def _empty(name: str) -> bytes:
    """An archive of nothing, with the name in its comment."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.comment = _MARK + name.encode()
    return archive.getvalue()
