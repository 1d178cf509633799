"""Read model: what is booked in which month of a merchant's statement. Amounts in minor units.

What happens in a month that is closed when it is recorded is booked in the first open one: a closed month stays as
it was.
"""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from socialcommerce.domain.earnings.commission_events import CommissionClawedBack, CommissionEarned, CommissionReduced
from socialcommerce.domain.earnings.statement import MonthClosed
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.pricing import OrderLine, given_back
from socialcommerce.kernel.clock import local_month, month_after
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Row, Rows, Text

GRANTS: Final = ("subsidy", "excess")
"""What a line's buyer did not pay of the platform price: from the budget, or at the merchant's own cost."""


class Statements:
    """``bookings``: an amount of a kind each, with its sign; ``closings``: each merchant's last closed month.

    Kinds: payment and refund (negative), with delivery; commission; subsidy and excess. ``orders`` and ``lines``
    hold what later bookings of an order need.
    """

    name = "statements"
    version = 2

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self.metadata: Final = sa.MetaData()
        self.bookings: Final = table_of(
            self,
            "bookings",
            sa.Column("merchant", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("kind", Text, primary_key=True),
            sa.Column("amount", sa.BigInteger, nullable=False),
            sa.Column("month", Text, nullable=False),
            by_month=("merchant", "month"),
        )
        self.closings: Final = table_of(
            self,
            "closings",
            sa.Column("merchant", Text, primary_key=True),
            sa.Column("closed_through", Text, nullable=False),
        )
        self.orders: Final = table_of(
            self,
            "orders",
            sa.Column("order", Text, primary_key=True),
            sa.Column("merchant", Text, nullable=False),
            sa.Column("lines", sa.Integer, nullable=False),
            sa.Column("left", sa.BigInteger, nullable=False),
            sa.Column("subsidy", sa.BigInteger, nullable=False),
            sa.Column("excess", sa.BigInteger, nullable=False),
        )
        self.lines: Final = table_of(
            self,
            "lines",
            sa.Column("order", Text, primary_key=True),
            sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("amount", sa.BigInteger, nullable=False),
            sa.Column("refunded", sa.BigInteger, nullable=False),
            sa.Column("subsidy", sa.BigInteger, nullable=False),
            sa.Column("excess", sa.BigInteger, nullable=False),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow orders, their commission, and the closing of months."""
        orders, lines = Rows(connection, self.orders), Rows(connection, self.lines)
        closings, bookings = Rows(connection, self.closings), Rows(connection, self.bookings)
        self._load(batch, orders, lines, closings)
        for recorded in batch:
            match recorded.event:
                case OrderPlaced() as placed:
                    orders.put(_order(recorded.key, placed))
                    closings.load([placed.merchant])
                    for number, line in enumerate(placed.lines, 1):
                        lines.put(_line(recorded.key, number, line))
                    continue
                case MonthClosed(month=month):
                    closings.put({"merchant": recorded.key, "closed_through": month})
                    continue
                case OrderPaid(amount=amount):
                    order = orders.existing(recorded.key)
                    amounts = {"payment": amount, **{grant: order[grant] for grant in GRANTS}}
                case OrderRefunded() as refund:
                    amounts = _refunded(orders, lines, recorded.key, refund)
                case CommissionEarned(parts=parts):
                    amounts = {"commission": sum(part.amount for part in parts)}
                case CommissionReduced(parts=parts) | CommissionClawedBack(parts=parts):
                    amounts = {"commission": -sum(part.amount for part in parts)}
                case _:
                    continue
            self._book(bookings, recorded, amounts, orders, closings)
        for rows in (orders, lines, closings, bookings):
            rows.write()

    def _load(self, batch: Batch, orders: Rows, lines: Rows, closings: Rows) -> None:
        """Fetch what *batch* touches; of orders that it begins there is nothing yet."""
        touched = {recorded.key for recorded in batch if recorded.category in ("order", "commission")}
        orders.load(touched)
        known = [row for order in touched if (row := orders.get(order))]
        lines.load((row["order"], number) for row in known for number in range(1, row["lines"] + 1))
        closings.load(row["merchant"] for row in known)

    def _book(
        self, bookings: Rows, recorded: Recorded[Any], amounts: Mapping[str, int], orders: Rows, closings: Rows
    ) -> None:
        order = orders.existing(recorded.key)
        closing = closings.get(order["merchant"])
        month = local_month(recorded.at, self._zone)
        if closing and month <= closing["closed_through"]:
            month = month_after(closing["closed_through"])
        for kind, amount in amounts.items():
            if amount:
                bookings.put(
                    {
                        "merchant": order["merchant"],
                        "position": recorded.position,
                        "kind": kind,
                        "amount": amount,
                        "month": month,
                    }
                )


def _order(order: str, placed: OrderPlaced) -> Row:
    granted = {grant: sum(getattr(line, grant) for line in placed.lines) for grant in GRANTS}
    return {
        "order": order,
        "merchant": placed.merchant,
        "lines": len(placed.lines),
        "left": placed.total,
        **granted,
    }


def _line(order: str, number: int, line: OrderLine) -> Row:
    return {
        "order": order,
        "line": number,
        "amount": line.amount,
        "refunded": 0,
        "subsidy": line.subsidy,
        "excess": line.excess,
    }


def _refunded(orders: Rows, lines: Rows, order: str, refund: OrderRefunded) -> dict[str, int]:
    """What a refund takes off each kind: differences of what was given back of the order's grants before and after."""
    back = refund.goods + refund.delivery_fee
    before = _given_back(orders, lines, order, in_full=False)
    orders.add(order, left=-back)
    for part in refund.parts:
        lines.add((order, part.line), refunded=part.amount)
    after = _given_back(orders, lines, order, in_full=orders.existing(order)["left"] == 0)
    return {"refund": -back, **{grant: before[grant] - after[grant] for grant in GRANTS}}


def _given_back(orders: Rows, lines: Rows, order: str, *, in_full: bool) -> dict[str, int]:
    """What of each kind of grant has come back over all lines of the order."""
    rows = [lines.existing((order, number)) for number in range(1, orders.existing(order)["lines"] + 1)]
    return {
        grant: sum(given_back(row[grant], row["refunded"], row["amount"], in_full=in_full) for row in rows)
        for grant in GRANTS
    }
