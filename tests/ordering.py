"""Orders at each point of their life, folded from facts; and the cases and messages that are about them."""

from datetime import datetime, timedelta
from typing import Any

import attrs

from given import NOON, given, then
from socialcommerce import Rules
from socialcommerce.domain.orders import fulfilment
from socialcommerce.domain.orders.case import CASE, Case, case_id
from socialcommerce.domain.orders.case_events import CaseAsked, CaseEvent, CaseRequested, Kind
from socialcommerce.domain.orders.events import OrderEvent, OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.message import Message
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.pricing import Asked, OrderLine, Wanted
from socialcommerce.domain.orders.refunding import RefundAsked, RefundPart
from socialcommerce.domain.orders.terms import Terms, terms_by
from socialcommerce.domain.referrals.attribution import NOBODY
from socialcommerce.kernel.text import PersonalText

TERMS = terms_by(Rules())


def line(product: str = "p1", quantity: int = 2, unit_price: int = 1_000, **changes: Any) -> OrderLine:
    """A line of lipsticks at the platform price, but for *changes*."""
    plain = OrderLine(
        product=product,
        title="Lipstick",
        category="beauty",
        sensitive=False,
        quantity=quantity,
        platform_price=unit_price,
        unit_price=unit_price,
        price_reason="platform",
        discount=0,
        subsidy=0,
        excess=0,
        commission_bp=0,
    )
    return attrs.evolve(plain, **changes)


TWO_LINES = (line("p1"), line("p2", 1, 500))
"""Two lipsticks at ¥10.00 and one at ¥5.00."""


def placed(*lines: OrderLine, delivery_fee: int = 600, terms: Terms = TERMS, buyer: str = "buyer") -> Order:
    """The order ``o1`` of *lines* (default: :data:`TWO_LINES`), placed at noon."""
    lines = lines or TWO_LINES
    wanted = tuple(Wanted(line.product, line.quantity) for line in lines)
    fact = OrderPlaced(
        order="o1",
        asked=Asked(buyer, wanted, delivery_fee=delivery_fee),
        merchant="dior",
        lines=lines,
        attribution=NOBODY,
        total=sum(line.amount for line in lines) + delivery_fee,
        pay_by=NOON + timedelta(minutes=30),
        terms=terms,
    )
    return given(ORDER, fact)


def paid(*lines: OrderLine, **options: Any) -> Order:
    """The same, paid; *options* are those of :func:`placed`."""
    order = placed(*lines, **options)
    return then(ORDER, order, OrderPaid(payment="pay1", amount=order.total))


def shipped(*lines: OrderLine, **options: Any) -> Order:
    """The same, sent at noon in one parcel ``sf1``."""
    order = paid(*lines, **options)
    return then(ORDER, order, *fulfilment.ship(order, "sf1", "SF Express", at=NOON))


def delivered(*lines: OrderLine, **options: Any) -> Order:
    """The same, delivered at noon."""
    order = shipped(*lines, **options)
    return then(ORDER, order, *fulfilment.deliver(order, at=NOON))


def completed(*lines: OrderLine, **options: Any) -> Order:
    """The same, closed by its buyer at noon."""
    order = delivered(*lines, **options)
    return then(ORDER, order, *fulfilment.complete(order, at=NOON))


def repaid(order: Order, *lines: int, delivery_fee: bool = False) -> Order:
    """*order* after all that is left of its *lines* (default: all of them) went back."""
    numbers = lines or tuple(range(1, len(order.lines) + 1))
    left = {number: order.lines[number - 1] for number in numbers}
    fact: OrderEvent = OrderRefunded(
        refund=f"back{len(order.refunds)}",
        asked=RefundAsked(),
        parts=tuple(
            RefundPart(number, line.sold.quantity - line.refunded_quantity, line.left) for number, line in left.items()
        ),
        delivery_fee=order.fee_left if delivery_fee else 0,
    )
    return then(ORDER, order, fact)


def own(text: str) -> PersonalText:
    """A text that belongs to the buyer."""
    return PersonalText("buyer", text)


def asked(kind: Kind = "refund_only", **changes: Any) -> CaseAsked:
    """What is asked for in a case of the whole line, but for *changes*."""
    return CaseAsked(kind, own("broken"), **changes)


CASE_ID = case_id("o1", 1, 1)
ANSWER_BY = NOON + timedelta(hours=48)


def requested(kind: Kind = "refund_only", *facts: CaseEvent, answer_by: datetime = ANSWER_BY, **changes: Any) -> Case:
    """The first case of the first line of ``o1``, requested at noon, after *facts*."""
    fact = CaseRequested(case=CASE_ID, order="o1", line=1, asked=asked(kind, **changes), answer_by=answer_by)
    return given(CASE, fact, *facts)


def message(id: str = "n1", author: str = "buyer", text: str = "Hello", images: int = 0) -> Message:
    """A message with so many *images*."""
    return Message(id, author, own(text), tuple(own(f"image{number}") for number in range(images)))
