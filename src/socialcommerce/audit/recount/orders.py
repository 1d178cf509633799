"""Recount of the order book: orders as they stand, what carriers said, and how merchants reply."""

from typing import Any

import sqlalchemy as sa

from socialcommerce.audit.recount.calendar import Calendar, microseconds
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.earnings.commission_events import CommissionApproved, CommissionFrozen
from socialcommerce.domain.orders.conversation import MessageSent
from socialcommerce.domain.orders.events import (
    CaseClosed,
    CaseOpened,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    ParcelSent,
    ParcelTracked,
)
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Order(Row, kw_only=True):
    """An order as it is now, and what is due of it."""

    order: str
    position: int
    buyer: str
    merchant: str
    shop: str | None
    reason: str
    share: str | None
    status: str = "placed"
    placed_at: int
    paid: int = 0
    total: int
    delivery_fee: int
    refunded: int = 0
    subsidy: int
    due_at: int | None
    approve_by: int | None = None
    holds: int = 0
    next_at: int | None


class Notice(Row):
    """What a carrier said of a parcel."""

    position: int
    buyer: str
    order: str
    parcel: str
    status: str
    happened_at: int
    at: int


class Reply(Row):
    """How long a buyer waited for the answer of a merchant."""

    position: int
    merchant: str
    waited_seconds: int


class OrderBook(Recounted):
    """Orders; what comes next of each is seen at the end."""

    model = "orders"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.orders = Table[str, Order](models.orders.orders, Order)
        self.notices = Table[int, Notice](models.orders.notices, Notice)
        self.replies = Table[int, Reply](models.orders.replies, Reply)
        self._calendar = calendar

    @sees(OrderPlaced)
    def placed(self, order: str, fact: OrderPlaced, recorded: Recorded[Any]) -> None:
        asked, attribution = fact.asked, fact.attribution
        pay_by = microseconds(fact.pay_by)
        self.orders[order] = Order(
            order=order,
            position=recorded.position,
            buyer=asked.buyer,
            merchant=fact.merchant,
            shop=attribution.shop,
            reason=attribution.reason,
            share=attribution.share,
            placed_at=self._calendar.instant(recorded.at),
            total=fact.total,
            delivery_fee=asked.delivery_fee,
            subsidy=sum(line.subsidy for line in fact.lines),
            due_at=pay_by,
            next_at=pay_by,
        )

    @sees(OrderPaid)
    def paid(self, order: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        self.orders[order].paid = fact.amount
        self._move(order, "paid", None)

    @sees(OrderCancelled)
    def cancelled(self, order: str, fact: OrderCancelled, recorded: Recorded[Any]) -> None:
        self._move(order, "cancelled", None)

    @sees(ParcelSent)
    def sent(self, order: str, fact: ParcelSent, recorded: Recorded[Any]) -> None:
        if self.orders[order].status in ("paid", "shipped"):
            self._move(order, "shipped", microseconds(fact.deliver_by))

    @sees(OrderDelivered)
    def delivered(self, order: str, fact: OrderDelivered, recorded: Recorded[Any]) -> None:
        self._move(order, "delivered", microseconds(fact.complete_by))

    @sees(OrderCompleted)
    def completed(self, order: str, fact: OrderCompleted, recorded: Recorded[Any]) -> None:
        self._move(order, "completed", None)

    @sees(CaseOpened)
    def held(self, order: str, fact: CaseOpened, recorded: Recorded[Any]) -> None:
        self.orders[order].holds += 1

    @sees(CaseClosed)
    def freed(self, order: str, fact: CaseClosed, recorded: Recorded[Any]) -> None:
        self.orders[order].holds -= 1

    @sees(OrderRefunded)
    def refunded(self, order: str, fact: OrderRefunded, recorded: Recorded[Any]) -> None:
        self.orders[order].refunded += sum(part.amount for part in fact.parts) + fact.delivery_fee
        if self.orders[order].refunded == self.orders[order].total:
            self._move(order, "refunded", None)

    @sees(ParcelTracked)
    def tracked(self, order: str, fact: ParcelTracked, recorded: Recorded[Any]) -> None:
        self.notices[recorded.position] = Notice(
            position=recorded.position,
            buyer=self.orders[order].buyer,
            order=order,
            parcel=fact.parcel,
            status=fact.status,
            happened_at=microseconds(fact.happened_at),
            at=self._calendar.instant(recorded.at),
        )

    @sees(CommissionFrozen)
    def frozen(self, order: str, fact: CommissionFrozen, recorded: Recorded[Any]) -> None:
        self.orders[order].approve_by = microseconds(fact.approve_by)

    @sees(CommissionApproved)
    def approved(self, order: str, fact: CommissionApproved, recorded: Recorded[Any]) -> None:
        self.orders[order].approve_by = None

    @sees(MessageSent)
    def said(self, order: str, fact: MessageSent, recorded: Recorded[Any]) -> None:
        if fact.waited_seconds is not None:
            merchant = self.orders[order].merchant
            self.replies[recorded.position] = Reply(
                position=recorded.position, merchant=merchant, waited_seconds=fact.waited_seconds
            )

    def close(self, connection: sa.Connection) -> None:
        """What comes next: an open case holds up the commission, and an order that is delivered."""
        for order in self.orders.values():
            held = order.holds > 0
            due_at = None if held and order.status == "delivered" else order.due_at
            approve_by = None if held else order.approve_by
            order.next_at = approve_by if due_at is None else due_at
            if due_at is not None and approve_by is not None:
                order.next_at = min(due_at, approve_by)

    def _move(self, order: str, status: str, due_at: int | None) -> None:
        self.orders[order].status = status
        self.orders[order].due_at = due_at
