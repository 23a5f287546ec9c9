"""Signatures of webhooks, held against the public library that receivers use."""

from __future__ import annotations

import base64
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.events.webhooks.signing import body_of, new_secret, signed_headers
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from testing.real_events import all_events


def now_s() -> int:
    """The library goes by the clock, and takes five minutes at most."""
    return int(time.time())


def test_a_secret_is_of_the_standards_form_and_length_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(100)}

    assert len(secrets) == 100
    for secret in secrets:
        assert secret.startswith("whsec_")
        assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) <= 64


@given(st.text(min_size=1, max_size=200), st.text(max_size=200))
def test_the_public_library_verifies_what_we_sign(subject: str, value: str) -> None:
    secret = new_secret()
    body = body_of({"type": "x", "time": "2025-10-15T08:30:00.000Z", "data": {subject: value}})

    found = Webhook(secret).verify(body.decode(), signed_headers([secret], "msg-1", now_s(), body))

    assert found == {"type": "x", "timestamp": "2025-10-15T08:30:00.000Z", "data": {subject: value}}


def test_the_library_refuses_another_secret_another_body_another_id_and_an_old_instant() -> None:
    secret, body = new_secret(), b'{"type":"x"}'
    headers = signed_headers([secret], "msg-1", now_s(), body)

    for other, text, given_headers in (
        (new_secret(), body, headers),
        (secret, b'{"type":"y"}', headers),
        (secret, body, {**headers, "webhook-id": "msg-2"}),
        (secret, body, signed_headers([secret], "msg-1", now_s() - 3_600, body)),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(other).verify(text.decode(), given_headers)


def test_during_a_rotation_both_secrets_verify() -> None:
    new, former, body = new_secret(), new_secret(), b'{"type":"x"}'
    headers = signed_headers([new, former], "msg-1", now_s(), body)

    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (new, former):
        assert Webhook(secret).verify(body.decode(), headers) == {"type": "x"}


def test_a_body_is_type_timestamp_and_data_and_far_below_20_kb() -> None:
    for event in all_events():
        body = body_of(event)
        assert json.loads(body) == {"type": event["type"], "timestamp": event["time"], "data": event["data"]}
        assert len(body) < 20_000


def test_every_attempt_sends_the_same_bytes() -> None:
    for event in all_events():
        assert body_of(event) == body_of(json.loads(json.dumps(event)))
