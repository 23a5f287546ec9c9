"""Everything that moto holds, kept as it is at one moment and put back as often as somebody wants it so.

To make a shop of some size takes hundreds of requests, to put it back some milliseconds.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, TypeVar, cast

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from moto.backends import get_backend
from moto.core.base_backend import BackendDict

Made = TypeVar("Made")
# Not copied: each time they are the same.
_SHARED = (EllipticCurvePrivateKey, RSAPrivateKey, type(RLock()))


class Kept:
    """What moto holds when this is made, within `mock_aws`."""

    def __init__(self) -> None:
        self._shared: list[object] = []
        written = io.BytesIO()
        pickler = _Pickler(written, pickle.HIGHEST_PROTOCOL)
        pickler.shared = self._shared
        services: list[BackendDict[Any]] = BackendDict._instances  # type: ignore[misc]
        pickler.dump([(one.service_name, *where) for one in services for where in one.iter_backends()])
        self._written = written.getvalue()

    def put_back(self) -> None:
        """Whatever moto holds now is replaced by copies; within `mock_aws`, the same or another."""
        BackendDict.reset()
        unpickler = _Unpickler(io.BytesIO(self._written))
        unpickler.shared = self._shared
        for service, account, region, backend in unpickler.load():
            get_backend(service)[account][region] = backend


_made: dict[Hashable, tuple[Kept, Any]] = {}


def made_once(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives, and what it leaves in moto, made by the first test of a process that asks under this key.

    Later tests find the same there, each a copy, and nothing else: what they made before is gone. What it gives they
    share, so that nobody may change it.
    """
    if key in _made:
        kept, given = _made[key]
        kept.put_back()
    else:
        given = make()
        _made[key] = Kept(), given
    return cast("Made", given)


class _Pickler(pickle.Pickler):
    shared: list[object]

    def persistent_id(self, value: object) -> int | None:
        if not isinstance(value, _SHARED):
            return None
        self.shared.append(value)
        return len(self.shared) - 1


class _Unpickler(pickle.Unpickler):
    shared: list[object]

    def persistent_load(self, number: Any) -> object:
        return self.shared[number]
