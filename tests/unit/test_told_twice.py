"""What is told twice is done once, also where the first telling makes something due at that very instant."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from changing import buy, furnish
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.domain.orders.events import OrderCompleted


@pytest.fixture(autouse=True)
def held_up(commerce: SocialCommerce, clock: ManualClock) -> None:
    """A delivered order that would long be complete, and its commission approved, but for an open case."""
    furnish(commerce)
    buy(commerce, "o1")
    commerce.orders.ship("o1", "sf1", "SF Express")
    commerce.orders.deliver("o1")
    case = commerce.cases.request("o1", 1, "return_and_refund", "broken", quantity=1)
    commerce.cases.approve(case)
    commerce.cases.send_back(case, "back1", "SF Express")
    commerce.cases.receive(case)
    clock.advance(timedelta(days=30))
    assert commerce.orders.of("o1").status == "delivered"


def test_a_refund_that_frees_an_overdue_order_is_followed_by_what_is_due_at_once(commerce: SocialCommerce) -> None:
    commerce.orders.refund("o1", "r1", case="o1~1~1")
    once = commerce.log.position()

    commerce.orders.refund("o1", "r1", case="o1~1~1")

    assert commerce.log.position() == once


def test_a_read_right_after_a_command_records_nothing_more(commerce: SocialCommerce) -> None:
    commerce.orders.refund("o1", "r1", case="o1~1~1")
    once = commerce.log.position()

    commerce.orders.of("o1")

    assert commerce.log.position() == once


@pytest.mark.parametrize(
    "end",
    [lambda to, case: to.cases.reject(case), lambda to, case: to.cases.withdraw(case)],
    ids=["reject", "withdraw"],
)
def test_an_end_of_a_case_that_frees_an_overdue_order_is_followed_by_what_is_due_at_once(
    commerce: SocialCommerce, clock: ManualClock, end: Callable[[SocialCommerce, str], object]
) -> None:
    buy(commerce, "o2")
    commerce.orders.ship("o2", "sf2", "SF Express")
    commerce.orders.deliver("o2")
    clock.advance(timedelta(days=6))
    case = commerce.cases.request("o2", 1, "refund_only", "broken")
    clock.advance(timedelta(days=1, hours=1))

    end(commerce, case)
    once = commerce.log.position()

    assert any(isinstance(fact.event, OrderCompleted) for fact in commerce.log.stream("order-o2"))
    end(commerce, case)
    commerce.orders.of("o2")
    assert commerce.log.position() == once


def test_an_order_that_is_freed_after_its_time_is_complete_from_that_instant(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    commerce.orders.refund("o1", "r1", case="o1~1~1")

    order = commerce.orders.of("o1")

    assert (order.status, order.free_since) == ("completed", clock.now())
    assert order.after_sale_until == clock.now() + timedelta(days=15)
