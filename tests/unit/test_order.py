"""Placing, paying, cancelling and running out of an order; giving money back is in ``test_refunding.py``."""

from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from given import INSTANT, NOON, given, product, refused, then
from socialcommerce import NotFound, OrderRules
from socialcommerce.domain.orders import order as orders
from socialcommerce.domain.orders.order import (
    ORDER,
    Order,
    OrderCancelled,
    OrderPaid,
    OrderPlaced,
    PaymentToReturn,
)
from socialcommerce.domain.orders.pricing import Asked, Quote, Wanted, quote
from socialcommerce.domain.orders.refunding import RefundAsked
from socialcommerce.domain.referrals.attribution import NOBODY, Attribution
from socialcommerce.kernel.text import PersonalText

DEADLINE = NOON + timedelta(minutes=30)
ASKED = Asked("buyer", (Wanted("p1", 2),), delivery_fee=500)
NEVER = given(ORDER)


def quoted(asked: Asked, at: datetime = NOON, attribution: Attribution = NOBODY) -> Quote:
    """The quote of *asked*, all products at ¥10.00."""
    states = {line.product: product(line.product) for line in asked.wanted}
    return quote(asked, products=states, named=None, attribution=attribution, at=at, rules=OrderRules())


PLACED_FACTS = orders.place(NEVER, "o1", ASKED, quoted(ASKED))
PLACED = given(ORDER, *PLACED_FACTS)
PAID = given(ORDER, *PLACED_FACTS, OrderPaid(payment="pay1", amount=2_500))
CANCELLED = given(ORDER, *PLACED_FACTS, OrderCancelled(kind="buyer"))
OVERDUE = given(ORDER, *PLACED_FACTS, OrderCancelled(kind="unpaid"))
REFUNDED = then(ORDER, PAID, *orders.refund(PAID, "r1", RefundAsked()))


def test_a_new_order_is_placed_as_it_was_quoted() -> None:
    bought = quoted(ASKED, attribution=Attribution("binding", "m1"))
    assert orders.place(NEVER, "o1", ASKED, bought) == [
        OrderPlaced(
            order="o1",
            asked=ASKED,
            merchant="dior",
            lines=bought.lines,
            attribution=Attribution("binding", "m1"),
            total=2_500,
            pay_by=DEADLINE,
        )
    ]


def test_a_placed_order_knows_its_buyer_merchant_total_and_deadline() -> None:
    assert (PLACED.status, PLACED.number, PLACED.buyer, PLACED.merchant) == ("placed", "o1", "buyer", "dior")
    assert (PLACED.total, PLACED.delivery_fee, PLACED.pay_by) == (2_500, 500, DEADLINE)
    assert (NEVER.status, NEVER.buyer) == ("none", "")


@pytest.mark.parametrize("order", [PLACED, PAID, CANCELLED, REFUNDED], ids=lambda order: order.status)
def test_placing_the_same_order_again_changes_nothing_whatever_it_would_cost_now(order: Order) -> None:
    assert orders.is_repeat(order, ASKED)
    dearer = attrs.evolve(quoted(ASKED), lines=(), delivery_fee=9)
    assert orders.place(order, "o1", ASKED, dearer) == []


def test_a_new_order_repeats_nothing() -> None:
    assert not orders.is_repeat(NEVER, ASKED)


@pytest.mark.parametrize(
    "change",
    [
        {"buyer": "other"},
        {"wanted": (Wanted("p1", 3),)},
        {"wanted": (Wanted("p2", 2),)},
        {"wanted": (Wanted("p1", 2), Wanted("p2"))},
        {"share": "s1"},
        {"delivery_fee": 501},
    ],
    ids=["buyer", "quantity", "product", "another-line", "share", "delivery-fee"],
)
@pytest.mark.parametrize("order", [PLACED, CANCELLED], ids=["placed", "cancelled"])
def test_the_number_of_an_order_with_other_content_is_refused(order: Order, change: dict[str, Any]) -> None:
    with refused("order-differs"):
        orders.is_repeat(order, attrs.evolve(ASKED, **change))


def test_a_payment_is_of_the_whole_order() -> None:
    assert orders.pay(PLACED, "pay1") == [OrderPaid(payment="pay1", amount=2_500)]
    assert (PAID.status, PAID.payment) == ("paid", "pay1")


