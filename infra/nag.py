"""Where a rule of cdk-nag is broken on purpose."""

from __future__ import annotations

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def accept(construct: IConstruct, rule: str, reason: str) -> None:
    """Accepts one finding (`rule`, or `rule[finding]`) below `construct`, and says why."""
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))
