"""Calls that were left standing at a request: each machine of a pipeline goes on with them, or kills them."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from testing.pipeline.world import World


class UnderWay(RuleBasedStateMachine):
    """`world` is there once the machine has begun."""

    world: World

    @precondition(lambda self: self.world.calls)
    @rule(which=st.integers(0, 9), requests=st.integers(1, 6))
    def step(self, which: int, requests: int) -> None:
        self.world.step(self.world.calls[which % len(self.world.calls)], requests)

    @precondition(lambda self: self.world.calls)
    @rule(which=st.integers(0, 9))
    def crash(self, which: int) -> None:
        self.world.crash(self.world.calls[which % len(self.world.calls)])

    def come_to_rest(self) -> None:
        """Everything under way ends. A machine says what must be so then."""
        while self.world.calls:
            self.world.step(self.world.calls[0])

    def teardown(self) -> None:
        if hasattr(self, "world"):
            try:
                self.come_to_rest()
            finally:
                self.world.forget()
