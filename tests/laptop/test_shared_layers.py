"""Layers are unpacked once, and each process of a function finds all of them; code is unpacked for each."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from laptop.venvs import MINISTACK

SHARED = Path(__file__).parents[2] / "laptop" / "shared_layers.py"
pytestmark = pytest.mark.skipif(
    not (MINISTACK / "bin" / "ministack").exists(), reason="MiniStack is not installed: run the tests by `make test`"
)

# Three processes of functions, one after the other, each with two layers and code of its own, as `_spawn` finds and
# unpacks them; the first is deleted before the second is made, and the third has another version of a layer.
PROCESSES = """
import importlib, importlib.util, io, json, os, shutil, sys, types, zipfile
from pathlib import Path
runtime = importlib.import_module("ministack.core.lambda_runtime")
spec = importlib.util.spec_from_file_location("shared_layers", sys.argv[1])
shared = importlib.util.module_from_spec(spec)
spec.loader.exec_module(shared)
folder = Path(sys.argv[2])

def archive(text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        opened.writestr("python/a.py", text)
    return packed.getvalue()

layers = {name: archive(name) for name in ("core", "deps", "newer")}
functions = types.SimpleNamespace(_resolve_layer_zip=layers.get)
shared.share(runtime, functions, folder / "layers")

def unpacked(of, name, content):
    place = folder / of / name
    place.mkdir(parents=True)
    packed = folder / of / f"{name}.zip"
    packed.write_bytes(content)
    with runtime.zipfile.ZipFile(packed) as opened:
        names = opened.namelist()
        opened.extractall(place)
    text, at = (place / "python" / "a.py").read_text(), str(place.resolve())
    return {"text": text, "at": at, "names": names}

def process(of, *layers):
    found = [(f"layer_{at}", functions._resolve_layer_zip(name)) for at, name in enumerate(layers)]
    return [unpacked(of, name, content) for name, content in [*found, ("code", archive(of))]]

first = process("first", "core", "deps")
shutil.rmtree(folder / "first")
told = [first, process("second", "core", "deps"), process("third", "newer", "deps")]
print(json.dumps([*told, functions._resolve_layer_zip("none")]))
"""


def test_a_layer_is_unpacked_once_outlives_the_process_that_needed_it_first_and_code_is_each_ones_own(
    tmp_path: Path,
) -> None:
    asked = [str(MINISTACK / "bin" / "python"), "-P", "-c", PROCESSES, str(SHARED), str(tmp_path)]
    said = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=tmp_path).stdout

    first, second, third, missing = json.loads(said.splitlines()[-1])
    assert [one["text"] for one in first] == ["core", "deps", "first"]
    assert [one["text"] for one in second] == ["core", "deps", "second"]
    assert [one["text"] for one in third] == ["newer", "deps", "third"]
    assert [one["at"] for one in first[:2]] == [one["at"] for one in second[:2]]
    assert third[1]["at"] == first[1]["at"]
    assert len({one["at"] for one in first + second + third}) == 6
    assert [one["names"] for one in first] == [[], [], ["python/a.py"]]
    assert missing is None
    assert len(list((tmp_path / "layers").iterdir())) == 3
