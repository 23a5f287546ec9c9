"""MiniStack reads a policy once. Run by MiniStack's Python, which knows nothing of this package.

MiniStack reads the text of each policy of a role anew at each request by it, and twice: a sixteenth of its processor
while the demo shop is imported. Here a text that was read is remembered. `tests/laptop/test_quick_policies.py` compares
both ways.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def quicken(evaluator: Any) -> None:
    """Replaces what MiniStack's `iam_evaluator` module reads policies by: nobody changes what is read."""
    parse = evaluator.parse_policy_document
    parsed = lru_cache(maxsize=1_024)(parse)

    def quick(document: Any) -> Any:
        return parsed(document) if isinstance(document, str) else parse(document)

    evaluator.parse_policy_document = quick
