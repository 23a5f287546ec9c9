"""State machines: executions are named, and a name starts once."""

from __future__ import annotations

import json
from collections.abc import Mapping

from botocore.exceptions import ClientError

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
        arn = f"{self._arn.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            answer = self._client.describe_execution(executionArn=arn)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return False
            raise
        return bool(answer["status"] == "RUNNING")
