"""The stack as CloudFormation would get it; no layer is built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra.deployment import Deployment
from infra.layers import Layer, Layers
from infra.stack import RegularsStack

Resources = dict[str, dict[str, Any]]


class Template:
    """A synthesised template, asked by resource type."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body

    def of_type(self, type_: str) -> Resources:
        return {id_: r for id_, r in self.body["Resources"].items() if r["Type"] == type_}

    def one(self, type_: str, fragment: str) -> dict[str, Any]:
        """The only resource of this type whose logical id holds `fragment`."""
        found = [r for id_, r in self.of_type(type_).items() if fragment in id_]
        assert len(found) == 1, f"{len(found)} of {type_} hold {fragment!r}"
        return found[0]

    def functions(self) -> list[str]:
        """What the functions are called, as in `LambdaApi` without its hash: `Api`."""
        return sorted(id_.removeprefix("Lambda")[:-8] for id_ in self.of_type("AWS::Lambda::Function"))

    def machines(self) -> dict[str, dict[str, Any]]:
        """The states machine definitions by logical id; what CloudFormation fills in stands as `?`."""
        found = {}
        for id_, machine in self.of_type("AWS::StepFunctions::StateMachine").items():
            parts = machine["Properties"]["DefinitionString"]["Fn::Join"][1]
            found[id_] = json.loads("".join(part if isinstance(part, str) else "?" for part in parts))
        return found


def synthesise(folder: Path, deployment: Deployment, *, nag: bool = False) -> Template:
    """Raises RuntimeError where nag finds something; its report lies in `folder`/out.

    The CDK's own look at the template is left out: it takes longer than all else, and can only warn. cfn-lint fails.
    """
    layer = folder / "layer"
    (layer / "python").mkdir(parents=True)
    (layer / "python" / "empty.py").touch()
    app = cdk.App(outdir=str(folder / "out"), builtin_cloud_formation_validation=False)
    RegularsStack(
        app,
        deployment.stack,
        deployment=deployment,
        layers=Layers(deps=Layer(layer, "deps"), core=Layer(layer, "core")),
        env=cdk.Environment(account="123456789012", region="eu-central-1"),
    )
    if nag:
        cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
    app.synth()
    return Template(json.loads((folder / "out" / f"{deployment.stack}.template.json").read_text()))
