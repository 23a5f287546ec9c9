"""An import whose machine broke down gives its turn on, though nobody uploads, polls or looks."""

from __future__ import annotations

import json
import time

from regulars.stores.tenant.job_turns import Attempt, JobTurns, Turn

from testing.deployed.shop import eventually
from testing.deployed.stack import Stack


def test_an_execution_that_is_aborted_has_its_turn_taken_away_by_its_own_event(stack: Stack) -> None:
    arn = stack.outputs["ImportsMachineArn"]
    turns = JobTurns(stack.client("dynamodb"), stack.outputs["TenantsTable"], "import")
    attempt = Attempt("nobody", "20251015t083000000-0a1b2c3d", 1)
    turn = Turn(attempt, time.time_ns() // 1_000_000, begun=True)

    def taken() -> bool:
        before = turns.read()
        return turns.put(before._replace(running=(*before.running, turn)))

    assert eventually(taken)
    given = {"tenant": attempt.tenant_id, "job": attempt.job_id, "attempt": attempt.number}
    machine = stack.client("stepfunctions")
    started = machine.start_execution(stateMachineArn=arn, name=attempt.execution, input=json.dumps(given))
    machine.stop_execution(executionArn=started["executionArn"])

    assert eventually(lambda: not turns.read().holds(attempt))
