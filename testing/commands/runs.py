"""How commands are run."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., int]
