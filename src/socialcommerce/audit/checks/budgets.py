"""Budgets: given by merchants, drawn by orders, and given back by what goes back."""

from collections.abc import Iterator
from typing import Any

from socialcommerce.audit.check import Doubt, check, closing_check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.trading import Line, Order
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.orders.events import OrderCancelled, OrderPlaced, OrderRefunded
from socialcommerce.kernel.event import Recorded


@check("funded-once", "A funding's reference is used once of a product.", BudgetFunded, refusals=("funding-differs",))
def _(picture: Picture, key: str, fact: BudgetFunded, recorded: Recorded[Any]) -> Doubt | None:
    budget = picture.budgets.of.get(key)
    if budget is None or fact.funding not in budget.fundings:
        return None
    return Doubt(f"funding {fact.funding} once", "it is given again")


@check("budget-of-product", "What has a budget is a product that was listed.", BudgetFunded)
def _(picture: Picture, key: str, fact: BudgetFunded, recorded: Recorded[Any]) -> Doubt | None:
    known = key in picture.catalog.products
    return None if known else Doubt("a product that was listed", f"{key} never was")


@check("budget-left", "No more is drawn from a budget than is left in it.", BudgetDrawn)
def _(picture: Picture, key: str, fact: BudgetDrawn, recorded: Recorded[Any]) -> Doubt | None:
    left = picture.budgets.of[key].left
    return None if fact.amount <= left else Doubt(f"at most {left}", f"{fact.amount}")


@check("budget-drawn", "An order draws the subsidy of its line from the budget of the product, once.", BudgetDrawn)
def _(picture: Picture, key: str, fact: BudgetDrawn, recorded: Recorded[Any]) -> Doubt | None:
    if fact.order in picture.budgets.of[key].drawings:
        return Doubt(f"one drawing of order {fact.order}", "another one")
    return differs(_line_of(picture.orders.of[fact.order], key).sold.subsidy, fact.amount)


@check(
    "budget-back",
    "A cancelled order gives back all that it drew, a refund the part of it that goes back of the line: the floor of"
    " the cumulative part, and all with the last.",
    BudgetGivenBack,
)
def _(picture: Picture, key: str, fact: BudgetGivenBack, recorded: Recorded[Any]) -> Doubt | None:
    drawing, order = picture.budgets.of[key].drawings[fact.order], picture.orders.of[fact.order]
    return differs(_back(order, _line_of(order, key)) - drawing.back, fact.amount)


@closing_check(
    "budgets-follow",
    "What orders hold of budgets is what their lines were subsidised with, less what went back of them.",
    OrderPlaced,
    OrderCancelled,
    OrderRefunded,
)
def _(picture: Picture) -> Iterator[tuple[Recorded[Any], Doubt]]:
    for number, order in picture.orders.of.items():
        for line in order.lines:
            if not line.sold.subsidy:
                continue
            budget = picture.budgets.of.get(line.sold.product)
            drawing = budget.drawings.get(number) if budget is not None else None
            if drawing is None:
                yield order.placed, Doubt(f"{line.sold.subsidy} drawn for {line.sold.product}", "nothing was")
            elif drawing.back != _back(order, line):
                ended = order.last_refund or order.cancelled or order.placed
                expected = f"{_back(order, line)} given back for {line.sold.product}"
                yield ended, Doubt(expected, f"{drawing.back} was")


def _line_of(order: Order, product: str) -> Line:
    for line in order.lines:
        if line.sold.product == product:
            return line
    raise LookupError(product)


def _back(order: Order, line: Line) -> int:
    """What of the line's subsidy has to be back by now."""
    if order.status in ("cancelled", "refunded"):
        return line.sold.subsidy
    return line.sold.subsidy * line.back // line.cost if line.cost else 0
