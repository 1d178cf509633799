"""The life of an order over all the streams that it touches: what follows from its facts, and from time passing.

An order, its after-sale cases and its commission have deadlines. Whoever decides on one of them, or reads it, first
calls :func:`up_to_date`, so that to what is told in time it makes no difference when, how often and by whom deadlines
are carried out; and whoever changed one calls it again, for what had only waited for the change. What is told late, of
an instant before a deadline that has passed, counts only as long as nobody has recorded the deadline.
"""

from collections.abc import Sequence
from datetime import datetime

from socialcommerce.domain.catalog import budget as budgets
from socialcommerce.domain.catalog.budget import BUDGET
from socialcommerce.domain.circle import contact as contacts
from socialcommerce.domain.circle.contact import CONTACT, contact_key
from socialcommerce.domain.earnings import commission as commissions
from socialcommerce.domain.earnings.commission import COMMISSION
from socialcommerce.domain.orders import after_sale, fulfilment
from socialcommerce.domain.orders.case import CASE, Case
from socialcommerce.domain.orders.case_events import CaseEvent
from socialcommerce.domain.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderEvent,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
)
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.pricing import given_back
from socialcommerce.domain.orders.refunding import Line
from socialcommerce.domain.referrals import journey as journeys
from socialcommerce.domain.referrals.journey import JOURNEY
from socialcommerce.kernel.clock import days
from socialcommerce.services.transaction import Transaction


def existing(transaction: Transaction, number: str) -> Order:
    """The order, up to date; ``NotFound`` if it was never placed."""
    transaction.existing(ORDER, number)
    return up_to_date(transaction, number)


def existing_case(transaction: Transaction, case: str) -> tuple[Case, Order]:
    """The case and its order, both up to date; ``NotFound`` if it was never opened."""
    order = up_to_date(transaction, transaction.existing(CASE, case).order)
    return transaction.load(CASE, case), order


def up_to_date(transaction: Transaction, number: str) -> Order:
    """The order with all that has come of itself by now, in order of time, each fact dated at its deadline."""
    while True:
        order = transaction.load(ORDER, number)
        due = _earliest(transaction, order)
        if due is None or due > transaction.at:
            return order
        _carry_out(transaction, order, due)


def record(transaction: Transaction, number: str, facts: Sequence[OrderEvent], *, at: datetime | None = None) -> Order:
    """Append *facts* to the order, and what follows from them to other streams; return the order after them."""
    for fact in facts:
        before = transaction.load(ORDER, number)
        cause = transaction.append(ORDER, number, [fact], at=at)
        after = transaction.load(ORDER, number)
        _follow(transaction, fact, before, after, at=at, cause=cause)
    return transaction.load(ORDER, number)


def record_case(transaction: Transaction, case: str, facts: Sequence[CaseEvent], *, at: datetime | None = None) -> Case:
    """Append *facts* to the case, and hold its order up, or no more, as the case then stands."""
    cause = transaction.append(CASE, case, facts, at=at)
    state = transaction.load(CASE, case)
    if facts:
        order = transaction.load(ORDER, state.order)
        instant = at or transaction.at
        if state.is_open:
            holding = fulfilment.open_case(order, case, state.line, at=instant)
        elif state.award_due:
            holding = []
        else:
            holding = fulfilment.close_case(order, case, at=instant)
        transaction.append(ORDER, state.order, holding, at=at, cause=cause)
    return state


def _earliest(transaction: Transaction, order: Order) -> datetime | None:
    """When something next happens by itself to the order, its open cases or its commission."""
    due = [order.due, _commission_due(transaction, order)]
    due += [transaction.load(CASE, hold.case).due for hold in order.holds]
    return min((instant for instant in due if instant is not None), default=None)


def _commission_due(transaction: Transaction, order: Order) -> datetime | None:
    if order.status not in ("completed", "refunded") or order.attribution.shop is None:
        return None
    return commissions.due(transaction.load(COMMISSION, order.number), order)


def _carry_out(transaction: Transaction, order: Order, due: datetime) -> None:
    """Let happen what is *due*: first to cases, then to the order, then to its commission."""
    for hold in order.holds:
        case = transaction.load(CASE, hold.case)
        if case.due == due and order.terms:
            record_case(transaction, hold.case, after_sale.lapse(case, order.terms), at=due)
            return
    if order.due == due:
        record(transaction, order.number, fulfilment.lapse(order), at=due)
        return
    commission = transaction.load(COMMISSION, order.number)
    transaction.append(COMMISSION, order.number, commissions.lapse(commission), at=due)


