"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

CLIENT = {
    "grant_type": "client_credentials",
    "client_id": "client-0c5a91d3f7be",
    "client_secret": "a-secret-is-printed-once-by-client-creat",
}

EXAMPLES = {
    "post_token": Example(body=CLIENT, form=True, headers={"content-type": "application/x-www-form-urlencoded"}),
}
