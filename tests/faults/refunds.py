"""Faults of what goes back, and of the budgets that it fills."""

from typing import Any

import attrs

from faulting import Log, change, fault, find, insert, remove
from faults.order_life import again, of
from socialcommerce import Recorded
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.orders.case_events import CaseRequested, CaseRuled
from socialcommerce.domain.orders.events import OrderCancelled, OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.refunding import RefundAsked, RefundPart


def names_units(recorded: Recorded[Any]) -> bool:
    return recorded.event.asked.quantity is not None


def names_amount(recorded: Recorded[Any]) -> bool:
    return recorded.event.asked.amount is not None


def names_case(recorded: Recorded[Any]) -> bool:
    return recorded.event.asked.case is not None


def brings_delivery(recorded: Recorded[Any]) -> bool:
    return recorded.event.delivery_fee > 0


def change_part(log: Log, index: int, **fields: Any) -> str:
    """Change *fields* of the first part of a refund."""
    first, *others = log[index].event.parts
    return change(log, index, parts=(attrs.evolve(first, **fields), *others))


@fault("a refund is made twice", "refund-once")
def _(log: Log) -> str:
    return again(log, find(log, OrderRefunded))


@fault("more units go back than were bought", "refund-left")
def _(log: Log) -> str:
    return change_part(log, find(log, OrderRefunded, names_units), quantity=99)


@fault("more goes back than was paid", "refund-left")
def _(log: Log) -> str:
    return change_part(log, find(log, OrderRefunded, names_amount), amount=10**9)


@fault("a line goes back that is not there", "refund-left")
def _(log: Log) -> str:
    return change_part(log, find(log, OrderRefunded, names_units), line=99)


@fault("more goes back for delivery than it cost", "refund-left")
def _(log: Log) -> str:
    return change(log, find(log, OrderRefunded, brings_delivery), delivery_fee=10**6)


@fault("a unit goes back for a fen too much", "refund-parts")
def _(log: Log) -> str:
    index = find(log, OrderRefunded, names_units)
    return change_part(log, index, amount=log[index].event.parts[0].amount + 1)


@fault("another amount goes back than was asked for", "refund-parts")
def _(log: Log) -> str:
    index = find(log, OrderRefunded, names_amount)
    return change_part(log, index, amount=log[index].event.parts[0].amount + 1)


@fault("of all that was left something is kept", "refund-parts")
def _(log: Log) -> str:
    index = find(log, OrderRefunded, lambda recorded: recorded.event.asked == RefundAsked() and recorded.event.parts)
    return change_part(log, index, amount=log[index].event.parts[0].amount - 1)


@fault("another line goes back than was asked for", "refund-parts")
def _(log: Log) -> str:
    index = find(log, OrderRefunded, names_units)
    return change_part(log, index, line=log[index].event.asked.line + 1)


@fault("a case gives a fen more than was ruled", "refund-parts")
def _(log: Log) -> str:
    ruled = {recorded.key for recorded in log if isinstance(recorded.event, CaseRuled)}
    index = find(log, OrderRefunded, lambda recorded: recorded.event.asked.case in ruled)
    return change_part(log, index, amount=log[index].event.parts[0].amount + 1)


@fault("a delivery fee is kept of an order that was not sent, and all is back", "refund-fee")
def _(log: Log) -> str:
    index = find(log, OrderRefunded, lambda recorded: brings_delivery(recorded) and not names_case(recorded))
    return change(log, index, delivery_fee=0)


@fault("a delivery fee is kept that was ruled to go back", "refund-fee")
def _(log: Log) -> str:
    index = find(log, OrderRefunded, lambda recorded: brings_delivery(recorded) and names_case(recorded))
    return change(log, index, delivery_fee=0)


@fault("a delivery fee goes back with a unit", "refund-fee")
def _(log: Log) -> str:
    return change(log, find(log, OrderRefunded, names_units), delivery_fee=1)


@fault("a refund gives nothing back", "refund-something")
def _(log: Log) -> str:
    return change(log, find(log, OrderRefunded), parts=(), delivery_fee=0)


@fault("a line goes back of which nothing is left", "refund-something")
def _(log: Log) -> str:
    index = find(log, OrderRefunded, lambda recorded: recorded.event.parts and not names_case(recorded))
    line = log[index].event.parts[0].line
    order = log[find(log, OrderPlaced, of(log[index].stream))].event.lines[line - 1]
    cost = order.quantity * order.unit_price - order.discount
    change(log, index, parts=(RefundPart(line, order.quantity, cost),))
    fact = OrderRefunded(refund="again", asked=RefundAsked(line), parts=(), delivery_fee=0)
    return insert(log, index + 1, log[index].stream, fact, at=log[index].at)


