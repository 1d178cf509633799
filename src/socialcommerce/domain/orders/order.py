"""An order: one merchant, one buyer, one attribution (key: the host's order number).

``placed → paid → refunded``, or ``placed → cancelled``; only cancelled and refunded are terminal.
Always: price, commission rate, attribution and deadline are fixed at placing; refunds never exceed what was paid,
and refunding unit by unit gives back exactly what was paid.
"""

from datetime import datetime
from typing import Literal, assert_never

import attrs

from socialcommerce.domain.orders.pricing import Asked, OrderLine, Quote
from socialcommerce.domain.orders.refunding import Line, RefundAsked, RefundPart, refund_parts
from socialcommerce.domain.referrals.attribution import NOBODY, Attribution
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import EPOCH, Instant
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key
from socialcommerce.kernel.money import Money
from socialcommerce.kernel.text import PersonalText

Status = Literal["none", "placed", "paid", "cancelled", "refunded"]


@event("order.placed")
class OrderPlaced:
    """A buyer ordered. ``asked`` is the content as given, the rest what came of it; amounts in minor units."""

    order: Key
    asked: Asked
    merchant: Key
    lines: tuple[OrderLine, ...]
    attribution: Attribution
    total: Money
    pay_by: Instant


@event("order.paid")
class OrderPaid:
    """The host says that the whole ``amount`` was paid under its reference ``payment``."""

    payment: Key
    amount: Money


@event("order.cancelled")
class OrderCancelled:
    """The order ends without payment.

    By the ``buyer``, with their ``reason`` if they gave one; or because it was ``unpaid`` at its deadline.
    """

    kind: Literal["buyer", "unpaid"]
    reason: PersonalText | None = None


@event("order.payment-to-return")
class PaymentToReturn:
    """A payment came for a cancelled order: the host has to return ``amount``."""

    payment: Key
    amount: Money


@event("order.refunded")
class OrderRefunded:
    """The host gave money back under its reference ``refund``: for ``parts`` and the ``delivery_fee``."""

    refund: Key
    asked: RefundAsked
    parts: tuple[RefundPart, ...]
    delivery_fee: Money

    @property
    def goods(self) -> int:
        """What goes back for the lines, in minor units."""
        return sum(given.amount for given in self.parts)


OrderEvent = OrderPlaced | OrderPaid | OrderCancelled | PaymentToReturn | OrderRefunded


@attrs.frozen(kw_only=True)
class Order:
    """An order as it stands; amounts in minor units. ``refunds`` are what each reference asked for."""

    status: Status = "none"
    number: str = ""
    asked: Asked | None = None
    merchant: str = ""
    lines: tuple[Line, ...] = ()
    delivery_fee: int = 0
    attribution: Attribution = NOBODY
    total: int = 0
    pay_by: datetime = EPOCH
    payment: str | None = None
    payments_to_return: tuple[str, ...] = ()
    refunds: tuple[tuple[str, RefundAsked], ...] = ()
    refunded: int = 0

    @property
    def buyer(self) -> str:
        """Who ordered."""
        return self.asked.buyer if self.asked else ""


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
        )
    ]


def is_repeat(order: Order, asked: Asked) -> bool:
    """Whether the order was placed already with what is *asked*. Refused: ``order-differs``."""
    if order.status == "none":
        return False
    if order.asked != asked:
        raise Refused("order-differs", f"order {order.number} was placed with other content")
    return True


def expire(order: Order, *, at: datetime) -> list[OrderEvent]:
    """Cancel an order that is unpaid at its deadline; the fact is dated ``order.pay_by``, however late."""
    overdue = order.status == "placed" and at >= order.pay_by
    return [OrderCancelled(kind="unpaid")] if overdue else []


def pay(order: Order, payment: str) -> list[OrderEvent]:
    """Record the whole payment; nothing if this one is recorded. Apply :func:`expire` first.

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


def refund(order: Order, refund: str, asked: RefundAsked) -> list[OrderEvent]:
    """Give back what is *asked*; nothing if this refund is recorded.

    The delivery fee goes back with whatever empties the last line. Refused: ``refund-differs``, ``not-paid``,
    ``line-unknown``, ``already-refunded``, ``refund-too-high``.
    """
    placed(order)
    for reference, before in order.refunds:
        if reference == refund:
            if before != asked:
                raise Refused("refund-differs", f"refund {refund} was recorded with other content")
            return []
    if order.status == "refunded":
        raise Refused("already-refunded", f"order {order.number} has been refunded in full")
    if order.payment is None:
        raise Refused("not-paid", f"order {order.number} was never paid")
    parts = refund_parts(order.lines, asked, order.number)
    given = sum(piece.amount for piece in parts)
    empties = sum(line.left for line in order.lines) == given
    fee = order.total - order.refunded - given if empties else 0
    return [OrderRefunded(refund=refund, asked=asked, parts=parts, delivery_fee=fee)]


def placed(order: Order) -> Asked:
    """What was asked for; ``NotFound`` if the order was never placed."""
    if order.asked is None:
        raise NotFound("there is no such order")
    return order.asked


def evolve(order: Order, fact: OrderEvent) -> Order:
    """The order after *fact*."""
    match fact:
        case OrderPlaced():
            _follows(order, fact, "none")
            return Order(
                status="placed",
                number=fact.order,
                asked=fact.asked,
                merchant=fact.merchant,
                lines=tuple(Line(line) for line in fact.lines),
                delivery_fee=fact.asked.delivery_fee,
                attribution=fact.attribution,
                total=fact.total,
                pay_by=fact.pay_by,
            )
        case OrderPaid():
            _follows(order, fact, "placed")
            return attrs.evolve(order, status="paid", payment=fact.payment)
        case OrderCancelled():
            _follows(order, fact, "placed")
            return attrs.evolve(order, status="cancelled")
        case PaymentToReturn():
            _follows(order, fact, "cancelled")
            return attrs.evolve(order, payments_to_return=(*order.payments_to_return, fact.payment))
        case OrderRefunded():
            _follows(order, fact, "paid")
            return _refunded(order, fact)
        case _:
            assert_never(fact)


def _refunded(order: Order, fact: OrderRefunded) -> Order:
    lines = list(order.lines)
    for piece in fact.parts:
        lines[piece.line - 1] = lines[piece.line - 1].less(piece)
    refunded = order.refunded + fact.goods + fact.delivery_fee
    if refunded > order.total or any(line.left < 0 for line in lines):
        impossible(fact, order)
    return attrs.evolve(
        order,
        status="refunded" if refunded == order.total else "paid",
        lines=tuple(lines),
        refunds=(*order.refunds, (fact.refund, fact.asked)),
        refunded=refunded,
    )


def _follows(order: Order, fact: OrderEvent, status: Status) -> None:
    if order.status != status:
        impossible(fact, order)


ORDER = Aggregate("order", initial=Order(), evolve=evolve)
