"""Recount of what is booked in which month of a merchant's statement."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.earnings.commission_events import CommissionClawedBack, CommissionEarned, CommissionReduced
from socialcommerce.domain.earnings.statement import MonthClosed
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Booking(Row):
    """What an event brought or took, of one kind."""

    merchant: str
    position: int
    kind: str
    amount: int
    month: str


class Closing(Row):
    """The last closed month of a merchant."""

    merchant: str
    closed_through: str


class Order(Row):
    """An order, and what is left of what it costs."""

    order: str
    merchant: str
    lines: int
    left: int
    subsidy: int
    excess: int


class Line(Row, kw_only=True):
    """A line, and what its buyer did not have to pay of it."""

    order: str
    line: int
    amount: int
    refunded: int = 0
    subsidy: int
    excess: int


class Statements(Recounted):
    """Payments, refunds, commission, subsidy and excess, each in its month, or the first open one."""

    model = "statements"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.bookings = Table[tuple[str, int, str], Booking](models.statements.bookings, Booking)
        self.closings = Table[str, Closing](models.statements.closings, Closing)
        self.orders = Table[str, Order](models.statements.orders, Order)
        self.lines = Table[tuple[str, int], Line](models.statements.lines, Line)
        self._calendar = calendar

    @sees(OrderPlaced)
    def placed(self, order: str, fact: OrderPlaced, recorded: Recorded[Any]) -> None:
        subsidy = excess = 0
        for number, line in enumerate(fact.lines, 1):
            subsidy += line.subsidy
            excess += line.excess
            amount = line.quantity * line.unit_price - line.discount
            self.lines[order, number] = Line(
                order=order, line=number, amount=amount, subsidy=line.subsidy, excess=line.excess
            )
        self.orders[order] = Order(
            order=order,
            merchant=fact.merchant,
            lines=len(fact.lines),
            left=fact.total,
            subsidy=subsidy,
            excess=excess,
        )

    @sees(OrderPaid)
    def paid(self, order: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        paid = self.orders[order]
        self._book(paid, recorded, payment=fact.amount, subsidy=paid.subsidy, excess=paid.excess)

    @sees(OrderRefunded)
    def refunded(self, order: str, fact: OrderRefunded, recorded: Recorded[Any]) -> None:
        refunded = self.orders[order]
        subsidy, excess = self._granted(refunded, in_full=False)
        back = sum(part.amount for part in fact.parts) + fact.delivery_fee
        refunded.left -= back
        for part in fact.parts:
            self.lines[order, part.line].refunded += part.amount
        subsidy_now, excess_now = self._granted(refunded, in_full=refunded.left == 0)
        self._book(refunded, recorded, refund=-back, subsidy=subsidy_now - subsidy, excess=excess_now - excess)

    @sees(CommissionEarned)
    def earned(self, order: str, fact: CommissionEarned, recorded: Recorded[Any]) -> None:
        self._book(self.orders[order], recorded, commission=sum(part.amount for part in fact.parts))

    @sees(CommissionReduced, CommissionClawedBack)
    def taken_back(self, order: str, fact: CommissionReduced | CommissionClawedBack, recorded: Recorded[Any]) -> None:
        self._book(self.orders[order], recorded, commission=-sum(part.amount for part in fact.parts))

    @sees(MonthClosed)
    def closed(self, merchant: str, fact: MonthClosed, recorded: Recorded[Any]) -> None:
        self.closings[merchant] = Closing(merchant=merchant, closed_through=fact.month)

    def _granted(self, order: Order, *, in_full: bool) -> tuple[int, int]:
        """The subsidy and the excess that its merchant still bears: less by the part of each line that came back.

        Nothing if all is back *in_full*; of an order that cost nothing, nothing is left to pay back from the start.
        """
        if in_full:
            return 0, 0
        lines = [self.lines[order.order, number] for number in range(1, order.lines + 1)]
        subsidy = sum(line.subsidy - _part(line.subsidy, line) for line in lines)
        return subsidy, sum(line.excess - _part(line.excess, line) for line in lines)

    def _book(self, order: Order, recorded: Recorded[Any], **amounts: int) -> None:
        """Book *amounts*, each of the kind that it is named by, if there are any."""
        merchant, month = order.merchant, self._calendar.month(recorded.at)
        closing = self.closings.get(merchant)
        if closing is not None and month <= closing.closed_through:
            month = month_after(closing.closed_through)
        for kind, amount in amounts.items():
            if amount:
                self.bookings[merchant, recorded.position, kind] = Booking(
                    merchant=merchant, position=recorded.position, kind=kind, amount=amount, month=month
                )


def _part(granted: int, line: Line) -> int:
    """The floor of the part of *granted* that is back with what was refunded of the line."""
    return granted * line.refunded // line.amount if line.amount else 0


def month_after(month: str) -> str:
    """The month that follows: ``2022-01`` after ``2021-12``."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]), 12)
    return f"{year:04}-{number + 1:02}"
