"""Read model: the order book. Orders as they stand, what carriers said, how merchants reply, and what is due when."""

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

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
from socialcommerce.projections.cases import Cases
from socialcommerce.projections.runner import Batch, table_name
from socialcommerce.projections.tables import Instant, Row, Rows, Text


class OrderBook:
    """``orders``: one row each; ``notices``: what carriers said of parcels; ``replies`` of merchants.

    ``due_at`` is when something next happens by itself to an order, ``approve_by`` to its commission; while
    an order is held up by cases (``holds``), its completion and that approval wait.
    """

    name = "orders"
    version = 1

    def __init__(self, cases: Cases) -> None:
        """*cases* is the read model of what can be overdue of an order besides."""
        self._cases = cases
        self.metadata: Final = sa.MetaData()
        orders = table_name(self.name, self.version, "orders")
        self.orders: Final = sa.Table(
            orders,
            self.metadata,
            sa.Column("order", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.Column("buyer", Text, nullable=False),
            sa.Column("merchant", Text, nullable=False),
            sa.Column("shop", Text),
            sa.Column("reason", Text, nullable=False),
            sa.Column("share", Text),
            sa.Column("status", Text, nullable=False),
            sa.Column("placed_at", Instant, nullable=False),
            sa.Column("paid", sa.BigInteger, nullable=False),
            sa.Column("total", sa.BigInteger, nullable=False),
            sa.Column("delivery_fee", sa.BigInteger, nullable=False),
            sa.Column("refunded", sa.BigInteger, nullable=False),
            sa.Column("subsidy", sa.BigInteger, nullable=False),
            sa.Column("due_at", Instant),
            sa.Column("approve_by", Instant),
            sa.Column("holds", sa.Integer, nullable=False),
            sa.Index(f"{orders}_by_buyer", "buyer", "position"),
            sa.Index(f"{orders}_by_merchant", "merchant", "position"),
            sa.Index(f"{orders}_by_due", "status", "due_at"),
            sa.Index(f"{orders}_by_approval", "approve_by"),
        )
        notices = table_name(self.name, self.version, "notices")
        self.notices: Final = sa.Table(
            notices,
            self.metadata,
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("buyer", Text, nullable=False),
            sa.Column("order", Text, nullable=False),
            sa.Column("parcel", Text, nullable=False),
            sa.Column("status", Text, nullable=False),
            sa.Column("happened_at", Instant, nullable=False),
            sa.Column("at", Instant, nullable=False),
            sa.Index(f"{notices}_by_buyer", "buyer", "position"),
        )
        replies = table_name(self.name, self.version, "replies")
        self.replies: Final = sa.Table(
            replies,
            self.metadata,
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("merchant", Text, nullable=False),
            sa.Column("waited_seconds", sa.BigInteger, nullable=False),
            sa.Index(f"{replies}_by_merchant", "merchant", "waited_seconds"),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow orders, their parcels, conversations and the approval of their commission."""
        orders = Rows(connection, self.orders)
        notices, replies = Rows(connection, self.notices), Rows(connection, self.replies)
        followed = ("order", "commission", "conversation")
        orders.load(recorded.key for recorded in batch if recorded.category in followed)
        for recorded in batch:
            match recorded.category:
                case "order":
                    self._follow_order(recorded, orders, notices)
                case "commission":
                    self._follow_commission(recorded, orders)
                case "conversation":
                    self._follow_conversation(recorded, orders, replies)
        for rows in (orders, notices, replies):
            rows.write()

    def holding_budgets(self, at: datetime) -> "sa.ColumnElement[bool]":
        """Whether an order that should have been cancelled as unpaid by *at* still holds money of budgets."""
        orders = self.orders.c
        return sa.and_(orders.status == "placed", orders.due_at <= at, orders.subsidy > 0)

    def overdue(self, at: datetime) -> "sa.ColumnElement[bool]":
        """Whether something of an order, its cases or its commission should have happened by itself by *at*."""
        orders = self.orders.c
        waits = sa.and_(orders.holds > 0, orders.status == "delivered")
        return sa.or_(
            sa.and_(orders.due_at <= at, sa.not_(waits)),
            sa.and_(orders.approve_by <= at, orders.holds == 0),
            self.with_overdue_case(at),
        )

    def with_overdue_case(self, at: datetime) -> "sa.ColumnElement[bool]":
        """Whether something of an order's cases should have happened by itself by *at*."""
        cases = self._cases.cases.c
        return self.orders.c.order.in_(sa.select(cases.order).where(cases.due_at <= at))

    def _follow_order(self, recorded: Recorded[Any], orders: Rows, notices: Rows) -> None:
        order = recorded.key
        match recorded.event:
            case OrderPlaced() as placed:
                orders.put(_new(recorded, placed))
            case OrderPaid(amount=amount):
                orders.change(order, status="paid", due_at=None, paid=amount)
            case OrderCancelled():
                orders.change(order, status="cancelled", due_at=None)
            case ParcelSent(deliver_by=deliver_by):
                row = orders.existing(order)
                if row["status"] != "delivered":
                    orders.change(order, status="shipped", due_at=deliver_by)
            case OrderDelivered(complete_by=complete_by):
                orders.change(order, status="delivered", due_at=complete_by)
            case OrderCompleted():
                orders.change(order, status="completed", due_at=None)
            case CaseOpened():
                orders.add(order, holds=1)
            case CaseClosed():
                orders.add(order, holds=-1)
            case OrderRefunded() as refund:
                orders.add(order, refunded=refund.goods + refund.delivery_fee)
                row = orders.existing(order)
                if row["refunded"] == row["total"]:
                    orders.change(order, status="refunded", due_at=None)
            case ParcelTracked() as tracked:
                notices.put(
                    {
                        "position": recorded.position,
                        "buyer": orders.existing(order)["buyer"],
                        "order": order,
                        "parcel": tracked.parcel,
                        "status": tracked.status,
                        "happened_at": tracked.happened_at,
                        "at": recorded.at,
                    }
                )

    def _follow_commission(self, recorded: Recorded[Any], orders: Rows) -> None:
        match recorded.event:
            case CommissionFrozen(approve_by=approve_by):
                orders.change(recorded.key, approve_by=approve_by)
            case CommissionApproved():
                orders.change(recorded.key, approve_by=None)

    def _follow_conversation(self, recorded: Recorded[Any], orders: Rows, replies: Rows) -> None:
        match recorded.event:
            case MessageSent(waited_seconds=int(waited)):
                merchant = orders.existing(recorded.key)["merchant"]
                replies.put({"position": recorded.position, "merchant": merchant, "waited_seconds": waited})


def _new(recorded: Recorded[Any], placed: OrderPlaced) -> Row:
    return {
        "order": recorded.key,
        "position": recorded.position,
        "buyer": placed.asked.buyer,
        "merchant": placed.merchant,
        "shop": placed.attribution.shop,
        "reason": placed.attribution.reason,
        "share": placed.attribution.share,
        "status": "placed",
        "placed_at": recorded.at,
        "paid": 0,
        "total": placed.total,
        "delivery_fee": placed.asked.delivery_fee,
        "refunded": 0,
        "subsidy": sum(line.subsidy for line in placed.lines),
        "due_at": placed.pay_by,
        "approve_by": None,
        "holds": 0,
    }
