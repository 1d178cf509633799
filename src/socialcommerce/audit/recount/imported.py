"""Recount of orders that merchants imported from elsewhere."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar, microseconds
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.orders.imported import ImportRecorded
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Order(Row):
    """An imported order, known by the place of its event in the log."""

    position: int
    merchant: str
    number: str
    buyer: str
    source: str
    bought_at: int
    total: int


class Line(Row):
    """A line of an imported order."""

    position: int
    line: int
    product: str
    title: str
    quantity: int
    amount: int


class ImportedOrders(Recounted):
    """Imported orders, which never change."""

    model = "imported"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.orders = Table[int, Order](models.imported.orders, Order)
        self.lines = Table[tuple[int, int], Line](models.imported.lines, Line)
        self._calendar = calendar

    @sees(ImportRecorded)
    def imported(self, _: str, fact: ImportRecorded, recorded: Recorded[Any]) -> None:
        position = recorded.position
        self.orders[position] = Order(
            position=position,
            merchant=fact.merchant,
            number=fact.number,
            buyer=fact.buyer,
            source=fact.source,
            bought_at=microseconds(fact.bought_at),
            total=sum(line.amount for line in fact.lines),
        )
        for number, line in enumerate(fact.lines, 1):
            self.lines[position, number] = Line(
                position=position,
                line=number,
                product=line.product,
                title=line.title,
                quantity=line.quantity,
                amount=line.amount,
            )
