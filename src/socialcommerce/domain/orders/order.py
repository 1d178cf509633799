"""An order: one merchant, one buyer, one attribution (key: the host's order number).

``placed → paid → shipped → delivered → completed``; ``cancelled`` if it was never paid; ``refunded`` when everything
that was paid has been given back. Only cancelled and refunded are terminal.
Always: price, commission rate, attribution and terms are fixed at placing; refunds never exceed what was paid, and
refunding unit by unit gives back exactly what was paid; tracking never moves an order backwards.
"""

from datetime import datetime
from typing import Final, Literal, assert_never

import attrs

from socialcommerce.domain.orders.events import (
    CaseClosed,
    CaseOpened,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderEvent,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    ParcelSent,
    ParcelTracked,
    PaymentToReturn,
)
from socialcommerce.domain.orders.parcels import Parcel, parcel_of, with_parcel
from socialcommerce.domain.orders.pricing import Asked
from socialcommerce.domain.orders.refunding import Line, RefundAsked
from socialcommerce.domain.orders.terms import Terms
from socialcommerce.domain.referrals.attribution import NOBODY, Attribution
from socialcommerce.errors import NotFound
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import EPOCH

Status = Literal["none", "placed", "paid", "shipped", "delivered", "completed", "cancelled", "refunded"]
PAID: Final = ("paid", "shipped", "delivered", "completed")
"""The statuses of an order that was paid and of which something may be left."""


@attrs.frozen
class Hold:
    """An after-sale case of a line."""

    case: str
    line: int


@attrs.frozen(kw_only=True)
class Order:
    """An order as it stands; amounts in minor units. ``refunds`` are what each reference asked for.

    ``cases`` are all after-sale cases that there were, ``holds`` those that hold the order up, which has been free
    of them ``free_since``.
    """

    status: Status = "none"
    number: str = ""
    asked: Asked | None = None
    merchant: str = ""
    lines: tuple[Line, ...] = ()
    delivery_fee: int = 0
    attribution: Attribution = NOBODY
    total: int = 0
    pay_by: datetime = EPOCH
    terms: Terms | None = None
    payment: str | None = None
    payments_to_return: tuple[str, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    deliver_by: datetime | None = None
    complete_by: datetime | None = None
    after_sale_until: datetime | None = None
    cases: tuple[Hold, ...] = ()
    holds: tuple[Hold, ...] = ()
    free_since: datetime = EPOCH
    refunds: tuple[tuple[str, RefundAsked], ...] = ()
    refunded: int = 0

    @property
    def buyer(self) -> str:
        """Who ordered."""
        return self.asked.buyer if self.asked else ""

    @property
    def fee_left(self) -> int:
        """What of the delivery fee has not been given back."""
        return self.delivery_fee - self.refunded + sum(line.refunded_amount for line in self.lines)

    @property
    def due(self) -> datetime | None:
        """When something next happens to the order by itself: see :func:`lapse`; None if nothing does."""
        match self.status:
            case "placed":
                return self.pay_by
            case "shipped":
                return self.deliver_by
            case "delivered" if self.complete_by and not self.holds:
                return max(self.complete_by, self.free_since)
        return None

    def proves(self, member: str, product: str) -> bool:
        """Whether *member* paid for it and still has something of *product* from it."""
        kept = any(line.sold.product == product and line.is_kept for line in self.lines)
        return self.buyer == member and self.payment is not None and self.status != "refunded" and kept

    def case_on(self, line: int) -> str | None:
        """The case that holds the order up for *line*; None if none does."""
        return next((hold.case for hold in self.holds if hold.line == line), None)


def as_told_to(order: Order, *, buyer: bool) -> Order:
    """The order without what is not for its parties: who recruited the sharer; for the *buyer* also the budgets."""
    if order.terms is None:
        return order
    lines = tuple(attrs.evolve(line, sold=line.sold.without_budget()) if buyer else line for line in order.lines)
    return attrs.evolve(order, terms=order.terms.without_recruiter(), lines=lines)


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
            return _new(fact)
        case OrderPaid():
            _follows(order, fact, "placed")
            return attrs.evolve(order, status="paid", payment=fact.payment)
        case OrderCancelled():
            _follows(order, fact, "placed")
            return attrs.evolve(order, status="cancelled")
        case PaymentToReturn():
            _follows(order, fact, "cancelled")
            return attrs.evolve(order, payments_to_return=(*order.payments_to_return, fact.payment))
        case ParcelSent():
            _follows(order, fact, "paid", "shipped", "delivered")
            sent = attrs.evolve(parcel_of(order.parcels, fact.parcel), carrier=fact.carrier)
            status: Status = "delivered" if order.status == "delivered" else "shipped"
            parcels = with_parcel(order.parcels, sent)
            return attrs.evolve(order, status=status, parcels=parcels, deliver_by=fact.deliver_by)
        case ParcelTracked():
            _follows(order, fact, *PAID, "refunded")
            parcel = parcel_of(order.parcels, fact.parcel)
            if fact.status in parcel.reached:
                impossible(fact, order)
            return attrs.evolve(order, parcels=with_parcel(order.parcels, parcel.reaching(fact.status)))
        case OrderDelivered():
            _follows(order, fact, "shipped")
            return attrs.evolve(order, status="delivered", complete_by=fact.complete_by)
        case OrderCompleted():
            _follows(order, fact, "delivered")
            if order.holds:
                impossible(fact, order)
            return attrs.evolve(order, status="completed", after_sale_until=fact.after_sale_until)
        case CaseOpened():
            _follows(order, fact, *PAID)
            if order.case_on(fact.line) or not 1 <= fact.line <= len(order.lines):
                impossible(fact, order)
            return _held(order, Hold(fact.case, fact.line))
        case CaseClosed():
            holds = tuple(hold for hold in order.holds if hold.case != fact.case)
            if len(holds) == len(order.holds):
                impossible(fact, order)
            return attrs.evolve(order, holds=holds, free_since=fact.free_since)
        case OrderRefunded():
            _follows(order, fact, *PAID)
            return _refunded(order, fact)
        case _:
            assert_never(fact)


def _new(fact: OrderPlaced) -> Order:
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
        terms=fact.terms,
    )


def _held(order: Order, hold: Hold) -> Order:
    cases = order.cases if hold in order.cases else (*order.cases, hold)
    return attrs.evolve(order, cases=cases, holds=(*order.holds, hold))


def _refunded(order: Order, fact: OrderRefunded) -> Order:
    lines = list(order.lines)
    for piece in fact.parts:
        lines[piece.line - 1] = lines[piece.line - 1].less(piece)
    refunded = order.refunded + fact.goods + fact.delivery_fee
    if refunded > order.total or fact.delivery_fee > order.fee_left or any(line.left < 0 for line in lines):
        impossible(fact, order)
    return attrs.evolve(
        order,
        status="refunded" if refunded == order.total else order.status,
        lines=tuple(lines),
        refunds=(*order.refunds, (fact.refund, fact.asked)),
        refunded=refunded,
    )


def _follows(order: Order, fact: OrderEvent, *statuses: Status) -> None:
    if order.status not in statuses:
        impossible(fact, order)


ORDER = Aggregate("order", initial=Order(), evolve=evolve)
