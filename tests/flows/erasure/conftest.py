"""A tenant's pipeline in which somebody is erased."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from regulars.config import Names
from regulars.facts.time import DAY_MS

from testing.aws.bus import Listener
from testing.machines.erasures import ErasureMachine
from testing.pipeline.world import World


@pytest.fixture
def world(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    monkeypatch.setattr("regulars.stores.machines.Machine.is_running", lambda *_: True)
    monkeypatch.setattr("regulars.erasing.sweep.DUE_AHEAD_MS", 20 * DAY_MS)
    world = World(aws, "acme")
    yield world
    world.forget()


@pytest.fixture
def bus(world: World) -> Listener:
    return Listener(world.stores)


@pytest.fixture
def machine(world: World, bus: Listener) -> ErasureMachine:
    return ErasureMachine(world.stores, world.tenant, now_ms=lambda: world.now_ms, advance=world.advance)
