"""Faults of what one fact brings about in other streams."""

from datetime import timedelta
from typing import Any

from faulting import Log, change, fault, find, insert, move
from socialcommerce import Recorded
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetGivenBack
from socialcommerce.domain.catalog.product import ProductListed
from socialcommerce.domain.circle.contact import MessagesGranted
from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionEarned,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.orders.case_events import CaseRefunded
from socialcommerce.domain.orders.events import CaseClosed, CaseOpened, OrderPaid, OrderRefunded, ParcelTracked
from socialcommerce.domain.referrals.journey import Released
from socialcommerce.domain.shops.shelf import ShelfOpened
from socialcommerce.domain.shops.shop import ShopClosed, ShopEdited
from socialcommerce.kernel.text import PersonalText

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def of_erasures(recorded: Recorded[Any]) -> bool:
    """Whether something ends because a member was erased."""
    return (recorded.cause or "").startswith("account-")


@fault("the shop of an erased member closes a day later", "answered-at-once")
def _(log: Log) -> str:
    return move(log, find(log, ShopClosed, of_erasures), DAY)


@fault("the shop of an erased member is closed by another word", "answers")
def _(log: Log) -> str:
    return change(log, find(log, ShopClosed, of_erasures), cause=None)


@fault("an owner closes their shop for an erasure of somebody else", "answers")
def _(log: Log) -> str:
    index = find(log, ShopClosed, lambda recorded: recorded.cause is None)
    insert(log, index, "account-somebody", AccountErased(member="somebody"))
    return change(log, index + 1, cause="account-somebody@1")


@fault("an erased member is released a second later", "answered-at-once")
def _(log: Log) -> str:
    return move(log, find(log, Released, of_erasures), SECOND)


@fault("an erased member is released for nothing", "answers")
def _(log: Log) -> str:
    return change(log, find(log, Released, of_erasures), cause=None)


@fault("a shelf is opened a second after its shop", "answered-at-once")
def _(log: Log) -> str:
    return move(log, find(log, ShelfOpened), SECOND)


@fault("a shelf is opened by another than its shop", "answered-at-once")
def _(log: Log) -> str:
    return change(log, find(log, ShelfOpened), by="platform:op")


@fault("a shelf is opened once something else has happened to its shop", "answers")
def _(log: Log) -> str:
    index = find(log, ShelfOpened)
    owner = log[index].key
    insert(log, index, f"shop-{owner}", ShopEdited(sign=PersonalText(owner, "words")))
    return log[index + 1].reference


@fault("an order is free of a case a second after its end", "answered-at-once")
def _(log: Log) -> str:
    index = find(log, CaseClosed)
    later = log[index].at + SECOND
    return change(log, index, at=later, free_since=later)


@fault("an order is free of a case by the word of its buyer", "answered-at-once")
def _(log: Log) -> str:
    refunds = {each.reference for each in log if isinstance(each.event, OrderRefunded)}
    index = find(log, CaseClosed, lambda recorded: recorded.cause in refunds)
    return change(log, index, by="somebody")


@fault("an order is free of a case for no reason", "answers")
def _(log: Log) -> str:
    return change(log, find(log, CaseClosed), cause=None)


@fault("an order is free of a case by its opening", "answers")
def _(log: Log) -> str:
    index = find(log, CaseClosed, lambda recorded: str(recorded.cause).startswith("case-"))
    return change(log, index, cause=f"{str(log[index].cause).partition('@')[0]}@1")


@fault("a case holds an order up by the word of its merchant", "answered-at-once")
def _(log: Log) -> str:
    return change(log, find(log, CaseOpened), by="merchant:somebody")


@fault("a case is over by a payment", "answers")
def _(log: Log) -> str:
    index = find(log, CaseRefunded)
    order = log[index].key.partition("~")[0]
    paid = find(log, OrderPaid, lambda recorded: recorded.key == order)
    return change(log, index, cause=log[paid].reference)


@fault("a case is over a second after its refund", "answered-at-once")
def _(log: Log) -> str:
    return move(log, find(log, CaseRefunded), SECOND)


@fault("a sharer earns by the placing of an order", "answers")
def _(log: Log) -> str:
    index = find(log, CommissionEarned)
    return change(log, index, cause=f"order-{log[index].key}@1")


@fault("a sharer earns by no payment", "answers")
def _(log: Log) -> str:
    return change(log, find(log, CommissionEarned), cause=None)


@fault("a commission is frozen a second too soon", "answered-at-once")
def _(log: Log) -> str:
    return move(log, find(log, CommissionFrozen), -SECOND)


@fault("a commission is less a day after the refund", "answered-at-once")
def _(log: Log) -> str:
    return move(log, find(log, CommissionReduced), DAY)


@fault("a commission is settled by another payout than it names", "answers")
def _(log: Log) -> str:
    first = find(log, PayoutMade)
    index = find(log, CommissionSettled, lambda recorded: recorded.event.payout != log[first].key)
    return change(log, index, cause=log[first].reference)


@fault("a commission is settled a second after its payout", "answered-at-once")
def _(log: Log) -> str:
    return move(log, find(log, CommissionSettled), SECOND)


@fault("an order draws from a budget before it is placed", "answered-at-once")
def _(log: Log) -> str:
    return move(log, find(log, BudgetDrawn), -SECOND)


@fault("an order gives back to a budget for no reason", "answers")
def _(log: Log) -> str:
    return change(log, find(log, BudgetGivenBack), cause=None)


@fault("messages are granted for another payment than they name", "answers")
def _(log: Log) -> str:
    paid = log[find(log, OrderPaid)]
    index = find(log, MessagesGranted, lambda r: r.event.kind == "payment" and r.event.reference != paid.key)
    return change(log, index, cause=paid.reference)


@fault("messages are granted once the order has gone on", "answers")
def _(log: Log) -> str:
    index = find(log, MessagesGranted, lambda recorded: recorded.event.kind == "payment")
    told = ParcelTracked(parcel="parcel", status="in-transit", happened_at=log[index].at)
    insert(log, index, f"order-{log[index].event.reference}", told)
    return log[index + 1].reference


@fault("messages are granted for a form by what somebody else did", "answers")
def _(log: Log) -> str:
    index = find(log, MessagesGranted, lambda recorded: recorded.event.kind == "form")
    return change(log, index, cause=log[0].reference)


@fault("a product is listed by the invitation of its merchant", "answers-nothing")
def _(log: Log) -> str:
    index = find(log, ProductListed)
    return change(log, index, cause=f"merchant-{log[index].event.merchant}@1")


@fault("a commission is approved by what was before it", "answers-nothing")
def _(log: Log) -> str:
    index = find(log, CommissionApproved)
    return change(log, index, cause=f"{log[index].stream}@{log[index].version - 1}")