@fault("a case is refunded twice", "refund-granted")
def _(log: Log) -> str:
    index = find(log, OrderRefunded, names_case)
    again(log, index)
    return change(log, index + 1, refund="again")


@fault("a case is refunded that nobody approved", "refund-granted")
def _(log: Log) -> str:
    index = find(log, CaseRequested, lambda recorded: recorded.event.asked.amount is not None)
    asked = RefundAsked(case=log[index].key)
    parts = (RefundPart(log[index].event.line, 0, log[index].event.asked.amount),)
    fact = OrderRefunded(refund="early", asked=asked, parts=parts, delivery_fee=0)
    return insert(log, index + 2, f"order-{log[index].event.order}", fact, at=log[index].at)


@fault("a case of another order is refunded", "refund-granted")
def _(log: Log) -> str:
    first = log[find(log, CaseRequested)]
    index = find(log, OrderRefunded, lambda recorded: names_case(recorded) and recorded.key != first.event.order)
    return change(log, index, asked=RefundAsked(case=first.key))


@fault("a ruling that gives nothing is refunded", "refund-granted")
def _(log: Log) -> str:
    index = find(log, CaseRuled, lambda recorded: recorded.event.amount == 0)
    fact = OrderRefunded(refund="lost", asked=RefundAsked(case=log[index].key), parts=(), delivery_fee=0)
    number = log[index].key.partition("~")[0]
    return insert(log, index + 2, f"order-{number}", fact, at=log[index].at)


@fault("a funding is given twice", "funded-once")
def _(log: Log) -> str:
    return again(log, find(log, BudgetFunded))


@fault("more is drawn than is left", "budget-left")
def _(log: Log) -> str:
    return change(log, find(log, BudgetDrawn), amount=10**9)


@fault("an order draws a fen less than its subsidy", "budget-drawn")
def _(log: Log) -> str:
    index = find(log, BudgetDrawn)
    return change(log, index, amount=log[index].event.amount - 1)


@fault("an order draws twice", "budget-drawn")
def _(log: Log) -> str:
    return again(log, find(log, BudgetDrawn))


@fault("an order draws from the budget of what it does not hold", "budget-drawn")
def _(log: Log) -> str:
    index = find(log, BudgetDrawn)
    product = log[index].key
    other = find(log, OrderPlaced, lambda recorded: product not in [each.product for each in recorded.event.lines])
    return change(log, index, order=log[other].key)


@fault("a cancelled order gives a fen too little back", "budget-back")
def _(log: Log) -> str:
    ended = {recorded.key for recorded in log if isinstance(recorded.event, OrderCancelled)}
    index = find(log, BudgetGivenBack, lambda recorded: recorded.event.order in ended)
    return change(log, index, amount=log[index].event.amount - 1)


@fault("a refund gives a fen too much back to the budget", "budget-back")
def _(log: Log) -> str:
    index = find(log, BudgetGivenBack, lambda recorded: (recorded.cause or "").startswith("order-"))
    return change(log, index, amount=log[index].event.amount + 1)


@fault("an order gives back what it holds", "budget-back")
def _(log: Log) -> str:
    index = find(log, BudgetDrawn)
    fact = BudgetGivenBack(order=log[index].event.order, amount=log[index].event.amount)
    return insert(log, index + 1, log[index].stream, fact, at=log[index].at)


@fault("a subsidy is drawn from nothing", "budgets-follow")
def _(log: Log) -> str:
    number = remove(log, find(log, BudgetDrawn)).event.order
    return log[find(log, OrderPlaced, of(f"order-{number}"))].reference


@fault("what an order drew does not come back when it is cancelled", "budgets-follow")
def _(log: Log) -> str:
    ended = {recorded.key for recorded in log if isinstance(recorded.event, OrderCancelled)}
    number = remove(log, find(log, BudgetGivenBack, lambda recorded: recorded.event.order in ended)).event.order
    return log[find(log, OrderCancelled, of(f"order-{number}"))].reference


@fault("what an order drew does not come back when it is refunded", "budgets-follow")
def _(log: Log) -> str:
    ended = {recorded.key for recorded in log if isinstance(recorded.event, OrderCancelled)}
    number = remove(log, find(log, BudgetGivenBack, lambda recorded: recorded.event.order not in ended)).event.order
    return [each for each in log if isinstance(each.event, OrderRefunded) and each.key == number][-1].reference
