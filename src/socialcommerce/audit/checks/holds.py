"""How after-sale cases hold up their orders."""

from collections.abc import Iterator
from typing import Any

from socialcommerce.audit.check import Doubt, check, closing_check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.cases import Case
from socialcommerce.audit.picture.trading import Order
from socialcommerce.domain.orders.case_events import CaseRefunded, CaseRequested
from socialcommerce.domain.orders.events import CaseClosed, CaseOpened, OrderCompleted
from socialcommerce.kernel.event import Recorded


@check(
    "one-open-case",
    "A line has at most one open case, which holds up its order as soon as it is opened, or taken up again.",
    CaseOpened,
    refusals=("case-open",),
)
def _(picture: Picture, key: str, fact: CaseOpened, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[key]
    for held, line in order.holds.items():
        if line == fact.line:
            return Doubt(f"one open case of line {line}, {held}", f"case {fact.case}")
    case = picture.cases.of[fact.case]
    if not case.is_open or not order.lines[fact.line - 1].is_kept:
        return Doubt("an open case of a line of which something is left", f"case {fact.case} is {case.status}")
    return differs((key, case.line, case.last.at), (case.order, fact.line, recorded.at))


@check(
    "case-closed", "An order is free of a case that held it up from the instant at which that lets it go.", CaseClosed
)
def _(picture: Picture, key: str, fact: CaseClosed, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[key]
    if fact.case not in order.holds:
        return Doubt("a case that holds the order up", f"case {fact.case} does not")
    case = picture.cases.of[fact.case]
    if _holds(order, fact.case, case):
        return Doubt("a hold for as long as the case is open", f"case {fact.case} is {case.status}")
    return differs(recorded.at, fact.free_since)


@check("not-held", "An order is not complete while a case holds it up.", OrderCompleted, refusals=("case-open",))
def _(picture: Picture, key: str, fact: OrderCompleted, recorded: Recorded[Any]) -> Doubt | None:
    holds = picture.orders.of[key].holds
    return Doubt("an order free of cases", f"held up by {', '.join(holds)}") if holds else None


@closing_check(
    "holds",
    "What holds orders up are their open cases, and rulings whose money has not gone back.",
    CaseRequested,
    CaseOpened,
    CaseClosed,
)
def _(picture: Picture) -> Iterator[tuple[Recorded[Any], Doubt]]:
    for key, case in picture.cases.of.items():
        order = picture.orders.of.get(case.order)
        if order is None or case.line > len(order.lines):
            continue
        held, holding = key in order.holds, _holds(order, key, case)
        if held and not holding:
            yield case.last, Doubt(f"order {case.order} free of it", "it is held up")
        elif holding and not held:
            yield case.last, Doubt(f"order {case.order} held up by it", "it is not")


@closing_check(
    "nothing-left-to-ask",
    "A case of a line of which nothing is left is not open.",
    CaseRequested,
    CaseRefunded,
)
def _(picture: Picture) -> Iterator[tuple[Recorded[Any], Doubt]]:
    for key, case in picture.cases.of.items():
        order = picture.orders.of.get(case.order)
        if order is None or order.last_refund is None or not case.is_open or case.line > len(order.lines):
            continue
        if key in order.refunded_cases or not order.lines[case.line - 1].is_kept:
            yield order.last_refund, Doubt(f"case {key} refunded", f"it is {case.status}")


def _holds(order: Order, key: str, case: Case) -> bool:
    """Whether the case is open, or ruled and something of what it gives can still go back."""
    if case.ruling is None:
        return case.is_open
    line = order.lines[case.line - 1]
    left = min(case.ruling.amount, line.left) > 0 or (case.ruling.delivery_fee and order.fee_left > 0)
    return left and key not in order.refunded_cases
