"""Where the stack of the tests is: on an emulator of its own, or in an account, for the opt-in suite."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import boto3
from regulars.cli.connection import STACK_VARIABLE

from account.deploy import deploy as deploy_to_account
from laptop.deploy import deploy as deploy_to_laptop
from laptop.operator import COMMAND, operator
from laptop.place import ROOT, Place
from laptop.steps import run

# A command that waits for what never ends, an import for instance, is to fail its own test, and to say where it stood.
LONGEST_COMMAND_S = 300
LONGEST_IN_ACCOUNT_S = 30 * 60


class Connection(Protocol):
    """One deployed stack, wherever it is."""

    @property
    def is_account(self) -> bool: ...

    @property
    def api(self) -> str: ...

    @property
    def sign_in_page(self) -> str:
        """The address below which the pool's own pages are."""
        ...

    @property
    def outputs(self) -> Mapping[str, str]: ...

    @property
    def stack(self) -> str: ...

    @property
    def tags(self) -> Mapping[str, str]:
        """What everything that a test makes beside the stack must carry."""
        ...

    def client(self, service: str) -> Any:
        """A boto3 client with every right."""
        ...

    def operator(self, *arguments: str) -> str:
        """What `regulars ...` prints. Raises Refused where it fails, or has not ended after `LONGEST_COMMAND_S`."""
        ...

    def beside(self, name: str, options: Mapping[str, str], folder: Path) -> Connection:
        """Another stack, deployed to the same AWS."""
        ...


@dataclass(frozen=True, slots=True)
class Emulated:
    """A stack on MiniStack."""

    place: Place
    tags: Mapping[str, str]
    is_account: bool = False

    @property
    def api(self) -> str:
        return self.place.api

    @property
    def sign_in_page(self) -> str:
        return self.place.endpoint

    @property
    def outputs(self) -> Mapping[str, str]:
        outputs: Mapping[str, str] = self.place.noted()["outputs"]
        return outputs

    @property
    def stack(self) -> str:
        return self.outputs["ScheduleMachineArn"].rpartition(":")[2].removesuffix("-schedule")

    def client(self, service: str) -> Any:
        client = self.place.client(service)
        # a laptop's AWS takes no call without its key; in an account anybody may ask the pool to sign them in
        client.meta.events.register("choose-signer.cognito-idp", lambda **_: "v4")
        return client

    def operator(self, *arguments: str) -> str:
        return operator(self.place, *arguments, timeout_s=LONGEST_COMMAND_S)

    def beside(self, name: str, options: Mapping[str, str], folder: Path) -> Emulated:
        place = Place(folder, self.place.port)
        shutil.copy(self.place.key_note, place.key_note)  # the same AWS
        deploy_to_laptop(place, {"stack": name, **options}, self.tags)
        return Emulated(place, self.tags)


@dataclass(frozen=True, slots=True)
class InAccount:
    """A stack in the account of AWS_PROFILE."""

    stack: str
    outputs: Mapping[str, str]
    tags: Mapping[str, str]
    is_account: bool = True

    @property
    def api(self) -> str:
        return self.outputs["ApiUrl"].rstrip("/")

    @property
    def sign_in_page(self) -> str:
        pool = self.client("cognito-idp").describe_user_pool(UserPoolId=self.outputs["UserPoolId"])["UserPool"]
        return f"https://{pool['Domain']}.auth.{boto3.Session().region_name}.amazoncognito.com"

    def client(self, service: str) -> Any:
        return boto3.client(service)  # type: ignore[call-overload]

    def operator(self, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if name not in ("REGULARS_STACK", "AWS_ENDPOINT_URL")}
        environment = {**kept, STACK_VARIABLE: self.stack}
        return run(
            [COMMAND, *arguments],
            what=f"regulars {arguments[0]}",
            cwd=ROOT,
            env=environment,
            timeout_s=LONGEST_IN_ACCOUNT_S,
        )

    def beside(self, name: str, options: Mapping[str, str], folder: Path) -> InAccount:
        """A name of its own; nothing of it is protected. `folder` may hold anything."""
        del folder
        name = f"{self.stack}{name}{secrets.token_hex(2)}"
        return InAccount(name, deploy_to_account(name, self.tags, {"protect": "false", **options}), self.tags)


def last_release() -> str | None:
    """The newest tag of a release; None where there is none, or this clone has no tags."""
    named = ["git", "describe", "--tags", "--abbrev=0", "--match", "v*"]
    return subprocess.run(named, cwd=ROOT, capture_output=True, text=True).stdout.strip() or None
