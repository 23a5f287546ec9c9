"""Deploys the stack to a local AWS, only where something that goes into it has changed."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from infra.layers import HOST, NOT_IN_LAMBDA, build_layers
from laptop.formation import bring_up_to_date, packed, publish
from laptop.place import REGION, ROOT, STACK, Place
from laptop.steps import run, step

SOURCES = ("app.py", "cdk.json", "infra", "functions", "layers", "locks/up.txt", "package-lock.json")
UNCHECKED = {"CDK_VALIDATION": "false"}
"""The CDK's own look at the template, two thirds of describing it, is for an account: here it would only warn."""
QUIET = {"NODE_NO_WARNINGS": "1", "CDK_DISABLE_CLI_TELEMETRY": "true", "CDK_DISABLE_VERSION_CHECK": "1"}


def deploy(place: Place, context: Mapping[str, str] | None = None, tags: Mapping[str, str] | None = None) -> bool:
    """Brings the stack up to date and notes its outputs; False where it already was.

    `context` is CDK context beside `laptop=true`, `tags` are the stack's. Raises Refused with what has failed.
    """
    context = {"laptop": "true", "api": place.api, **(context or {})}
    stack = context.get("stack", STACK)
    wanted = _fingerprint(place, context)
    if place.noted().get("fingerprint") == wanted:
        return False
    assembly = place.folder / "cdk.out"
    environment = {**place.client_environment(), **QUIET, **UNCHECKED}
    described = assembly / "fingerprint"
    archives: Mapping[Path, bytes] = {}
    if not described.exists() or described.read_text() != wanted:
        described.unlink(missing_ok=True)
        with step("Describing the stack, building its layers"), ThreadPoolExecutor() as pool:
            # app.py waits for them, once it has imported the CDK
            built = pool.submit(_build_and_pack)
            run(
                [sys.executable, "app.py"],
                what="app.py",
                cwd=ROOT,
                env={**environment, "CDK_CONTEXT_JSON": json.dumps(_all_context(context)), "CDK_OUTDIR": str(assembly)},
            )
            archives = built.result()
        described.write_text(wanted)
    else:
        with step("Building the layers"):
            build_layers(HOST)
    with step("Deploying"):
        publish(place, assembly, stack, archives)
        outputs = bring_up_to_date(place, assembly, stack, tags or {})
    note = {
        "endpoint": place.endpoint,
        "api": place.api,
        "region": REGION,
        "outputs": outputs,
        "fingerprint": wanted,
    }
    unfinished = place.note.with_suffix(".new")
    unfinished.write_text(json.dumps(note, indent=2) + "\n")
    unfinished.rename(place.note)
    return True


def _build_and_pack() -> dict[Path, bytes]:
    """The layers, with their archives: nobody else uses this core by then."""
    layers = build_layers(HOST)
    return {layer.folder: packed(layer.folder) for layer in (layers.deps, layers.core)}


def forget_deployment(place: Place) -> None:
    """Makes the next `deploy` look at everything again."""
    note = place.noted()
    if note.pop("fingerprint", None):
        place.note.write_text(json.dumps(note, indent=2) + "\n")


def _all_context(context: Mapping[str, str]) -> dict[str, object]:
    """What cdk.json says, and ours: `cdk` adds the file's part only where it runs the app itself. Files are published
    from where they lie, and not copied beside the description."""
    return {**json.loads((ROOT / "cdk.json").read_text())["context"], "aws:cdk:disable-asset-staging": True, **context}


def _fingerprint(place: Place, context: Mapping[str, str]) -> str:
    """Changes with every file that goes into the stack, with where they lie, which the description says, and with the
    port its queues' addresses hold."""
    digest = hashlib.sha256(f"{ROOT} {sys.version_info[:2]} {place.port} {sorted(context.items())}".encode())
    for path in _source_files():
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _source_files() -> Iterator[Path]:
    for name in SOURCES:
        top = ROOT / name
        if top.is_file():
            yield top
            continue
        for folder, folders, files in os.walk(top):
            folders[:] = sorted(set(folders) - NOT_IN_LAMBDA)
            yield from (Path(folder, file) for file in sorted(files))
