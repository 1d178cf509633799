"""The whole façade, told any sequence of commands in a small world, says and shows what the naive model does.

``HYPOTHESIS_PROFILE=deep pytest tests/properties/test_commerce_machine.py`` goes deeper: fifty times as many
histories, random ones.
"""

from happenings import note_happenings
from hypothesis import settings
from hypothesis.stateful import invariant
from reading import (
    assert_board_agrees,
    assert_order_agrees,
    assert_reads_agree,
    assert_reads_of_agree,
)
from twin import Twin

from socialcommerce import Rules
from socialcommerce.testing import CommerceMachine
from socialcommerce.testing.small_world.people import MEMBERS
from socialcommerce.testing.steps import Step


class ModelledMachine(CommerceMachine):
    """The machine with the naive model beside the store: a :class:`Twin` in the hands of chance."""

    twin: Twin
    steps = 0

    def open_teller(self, rules: Rules) -> Twin:
        self.twin = self.closing.enter_context(Twin(rules))
        return self.twin

    @invariant()
    def the_board_agrees(self) -> None:
        assert_board_agrees(self.twin)

    @invariant()
    def reads_agree_of_one_member_or_order_after_the_other(self) -> None:
        if self.steps % 4 == 0:
            orders = list(self.twin.world.orders)
            assert_reads_of_agree(self.twin, MEMBERS[self.steps // 4 % len(MEMBERS)])
            assert_order_agrees(self.twin, orders[self.steps // 4 % len(orders)])

    def tell(self, *steps: Step) -> None:
        self.steps += len(steps)
        super().tell(*steps)

    def teardown(self) -> None:
        with self.closing:
            if self.is_sound:
                assert_reads_agree(self.twin)
                note_happenings(self.twin.world)
            super().teardown()


TestCommerceMachine = ModelledMachine.TestCase
TestCommerceMachine.settings = settings(max_examples=settings.default.max_examples // 2, stateful_step_count=30)
