"""Each layer is unpacked once, for all functions. Run by MiniStack's Python, which knows nothing of this package.

MiniStack unpacks the layers anew for each process of a function: some 3 500 files and 45 MB, which take more than a
second to write and another to delete, twenty times and more for a night or an import. Here each process has a link to
what was unpacked first; no function writes there, as in AWS, where a layer is read-only.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

_LAYER = "layer_"
_unpacking = Lock()


def share(runtime: Any, folder: Path) -> None:
    """Replaces what MiniStack's `lambda_runtime` module opens archives by; layers are unpacked into the folder."""
    folder.mkdir(exist_ok=True)

    class Archive(zipfile.ZipFile):
        """An archive in a file; one of a layer, by its file's name, is unpacked by a link."""

        @property
        def _is_layer(self) -> bool:
            return Path(self.filename or "").name.startswith(_LAYER)

        def namelist(self) -> list[str]:
            """Nothing of a layer, whose every name MiniStack would follow through the file system."""
            return [] if self._is_layer else super().namelist()

        def extractall(self, path: Any = None, members: Iterable[Any] | None = None, pwd: bytes | None = None) -> None:
            if not self._is_layer:
                super().extractall(path, members, pwd)
                return
            assert self.filename is not None
            unpacked = folder / hashlib.sha256(Path(self.filename).read_bytes()).hexdigest()
            with _unpacking:
                if not unpacked.exists():
                    beside = folder / "beside"
                    super().extractall(beside, super().namelist())
                    beside.rename(unpacked)
            os.rmdir(path)
            os.symlink(unpacked, path)

    runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": Archive})
