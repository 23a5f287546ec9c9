"""A taken port is said with the process that holds it."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator

import pytest

from laptop.port import free_port, holder, is_free


@pytest.fixture
def taken_port() -> Iterator[int]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    yield listener.getsockname()[1]
    listener.close()


def test_a_free_port_is_free() -> None:
    assert is_free(free_port())


def test_a_port_that_somebody_listens_on_is_not_free(taken_port: int) -> None:
    assert not is_free(taken_port)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has /proc")
def test_the_holder_of_a_port_is_named_with_its_command(taken_port: int) -> None:
    named = holder(taken_port)

    assert named is not None
    assert named.startswith(f"{os.getpid()} (")
    assert "python" in named
