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
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Row, Rows, Text


class OrderBook:
    """``orders``: one row each; ``notices``: what carriers said of parcels; ``replies`` of merchants.

    ``due_at`` is when the order's status next changes by itself, ``approve_by`` when its commission's does, while no
    case holds the order up (``holds``); ``next_at`` is the first of them that nothing holds up now.
    """

    name = "orders"
    version = 3

    def __init__(self, cases: Cases) -> None:
        """*cases* is the read model of what can be overdue of an order besides."""
        self._cases = cases
        self.metadata: Final = sa.MetaData()
        self.orders: Final = table_of(
            self,
            "orders",
            *_order_columns(),
            by_buyer=("buyer", "position"),
            by_next=("next_at",),
            by_next_of_status=("status", "next_at"),
        )
        self._others: Final = self.orders.alias()
        self.notices: Final = table_of(
            self,
            "notices",
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("buyer", Text, nullable=False),
            sa.Column("order", Text, nullable=False),
            sa.Column("parcel", Text, nullable=False),
            sa.Column("status", Text, nullable=False),
            sa.Column("happened_at", Instant, nullable=False),
            sa.Column("at", Instant, nullable=False),
            by_buyer=("buyer", "position"),
        )
        self.replies: Final = table_of(
            self,
            "replies",
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("merchant", Text, nullable=False),
            sa.Column("waited_seconds", sa.BigInteger, nullable=False),
            by_merchant=("merchant", "waited_seconds"),
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
        for order in dict.fromkeys(each.key for each in batch if each.category in ("order", "commission")):
            orders.change(order, next_at=_next_at(orders.existing(order)))
        for rows in (orders, notices, replies):
            rows.write()

    def holding_budgets(self, at: "datetime | sa.BindParameter[datetime]") -> "sa.ColumnElement[bool]":
        """Whether an order that should have been cancelled as unpaid by *at* still holds money of budgets."""
        orders = self.orders.c
        return sa.and_(orders.status == "placed", orders.next_at <= at, orders.subsidy > 0)

    def overdue(self, at: datetime) -> "sa.ColumnElement[bool]":
        """Whether something of an order, its cases or its commission should have happened by itself by *at*.

        Orders are found by what is due, however many there are: engines look up the parts of a union, not of an "or".
        """
        due = sa.select(self._others.c.order).where(self._others.c.next_at <= at)
        return self.orders.c.order.in_(due.union(self._cases.overdue(at)))

    def with_overdue_case(self, at: datetime, merchant: str | None = None) -> "sa.ColumnElement[bool]":
        """Whether something of an order's cases should have happened by itself by *at*; of a *merchant*'s."""
        return self.orders.c.order.in_(self._cases.overdue(at, merchant))

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


def _order_columns() -> "list[sa.Column[Any]]":
    return [
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
        sa.Column("next_at", Instant),
    ]


def _next_at(row: Row) -> datetime | None:
    """Only an order that is delivered waits for its cases; its commission does in any status."""
    waits = row["holds"] > 0
    instants = (None if waits and row["status"] == "delivered" else row["due_at"], None if waits else row["approve_by"])
    return min((instant for instant in instants if instant), default=None)


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
        "next_at": placed.pay_by,
    }
