"""What a deployment's options may say; each check answers the value as it is used, or raises ValueError."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones


def matches(pattern: str, instead: str) -> Callable[[str], str]:
    """A text that the whole of `pattern` fits; else the error is `instead`."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(instead)
        return text

    return check


def between(least: int, most: int) -> Callable[[int], int]:
    def check(number: int) -> int:
        if not least <= number <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return number

    return check


stack_name = matches(
    r"[A-Za-z][A-Za-z0-9-]{0,39}", "write letters, digits and hyphens, a letter first, at most 40 in all"
)
email = matches(r"[^\s@]+@[^\s@]+\.[^\s@]+", "write one e-mail address, such as ops@example.com")
table_name = matches(r"[A-Za-z0-9_.-]{3,255}", "write the name of a table, not its ARN")
stream_arn = matches(
    r"arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table/[\w.-]+/stream/\S+",
    "write the ARN that `aws dynamodb describe-table` calls LatestStreamArn",
)
user_pool = matches(r"[\w-]+_[A-Za-z0-9]+", "write the pool's id, such as eu-central-1_AbCdEf123")
issuer = matches(r"https://\S+", "write the address that the tokens carry as iss, such as https://login.example.com/")


def origins(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        if not re.fullmatch(r"https?://[^/\s*]+", text):
            raise ValueError(f"{text} is no origin: write scheme and host without a path, as https://shop.example.com")
    return texts


def time_of_day(text: str) -> str:
    """`HH:MM` with two digits each."""
    parts = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if parts is None:
        raise ValueError("this is no time of day: write it as 02:00")
    return f"{int(parts[1]):02}:{parts[2]}"


def zone(name: str) -> str:
    known = available_timezones()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        raise ValueError(f"there is no such time zone{f'. Did you mean {near[0]}?' if near else ', as Europe/Berlin'}")
    ZoneInfo(name)
    return name
