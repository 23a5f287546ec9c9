"""Loyalty programs: made and changed. Each edit is dated, so that what was earned under an earlier one stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..errors import Conflict, FieldError, NotFound, QueryRefused, StoreUnavailable
from ..loyalty.faults import faults_of
from ..loyalty.program import MOST_PROGRAMS, Program, Versions
from ..stores.ids import short_id
from ..stores.shop import Shop
from ..stores.tenant.programs import ProgramSet
from .about import Check

_ATTEMPTS = 10


def create_program(shop: Shop, fields: Mapping[str, Any], *, by: str | None) -> Program:
    """A new program. `fields` are those of `Program`; without `from_ms` it stands from now on.

    Raises `QueryRefused`, by field, for what does not go together and for a name that another one has, and `Conflict`
    beyond 20 programs.
    """

    def make(stored: ProgramSet) -> Program:
        if len(stored.by_id) >= MOST_PROGRAMS:
            raise Conflict("too_many_programs", f"There are {MOST_PROGRAMS} programs: change one of them instead.")
        now_ms = shop.now_ms
        return Program(
            f"l{stored.revision + 1}-{short_id()}",
            created_ms=now_ms,
            updated_ms=now_ms,
            by=by,
            **{"from_ms": now_ms, **fields},
        )

    return _edited(shop, make)


def update_program(shop: Shop, program_id: str, fields: Mapping[str, Any], *, by: str | None, check: Check) -> Program:
    """The program with these fields changed, from now on or from `from_ms` on; nothing is written where it stays the
    same. Raises `NotFound`, and as `create_program`."""

    def change(stored: ProgramSet) -> Program:
        last = required(stored.by_id.get(program_id), program_id).last
        check(last.revision)
        if replace(last, **fields) == last:
            return last
        edit = {"from_ms": shop.now_ms, **fields, "revision": last.revision + 1, "updated_ms": shop.now_ms, "by": by}
        return replace(last, **edit)

    return _edited(shop, change)


def required(versions: Versions | None, program_id: str) -> Versions:
    """Raises `NotFound`."""
    if versions is None:
        raise NotFound(f"There is no loyalty program {program_id}.")
    return versions


def _edited(shop: Shop, decide: Callable[[ProgramSet], Program]) -> Program:
    for _ in range(_ATTEMPTS):
        stored = shop.programs.read()
        program = decide(stored)
        before = stored.by_id.get(program.id)
        if before is not None and program == before.last:
            return program
        _check(program, stored)
        if shop.programs.put(program, replacing=stored.revision, announces=True):
            return program
    raise StoreUnavailable("the loyalty programs kept being changed by others")


def _check(program: Program, stored: ProgramSet) -> None:
    faults = faults_of(program)
    others = (one.last.name.casefold() for one in stored.by_id.values() if one.last.id != program.id)
    if program.name.casefold() in others:
        faults.append(FieldError("name", "is the name of another program"))
    if faults:
        raise QueryRefused(faults)
