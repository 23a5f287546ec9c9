"""State machines: executions are named, and a name starts once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from ..facts.time import to_ms
from .dynamo.calls import Client


class Machine:
    """One state machine."""

    def __init__(self, client: Client, arn: str) -> None:
        self._client = client
        self._arn = arn

    def start(self, name: str, given: Mapping[str, object]) -> None:
        """Starts the execution of that name, or leaves the one that has been started under it."""
        try:
            self._client.start_execution(stateMachineArn=self._arn, name=name, input=json.dumps(given))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise

    def is_running(self, name: str) -> bool:
        """Whether the execution of that name is under way; one that was never started, or is forgotten, is not."""
        return self._described(name).get("status") == "RUNNING"

    def stopped_ms(self, name: str) -> int | None:
        """When the execution of that name ended, however it did; None where it has not, or never began."""
        stopped: datetime | None = self._described(name).get("stopDate")
        return None if stopped is None else to_ms(stopped)

    def _described(self, name: str) -> Mapping[str, Any]:
        arn = f"{self._arn.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            described: Mapping[str, Any] = self._client.describe_execution(executionArn=arn)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionDoesNotExist":
                raise
            return {}
        return described
