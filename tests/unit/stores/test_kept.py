"""What is kept a minute: how long, how much, of whom, and under which settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from regulars.stores.kept import Keeper, Kept

NOW_MS = 1_760_517_000_000


def counting(made: list[int]) -> Callable[[], int]:
    def make() -> int:
        made.append(1)
        return len(made)

    return make


@pytest.mark.parametrize(("later_ms", "known"), [(0, True), (59_999, True), (60_000, False), (-1, False)])
def test_a_value_is_known_for_a_minute_and_not_before_it_was_made(later_ms: int, known: bool) -> None:
    kept = Kept()
    kept.put("key", b"value", NOW_MS)

    assert kept.get("key", NOW_MS + later_ms) == (b"value" if known else None)


def test_what_was_asked_for_least_lately_goes_when_it_is_too_much() -> None:
    kept = Kept(most_bytes=3 * 1_000)
    for key in "abc":
        kept.put(key, bytes(500), NOW_MS)
    kept.get("a", NOW_MS)
    kept.put("d", bytes(500), NOW_MS)

    assert [key for key in "abcd" if kept.get(key, NOW_MS)] == ["a", "c", "d"]
    assert kept.size_bytes <= 3_000


def test_a_value_put_again_counts_once() -> None:
    kept = Kept(most_bytes=1_000)
    for _ in range(100):
        kept.put("key", bytes(400), NOW_MS)

    assert kept.size_bytes == 900
    assert kept.get("key", NOW_MS) is not None


def test_what_is_larger_than_everything_may_be_is_not_kept() -> None:
    kept = Kept(most_bytes=1_000)
    kept.put("key", bytes(1_001), NOW_MS)

    assert (kept.get("key", NOW_MS), kept.size_bytes) == (None, 0)


def test_a_value_is_made_once_a_tenant_and_a_revision_of_its_settings() -> None:
    kept, made = Kept(), list[int]()

    def asked(tenant: str, revision: int, key: str = "summary") -> int:
        found: int = Keeper(kept, tenant, revision, NOW_MS).value(key, counting(made))
        return found

    assert [asked("acme", 0), asked("acme", 0), asked("other", 0), asked("acme", 1), asked("acme", 0)] == [
        1,
        1,
        2,
        3,
        1,
    ]
    assert asked("acme", 0, "funnel") == 4


def test_what_is_not_known_is_kept_too() -> None:
    keeper, made = Keeper(Kept(), "acme", 0, NOW_MS), list[int]()

    def make() -> None:
        made.append(1)

    assert [keeper.value("key", make), keeper.value("key", make), len(made)] == [None, None, 1]
    assert keeper.known("nothing") is None


def test_a_failure_is_not_kept() -> None:
    keeper = Keeper(Kept(), "acme", 0, NOW_MS)

    def fail() -> int:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        keeper.value("key", fail)
    assert keeper.value("key", lambda: 7) == 7
