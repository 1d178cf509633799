"""Refunding: what goes back for which lines of a paid order.

Units go back as differences of cumulative floors, never more than what is left of their line, so that refunding
unit by unit gives back exactly what was paid.
"""

from collections.abc import Sequence
from typing import Annotated

import attrs
from msgspec import Meta

from socialcommerce.domain.orders.pricing import MAX_QUANTITY, OrderLine, Quantity
from socialcommerce.errors import Refused
from socialcommerce.kernel.keys import Ordinal
from socialcommerce.kernel.money import Money, Price, part


@attrs.frozen
class RefundAsked:
    """What a refund names: a line (from 1) with a quantity, an amount or neither; or nothing: all that is left."""

    line: Ordinal | None = None
    quantity: Quantity | None = None
    amount: Price | None = None

    def __attrs_post_init__(self) -> None:
        if self.line is None and (self.quantity is not None or self.amount is not None):
            raise ValueError("a refund of a quantity or an amount names its line")
        if self.quantity is not None and self.amount is not None:
            raise ValueError("a refund names a quantity or an amount, not both")


@attrs.frozen
class RefundPart:
    """What goes back for one line (from 1): ``quantity`` units (0 for a mere amount) and ``amount`` minor units."""

    line: Ordinal
    quantity: Annotated[int, Meta(ge=0, le=MAX_QUANTITY)]
    amount: Money


@attrs.frozen
class Line:
    """A line and what has been given back of it: units, and minor units."""

    sold: OrderLine
    refunded_quantity: int = 0
    refunded_amount: int = 0

    @property
    def left(self) -> int:
        """What was paid for the line and not given back."""
        return self.sold.amount - self.refunded_amount

    def less(self, given: "RefundPart") -> "Line":
        """The line after *given* went back."""
        return Line(self.sold, self.refunded_quantity + given.quantity, self.refunded_amount + given.amount)


def refund_parts(lines: Sequence[Line], asked: RefundAsked, order: str) -> tuple[RefundPart, ...]:
    """What goes back for *lines* when *asked*. Refused: ``line-unknown``, ``already-refunded``, ``refund-too-high``."""
    if asked.line is None:
        parts = tuple(_rest(number, line) for number, line in enumerate(lines, 1) if line.left)
        if not parts:
            raise Refused("already-refunded", f"order {order} has been refunded in full")
        return parts
    if not 1 <= asked.line <= len(lines):
        raise Refused("line-unknown", f"order {order} has lines 1 to {len(lines)}, not {asked.line}")
    line = lines[asked.line - 1]
    if line.left == 0:
        raise Refused("already-refunded", f"line {asked.line} of order {order} has been refunded in full")
    if asked.quantity is not None:
        return (_units(asked.line, line, asked.quantity, order),)
    if asked.amount is None:
        return (_rest(asked.line, line),)
    if asked.amount > line.left:
        raise _too_high(f"{asked.amount} minor units", asked.line, order, line.left)
    return (RefundPart(asked.line, 0, asked.amount),)


def _rest(number: int, line: Line) -> RefundPart:
    return RefundPart(number, line.sold.quantity - line.refunded_quantity, line.left)


def _units(number: int, line: Line, quantity: int, order: str) -> RefundPart:
    left = line.sold.quantity - line.refunded_quantity
    if quantity > left:
        raise _too_high(f"{quantity} units", number, order, left)
    worth = part(line.sold.amount, line.refunded_quantity, quantity, line.sold.quantity)
    return RefundPart(number, quantity, min(worth, line.left))


def _too_high(wanted: str, number: int, order: str, left: int) -> Refused:
    message = f"{wanted} of line {number} of order {order} are more than the {left} left"
    return Refused("refund-too-high", message, left=left)
