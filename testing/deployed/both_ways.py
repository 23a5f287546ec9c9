"""MiniStack's own way of doing something and ours, compared by its Python: what differs, and how long each takes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from laptop.venvs import MINISTACK

IF_INSTALLED = pytest.mark.skipif(
    not (MINISTACK / "bin" / "ministack").exists(), reason="MiniStack is not installed: run the tests by `make test`"
)
_BEGIN = """
import importlib, importlib.util, itertools, json, sys, time
module = importlib.import_module(sys.argv[3])
spec = importlib.util.spec_from_file_location("quick", sys.argv[1])
quick = importlib.util.module_from_spec(spec)
spec.loader.exec_module(quick)
own = getattr(module, sys.argv[2])
quick.quicken(module)
ours = getattr(module, sys.argv[2])
"""
_END = """
different, count = [], 0
for question in questions():
    answers = [asked(way, question) for way in (own, ours)]
    count += 1
    if answers[0] != answers[1]:
        different.append([question, *answers])

def seconds(way):
    begun = time.perf_counter()
    for _ in range(2_000):
        often(way)
    return time.perf_counter() - begun

print(json.dumps({"different": different, "count": count, "ratio": seconds(ours) / seconds(own)}))
"""


def both_ways(name: str, function: str, script: str, *, module: str = "ministack.services.dynamodb") -> Any:
    """`different` questions with both answers, how many there were as `count`, and the time's `ratio`.

    `name` is our file in `laptop/`, `function` the one of MiniStack's module that it replaces. The script defines
    `questions()`, `asked(way, question)`, and `often(way)`, which is timed.
    """
    quick = Path(__file__).parents[2] / "laptop" / f"{name}.py"
    command = [str(MINISTACK / "bin" / "python"), "-P", "-c", _BEGIN + script + _END, str(quick), function, module]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stdout.splitlines()[-1])
