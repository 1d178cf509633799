"""Placing, paying, cancelling and running out of an order; giving money back is in ``test_refunding.py``.

What comes after paying is in ``test_fulfilment.py``.
"""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from given import NOON, given, refused, then
from quoting import TERMS, quoted
from socialcommerce import NotFound
from socialcommerce.domain.orders import buying
from socialcommerce.domain.orders.events import OrderCancelled, OrderPaid, OrderPlaced, PaymentToReturn
from socialcommerce.domain.orders.fulfilment import lapse
from socialcommerce.domain.orders.order import ORDER, Order, placed
from socialcommerce.domain.orders.pricing import Asked, Discount, Wanted
from socialcommerce.domain.orders.refunding import RefundAsked
from socialcommerce.domain.referrals.attribution import Attribution
from socialcommerce.kernel.text import PersonalText

DEADLINE = NOON + timedelta(minutes=30)
ASKED = Asked("buyer", (Wanted("p1", 2),), delivery_fee=500)
NEVER = given(ORDER)
QUOTED = quoted(*ASKED.wanted, delivery_fee=500)
PLACED_FACTS = buying.place(NEVER, "o1", ASKED, QUOTED)
PLACED = given(ORDER, *PLACED_FACTS)
PAID = given(ORDER, *PLACED_FACTS, OrderPaid(payment="pay1", amount=2_500))
CANCELLED = given(ORDER, *PLACED_FACTS, OrderCancelled(kind="buyer"))
OVERDUE = given(ORDER, *PLACED_FACTS, OrderCancelled(kind="unpaid"))
REFUNDED = then(ORDER, PAID, *buying.refund(PAID, "r1", RefundAsked()))


def test_a_new_order_is_placed_as_it_was_quoted() -> None:
    bought = quoted(*ASKED.wanted, delivery_fee=500, attribution=Attribution("binding", "m1"))
    assert buying.place(NEVER, "o1", ASKED, bought) == [
        OrderPlaced(
            order="o1",
            asked=ASKED,
            merchant="dior",
            lines=bought.lines,
            attribution=Attribution("binding", "m1"),
            total=2_500,
            pay_by=DEADLINE,
            terms=TERMS,
        )
    ]


def test_a_placed_order_knows_its_buyer_merchant_total_and_deadline() -> None:
    assert (PLACED.status, PLACED.number, PLACED.buyer, PLACED.merchant) == ("placed", "o1", "buyer", "dior")
    assert (PLACED.total, PLACED.delivery_fee, PLACED.pay_by) == (2_500, 500, DEADLINE)
    assert (NEVER.status, NEVER.buyer) == ("none", "")


@pytest.mark.parametrize("order", [PLACED, PAID, CANCELLED, REFUNDED], ids=lambda order: order.status)
def test_placing_the_same_order_again_changes_nothing_whatever_it_would_cost_now(order: Order) -> None:
    assert buying.is_repeat(order, ASKED)
    dearer = attrs.evolve(QUOTED, lines=(), delivery_fee=9)
    assert buying.place(order, "o1", ASKED, dearer) == []


def test_a_new_order_repeats_nothing() -> None:
    assert not buying.is_repeat(NEVER, ASKED)


@pytest.mark.parametrize(
    "change",
    [
        {"buyer": "other"},
        {"wanted": (Wanted("p1", 3),)},
        {"wanted": (Wanted("p2", 2),)},
        {"wanted": (Wanted("p1", 2), Wanted("p2"))},
        {"share": "s1"},
        {"delivery_fee": 501},
        {"discount": Discount(amount=1)},
    ],
    ids=["buyer", "quantity", "product", "another-line", "share", "delivery-fee", "discount"],
)
@pytest.mark.parametrize("order", [PLACED, CANCELLED], ids=["placed", "cancelled"])
def test_the_number_of_an_order_with_other_content_is_refused(order: Order, change: dict[str, Any]) -> None:
    with refused("order-differs"):
        buying.is_repeat(order, attrs.evolve(ASKED, **change))


