"""Where one local AWS lies and how it is spoken to."""

from __future__ import annotations

import json
import os
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
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
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
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


def own_place() -> Place:
    """The developer's: `.regulars/` in the checkout, at REGULARS_PORT. Raises Refused for a port that is none."""
    from laptop.steps import Refused

    text = os.environ.get("REGULARS_PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise Refused(f"REGULARS_PORT={text} is not a port: give a number from 1024 to 65535.")
    return Place(ROOT / ".regulars", int(text))
