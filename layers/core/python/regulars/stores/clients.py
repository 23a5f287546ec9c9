"""Clients of AWS's services, made when they are first needed, and how long each waits."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

from .dynamo.answers import read_directly
from .dynamo.calls import Client

# Behind a queue or a state machine: minutes, until the store answers again.
PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 6}, connect_timeout=3, read_timeout=20)
# Where somebody waits: four attempts of 4 s with pauses of at most 1, 2 and 4 s end before the gateway's 30 s.
PROMPT = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=1, read_timeout=3)
# Forms and links carry the bucket in their path: a bucket's own host name does not exist everywhere.
_FILES = Config(signature_version="s3v4", s3={"addressing_style": "path"}, read_timeout=60)


class Clients:
    """Of one session."""

    def __init__(self, session: Any, config: Config) -> None:
        self._config = config
        self._session = session or boto3.session.Session()

    @cached_property
    def dynamodb(self) -> Client:
        return read_directly(self._session.client("dynamodb", config=self._config))

    @cached_property
    def sqs(self) -> Client:
        return self._session.client("sqs", config=self._config)

    @cached_property
    def events(self) -> Client:
        return self._session.client("events", config=self._config)

    @cached_property
    def kms(self) -> Client:
        return self._session.client("kms", config=self._config)

    @cached_property
    def s3(self) -> Client:
        return self._session.client("s3", config=self._config.merge(_FILES))

    @cached_property
    def stepfunctions(self) -> Client:
        return self._session.client("stepfunctions", config=self._config)

    @cached_property
    def cognito(self) -> Client:
        return self._session.client("cognito-idp", config=self._config)
