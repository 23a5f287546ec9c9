"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_front": Example(),
    "get_app": Example(),
    "get_app_config": Example(),
    "get_app_asset": Example(ids={"asset": "icon.svg"}),
}
