"""The page at /docs in a real browser, under the policy that lets nothing in from elsewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from testing.deployed.stack import Stack

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    *("--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-quic"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    # Chromium's own sandbox cannot be had in a container; the pages are ours.
    "--no-sandbox",
)
LOGGED = re.compile(r'CONSOLE[:(]\d+\)?\] "(.*)", source:')

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")


class Page(NamedTuple):
    dom: str
    """After scripts have run."""
    console: list[str]


def visit(address: str, profile: Path) -> Page:
    """What the address has become ten seconds of the page's own clock later."""
    assert CHROMIUM
    done = subprocess.run(
        [
            *(CHROMIUM, *QUIET, f"--user-data-dir={profile}", "--enable-logging=stderr"),
            *("--virtual-time-budget=10000", "--dump-dom", address),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return Page(done.stdout, LOGGED.findall(done.stderr))


@pytest.fixture(scope="module")
def page(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return visit(f"{stack.at.api}/docs", tmp_path_factory.mktemp("chromium"))


def test_the_page_lists_every_operation_of_the_description(stack: Stack, page: Page) -> None:
    paths = json.loads(stack.call("GET", "/openapi.json").body)["paths"]
    described = sorted((method.upper(), path) for path, methods in paths.items() for method in methods)

    shown = re.findall(r'opblock-summary-method">(\w+)<.*?data-path="([^"]+)"', page.dom, re.DOTALL)

    assert sorted(shown) == described
    assert ("POST", "/api/orders") in shown


def test_the_page_offers_a_place_for_the_token(page: Page) -> None:
    assert re.search(r'<button[^>]*class="[^"]*\bauthorize\b', page.dom)


def test_the_browser_finds_nothing_to_complain_about(page: Page) -> None:
    assert page.console == []


def test_a_breach_of_a_policy_would_be_seen(tmp_path: Path) -> None:
    """Else an empty console would prove nothing."""
    policy = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">"

    page = visit(f"data:text/html,{policy}<script>document.title = 1</script>", tmp_path)

    assert "Content Security Policy" in page.console[0]


def test_the_policy_lets_nothing_in_from_elsewhere(stack: Stack) -> None:
    policy = stack.call("GET", "/docs").headers["content-security-policy"].split("; ")

    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} <= set(policy)
