"""Deadlines: what happens by itself is dated at its instant, and comes before all that is done later."""

from datetime import datetime
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.trading import Order
from socialcommerce.domain.earnings.commission_events import CommissionApproved
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseEscalated,
    CaseExchanged,
    CaseMessageSent,
    CaseReceived,
    CaseRejected,
    CaseRequested,
    CaseRuled,
    CaseSentBack,
    CaseWithdrawn,
)
from socialcommerce.domain.orders.conversation import MessageSent
from socialcommerce.domain.orders.events import (
    CaseOpened,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderPaid,
    OrderRefunded,
    ParcelSent,
    ParcelTracked,
)
from socialcommerce.kernel.event import Recorded

_BY_ITSELF: Final = ("deadline", "unpaid")
"""The kinds of facts that nobody's act made."""

_AT_DEADLINES: Final = frozenset(
    {OrderCancelled, OrderDelivered, OrderCompleted, CaseApproved, CaseWithdrawn, CaseReceived}
)
_OF_ORDERS: Final = (
    OrderPaid,
    OrderCancelled,
    ParcelSent,
    ParcelTracked,
    OrderDelivered,
    OrderCompleted,
    CaseOpened,
    OrderRefunded,
    MessageSent,
)
_OF_CASES: Final = (
    CaseRequested,
    CaseApproved,
    CaseRejected,
    CaseWithdrawn,
    CaseSentBack,
    CaseReceived,
    CaseExchanged,
    CaseEscalated,
    CaseRuled,
    CaseMessageSent,
)


@check(
    "order-deadline",
    "What happens to an order by itself is dated at its deadline, and is nobody's act.",
    OrderCancelled,
    OrderDelivered,
    OrderCompleted,
)
def _(
    picture: Picture, key: str, fact: OrderCancelled | OrderDelivered | OrderCompleted, recorded: Recorded[Any]
) -> Doubt | None:
    if fact.kind not in _BY_ITSELF:
        return None
    return _dated(_due_of(picture.orders.of[key]), recorded)


@check(
    "case-deadline",
    "What happens to a case by itself is dated at its deadline, and is nobody's act.",
    CaseApproved,
    CaseWithdrawn,
    CaseReceived,
)
def _(
    picture: Picture, key: str, fact: CaseApproved | CaseWithdrawn | CaseReceived, recorded: Recorded[Any]
) -> Doubt | None:
    if fact.kind != "deadline":
        return None
    return _dated(picture.cases.of[key].due, recorded)


@check(
    "commission-deadline",
    "A commission is approved at its instant, or once its order is free of cases, and not before.",
    CommissionApproved,
    refusals=("case-open",),
)
def _(picture: Picture, key: str, fact: CommissionApproved, recorded: Recorded[Any]) -> Doubt | None:
    return _dated(_due_of_commission(picture, key), recorded)


@check(
    "overdue",
    "Nothing is done to an order or a case before what is overdue of it has happened.",
    *_OF_ORDERS,
    *_OF_CASES,
    refusals=("already-paid", "case-status"),
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    kind, number = type(fact), key
    if kind in _AT_DEADLINES and fact.kind in _BY_ITSELF:
        return None
    if kind is CaseRequested:
        number = fact.order
    elif kind in _OF_CASES:
        number = picture.cases.of[number].order
    order = picture.orders.of[number]
    dues = [_due_of(order)]
    if order.holds:
        dues += [picture.cases.of[case].due for case in order.holds]
    if order.completed is not None and number in picture.earnings.commissions:
        dues.append(_due_of_commission(picture, number))
    for due in dues:
        if due is not None and due <= recorded.at:
            return Doubt(f"what was due of order {number} at {due.isoformat()}", "something later comes before it")
    return None


def _due_of(order: Order) -> datetime | None:
    """When an order is cancelled, delivered or complete by itself; None if nothing is awaited, or it is held up."""
    status = order.status
    if status == "placed":
        return order.terms_of.pay_by
    if status == "shipped":
        return order.deliver_by
    if status == "delivered" and not order.holds:
        return _later(order.complete_by, order.free_since)
    return None


def _due_of_commission(picture: Picture, number: str) -> datetime | None:
    order, commission = picture.orders.of[number], picture.earnings.commissions[number]
    if commission.status != "frozen" or order.holds:
        return None
    return _later(commission.approve_by, order.free_since)


def _later(instant: datetime | None, other: datetime | None) -> datetime | None:
    return instant if instant is None or other is None else max(instant, other)


def _dated(due: datetime | None, recorded: Recorded[Any]) -> Doubt | None:
    if due == recorded.at and recorded.by is None:
        return None
    expected = "nothing that happens by itself now" if due is None else f"nobody's act, at {due.isoformat()}"
    return Doubt(expected, f"at {recorded.at.isoformat()} by {recorded.by}")
