"""A token bucket a caller: what is let in at which instant, what the headers say, and how much is remembered."""

from __future__ import annotations

from regulars.http.door.buckets import Buckets

NOW_MS = 1_760_517_000_000


def let_in(buckets: Buckets, caller: str, now_ms: int, tries: int) -> int:
    return sum(buckets.take(caller, now_ms).taken for _ in range(tries))


def test_fifty_calls_at_once_are_let_in_and_the_next_is_not() -> None:
    buckets = Buckets(50)

    assert let_in(buckets, "ann", NOW_MS, 50) == 50
    assert not buckets.take("ann", NOW_MS).taken


def test_a_call_comes_back_every_twenty_milliseconds() -> None:
    buckets = Buckets(50)
    let_in(buckets, "ann", NOW_MS, 50)

    assert not buckets.take("ann", NOW_MS + 19).taken
    assert buckets.take("ann", NOW_MS + 20).taken
    assert not buckets.take("ann", NOW_MS + 39).taken
    assert buckets.take("ann", NOW_MS + 40).taken


def test_refused_calls_cost_nothing() -> None:
    buckets = Buckets(50)
    let_in(buckets, "ann", NOW_MS, 1_000)

    assert let_in(buckets, "ann", NOW_MS + 1_000, 1_000) == 50


def test_a_bucket_never_holds_more_than_a_second_brings() -> None:
    buckets = Buckets(50)
    buckets.take("ann", NOW_MS)

    assert let_in(buckets, "ann", NOW_MS + 86_400_000, 100) == 50


def test_callers_do_not_take_from_each_other() -> None:
    buckets = Buckets(50)
    let_in(buckets, "ann", NOW_MS, 51)

    assert buckets.take("bob", NOW_MS).taken


def test_a_clock_that_steps_back_neither_gives_nor_takes() -> None:
    buckets = Buckets(2)
    buckets.take("ann", NOW_MS)

    assert buckets.take("ann", NOW_MS - 60_000).taken
    assert not buckets.take("ann", NOW_MS - 60_000).taken
    assert buckets.take("ann", NOW_MS - 59_500).taken


def test_the_headers_say_the_policy_what_is_left_and_when_all_is_back() -> None:
    buckets = Buckets(50)

    first = buckets.take("ann", NOW_MS)
    let_in(buckets, "ann", NOW_MS, 49)
    last = buckets.take("ann", NOW_MS)

    assert first.headers == {"RateLimit-Policy": '"caller";q=50;w=1', "RateLimit": '"caller";r=49;t=1'}
    assert last.headers["RateLimit"] == '"caller";r=0;t=1'
    assert (last.next_ms, last.retry_after_s) == (20, 1)


def test_only_so_many_callers_are_remembered_and_who_called_last_is() -> None:
    buckets = Buckets(1, most_callers=3)
    for caller in ("ann", "bob", "eve", "ann", "zoe"):
        buckets.take(caller, NOW_MS)

    assert len(buckets) == 3
    assert not buckets.take("ann", NOW_MS).taken, "ann is remembered"
    assert buckets.take("bob", NOW_MS).taken, "bob is forgotten, and the bucket is full"
