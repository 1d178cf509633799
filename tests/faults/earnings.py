"""Faults of what members earn, of payouts, closed months, and of money over the whole log."""

from datetime import timedelta
from typing import Any

import attrs

from faulting import Log, change, fault, find, insert, move, remove
from faults.order_life import again, of
from socialcommerce import Recorded
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
    Part,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.earnings.statement import MonthClosed
from socialcommerce.domain.orders.events import OrderCompleted, OrderPaid, OrderRefunded

SECOND = timedelta(seconds=1)


def has_two_levels(recorded: Recorded[Any]) -> bool:
    return len(recorded.event.parts) > 1


def change_part(log: Log, index: int, number: int = 0, **fields: Any) -> str:
    """Change *fields* of a part of a commission, the first unless *number* says another one."""
    parts = list(log[index].event.parts)
    parts[number] = attrs.evolve(parts[number], **fields)
    return change(log, index, parts=tuple(parts))


def last(log: Log, kind: type[Any]) -> str:
    return [recorded for recorded in log if isinstance(recorded.event, kind)][-1].reference


def happens_again(name: str, kind: type[Any]) -> None:
    @fault(name, "commission-status")
    def _(log: Log) -> str:
        return again(log, find(log, kind))


happens_again("a commission is earned twice", CommissionEarned)
happens_again("a commission is frozen twice", CommissionFrozen)
happens_again("a commission is approved twice", CommissionApproved)


@fault("a commission is paid out before it is approved", "commission-status")
def _(log: Log) -> str:
    stream = log[find(log, CommissionSettled)].stream
    remove(log, find(log, CommissionApproved, of(stream)))
    return log[find(log, CommissionSettled)].reference


@fault("a sharer earns a fen too much", "commission-earned")
def _(log: Log) -> str:
    index = find(log, CommissionEarned)
    return change_part(log, index, amount=log[index].event.parts[0].amount + 1)


@fault("a recruiter earns a fen of the sharer's", "commission-earned")
def _(log: Log) -> str:
    index = find(log, CommissionEarned, has_two_levels)
    sharer, recruiter = log[index].event.parts
    change_part(log, index, amount=sharer.amount - 1)
    return change_part(log, index, 1, amount=recruiter.amount + 1)


@fault("a recruiter earns nothing", "commission-earned")
def _(log: Log) -> str:
    index = find(log, CommissionEarned, has_two_levels)
    first, second = log[index].event.parts
    return change(log, index, parts=(attrs.evolve(first, amount=first.amount + second.amount),))


@fault("another member earns than the sharer", "commission-earned")
def _(log: Log) -> str:
    return change_part(log, find(log, CommissionEarned), member="another")


@fault("a third earns too", "commission-earned")
def _(log: Log) -> str:
    index = find(log, CommissionEarned)
    return change(log, index, parts=(*log[index].event.parts, Part("third", 2, 1)))


@fault("a commission is earned before its order is paid", "commission-earned")
def _(log: Log) -> str:
    index = find(log, CommissionEarned)
    earned = remove(log, index)
    return insert(log, find(log, OrderPaid, of(f"order-{earned.key}")), earned.stream, earned.event)


@fault("a commission is to be approved a second too soon", "commission-frozen")
def _(log: Log) -> str:
    index = find(log, CommissionFrozen)
    return change(log, index, approve_by=log[index].event.approve_by - SECOND)


@fault("a commission is frozen before its order is complete", "commission-frozen")
def _(log: Log) -> str:
    index = find(log, CommissionFrozen)
    completed = find(log, OrderCompleted, of(f"order-{log[index].key}"))
    frozen = remove(log, index)
    return insert(log, completed, frozen.stream, frozen.event)


@fault("a commission is approved a second too soon", "commission-deadline")
def _(log: Log) -> str:
    return move(log, find(log, CommissionApproved), -SECOND)


@fault("a commission is approved by somebody", "commission-deadline")
def _(log: Log) -> str:
    return change(log, find(log, CommissionApproved), by="platform:op")


@fault("money goes back while an approval is overdue", "overdue")
def _(log: Log) -> str:
    streams = {recorded.stream for recorded in log if isinstance(recorded.event, CommissionApproved)}
    number = log[find(log, CommissionClawedBack, lambda recorded: recorded.stream in streams)].key
    index = find(log, CommissionApproved, of(f"commission-{number}"))
    remove(log, index)
    later = (recorded for recorded in log[index:] if recorded.category in ("order", "case"))
    return next(recorded for recorded in later if recorded.key.partition("~")[0] == number).reference


@fault("a refund takes a fen too little of a commission", "commission-lessened")
def _(log: Log) -> str:
    index = find(log, CommissionReduced)
    return change_part(log, index, amount=log[index].event.parts[0].amount - 1)


@fault("a refund takes a fen too much of what was paid out", "commission-lessened")
def _(log: Log) -> str:
    index = find(log, CommissionClawedBack)
    return change_part(log, index, amount=log[index].event.parts[0].amount + 1)


@fault("what was paid out is edited", "commission-lessened")
def _(log: Log) -> str:
    index = find(log, CommissionClawedBack)
    fact = log[index].event
    stream, at = log[index].stream, log[index].at
    remove(log, index)
    return insert(log, index, stream, CommissionReduced(refund=fact.refund, parts=fact.parts), at=at)


@fault("a commission is less by a refund that was not made", "commission-lessened")
def _(log: Log) -> str:
    return change(log, find(log, CommissionReduced), refund="none")


