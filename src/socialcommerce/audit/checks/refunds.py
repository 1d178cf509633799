"""Refunds: what goes back of a paid order, and never more than is left of it."""

from typing import Any

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.cases import Case
from socialcommerce.audit.picture.trading import Line, Order
from socialcommerce.domain.orders.events import OrderRefunded
from socialcommerce.domain.orders.refunding import RefundAsked
from socialcommerce.kernel.event import Recorded

Parts = list[tuple[int, int, int]]
"""Of which line (from 1) how many units and how much go back."""

AWAITING = frozenset({("approved", "refund_only"), ("received", "return_and_refund")})
"""Where a case waits for the money that it asked for, by status and kind."""


@check("refund-once", "A refund's reference is used once of an order.", OrderRefunded, refusals=("refund-differs",))
def _(picture: Picture, key: str, fact: OrderRefunded, recorded: Recorded[Any]) -> Doubt | None:
    if fact.refund not in picture.orders.of[key].refunds:
        return None
    return Doubt(f"refund {fact.refund} once", "it is made again")


@check(
    "refund-left",
    "No more goes back than is left: of units, of a line, of the delivery fee, of the order.",
    OrderRefunded,
    refusals=("refund-too-high", "line-unknown"),
)
def _(picture: Picture, key: str, fact: OrderRefunded, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[key]
    back = fact.delivery_fee
    for part in fact.parts:
        line = order.lines[part.line - 1]
        back += part.amount
        if part.quantity > line.units_left or part.amount > line.left:
            expected = f"no more than the {line.units_left} units and {line.left} left of line {part.line}"
            return Doubt(expected, f"{part.quantity} units and {part.amount} go back")
    left = order.terms_of.total - order.back
    if fact.delivery_fee > order.fee_left or back > left:
        return Doubt(f"no more than {left}, and {order.fee_left} of it for delivery", f"{back} and {fact.delivery_fee}")
    return None


@check(
    "refund-parts",
    "What goes back is what was asked for or what the case gives: units as differences of cumulative floors, an amount"
    " as it is, or all that is left.",
    OrderRefunded,
)
def _(picture: Picture, key: str, fact: OrderRefunded, recorded: Recorded[Any]) -> Doubt | None:
    order, asked = picture.orders.of[key], fact.asked
    if asked.case is not None:
        expected = _granted(picture.cases.of[asked.case], order)
    elif asked.line is not None:
        expected = [_of_line(asked, order.lines[asked.line - 1])]
    else:
        expected = [(number, line.units_left, line.left) for number, line in enumerate(order.lines, 1) if line.left]
    return differs(expected, [(part.line, part.quantity, part.amount) for part in fact.parts])


def _of_line(asked: RefundAsked, line: Line) -> tuple[int, int, int]:
    number = asked.line or 0
    if asked.quantity is not None:
        return number, asked.quantity, min(_worth(line, asked.quantity), line.left)
    if asked.amount is not None:
        return number, 0, asked.amount
    return number, line.units_left, line.left


def _granted(case: Case, order: Order) -> Parts:
    line, asked = order.lines[case.line - 1], case.requested.event.asked
    if case.ruling is not None:
        part = (case.line, 0, min(case.ruling.amount, line.left))
    elif asked.quantity is not None:
        units = min(asked.quantity, line.units_left)
        part = (case.line, units, min(_worth(line, units), line.left))
    elif asked.amount is not None:
        part = (case.line, 0, min(asked.amount, line.left))
    else:
        part = (case.line, line.units_left, line.left)
    return [part] if part[1] or part[2] else []


def _worth(line: Line, units: int) -> int:
    """What the next *units* are worth: 100 in three units is 33, 33, 34."""
    quantity = line.sold.quantity
    return line.cost * (line.units_back + units) // quantity - line.cost * line.units_back // quantity


@check(
    "refund-fee",
    "The delivery fee goes back with what empties an order that is not sent, or by a ruling.",
    OrderRefunded,
)
def _(picture: Picture, key: str, fact: OrderRefunded, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[key]
    ruling = picture.cases.of[fact.asked.case].ruling if fact.asked.case is not None else None
    empties = sum(line.left for line in order.lines) == sum(part.amount for part in fact.parts)
    goes_back = (empties and order.status == "paid") or (ruling is not None and ruling.delivery_fee)
    return differs(order.fee_left if goes_back else 0, fact.delivery_fee)


@check(
    "refund-something",
    "A refund gives something back, but of an order that cost nothing; of a line, where something is left of it.",
    OrderRefunded,
    refusals=("already-refunded",),
)
def _(picture: Picture, key: str, fact: OrderRefunded, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[key]
    line = fact.asked.line
    if line is not None and order.lines[line - 1].left == 0:
        return Doubt("a line of which something is left", f"line {line}, of which nothing is")
    if fact.parts or fact.delivery_fee or order.terms_of.total == 0:
        return None
    return Doubt("something that goes back", "nothing does")


@check(
    "refund-granted",
    "A refund that names a case is given once, for a case of the order that waits for it or was ruled for the buyer.",
    OrderRefunded,
    refusals=("case-status", "already-refunded"),
)
def _(picture: Picture, key: str, fact: OrderRefunded, recorded: Recorded[Any]) -> Doubt | None:
    named = fact.asked.case
    if named is None:
        return None
    case = picture.cases.of[named]
    if case.order != key:
        return Doubt(f"a case of order {key}", f"case {named} of order {case.order}")
    if named in picture.orders.of[key].refunded_cases:
        return Doubt(f"one refund of case {named}", "another one")
    ruling = case.ruling
    if (case.status, case.kind) in AWAITING or (ruling is not None and (ruling.amount > 0 or ruling.delivery_fee)):
        return None
    return Doubt("a case that waits for its refund", f"case {named}, {case.kind}, is {case.status}")
