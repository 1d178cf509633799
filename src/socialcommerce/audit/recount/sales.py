"""Recount of orders and their lines, with what was paid and given back."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Order(Row):
    """An order and the price of its goods."""

    order: str
    buyer: str
    shop: str | None
    share: str | None
    paid_day: str | None
    goods: int
    refunded: int


class Line(Row):
    """A line of an order."""

    order: str
    line: int
    product: str
    title: str
    sensitive: bool
    quantity: int
    unit_price: int
    price_reason: str
    discount: int
    amount: int
    refunded: int
    refunded_quantity: int


class Sales(Recounted):
    """Goods sold and given back, delivery left out."""

    model = "sales"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.orders = Table[str, Order](models.sales.orders, Order)
        self.lines = Table[tuple[str, int], Line](models.sales.lines, Line)
        self._calendar = calendar

    @sees(OrderPlaced)
    def placed(self, order: str, fact: OrderPlaced, recorded: Recorded[Any]) -> None:
        goods = 0
        for number, line in enumerate(fact.lines, 1):
            amount = line.quantity * line.unit_price - line.discount
            goods += amount
            self.lines[order, number] = Line(
                order=order,
                line=number,
                product=line.product,
                title=line.title,
                sensitive=line.sensitive,
                quantity=line.quantity,
                unit_price=line.unit_price,
                price_reason=line.price_reason,
                discount=line.discount,
                amount=amount,
                refunded=0,
                refunded_quantity=0,
            )
        self.orders[order] = Order(
            order=order,
            buyer=fact.asked.buyer,
            shop=fact.attribution.shop,
            share=fact.attribution.share,
            paid_day=None,
            goods=goods,
            refunded=0,
        )

    @sees(OrderPaid)
    def paid(self, order: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        self.orders[order].paid_day = self._calendar.day(recorded.at)

    @sees(OrderRefunded)
    def refunded(self, order: str, fact: OrderRefunded, recorded: Recorded[Any]) -> None:
        for part in fact.parts:
            self.orders[order].refunded += part.amount
            self.lines[order, part.line].refunded += part.amount
            self.lines[order, part.line].refunded_quantity += part.quantity
