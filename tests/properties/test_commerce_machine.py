"""The whole façade, told any sequence of commands in a small world, says and shows what the naive model does.

``HYPOTHESIS_PROFILE=deep pytest tests/properties/test_commerce_machine.py`` goes deeper: fifty times as many
histories, random ones.
"""

from itertools import chain

from commands import (
    MEMBERS,
    PRELUDE,
    Step,
    Tick,
    Wait,
    case_commands,
    community_commands,
    disputes,
    lives,
    message_commands,
    money_commands,
    rulebooks,
    several_commands,
    trade_commands,
    trades,
    waits,
)
from happenings import note_happenings
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from reading import (
    assert_board_agrees,
    assert_order_agrees,
    assert_reads_agree,
    assert_reads_of_agree,
)
from twin import Twin

from recounting import assert_recounted
from socialcommerce import Rules


class CommerceMachine(RuleBasedStateMachine):
    """A :class:`Twin` in the hands of chance."""

    twin: Twin | None = None
    steps = 0

    @initialize(rules=rulebooks, before=st.tuples(lives, disputes, trades))
    def open(self, rules: Rules, before: tuple[list[Step], ...]) -> None:
        """Chance begins where orders have come far already."""
        self.twin = Twin(rules)
        self.tell(*PRELUDE, *chain.from_iterable(before))

    @rule(step=community_commands)
    def community(self, step: Step) -> None:
        self.tell(step)

    @rule(step=community_commands)
    def more_community(self, step: Step) -> None:
        self.tell(step)

    @rule(step=trade_commands)
    def trade(self, step: Step) -> None:
        self.tell(step)

    @rule(step=case_commands)
    def case(self, step: Step) -> None:
        self.tell(step)

    @rule(step=money_commands)
    def money(self, step: Step) -> None:
        self.tell(step)

    @rule(step=message_commands)
    def message(self, step: Step) -> None:
        self.tell(step)

    @rule(steps=several_commands)
    def several(self, steps: list[Step]) -> None:
        self.tell(*steps)

    @rule(steps=trades)
    def whole_trade(self, steps: list[Step]) -> None:
        self.tell(*steps)

    @rule(wait=waits)
    def wait(self, wait: Wait) -> None:
        self.tell(wait)

    @rule()
    def tick(self) -> None:
        self.tell(Tick())

    @invariant()
    def the_board_agrees(self) -> None:
        if self.twin:
            assert_board_agrees(self.twin)

    @invariant()
    def reads_agree_of_one_member_or_order_after_the_other(self) -> None:
        if self.twin and self.steps % 4 == 0:
            orders = list(self.twin.world.orders)
            assert_reads_of_agree(self.twin, MEMBERS[self.steps // 4 % len(MEMBERS)])
            assert_order_agrees(self.twin, orders[self.steps // 4 % len(orders)])

    def tell(self, *steps: Step) -> None:
        assert self.twin is not None
        for step in steps:
            self.steps += 1
            self.twin.tell(step)

    def teardown(self) -> None:
        if self.twin:
            with self.twin:
                assert_reads_agree(self.twin)
                assert_recounted(self.twin.commerce)
                note_happenings(self.twin.world)


TestCommerceMachine = CommerceMachine.TestCase
TestCommerceMachine.settings = settings(max_examples=settings.default.max_examples // 2, stateful_step_count=30)
