"""What a deployment cannot change in place: an index, a key, and a table of record's place in the template.

`infra/kept.json` says what there is; a change of it is compared with the last release.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from testing.template.synthesis import Template

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "infra" / "kept.json"
Kept = dict[str, dict[str, Any]]


def kept(template: Template) -> Kept:
    """Tables and pool by logical id, with what can only be made anew: keys, and each index whole."""
    found: Kept = {id_: {} for id_ in template.of_type("AWS::Cognito::UserPool")}
    for id_, table in template.of_type("AWS::DynamoDB::Table").items():
        properties = table["Properties"]
        indexes = {
            index["IndexName"]: {"keys": keys(index), "holds": sorted(index["Projection"]["NonKeyAttributes"])}
            for index in properties.get("GlobalSecondaryIndexes", ())
        }
        found[id_] = {"keys": keys(properties), **({"indexes": indexes} if indexes else {})}
    return found


def keys(properties: Any) -> list[str]:
    return [key["AttributeName"] for key in properties["KeySchema"]]


def faults(before: Kept, after: Kept) -> list[str]:
    """What a deployment of `after` over `before` would lose, or could not do."""
    found = [f"{id_} is gone: another would be made, empty" for id_ in before.keys() - after.keys()]
    for id_ in before.keys() & after.keys():
        old, new = before[id_], after[id_]
        if old.get("keys") != new.get("keys"):
            found.append(f"{id_} has other keys: another would be made, empty")
        had, has = old.get("indexes", {}), new.get("indexes", {})
        found += [
            f"{name} changes: give it the next number" for name in had.keys() & has.keys() if had[name] != has[name]
        ]
        if len(had.keys() ^ has.keys()) > 1:
            found.append(f"{id_} makes or drops more than one index: one a release")
    return found


def test_the_template_is_what_the_file_says(template: Template) -> None:
    made = kept(template)

    assert json.loads(KEPT.read_text()) == made, f"write {json.dumps(made, indent=2)} into infra/kept.json"


def test_the_last_release_can_be_updated_to_this() -> None:
    named = ["git", "describe", "--tags", "--abbrev=0", "--match", "v*"]
    tag = subprocess.run(named, cwd=ROOT, capture_output=True, text=True, timeout=60).stdout.strip()
    if not tag:
        pytest.skip("there is no release yet, or this clone has no tags")
    before = subprocess.run(
        ["git", "show", f"{tag}:infra/kept.json"], cwd=ROOT, capture_output=True, text=True, timeout=60
    ).stdout

    assert faults(json.loads(before), json.loads(KEPT.read_text())) == []


INDEX = {"keys": ["pk", "spend_key"], "holds": ["facts"]}
FACTS = {"keys": ["pk", "sk"], "indexes": {"by_spend_1": INDEX}}
WIDER = {**INDEX, "holds": ["facts", "timeline"]}


@pytest.mark.parametrize(
    ("after", "fault"),
    [
        ({"Facts2": FACTS}, "Facts is gone: another would be made, empty"),
        ({"Facts": {**FACTS, "keys": ["pk"]}}, "Facts has other keys: another would be made, empty"),
        ({"Facts": {**FACTS, "indexes": {"by_spend_1": WIDER}}}, "by_spend_1 changes: give it the next number"),
        (
            {"Facts": {**FACTS, "indexes": {"by_spend_2": WIDER}}},
            "Facts makes or drops more than one index: one a release",
        ),
    ],
)
def test_what_cannot_be_updated_is_named(after: Kept, fault: str) -> None:
    assert faults({"Facts": FACTS}, after) == [fault]


def test_an_index_beside_the_old_one_can_be_made() -> None:
    beside: Kept = {"Facts": {**FACTS, "indexes": {"by_spend_1": INDEX, "by_spend_2": WIDER}}, "More": {"keys": ["pk"]}}

    assert faults({"Facts": FACTS}, beside) == []
    assert faults(beside, {"More": {"keys": ["pk"]}, "Facts": {**FACTS, "indexes": {"by_spend_2": WIDER}}}) == []
