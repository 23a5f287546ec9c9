"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_settings": Example(),
    "put_settings": Example(body={"vipSpend": 2500, "newDays": 14}, headers={"if-match": '"0"'}),
    "suggested": Example(),
    "preview": Example(body={"vipSpend": 400}),
}
