"""The whole façade in the hands of chance: a state machine to subclass."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from hypothesis.strategies import SearchStrategy

from socialcommerce import ManualClock, Rules, SocialCommerce
from socialcommerce.testing.laws.stores import soundness
from socialcommerce.testing.small_world.cases import case_commands, disputes
from socialcommerce.testing.small_world.histories import (
    any_command,
    community_commands,
    rulebooks,
    several_commands,
    told_after,
    trade_commands,
    trades,
    waits,
)
from socialcommerce.testing.small_world.messages import message_commands
from socialcommerce.testing.small_world.money import money_commands
from socialcommerce.testing.small_world.orders import lives
from socialcommerce.testing.small_world.people import PRELUDE
from socialcommerce.testing.steps import Command, Step, Tick, Wait, beginning_in
from socialcommerce.testing.telling import Teller


class CommerceMachine(RuleBasedStateMachine):
    """Any commands at any time, to a store that :meth:`open_store` opens.

    Of each command, a refusal is a declared one and writes nothing, and telling it again changes nothing; malformed
    ones are ``ValueError``; at the end an audit finds nothing and the read models are what the log makes of them.

    A subclass adds rules and invariants of its own, which find ``store``, ``clock`` and ``teller``, and :meth:`tell`
    steps; it can override what is public here. What ``closing`` is given is closed at the end::

        class ShopMachine(CommerceMachine):
            def open_store(self, rules, clock):
                directory = self.closing.enter_context(TemporaryDirectory())
                return SocialCommerce.open(f"sqlite:///{directory}/store.db", rules=rules, clock=clock)

        TestShops = ShopMachine.TestCase
    """

    teller: Teller
    is_sound: bool
    """Whether the store is open, and nothing is known to be wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_sound = False
        self.closing: Final = ExitStack()

    @property
    def store(self) -> SocialCommerce:
        """The store that is told."""
        return self.teller.commerce

    @property
    def clock(self) -> ManualClock:
        """Its clock."""
        return self.teller.clock

    def rules_drawn(self) -> SearchStrategy[Rules]:
        """The rules of stores: by default such that limits are met soon."""
        return rulebooks

    def beginning(self) -> Sequence[Step]:
        """What every history begins with: by default merchants, products, members, and their shops."""
        return PRELUDE

    def open_store(self, rules: Rules, clock: ManualClock) -> SocialCommerce:
        """A new store; it is closed at the end."""
        return SocialCommerce.open(rules=rules, clock=clock)

    def open_teller(self, rules: Rules) -> Teller:
        """What tells the steps to a new store; its clock stands where changes of the clocks of its zone are ahead."""
        clock = ManualClock(beginning_in(rules.zone))
        return Teller(self.closing.enter_context(self.open_store(rules, clock)), clock)

    def tell(self, *steps: Step) -> None:
        """Tell *steps* one after the other."""
        with self._watched():
            for step in steps:
                self.teller.tell(step)

    @initialize(data=st.data(), before=st.tuples(lives, disputes, trades))
    def begin(self, data: st.DataObject, before: tuple[list[Step], ...]) -> None:
        """Chance begins where orders have come far already."""
        self.teller = self.open_teller(data.draw(self.rules_drawn()))
        self.is_sound = True
        self.tell(*self.beginning(), *(step for steps in before for step in steps))

    @rule(step=community_commands)
    def tell_of_the_community(self, step: Step) -> None:
        """Members, merchants and their products, shops, shelves, shares, visits, the circle."""
        self.tell(step)

    @rule(step=community_commands)
    def tell_more_of_the_community(self, step: Step) -> None:
        """The same again, as there is most of it."""
        self.tell(step)

    @rule(step=trade_commands)
    def tell_of_trade(self, step: Step) -> None:
        """Orders, payments, parcels, refunds."""
        self.tell(step)

    @rule(step=case_commands)
    def tell_of_a_case(self, step: Step) -> None:
        """After-sale cases and conversations."""
        self.tell(step)

    @rule(step=money_commands)
    def tell_of_money(self, step: Step) -> None:
        """Budgets, payouts, statements, rules, orders from elsewhere."""
        self.tell(step)

    @rule(step=message_commands)
    def tell_of_messages(self, step: Step) -> None:
        """What merchants send to members, and whether they may."""
        self.tell(step)

    @rule(steps=several_commands)
    def tell_several(self, steps: list[Step]) -> None:
        """Sequences that belong together, erasures among them."""
        self.tell(*steps)

    @rule(steps=trades)
    def tell_a_whole_trade(self, steps: list[Step]) -> None:
        """Sequences that come far."""
        self.tell(*steps)

    @rule(steps=told_after())
    def tell_late(self, steps: list[Step]) -> None:
        """What happened a while ago, up to three days."""
        self.tell(*steps)

    @rule(step=any_command, argument=st.integers(0, 5))
    def mistell(self, step: Command, argument: int) -> None:
        """A malformed command."""
        with self._watched():
            self.teller.mistell(step, argument)

    @rule(wait=waits)
    def wait(self, wait: Wait) -> None:
        """Time goes by."""
        self.tell(wait)

    @rule()
    def tick(self) -> None:
        """What is overdue is carried out."""
        self.tell(Tick())

    def teardown(self) -> None:
        """Audit the store, unless something is known to be wrong, and close it."""
        with self.closing:
            if self.is_sound:
                soundness(self.store)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """What is wrong first is what is to be told, not what an audit makes of it afterwards."""
        try:
            yield
        except BaseException:
            self.is_sound = False
            raise