@fault("a paid order earns its sharer nothing", "commission-begun")
def _(log: Log) -> str:
    number = remove(log, find(log, CommissionEarned)).key
    return log[find(log, OrderPaid, of(f"order-{number}"))].reference


@fault("the commission of a complete order stays pending", "commission-freezes")
def _(log: Log) -> str:
    number = remove(log, find(log, CommissionFrozen)).key
    return log[find(log, OrderCompleted, of(f"order-{number}"))].reference


@fault("a refund takes nothing of a commission", "commission-follows")
def _(log: Log) -> str:
    number = remove(log, find(log, CommissionReduced)).key
    return [each for each in log if isinstance(each.event, OrderRefunded) and each.key == number][-1].reference


@fault("a refund takes nothing back of what was paid out", "commission-follows")
def _(log: Log) -> str:
    number = remove(log, find(log, CommissionClawedBack)).key
    return [each for each in log if isinstance(each.event, OrderRefunded) and each.key == number][-1].reference


@fault("a payout is made twice", "payout-once")
def _(log: Log) -> str:
    return again(log, find(log, PayoutMade))


@fault("a payout has another reference than its stream", "payout-once")
def _(log: Log) -> str:
    return change(log, find(log, PayoutMade), payout="another")


@fault("a payout comes to a fen more than its entries", "payout-sum")
def _(log: Log) -> str:
    index = find(log, PayoutMade)
    return change(log, index, amount=log[index].event.amount + 1)


@fault("a payout takes an order twice", "payout-sum")
def _(log: Log) -> str:
    index = find(log, PayoutMade)
    first = log[index].event.entries[0]
    return change(log, index, entries=(*log[index].event.entries, first))


@fault("a payout comes to less than the minimum", "payout-minimum")
def _(log: Log) -> str:
    return change(log, find(log, PayoutMade), amount=0)


@fault("a payout takes a fen more than is owed", "payout-entries")
def _(log: Log) -> str:
    index = find(log, PayoutMade)
    first, *others = log[index].event.entries
    return change(log, index, entries=(attrs.evolve(first, amount=first.amount + 1), *others))


@fault("a payout takes what is not approved", "payout-entries")
def _(log: Log) -> str:
    index = find(log, PayoutMade)
    remove(log, find(log, CommissionApproved, of(f"commission-{log[index].event.entries[0].order}")))
    return log[index - 1].reference


@fault("a payout takes what others earned", "payout-entries")
def _(log: Log) -> str:
    return change(log, find(log, PayoutMade), member="another")


@fault("a payout leaves out what a member owes", "settled")
def _(log: Log) -> str:
    index = find(log, CommissionSettled, lambda recorded: recorded.event.amount < 0)
    return change(log, index, amount=-log[index].event.amount)


@fault("the same payout takes an order twice", "settled")
def _(log: Log) -> str:
    return again(log, find(log, CommissionSettled))


@fault("a payout is settled with another member", "settled")
def _(log: Log) -> str:
    return change(log, find(log, CommissionSettled), member="another")


@fault("a payout is not settled with one of its orders", "payout-settles")
def _(log: Log) -> str:
    payout = remove(log, find(log, CommissionSettled)).event.payout
    return log[find(log, PayoutMade, of(f"payout-{payout}"))].reference


@fault("a month is closed that is not over", "month-closed")
def _(log: Log) -> str:
    index = find(log, MonthClosed)
    return change(log, index, month=f"{log[index].at + timedelta(hours=8):%Y-%m}")


@fault("a month is closed twice", "month-closed")
def _(log: Log) -> str:
    return again(log, find(log, MonthClosed))


@fault("a month is closed of a merchant who has not joined", "merchant-joined")
def _(log: Log) -> str:
    index = find(log, MonthClosed)
    return insert(log, index, "statement-nobody", log[index].event)


@fault("a budget is given to a product that was never listed", "budget-of-product")
def _(log: Log) -> str:
    index = find(log, BudgetFunded)
    return insert(log, index, "budget-nothing", log[index].event)


@fault("a fen of what was paid is nowhere", "money-of-orders")
def _(log: Log) -> str:
    index = find(log, OrderPaid)
    return change(log, index, amount=log[index].event.amount + 1)


@fault("more is kept of all orders than was paid", "money-paid")
def _(log: Log) -> str:
    index = find(log, OrderPaid)
    change(log, index, amount=log[index].event.amount - 1)
    return last(log, OrderPaid)


@fault("an order is paid for a second time, and gets nothing for it", "money-paid")
def _(log: Log) -> str:
    again(log, find(log, OrderPaid))
    return last(log, OrderPaid)


@fault("what came back to a budget is nowhere", "money-of-budgets")
def _(log: Log) -> str:
    remove(log, find(log, BudgetGivenBack))
    return last(log, BudgetDrawn)


@fault("a budget was given more than its orders hold and it has left", "money-of-budgets")
def _(log: Log) -> str:
    remove(log, find(log, BudgetDrawn))
    return last(log, BudgetFunded)


@fault("earners keep more than was earned", "money-of-earners")
def _(log: Log) -> str:
    again(log, find(log, CommissionEarned))
    return last(log, CommissionEarned)


@fault("a payout pays what it took of nobody's commission", "money-of-earners")
def _(log: Log) -> str:
    remove(log, find(log, CommissionSettled))
    return last(log, PayoutMade)
