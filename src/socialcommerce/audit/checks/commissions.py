"""Commission: who earns by an order, and what becomes of that."""

from collections.abc import Iterator
from typing import Any

from socialcommerce.audit.check import Doubt, check, closing_check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.trading import Order
from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
)
from socialcommerce.domain.orders.events import OrderCompleted, OrderPaid, OrderRefunded
from socialcommerce.kernel.clock import days
from socialcommerce.kernel.event import Recorded

Shares = list[tuple[str, int, int]]
"""Who earns, at which level, how much."""


def shares_of(order: Order, *, when_paid: bool = False) -> Shares:
    """What an order as it stands, or as it was paid, earns: of each line the floor of what is left at its rate.

    With two levels the recruiter gets the floor of their part of it, and the sharer the rest. Buyers and merchants earn
    nothing by their own orders.
    """
    fact = order.terms_of
    sharer, recruiter = fact.attribution.shop, fact.terms.recruiter
    if sharer is None or sharer in (order.buyer, fact.merchant):
        return []
    amounts = [(line.cost if when_paid else line.left, line.sold.commission_bp) for line in order.lines]
    total = sum(amount * rate_bp // 10_000 for amount, rate_bp in amounts)
    if recruiter is None or recruiter in (order.buyer, fact.merchant, sharer):
        return [(sharer, 1, total)]
    above = total * fact.terms.recruiter_bp // 10_000
    return [(sharer, 1, total - above), (recruiter, 2, above)]


@check(
    "commission-status",
    "A commission is earned once, frozen once and approved once, and paid out only then.",
    CommissionEarned,
    CommissionFrozen,
    CommissionApproved,
    CommissionSettled,
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    before = {CommissionFrozen: "pending", CommissionApproved: "frozen", CommissionSettled: "approved"}
    commission = picture.earnings.commissions.get(key)
    return differs(before.get(type(fact)), commission.status if commission is not None else None)


@check(
    "commission-earned",
    "A paid order earns its sharer, and with two levels who recruited them, the rates of its lines of what was paid.",
    CommissionEarned,
)
def _(picture: Picture, key: str, fact: CommissionEarned, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[key]
    if order.status != "paid" or order.paid is None or order.paid.at != recorded.at:
        return Doubt("an order that was paid just now", f"order {key} is {order.status}")
    found = [(part.member, part.level, part.amount) for part in fact.parts]
    return differs((key, shares_of(order)), (fact.order, found))


@check(
    "commission-frozen",
    "Once its order is complete, a commission waits for as many days as the terms say.",
    CommissionFrozen,
)
def _(picture: Picture, key: str, fact: CommissionFrozen, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of[key]
    if order.completed is None:
        return Doubt("an order that is complete", f"order {key} is {order.status}")
    terms = order.terms_of.terms
    return differs(order.completed.at + days(terms.approval_days), fact.approve_by)


@check(
    "commission-lessened",
    "A refund lessens each part to what the order as it stands earns: reduced while nothing of it is paid out, clawed"
    " back once something is.",
    CommissionReduced,
    CommissionClawedBack,
)
def _(
    picture: Picture, key: str, fact: CommissionReduced | CommissionClawedBack, recorded: Recorded[Any]
) -> Doubt | None:
    order, commission = picture.orders.of[key], picture.earnings.commissions[key]
    last = order.last_refund
    if last is None or last.event.refund != fact.refund:
        return Doubt("the last refund of its order", f"refund {fact.refund}")
    is_paid_out = isinstance(fact, CommissionClawedBack)
    expected = []
    for member, level, amount in shares_of(order):
        earning = commission.earnings[member]
        if earning.kept > amount and bool(earning.payouts) == is_paid_out:
            expected.append((member, level, earning.kept - amount))
    return differs(expected, [(part.member, part.level, part.amount) for part in fact.parts])


@closing_check("commission-begun", "What a paid order earns is recorded.", OrderPaid, CommissionEarned)
def _(picture: Picture) -> Iterator[tuple[Recorded[Any], Doubt]]:
    earnings, knew = picture.earnings, picture.rulebook.knew("earnings.levels")
    for number, order in picture.orders.of.items():
        if order.paid is None or number in earnings.commissions:
            continue
        if not knew and (earnings.first is None or order.paid.position < earnings.first):
            continue  # it was paid in a store of before there was commission
        shares = shares_of(order, when_paid=True)
        if any(amount for _, _, amount in shares):
            yield order.paid, Doubt(f"a commission of {shares}", "there is none")


@closing_check("commission-freezes", "The commission of a complete order waits for its approval.", OrderCompleted)
def _(picture: Picture) -> Iterator[tuple[Recorded[Any], Doubt]]:
    for number, commission in picture.earnings.commissions.items():
        order = picture.orders.of.get(number)
        if commission.approve_by is None and order is not None and order.completed is not None:
            yield order.completed, Doubt("a commission that is frozen", "it never was")


@closing_check(
    "commission-follows",
    "What is kept of a commission is what its order as it stands earns.",
    OrderRefunded,
    CommissionReduced,
    CommissionClawedBack,
)
def _(picture: Picture) -> Iterator[tuple[Recorded[Any], Doubt]]:
    for number, commission in picture.earnings.commissions.items():
        order = picture.orders.of.get(number)
        if order is None:
            continue
        kept = [(each.member, each.level, each.kept) for each in commission.earnings.values()]
        doubt = differs(shares_of(order), kept)
        if doubt is not None:
            yield order.last_refund or commission.last, doubt