def test_a_payment_is_of_the_whole_order() -> None:
    assert buying.pay(PLACED, "pay1") == [OrderPaid(payment="pay1", amount=2_500)]
    assert (PAID.status, PAID.payment) == ("paid", "pay1")


@pytest.mark.parametrize("order", [PAID, REFUNDED], ids=["paid", "refunded"])
def test_the_same_payment_twice_changes_nothing(order: Order) -> None:
    assert buying.pay(order, "pay1") == []


@pytest.mark.parametrize("order", [PAID, REFUNDED], ids=["paid", "refunded"])
def test_another_payment_of_a_paid_order_is_refused(order: Order) -> None:
    with refused("already-paid"):
        buying.pay(order, "pay2")


def test_an_order_is_unpaid_at_just_30_minutes() -> None:
    assert PLACED.due == DEADLINE
    assert lapse(PLACED) == [OrderCancelled(kind="unpaid")]


@pytest.mark.parametrize("order", [NEVER, PAID, CANCELLED, OVERDUE, REFUNDED])
def test_an_order_that_waits_for_no_payment_does_not_run_out(order: Order) -> None:
    assert order.due is None
    assert lapse(order) == []


@pytest.mark.parametrize("order", [CANCELLED, OVERDUE], ids=["by-buyer", "unpaid"])
def test_a_payment_too_late_is_to_be_returned(order: Order) -> None:
    facts = buying.pay(order, "pay1")
    assert facts == [PaymentToReturn(payment="pay1", amount=2_500)]
    late = then(ORDER, order, *facts)
    assert (late.status, late.payment, late.payments_to_return) == ("cancelled", None, ("pay1",))


def test_the_same_payment_too_late_twice_is_to_be_returned_once() -> None:
    late = then(ORDER, OVERDUE, *buying.pay(OVERDUE, "pay1"))
    assert buying.pay(late, "pay1") == []
    assert buying.pay(late, "pay2") == [PaymentToReturn(payment="pay2", amount=2_500)]


def test_a_buyer_cancels_an_unpaid_order_with_a_reason_or_without() -> None:
    assert buying.cancel(PLACED, None) == [OrderCancelled(kind="buyer")]
    assert buying.cancel(PLACED, "") == [OrderCancelled(kind="buyer")]
    reason = PersonalText("buyer", "too dear")
    assert buying.cancel(PLACED, "too dear") == [OrderCancelled(kind="buyer", reason=reason)]


@pytest.mark.parametrize("order", [CANCELLED, OVERDUE], ids=["by-buyer", "unpaid"])
def test_cancelling_a_cancelled_order_changes_nothing(order: Order) -> None:
    assert buying.cancel(order, "another reason") == []


@pytest.mark.parametrize("order", [PAID, REFUNDED], ids=["paid", "refunded"])
def test_a_paid_order_cannot_be_cancelled(order: Order) -> None:
    with refused("already-paid"):
        buying.cancel(order, None)


def test_an_order_that_was_never_placed_is_not_found() -> None:
    for decide in (
        placed,
        lambda order: buying.pay(order, "pay1"),
        lambda order: buying.cancel(order, None),
        lambda order: buying.refund(order, "r1", RefundAsked()),
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
        (PLACED, buying.refund(PAID, "r1", RefundAsked())[0]),
        (REFUNDED, buying.refund(PAID, "r2", RefundAsked())[0]),
        (CANCELLED, OrderPaid(payment="pay1", amount=2_500)),
        (OVERDUE, OrderCancelled(kind="unpaid")),
    ],
    ids=lambda value: value.status if isinstance(value, Order) else type(value).__name__,
)
def test_a_fact_never_follows_a_status_that_it_cannot_follow(order: Order, fact: Any) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        then(ORDER, order, fact)
