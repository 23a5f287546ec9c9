"""The key of certificates: what it is, and who may sign."""

from __future__ import annotations

from typing import Any

from regulars.job_kinds import KINDS
from regulars.jobs.rights import Worker, right

from infra.deployment import Deployment
from infra.rights import Parts, allowed, told
from testing.template.permissions import may


def test_the_key_signs_on_nist_p_256_and_stays_when_the_stack_goes(template: Any, laptop_template: Any) -> None:
    for one in (template, laptop_template):
        key = one.one("AWS::KMS::Key", "Signing")
        assert (key["Properties"]["KeySpec"], key["Properties"]["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
        assert key["DeletionPolicy"] == "Retain"


def test_only_workers_that_say_so_may_sign(template: Any) -> None:
    signers = {
        "".join(part.title() for part in worker.name.split("_"))
        for kind in KINDS
        for worker in kind.workers
        if any(one.on == "signing" for one in worker.rights)
    }

    assert {name for name in template.functions() if may(template, name, "kms:Sign")} == signers


def test_a_worker_with_the_right_to_sign_is_told_the_key_and_may_do_nothing_else_with_it() -> None:
    class Key:
        key_arn = "arn:the-key"

    worker = Worker("toy", "", (right("signing", "kms:Sign", "kms:GetPublicKey"),))
    tables: Any = type("Tables", (), {"all": {}})
    none: Any = None
    key: Any = Key
    parts = Parts(tables, none, none, none, key, none, Deployment())

    [line] = allowed(worker, parts)
    assert (list(line.actions), list(line.resources)) == (["kms:Sign", "kms:GetPublicKey"], ["arn:the-key"])
    assert told(worker, parts) == {"SIGNING_KEY": "arn:the-key"}
