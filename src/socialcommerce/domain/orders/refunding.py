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
from socialcommerce.kernel.keys import JoinedKey, Ordinal
from socialcommerce.kernel.money import Money, Price, part


@attrs.frozen
class RefundAsked:
    """What a refund names: a line (from 1) and a quantity, an amount or neither; a case; or nothing: all there is."""

    line: Ordinal | None = None
    quantity: Quantity | None = None
    amount: Price | None = None
    case: JoinedKey | None = None

    def __attrs_post_init__(self) -> None:
        if self.case is not None and (self.line, self.quantity, self.amount) != (None, None, None):
            raise ValueError("a refund of a case names nothing else: the case says what goes back")
        if self.line is None and (self.quantity is not None or self.amount is not None):
            raise ValueError("a refund of a quantity or an amount names its line")
        if self.quantity is not None and self.amount is not None:
            raise ValueError("a refund names a quantity or an amount, not both")


@attrs.frozen
class Grant:
    """What an after-sale case gives back of a line: units, an amount, or with neither all that is left of it.

    And the ``delivery_fee``, if a ruling says so. Never more than what is left when the money moves.
    """

    line: int
    quantity: int | None = None
    amount: int | None = None
    delivery_fee: bool = False


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

    @property
    def units_left(self) -> int:
        """How many units were not given back."""
        return self.sold.quantity - self.refunded_quantity

    @property
    def is_kept(self) -> bool:
        """Whether the buyer has something of the line that was not given back; of a free line, units of it."""
        return self.left > 0 or (self.sold.amount == 0 and self.units_left > 0)

    def less(self, given: "RefundPart") -> "Line":
        """The line after *given* went back."""
        return Line(self.sold, self.refunded_quantity + given.quantity, self.refunded_amount + given.amount)


def refund_parts(lines: Sequence[Line], asked: RefundAsked, order: str) -> tuple[RefundPart, ...]:
    """What goes back for *lines* when *asked*; of an order that names no line perhaps nothing.

    Refused: ``line-unknown``, ``already-refunded``, ``refund-too-high``.
    """
    if asked.line is None:
        return tuple(_rest(number, line) for number, line in enumerate(lines, 1) if line.left)
    if not 1 <= asked.line <= len(lines):
        raise Refused("line-unknown", f"order {order} has lines 1 to {len(lines)}, not {asked.line}")
    line = lines[asked.line - 1]
    if line.left == 0:
        paid = "has been refunded in full" if line.sold.amount else "cost nothing"
        raise Refused("already-refunded", f"line {asked.line} of order {order} {paid}")
    if asked.quantity is not None:
        left = line.units_left
        if asked.quantity > left:
            raise _too_high(f"{asked.quantity} units", asked.line, order, left)
        return (_units(asked.line, line, asked.quantity),)
    if asked.amount is None:
        return (_rest(asked.line, line),)
    if asked.amount > line.left:
        raise _too_high(f"{asked.amount} minor units", asked.line, order, line.left)
    return (RefundPart(asked.line, 0, asked.amount),)


def granted_parts(lines: Sequence[Line], grant: Grant) -> tuple[RefundPart, ...]:
    """What goes back for the line of a *grant*, of what is left of it; nothing if nothing is."""
    line = lines[grant.line - 1]
    if grant.quantity is not None:
        units = min(grant.quantity, line.units_left)
        given = _units(grant.line, line, units) if units else None
    elif grant.amount is not None:
        given = RefundPart(grant.line, 0, min(grant.amount, line.left))
    else:
        given = _rest(grant.line, line)
    return (given,) if given and (given.amount or given.quantity) else ()


def _rest(number: int, line: Line) -> RefundPart:
    return RefundPart(number, line.units_left, line.left)


def _units(number: int, line: Line, quantity: int) -> RefundPart:
    worth = part(line.sold.amount, line.refunded_quantity, quantity, line.sold.quantity)
    return RefundPart(number, quantity, min(worth, line.left))


def _too_high(wanted: str, number: int, order: str, left: int) -> Refused:
    message = f"{wanted} of line {number} of order {order} are more than the {left} left"
    return Refused("refund-too-high", message, left=left)
