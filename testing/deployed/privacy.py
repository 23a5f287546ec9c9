"""What the tests of privacy on the dashboard share: somebody to be erased, and erasures as the API tells of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from testing.deployed.dashboard import show, unfolded
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

JOBS = "/api/customers/privacy/erasures"


def somebody(stack: Stack, shop: str, name: str) -> str:
    """A customer of this test's own, who has only a profile; their id."""
    customer = f"{name}-{datetime.now(UTC):%H%M%S%f}"
    body = {"customerId": customer, "firstName": "Paula", "email": f"{customer}@example.com"}
    answer = stack.call("POST", "/api/customers/profiles", token=stack.token(shop), body=body)
    assert answer.status in (200, 201), answer.body
    return customer


def privacy_of(page: Page, customer: str) -> Locator:
    show(page, f"customers/{customer}")
    return unfolded(page, "Privacy")


def answered(page: Page, job: dict[str, Any]) -> None:
    """The page is answered with this erasure, as the API tells of one."""
    page.route(f"**{JOBS}/{job['jobId']}", lambda route: route.fulfill(json={"success": True, "data": job}))


def job(**of: Any) -> dict[str, Any]:
    """An erasure that waits, with what is given of it."""
    at = "2026-11-01T10:00:00Z"
    none = dict.fromkeys(("reason", "finishedAt", "releasedAt", "error", "counts", "certificate"))
    known = {"jobId": "E1", "state": "waiting", "personHash": "ab" * 16, "requestedBy": "ann", "createdAt": at}
    return {**none, **known, "beginsAt": at, "sameAddress": [], "remains": [], **of}


def done(**of: Any) -> dict[str, Any]:
    certificate = {"document": {"person": "ab"}, "algorithm": "A", "publicKey": "K", "signature": "S"}
    remains = [{"where": "point-in-time recovery", "what": "tables", "until": "2026-12-06T10:00:00Z"}]
    finished = {"state": "done", "finishedAt": "2026-11-01T10:20:00Z", "counts": {"order": 3, "lookupEntries": 1200}}
    return job(**finished, certificate=certificate, remains=remains, **of)
