"""An endpoint: one declaration and a function of three lines (parse, one call, answer)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Generic, NamedTuple, TypeVar

from ...dataclass import dataclass
from .auth import Role
from .params import Param

Shape = TypeVar("Shape")


class Answer(NamedTuple, Generic[Shape]):
    """`body` is what becomes JSON; text or bytes leave as they are, under the header's content type."""

    body: Shape
    status: int = 200
    headers: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`path` holds ids as `<name>`, each any printable text, slashes too. `role` None needs no token.

    An open endpoint is run with what was `Asked`, the same for everybody.
    `writes` endpoints honour `Idempotency-Key`. The answer of a `kept` one is about all customers and none of them: it
    may be up to a minute old, and says so by `asOf` (`stores/kept.py`). With `explain` it is computed anew.
    """

    method: str
    path: str
    role: Role | None
    params: tuple[Param, ...]
    writes: bool
    run: Callable[..., Answer[Any]]
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Routes:
    """The endpoints of one resource, in the order in which they are tried: specific before general."""

    endpoints: list[Endpoint] = field(default_factory=list)

    def get(self, path: str, *params: Param, role: Role | None = Role.VIEWER, kept: bool = False) -> Callable[..., Any]:
        return self._declare("GET", path, params, role, writes=False, kept=kept)

    def post(self, path: str, *params: Param, role: Role | None, writes: bool = True) -> Callable[..., Any]:
        return self._declare("POST", path, params, role, writes=writes)

    def put(self, path: str, *params: Param, role: Role) -> Callable[..., Any]:
        return self._declare("PUT", path, params, role, writes=True)

    def delete(self, path: str, *params: Param, role: Role) -> Callable[..., Any]:
        return self._declare("DELETE", path, params, role, writes=True)

    def _declare(
        self, method: str, path: str, params: tuple[Param, ...], role: Role | None, *, writes: bool, kept: bool = False
    ) -> Callable[[Callable[..., Answer[Any]]], Callable[..., Answer[Any]]]:
        def declare(run: Callable[..., Answer[Any]]) -> Callable[..., Answer[Any]]:
            self.endpoints.append(Endpoint(method, path, role, params, writes, run, kept))
            return run

        return declare
