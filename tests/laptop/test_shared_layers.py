"""Layers are unpacked once, and each process of a function finds all of them; code is unpacked for each."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from laptop.install import MINISTACK

SHARED = Path(__file__).parents[2] / "laptop" / "shared_layers.py"
pytestmark = pytest.mark.skipif(
    not (MINISTACK / "bin" / "ministack").exists(), reason="MiniStack is not installed: run the tests by `make test`"
)

# Two processes of functions, one after the other, each with two layers and code of its own, as `_spawn` unpacks them;
# the first is deleted before the second is made.
TWO_PROCESSES = """
import importlib, importlib.util, io, json, os, shutil, sys
from pathlib import Path
runtime = importlib.import_module("ministack.core.lambda_runtime")
spec = importlib.util.spec_from_file_location("shared_layers", sys.argv[1])
shared = importlib.util.module_from_spec(spec)
spec.loader.exec_module(shared)
folder = Path(sys.argv[2])
shared.share(runtime, folder / "layers")

def unpacked(of, name, content):
    place = folder / of / name
    place.mkdir(parents=True)
    with runtime.zipfile.ZipFile(folder / of / f"{name}.zip", "w") as archive:
        archive.writestr("python/a.py", content)
    with runtime.zipfile.ZipFile(folder / of / f"{name}.zip") as archive:
        names = archive.namelist()
        archive.extractall(place)
    return {"text": (place / "python" / "a.py").read_text(), "at": str(place.resolve()), "names": names}

def process(of):
    return [unpacked(of, name, text) for name, text in (("layer_0", "core"), ("layer_1", "deps"), ("code", of))]

first = process("first")
shutil.rmtree(folder / "first")
print(json.dumps([first, process("second")]))
"""


def test_a_layer_is_unpacked_once_outlives_the_process_that_needed_it_first_and_code_is_each_ones_own(
    tmp_path: Path,
) -> None:
    asked = [str(MINISTACK / "bin" / "python"), "-P", "-c", TWO_PROCESSES, str(SHARED), str(tmp_path)]
    said = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=tmp_path).stdout

    first, second = json.loads(said.splitlines()[-1])
    assert [one["text"] for one in first] == ["core", "deps", "first"]
    assert [one["text"] for one in second] == ["core", "deps", "second"]
    assert [one["at"] for one in first[:2]] == [one["at"] for one in second[:2]]
    assert len({one["at"] for one in first + second}) == 4
    assert len(list((tmp_path / "layers").iterdir())) == 2
