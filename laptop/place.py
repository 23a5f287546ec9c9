"""Where one local AWS lies and how it is spoken to."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ACCOUNT = "000000000000"
REGION = "us-east-1"
STACK = "Regulars"
DEFAULT_PORT = 4566


@dataclass(frozen=True, slots=True)
class Place:
    """One local AWS: its state under `folder`, on loopback at `port`. Tests have their own beside the developer's."""

    folder: Path
    port: int

    @property
    def endpoint(self) -> str:
        """AWS itself."""
        return f"http://localhost:{self.port}"

    @property
    def api(self) -> str:
        """The API: the name 127.0.0.1 is mapped to it, so that pages and answers share one short origin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def note(self) -> Path:
        """What the operator's command reads of the running stack."""
        return self.folder / "stack.json"

    @property
    def key_note(self) -> Path:
        """The key of the AWS that was started last; only its owner may read it."""
        return self.folder / "key"

    def new_key(self) -> str:
        """Makes up the key of an AWS that is about to start, and notes it."""
        key = f"LAPTOP{secrets.token_hex(16).upper()}"
        self.key_note.unlink(missing_ok=True)
        with os.fdopen(os.open(self.key_note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as note:
            note.write(key)
        return key

    @property
    def key(self) -> str:
        """Its id is the secret: MiniStack looks at no more of it. Raises Refused where none was ever started here."""
        from laptop.steps import Refused

        try:
            return self.key_note.read_text()
        except FileNotFoundError:
            raise Refused(f"There is no key of a local AWS at {self.key_note}: run `make up`.") from None

    def noted(self) -> dict[str, Any]:
        """The note, or {} where no stack was ever deployed here."""
        try:
            note = json.loads(self.note.read_text())
        except FileNotFoundError:
            return {}
        assert isinstance(note, dict)
        return note

    def client_environment(self) -> dict[str, str]:
        """The environment of a program that shall talk to this AWS and to no other."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return {
            **kept,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.key,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "CDK_DEFAULT_ACCOUNT": ACCOUNT,
            "CDK_DEFAULT_REGION": REGION,
        }

    def client(self, service: str) -> Any:
        """A boto3 client for this AWS."""
        import boto3

        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=self.key,
            aws_secret_access_key=self.key,
        )


def own_place() -> Place:
    """The developer's: `.regulars/` in the checkout, at REGULARS_PORT. Raises Refused for a port that is none."""
    from laptop.steps import Refused

    text = os.environ.get("REGULARS_PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise Refused(f"REGULARS_PORT={text} is not a port: give a number from 1024 to 65535.")
    return Place(ROOT / ".regulars", int(text))
