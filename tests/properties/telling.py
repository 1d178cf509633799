"""Short histories, told to a store and the naive model, with reads compared after each step."""

from collections.abc import Callable

from reading import assert_order_agrees, assert_reads_agree
from twin import Twin

from socialcommerce import Rules
from socialcommerce.testing.small_world.people import PRELUDE
from socialcommerce.testing.steps import Step


def tell(*steps: Step, rules: Rules | None = None, check: Callable[[Twin], None] = assert_reads_agree) -> Twin:
    """A store that was told the prelude and *steps*, all reads compared after each, or what *check* compares."""
    twin = Twin(rules or Rules())
    for step in PRELUDE:
        twin.tell(step)
    for step in steps:
        twin.tell(step)
        check(twin)
    return twin


def trade(*steps: Step, rules: Rules | None = None) -> Twin:
    """The same with the orders and their cases compared after each step, and all reads after the last."""
    twin = tell(*steps, rules=rules, check=assert_orders_agree)
    assert_reads_agree(twin)
    return twin


def assert_orders_agree(twin: Twin) -> None:
    for order in twin.world.orders:
        assert_order_agrees(twin, order)
