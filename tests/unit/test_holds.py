"""Cases that hold an order up: which can be opened, and what they hold up."""

from datetime import datetime, timedelta

import attrs
import pytest

from given import INSTANT, NOON, refused, then
from ordering import CASE_ID, TERMS, completed, delivered, paid, repaid, shipped
from socialcommerce.domain.orders import fulfilment
from socialcommerce.domain.orders.events import CaseClosed, CaseOpened, OrderCompleted, OrderEvent
from socialcommerce.domain.orders.order import ORDER, Hold, Order

DAY = timedelta(days=1)
PAID = paid()
SHIPPED = shipped()
DELIVERED = delivered()
COMPLETED = completed()


def held(order: Order, case: str = CASE_ID, line: int = 1, at: datetime = NOON) -> Order:
    """*order*, held up by a case."""
    return then(ORDER, order, *fulfilment.open_case(order, case, line, at=at))


def freed(order: Order, case: str = CASE_ID, at: datetime = NOON) -> Order:
    """*order*, which the case holds up no more."""
    return then(ORDER, order, *fulfilment.close_case(order, case, at=at))


@pytest.mark.parametrize("order", [PAID, SHIPPED, DELIVERED, COMPLETED], ids=lambda order: order.status)
def test_a_paid_order_can_be_held_up_by_a_case(order: Order) -> None:
    assert fulfilment.open_case(order, CASE_ID, 1, at=NOON) == [CaseOpened(case=CASE_ID, line=1)]
    assert held(order).case_on(1) == CASE_ID
    assert fulfilment.open_case(held(order), CASE_ID, 1, at=NOON + DAY) == []


def test_a_case_is_of_a_line_that_there_is() -> None:
    assert held(PAID, "o1~2~1", 2).holds == (Hold("o1~2~1", 2),)
    with refused("line-unknown"):
        held(PAID, "o1~3~1", 3)


def test_a_line_has_one_open_case_and_each_line_its_own() -> None:
    order = held(DELIVERED)
    with refused("case-open"):
        held(order, "o1~1~2", 1)
    assert held(order, "o1~2~1", 2).holds == (Hold(CASE_ID, 1), Hold("o1~2~1", 2))
    assert held(freed(order), "o1~1~2", 1).case_on(1) == "o1~1~2"


def test_a_line_has_at_most_five_cases() -> None:
    order = DELIVERED
    for number in range(1, 6):
        order = freed(held(order, f"o1~1~{number}"), f"o1~1~{number}")
    with refused("too-many-cases"):
        held(order, "o1~1~6")
    assert held(order, "o1~2~1", 2).case_on(2) == "o1~2~1"


def test_a_case_that_opens_again_counts_once() -> None:
    order = delivered(terms=attrs.evolve(TERMS, cases_per_line=1))
    order = freed(held(order))
    assert held(order).cases == (Hold(CASE_ID, 1),)
    with refused("too-many-cases"):
        held(order, "o1~1~2")


def test_cases_can_be_opened_until_just_15_days_after_completion() -> None:
    until = NOON + 15 * DAY
    assert held(COMPLETED, at=until - INSTANT).case_on(1) == CASE_ID
    with refused("after-sale-over") as refusal:
        held(COMPLETED, at=until)
    assert until.isoformat() in str(refusal.value)


def test_an_order_that_is_not_complete_takes_cases_however_late() -> None:
    assert held(SHIPPED, at=NOON + 1_000 * DAY).case_on(1) == CASE_ID


def test_a_case_that_was_opened_in_time_holds_the_order_up_again_when_it_is_escalated_after_the_window() -> None:
    order = freed(held(COMPLETED, at=NOON + 14 * DAY), at=NOON + 15 * DAY)
    assert held(order, at=NOON + 20 * DAY).case_on(1) == CASE_ID


def test_no_case_opens_of_what_was_refunded() -> None:
    with refused("already-refunded"):
        held(repaid(DELIVERED, 1))
    with refused("already-refunded"):
        held(repaid(DELIVERED, delivery_fee=True))
    assert held(repaid(DELIVERED, 1), "o1~2~1", 2).case_on(2) == "o1~2~1"


def test_a_held_order_is_neither_completed_by_its_buyer_nor_by_its_deadline() -> None:
    order = held(DELIVERED)
    assert (order.due, fulfilment.lapse(order)) == (None, [])
    with refused("case-open") as refusal:
        fulfilment.complete(order, at=NOON)
    assert CASE_ID in str(refusal.value)


def test_a_held_order_is_still_shipped_and_delivered() -> None:
    order = held(PAID)
    order = then(ORDER, order, *fulfilment.ship(order, "sf1", "SF Express", at=NOON))
    assert order.due == NOON + 14 * DAY
    assert then(ORDER, order, *fulfilment.lapse(order)).status == "delivered"


@pytest.mark.parametrize(("closed", "due"), [(2 * DAY, 7 * DAY), (7 * DAY, 7 * DAY), (9 * DAY, 9 * DAY)])
def test_an_order_that_is_free_again_is_complete_at_its_deadline_or_at_once(closed: timedelta, due: timedelta) -> None:
    order = freed(held(DELIVERED), at=NOON + closed)
    assert order.due == NOON + due
    completes: list[OrderEvent] = [OrderCompleted(kind="deadline", after_sale_until=NOON + due + 15 * DAY)]
    assert fulfilment.lapse(order) == completes


def test_an_order_is_free_when_the_last_of_its_cases_is_closed() -> None:
    order = freed(held(held(DELIVERED), "o1~2~1", 2), at=NOON + 8 * DAY)
    assert order.due is None
    assert freed(order, "o1~2~1", at=NOON + 9 * DAY).due == NOON + 9 * DAY


def test_closing_a_case_that_holds_nothing_up_changes_nothing() -> None:
    assert fulfilment.close_case(held(DELIVERED), CASE_ID, at=NOON) == [CaseClosed(case=CASE_ID, free_since=NOON)]
    assert fulfilment.close_case(freed(held(DELIVERED)), CASE_ID, at=NOON) == []
    assert fulfilment.close_case(DELIVERED, CASE_ID, at=NOON) == []


@pytest.mark.parametrize(
    ("order", "fact"),
    [
        (DELIVERED, CaseClosed(case=CASE_ID, free_since=NOON)),
        (held(DELIVERED), CaseOpened(case="o1~1~2", line=1)),
        (DELIVERED, CaseOpened(case="o1~3~1", line=3)),
        (held(DELIVERED), OrderCompleted(kind="buyer", after_sale_until=NOON)),
    ],
    ids=lambda value: value.status if isinstance(value, Order) else type(value).__name__,
)
def test_a_hold_never_follows_what_it_cannot_follow(order: Order, fact: OrderEvent) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        then(ORDER, order, fact)