def _follow(
    transaction: Transaction,
    fact: OrderEvent,
    before: Order,
    after: Order,
    *,
    at: datetime | None,
    cause: str | None,
) -> None:
    match fact:
        case OrderPlaced():
            for line in fact.lines:
                _draw(transaction, line.product, fact.order, line.subsidy, cause)
        case OrderCancelled():
            for held in before.lines:
                _give_back(transaction, held.sold.product, before.number, held.sold.subsidy, at=at, cause=cause)
        case OrderPaid():
            _earn(transaction, after, cause)
            _grant_messages(transaction, after, cause)
        case OrderCompleted() if after.terms:
            approve_by = (at or transaction.at) + days(after.terms.approval_days)
            commission = transaction.load(COMMISSION, after.number)
            frozen = commissions.freeze(commission, approve_by)
            transaction.append(COMMISSION, after.number, frozen, at=at, cause=cause)
        case OrderRefunded():
            _take_back(transaction, fact, before, after, cause)


def _earn(transaction: Transaction, order: Order, cause: str | None) -> None:
    """A paid order that is attributed to a shop earns commission and keeps its buyer bound."""
    if order.attribution.shop is None:
        return
    commission = transaction.load(COMMISSION, order.number)
    transaction.append(COMMISSION, order.number, commissions.earn(commission, order), cause=cause)
    journey = transaction.load(JOURNEY, order.buyer, may_be_later=True)
    renewal = journeys.renew(journey, order.attribution.shop, at=transaction.at, rules=transaction.rules.referrals)
    transaction.append(JOURNEY, order.buyer, renewal, cause=cause)


def _grant_messages(transaction: Transaction, order: Order, cause: str | None) -> None:
    """A paid order lets its merchant write to its buyer."""
    key = contact_key(order.merchant, order.buyer)
    contact = transaction.load(CONTACT, key, may_be_later=True)
    granted = contacts.grant(contact, order.number, at=transaction.at, rules=transaction.rules.circle)
    transaction.append(CONTACT, key, granted, cause=cause)


def _take_back(transaction: Transaction, fact: OrderRefunded, before: Order, after: Order, cause: str | None) -> None:
    """What was given back lessens the commission, fills the budgets, and may end cases."""
    if after.attribution.shop is not None:
        commission = transaction.load(COMMISSION, after.number)
        reduced = commissions.refund(commission, after, fact.refund)
        transaction.append(COMMISSION, after.number, reduced, cause=cause)
    for was, now in zip(before.lines, after.lines, strict=True):
        back = _subsidy_back(after, now) - _subsidy_back(before, was)
        _give_back(transaction, now.sold.product, after.number, back, at=None, cause=cause)
    for hold in after.holds:
        _end_case(transaction, hold.case, fact, after, cause)


def _subsidy_back(order: Order, line: Line) -> int:
    """What of the line's subsidy has come back by all refunds."""
    in_full = order.status == "refunded"
    return given_back(line.sold.subsidy, line.refunded_amount, line.sold.amount, in_full=in_full)


def _end_case(transaction: Transaction, case: str, fact: OrderRefunded, order: Order, cause: str | None) -> None:
    """End a case that the refund answers, or that has nothing left to ask for."""
    state = transaction.load(CASE, case)
    answered = fact.asked.case == case
    nothing_left = _nothing_left(state, order)
    if not answered and not nothing_left:
        return
    ended = after_sale.refunded(state, fact.refund) if answered else after_sale.nothing_left(state, fact.refund)
    transaction.append(CASE, case, ended, cause=cause)
    transaction.append(ORDER, order.number, fulfilment.close_case(order, case, at=transaction.at), cause=cause)


def _nothing_left(case: Case, order: Order) -> bool:
    """Whether nothing can go back any more of what the case asks for, or of what a ruling gives."""
    line = order.lines[case.line - 1]
    if case.ruling is None:
        return not line.is_kept
    return min(case.ruling.amount, line.left) == 0 and not (case.ruling.delivery_fee and order.fee_left)


def _draw(transaction: Transaction, product: str, order: str, amount: int, cause: str | None) -> None:
    if amount:
        budget = transaction.load(BUDGET, product, may_be_later=True)
        transaction.append(BUDGET, product, budgets.draw(budget, order, amount), cause=cause)


def _give_back(
    transaction: Transaction, product: str, order: str, amount: int, *, at: datetime | None, cause: str | None
) -> None:
    if amount:
        budget = transaction.load(BUDGET, product, may_be_later=True)
        transaction.append(BUDGET, product, budgets.give_back(budget, order, amount), at=at, cause=cause)
