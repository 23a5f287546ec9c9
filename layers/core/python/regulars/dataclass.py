"""`@dataclass` with shared methods: it compiles `__init__` alone.

The standard library compiles six methods for each frozen class, a millisecond a class in Python 3.11, and a function
that starts makes ninety of them. Here `==`, `hash` and `repr` are three functions for all classes.

`frozen=True` is held by mypy, which checks product, tests and benchmarks, and not at run time: there it would make each
`__init__` several times as long, which was a third of decoding a long history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    from dataclasses import dataclass as _compiled
    from dataclasses import fields
    from operator import attrgetter

    def dataclass(cls=None, /, *, frozen=False, slots=False, kw_only=False):
        """Equal where the class and all compared fields are, as the standard library's; hashable where frozen."""

        def made(cls):
            own = cls.__dict__
            methods = {"__eq__": _eq, "__repr__": _repr, "__hash__": _hash if frozen else None}
            missing = {name: method for name, method in methods.items() if own.get(name) is None}
            # Without one, the standard library would spell the signature out as the docstring.
            cls.__doc__ = cls.__doc__ or cls.__name__
            cls = _compiled(cls, eq=False, repr=False, slots=slots, kw_only=kw_only)
            for name, method in missing.items():
                setattr(cls, name, method)
            compared = [field.name for field in fields(cls) if field.compare]
            cls.__compared__ = attrgetter(*(compared or ["__class__"]))
            return cls

        return made if cls is None else made(cls)

    def _eq(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self.__compared__(self) == other.__compared__(other)

    def _hash(self):
        return hash(self.__compared__(self))

    def _repr(self):
        shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
        return f"{self.__class__.__qualname__}({shown})"
