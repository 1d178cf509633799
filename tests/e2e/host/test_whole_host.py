from hypothesis import settings
from hypothesis.stateful import invariant, rule
from turnover import Turnover

from socialcommerce import SocialCommerce
from socialcommerce.testing import CommerceMachine, Wait


class HostMachine(CommerceMachine):
    """The store in the hands of chance, with this host's turnover beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.turnover = Turnover()
        self.position = 0

    @rule()
    def a_day_goes_by(self) -> None:
        self.tell(Wait(86_400))

    @invariant()
    def turnover_is_what_the_orders_say(self) -> None:
        batch = list(self.store.log.read(after=self.position))
        self.turnover.apply(batch)
        self.position = batch[-1].position if batch else self.position
        for number, paid in self.turnover.by_order().items():
            order = self.store.orders.of(number)
            assert paid == order.total - order.refunded, f"the turnover of {number}"


TestHost = HostMachine.TestCase
TestHost.settings = settings(TestHost.settings, max_examples=3)


def test_a_store_of_the_plugin_is_open(commerce: SocialCommerce) -> None:
    commerce.shops.open("lin")
    assert commerce.storefronts.of("lin").open
