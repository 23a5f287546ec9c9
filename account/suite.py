"""What the suite is asked for by its environment, and what it says where it is not asked properly."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from account.tags import Run
from laptop.steps import Refused

ASKED = "REGULARS_AWS_TEST"
STACK = "REGULARS_AWS_TEST_STACK"
EMULATOR, ACCOUNT = "emulator", "yes"
REFUSAL = (
    "Nothing was run. `make aws-test` deploys a throw-away stack into the account of AWS_PROFILE, runs tests/stack and "
    "tests/account against it and deletes everything again: 30 to 45 minutes, about $1. It asks for both: "
    f"AWS_PROFILE=... {ASKED}={ACCOUNT} make aws-test. "
    f"{ASKED}={EMULATOR} make aws-test runs what it can on the emulator, for nothing."
)


class Suite(NamedTuple):
    run: Run
    in_account: bool


def asked(environment: Mapping[str, str], now: datetime | None = None) -> Suite:
    """The run that the environment asks for. Raises Refused with a sentence where it asks for none."""
    wanted = environment.get(ASKED, "")
    if wanted not in (EMULATOR, ACCOUNT) or (wanted == ACCOUNT and not environment.get("AWS_PROFILE")):
        raise Refused(REFUSAL)
    name = environment.get(STACK) or f"RegularsTest{secrets.token_hex(3)}"
    return Suite(Run(now or datetime.now(UTC).replace(microsecond=0), name), wanted == ACCOUNT)
