"""Buying: an order is placed, paid or cancelled, and its money goes back."""

from socialcommerce.domain.orders.events import (
    OrderCancelled,
    OrderEvent,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    PaymentToReturn,
)
from socialcommerce.domain.orders.order import Order, placed
from socialcommerce.domain.orders.pricing import Asked, Quote
from socialcommerce.domain.orders.refunding import Grant, RefundAsked, granted_parts, refund_parts
from socialcommerce.errors import Refused
from socialcommerce.kernel.text import PersonalText


def place(order: Order, number: str, asked: Asked, quote: Quote) -> list[OrderEvent]:
    """Place a new order as quoted. Check :func:`is_repeat` first: a repeated order needs no quote."""
    if order.status != "none":
        return []
    return [
        OrderPlaced(
            order=number,
            asked=asked,
            merchant=quote.merchant,
            lines=quote.lines,
            attribution=quote.attribution,
            total=quote.total,
            pay_by=quote.pay_by,
            terms=quote.terms,
        )
    ]


def is_repeat(order: Order, asked: Asked) -> bool:
    """Whether the order was placed already with what is *asked*. Refused: ``order-differs``."""
    if order.status == "none":
        return False
    if order.asked != asked:
        raise Refused("order-differs", f"order {order.number} was placed with other content")
    return True


def pay(order: Order, payment: str) -> list[OrderEvent]:
    """Record the whole payment; nothing if this one is recorded. Apply :func:`lapse` first.

    A payment of a cancelled order is recorded as to be returned. Refused: ``already-paid`` by another payment.
    """
    placed(order)
    if payment == order.payment or payment in order.payments_to_return:
        return []
    if order.status == "cancelled":
        return [PaymentToReturn(payment=payment, amount=order.total)]
    if order.status != "placed":
        raise Refused("already-paid", f"order {order.number} was paid by payment {order.payment}")
    return [OrderPaid(payment=payment, amount=order.total)]


def cancel(order: Order, reason: str | None) -> list[OrderEvent]:
    """Cancel an unpaid order for its buyer; nothing if it is cancelled. Refused: ``already-paid``."""
    placed(order)
    if order.status == "cancelled":
        return []
    if order.status != "placed":
        raise Refused("already-paid", f"order {order.number} is paid: it can only be refunded")
    return [OrderCancelled(kind="buyer", reason=PersonalText(order.buyer, reason) if reason else None)]


def refund(order: Order, refund: str, asked: RefundAsked, grant: Grant | None = None) -> list[OrderEvent]:
    """Give back what is *asked*, or what the *grant* of a case gives; nothing if this refund is recorded.

    The delivery fee goes back with whatever empties the last line before anything is shipped, or by a grant. Of an
    order that cost nothing, nothing goes back, which ends it. Refused: ``refund-differs``, ``not-paid``,
    ``line-unknown``, ``already-refunded``, ``refund-too-high``.
    """
    if is_refunded(order, refund, asked):
        return []
    if order.status == "refunded":
        raise Refused("already-refunded", f"order {order.number} has been refunded in full")
    if order.payment is None:
        raise Refused("not-paid", f"order {order.number} was never paid")
    if asked.case is not None and any(before.case == asked.case for _, before in order.refunds):
        raise Refused("already-refunded", f"what case {asked.case} gives has gone back")
    parts = granted_parts(order.lines, grant) if grant else refund_parts(order.lines, asked, order.number)
    empties = sum(line.left for line in order.lines) == sum(piece.amount for piece in parts)
    fee = order.fee_left if (empties and order.status == "paid") or (grant and grant.delivery_fee) else 0
    if not parts and not fee and order.total:
        raise Refused("already-refunded", f"nothing is left of order {order.number} that could go back")
    return [OrderRefunded(refund=refund, asked=asked, parts=parts, delivery_fee=fee)]


def is_refunded(order: Order, refund: str, asked: RefundAsked) -> bool:
    """Whether this *refund* is recorded. Refused: ``refund-differs``. ``NotFound``."""
    placed(order)
    for reference, before in order.refunds:
        if reference == refund:
            if before != asked:
                raise Refused("refund-differs", f"refund {refund} was recorded with other content")
            return True
    return False
