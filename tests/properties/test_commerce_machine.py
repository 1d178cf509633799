"""The whole façade, told any sequence of commands in a small world, says and shows what the naive model does.

``HYPOTHESIS_PROFILE=deep pytest tests/properties/test_commerce_machine.py`` goes deeper: fifty times as many
histories, random ones.
"""

from commands import (
    MEMBERS,
    PRELUDE,
    Command,
    Wait,
    journey_commands,
    order_commands,
    refund_commands,
    rulebooks,
    settings_of_the_scene,
    several_commands,
    share_commands,
    shelf_commands,
    waits,
)
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from reading import assert_board_agrees, assert_reads_agree, assert_reads_of_agree
from twin import Twin

from socialcommerce import Rules


class CommerceMachine(RuleBasedStateMachine):
    """A :class:`Twin` in the hands of chance."""

    twin: Twin | None = None
    steps = 0

    @initialize(rules=rulebooks)
    def open(self, rules: Rules) -> None:
        self.twin = Twin(rules)
        for step in PRELUDE:
            self.tell(step)

    @rule(command=settings_of_the_scene)
    def setting(self, command: Command) -> None:
        self.tell(command)

    @rule(command=settings_of_the_scene)
    def another_setting(self, command: Command) -> None:
        self.tell(command)

    @rule(command=shelf_commands)
    def shelf(self, command: Command) -> None:
        self.tell(command)

    @rule(command=share_commands)
    def share(self, command: Command) -> None:
        self.tell(command)

    @rule(command=journey_commands)
    def journey(self, command: Command) -> None:
        self.tell(command)

    @rule(command=journey_commands)
    def another_journey(self, command: Command) -> None:
        self.tell(command)

    @rule(command=order_commands)
    def order(self, command: Command) -> None:
        self.tell(command)

    @rule(command=refund_commands)
    def refund(self, command: Command) -> None:
        self.tell(command)

    @rule(commands=several_commands)
    def several(self, commands: list[Command]) -> None:
        for command in commands:
            self.tell(command)

    @rule(wait=waits)
    def wait(self, wait: Wait) -> None:
        self.tell(wait)

    @invariant()
    def the_board_agrees(self) -> None:
        if self.twin:
            assert_board_agrees(self.twin)

    @invariant()
    def reads_agree_of_one_member_after_the_other(self) -> None:
        if self.twin and self.steps % 2:
            assert_reads_of_agree(self.twin, MEMBERS[self.steps // 2 % len(MEMBERS)])

    def tell(self, step: Command | Wait) -> None:
        assert self.twin is not None
        self.steps += 1
        self.twin.tell(step)

    def teardown(self) -> None:
        if self.twin:
            with self.twin:
                assert_reads_agree(self.twin)


TestCommerceMachine = CommerceMachine.TestCase
TestCommerceMachine.settings = settings(max_examples=settings.default.max_examples // 2, stateful_step_count=40)