@pytest.mark.parametrize("order", [PAID, REFUNDED], ids=["paid", "refunded"])
def test_the_same_payment_twice_changes_nothing(order: Order) -> None:
    assert orders.pay(order, "pay1") == []


@pytest.mark.parametrize("order", [PAID, REFUNDED], ids=["paid", "refunded"])
def test_another_payment_of_a_paid_order_is_refused(order: Order) -> None:
    with refused("already-paid"):
        orders.pay(order, "pay2")


def test_an_order_is_unpaid_at_just_30_minutes() -> None:
    assert orders.expire(PLACED, at=DEADLINE - INSTANT) == []
    assert orders.expire(PLACED, at=DEADLINE) == [OrderCancelled(kind="unpaid")]
    assert orders.expire(PLACED, at=DEADLINE + timedelta(days=365)) == [OrderCancelled(kind="unpaid")]


@pytest.mark.parametrize("order", [NEVER, PAID, CANCELLED, OVERDUE, REFUNDED])
def test_an_order_that_waits_for_no_payment_does_not_run_out(order: Order) -> None:
    assert orders.expire(order, at=DEADLINE) == []


@pytest.mark.parametrize("order", [CANCELLED, OVERDUE], ids=["by-buyer", "unpaid"])
def test_a_payment_too_late_is_to_be_returned(order: Order) -> None:
    facts = orders.pay(order, "pay1")
    assert facts == [PaymentToReturn(payment="pay1", amount=2_500)]
    late = then(ORDER, order, *facts)
    assert (late.status, late.payment, late.payments_to_return) == ("cancelled", None, ("pay1",))


def test_the_same_payment_too_late_twice_is_to_be_returned_once() -> None:
    late = then(ORDER, OVERDUE, *orders.pay(OVERDUE, "pay1"))
    assert orders.pay(late, "pay1") == []
    assert orders.pay(late, "pay2") == [PaymentToReturn(payment="pay2", amount=2_500)]


def test_a_buyer_cancels_an_unpaid_order_with_a_reason_or_without() -> None:
    assert orders.cancel(PLACED, None) == [OrderCancelled(kind="buyer")]
    assert orders.cancel(PLACED, "") == [OrderCancelled(kind="buyer")]
    reason = PersonalText("buyer", "too dear")
    assert orders.cancel(PLACED, "too dear") == [OrderCancelled(kind="buyer", reason=reason)]


@pytest.mark.parametrize("order", [CANCELLED, OVERDUE], ids=["by-buyer", "unpaid"])
def test_cancelling_a_cancelled_order_changes_nothing(order: Order) -> None:
    assert orders.cancel(order, "another reason") == []


@pytest.mark.parametrize("order", [PAID, REFUNDED], ids=["paid", "refunded"])
def test_a_paid_order_cannot_be_cancelled(order: Order) -> None:
    with refused("already-paid"):
        orders.cancel(order, None)


def test_an_order_that_was_never_placed_is_not_found() -> None:
    for decide in (
        orders.placed,
        lambda order: orders.pay(order, "pay1"),
        lambda order: orders.cancel(order, None),
        lambda order: orders.refund(order, "r1", RefundAsked()),
    ):
        with pytest.raises(NotFound, match="no such order"):
            decide(NEVER)


@pytest.mark.parametrize(
    ("order", "fact"),
    [
        (PLACED, PLACED_FACTS[0]),
        (PAID, OrderPaid(payment="pay2", amount=2_500)),
        (PAID, OrderCancelled(kind="buyer")),
        (PLACED, PaymentToReturn(payment="pay1", amount=2_500)),
        (PLACED, orders.refund(PAID, "r1", RefundAsked())[0]),
        (REFUNDED, orders.refund(PAID, "r2", RefundAsked())[0]),
        (CANCELLED, OrderPaid(payment="pay1", amount=2_500)),
        (OVERDUE, OrderCancelled(kind="unpaid")),
    ],
    ids=lambda value: value.status if isinstance(value, Order) else type(value).__name__,
)
def test_a_fact_never_follows_a_status_that_it_cannot_follow(order: Order, fact: Any) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        then(ORDER, order, fact)
