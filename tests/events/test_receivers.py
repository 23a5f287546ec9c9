"""The receiver of the docs takes what we sign and nothing else; the page shows both as they lie in examples/."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from regulars.events.webhooks.address import Target
from regulars.events.webhooks.send import Answer, post
from regulars.events.webhooks.signing import body_of, new_secret, signed_headers

from testing.real_events import all_events

ROOT = Path(__file__).parents[2]
RECEIVER = ROOT / "examples" / "webhooks" / "receiver.py"
EVENT = next(event for event in all_events() if event["type"] == "customer.segment.changed")


@pytest.fixture(scope="module")
def secret() -> str:
    return new_secret()


@pytest.fixture(scope="module")
def port(secret: str) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free: int = server.getsockname()[1]
    environment = {**os.environ, "SECRET": secret, "PORT": str(free)}
    with subprocess.Popen([sys.executable, str(RECEIVER)], env=environment, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", free), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield free
        process.terminate()


def send(port: int, secret: str, at_s: float) -> Answer:
    body = body_of(EVENT)
    target = Target("http", "127.0.0.1", port, "/")
    return post(target, signed_headers([secret], EVENT["id"], int(at_s), body), body)


def test_the_receiver_of_the_docs_takes_what_we_sign(port: int, secret: str) -> None:
    assert send(port, secret, time.time()).status == 204


def test_it_refuses_another_secret_and_an_old_message(port: int, secret: str) -> None:
    assert send(port, new_secret(), time.time()).status == 401
    assert send(port, secret, time.time() - 3_600).status == 401


@pytest.mark.parametrize("name", ["receiver.py", "receiver.mjs"])
def test_the_page_shows_it_as_it_is(name: str) -> None:
    page = (ROOT / "docs" / "events.md").read_text("utf-8")

    assert (RECEIVER.parent / name).read_text("utf-8").strip() in page
