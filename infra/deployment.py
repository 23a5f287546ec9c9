"""What may differ between two deployments of the same stack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constructs import Node


NIGHT_TIME, NIGHT_ZONE = "02:00", "UTC"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment's choices; `cdk deploy -c name=value` sets them.

    `laptop` is MiniStack: host wheels in the layers, no tracing, plain HTTP, few concurrent workers. Every other part
    of the template is the same. `issuer` with `audience` replaces the Cognito pool as the judge of tokens.
    """

    laptop: bool = False
    origins: tuple[str, ...] = ()
    """Origins of browser pages that may call the API and upload files."""
    issuer: str | None = None
    audience: tuple[str, ...] = ()
    """Client ids whose tokens the API accepts, beside the pool's own three."""
    api: str | None = None
    """Where people meet the API when it is not the gateway's own address: a domain of yours, a laptop's port."""
    alarm_email: str | None = None
    night_time: str = NIGHT_TIME
    """When every tenant is recalculated, in `night_zone`."""
    night_zone: str = NIGHT_ZONE

    @property
    def night_hour_and_minute(self) -> tuple[int, int]:
        """Raises ValueError for a time that is none."""
        parts = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", self.night_time)
        if parts is None:
            raise ValueError(f"-c nightTime={self.night_time} is no time of day: write it as 02:00")
        return int(parts[1]), int(parts[2])

    @property
    def tls_only(self) -> bool:
        """Whether queues, buckets and the topic refuse plain HTTP: MiniStack speaks nothing else, and would obey."""
        return not self.laptop

    @property
    def live_workers(self) -> int:
        """Message batches of the live lane worked on at once, ten customers each."""
        return 2 if self.laptop else 10

    @property
    def bulk_workers(self) -> int:
        return 3 if self.laptop else 10

    @property
    def lookup_workers(self) -> int:
        return 2 if self.laptop else 10

    @classmethod
    def from_context(cls, node: Node) -> Deployment:
        """Reads the CDK context. Lists are comma-separated. Raises ValueError for an issuer without audience."""
        issuer = _text(node, "issuer")
        audience = _texts(node, "audience")
        if issuer and not audience:
            raise ValueError("-c issuer=... needs -c audience=..., the client ids whose tokens are accepted")
        return cls(
            laptop=_text(node, "laptop") == "true",
            origins=_texts(node, "origins"),
            issuer=issuer,
            audience=audience,
            api=_text(node, "api"),
            alarm_email=_text(node, "alarmEmail"),
            night_time=_text(node, "nightTime") or NIGHT_TIME,
            night_zone=_text(node, "nightZone") or NIGHT_ZONE,
        )


def _text(node: Node, name: str) -> str | None:
    value = node.try_get_context(name)
    return None if value in (None, "") else str(value)


def _texts(node: Node, name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (_text(node, name) or "").split(",") if part.strip())
