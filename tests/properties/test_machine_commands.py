"""The state machine tells every command that there is, and nothing else."""

from typing import ClassVar, Final

from hypothesis import Phase, settings
from hypothesis.stateful import initialize, run_state_machine_as_test

from socialcommerce.testing import Command, CommerceMachine
from socialcommerce.testing.steps import Step
from world import COMMANDS, READS

TOLD_AS_COMMANDS: Final = {"orders.quote"}
"""Reads that answer like the command that they are about, so the machine asks them as it tells commands."""


class NotingMachine(CommerceMachine):
    """Notes the names of the commands that the rules draw, and tells them nobody."""

    noted: ClassVar[set[str]] = set()

    @initialize()
    def begin(self) -> None:
        pass

    def tell(self, *steps: Step) -> None:
        self.noted.update(step.name for step in steps if isinstance(step, Command))

    def mistell(self, step: Command, argument: int) -> None:
        pass


def test_the_machine_tells_every_command_and_no_other() -> None:
    run_state_machine_as_test(
        NotingMachine,
        settings=settings(max_examples=100, stateful_step_count=50, phases=[Phase.generate], database=None),
    )
    assert NotingMachine.noted == set(COMMANDS) | TOLD_AS_COMMANDS
    assert set(READS) >= TOLD_AS_COMMANDS
