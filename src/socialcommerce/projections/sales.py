"""Read model: orders and their lines, with what was paid and given back. Amounts in minor units."""

from typing import Any, Final

import sqlalchemy as sa

from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.pricing import OrderLine
from socialcommerce.kernel.clock import local_day
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Row, Rows, Text


class Sales:
    """``orders``: one row each, with the day it was paid; ``lines``: one row each. Delivery is in neither sum."""

    name = "sales"
    version = 3

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self.metadata: Final = sa.MetaData()
        self.orders: Final = table_of(
            self,
            "orders",
            sa.Column("order", Text, primary_key=True),
            sa.Column("buyer", Text, nullable=False),
            sa.Column("shop", Text),
            sa.Column("share", Text),
            sa.Column("paid_day", sa.Date),
            sa.Column("goods", sa.BigInteger, nullable=False),
            sa.Column("refunded", sa.BigInteger, nullable=False),
            by_shop=("shop", "paid_day"),
        )
        self.lines: Final = table_of(
            self,
            "lines",
            sa.Column("order", Text, primary_key=True),
            sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("product", Text, nullable=False),
            sa.Column("title", Text, nullable=False),
            sa.Column("sensitive", sa.Boolean, nullable=False),
            sa.Column("quantity", sa.Integer, nullable=False),
            sa.Column("unit_price", sa.BigInteger, nullable=False),
            sa.Column("price_reason", Text, nullable=False),
            sa.Column("discount", sa.BigInteger, nullable=False),
            sa.Column("amount", sa.BigInteger, nullable=False),
            sa.Column("refunded", sa.BigInteger, nullable=False),
            sa.Column("refunded_quantity", sa.Integer, nullable=False),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow orders."""
        orders, lines = Rows(connection, self.orders), Rows(connection, self.lines)
        orders.load(recorded.key for recorded in batch if recorded.category == "order")
        lines.load(
            (recorded.key, part.line)
            for recorded in batch
            if isinstance(recorded.event, OrderRefunded)
            for part in recorded.event.parts
        )
        for recorded in batch:
            order = recorded.key
            match recorded.event:
                case OrderPlaced() as placed:
                    orders.put(_order(recorded, placed))
                    for number, line in enumerate(placed.lines, 1):
                        lines.put(_line(order, number, line))
                case OrderPaid():
                    orders.change(order, paid_day=local_day(recorded.at, self._zone))
                case OrderRefunded() as refund:
                    orders.add(order, refunded=refund.goods)
                    for part in refund.parts:
                        lines.add((order, part.line), refunded=part.amount, refunded_quantity=part.quantity)
        orders.write()
        lines.write()


def _order(recorded: Recorded[Any], placed: OrderPlaced) -> Row:
    return {
        "order": recorded.key,
        "buyer": placed.asked.buyer,
        "shop": placed.attribution.shop,
        "share": placed.attribution.share,
        "paid_day": None,
        "goods": sum(line.amount for line in placed.lines),
        "refunded": 0,
    }


def _line(order: str, number: int, line: OrderLine) -> Row:
    return {
        "order": order,
        "line": number,
        "product": line.product,
        "title": line.title,
        "sensitive": line.sensitive,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "price_reason": line.price_reason,
        "discount": line.discount,
        "amount": line.amount,
        "refunded": 0,
        "refunded_quantity": 0,
    }
