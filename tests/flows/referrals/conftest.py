"""A tenant in which Cy came by Ann's code, and the machine that erases somebody of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from regulars.config import Names
from regulars.facts.time import DAY_MS

from testing.aws.bus import Listener
from testing.machines.erasures import ErasureMachine
from testing.pipeline.brought import (
    ANN,
    CY,
    DEE,
    gives_code,
    orders,
)
from testing.pipeline.world import World


@pytest.fixture
def world(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Ann and Dee have ordered; Cy came by Ann's code, and ordered ten days ago."""
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    monkeypatch.setattr("regulars.erasing.sweep.DUE_AHEAD_MS", DAY_MS)
    world = World(aws, "acme")
    Listener(world.stores)
    orders(world, "ann-1", ANN, 30)
    orders(world, "dee-1", DEE, 20)
    world.flow()
    orders(world, "cy-1", CY, 10)
    gives_code(world, CY, ANN)
    world.flow()
    yield world
    world.forget()


@pytest.fixture
def machine(world: World) -> ErasureMachine:
    return ErasureMachine(world.stores, world.tenant, now_ms=lambda: world.now_ms, advance=world.advance)
