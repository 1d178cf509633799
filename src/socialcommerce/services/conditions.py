"""Conditions under which something is seen: whether each holds now, and since which event that is so."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal, TypeVar

import attrs

from socialcommerce.domain.members.preferences import OrderSwitched, PurchasesSwitched
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.kernel.event import Recorded

S = TypeVar("S")

ConditionName = Literal[
    "another",
    "friends",
    "not-blocked",
    "not-erased",
    "listed",
    "not-sensitive",
    "shop-open",
    "same-listing",
    "in-slot",
    "not-revoked",
    "not-expired",
    "same-opening",
    "not-withdrawn",
    "shown",
    "not-hidden",
    "kept",
]

Facts = Sequence[Recorded[Any]]
"""Events of one stream, in order."""


@attrs.frozen
class Condition:
    """Whether something ``holds`` that must for an activity to be seen, ``since`` when, and by which event.

    ``source`` is that event, as ``stream@version``. Without both it never was otherwise; without an event alone it is
    time that changed it.
    """

    name: ConditionName
    holds: bool
    since: datetime | None = None
    source: str | None = None


def condition(name: ConditionName, by: Recorded[Any] | None, *, holds: bool) -> Condition:
    """What is so since the event *by*; None: it never was otherwise."""
    return Condition(name, holds, by.at, by.reference) if by else Condition(name, holds)


def turned(name: ConditionName, aggregate: Aggregate[S, Any], facts: Facts, held: Callable[[S], bool]) -> Condition:
    """Whether *held* is true of what *facts* made of an aggregate, since the last of them that changed that."""
    state, holds, by = aggregate.initial, held(aggregate.initial), None
    for recorded in facts:
        state = aggregate.evolve(state, recorded.event)
        if held(state) != holds:
            holds, by = not holds, recorded
    return condition(name, by, holds=holds)


def until(name: ConditionName, begun: Recorded[Any], ended: Facts) -> Condition:
    """What is so since an event, until the first of those that end it."""
    return condition(name, ended[0], holds=False) if ended else condition(name, begun, holds=True)


def not_expired(created: Recorded[ShareCreated], now: datetime) -> Condition:
    """Whether a share has time left."""
    ends = created.event.expires_at
    return condition("not-expired", created, holds=True) if now < ends else Condition("not-expired", False, ends)


def shown(chosen: Facts, paid: Recorded[Any]) -> Condition:
    """Whether a member showed what they buy when something was *paid*, and has not stopped since.

    What was paid before they began and is told afterwards is not shown.
    """
    switched = [recorded for recorded in chosen if isinstance(recorded.event, PurchasesSwitched)]
    before = [recorded for recorded in switched if recorded.position < paid.position]
    last = before[-1] if before else None
    if last is None or not last.event.shown or paid.at < last.at:
        return condition("shown", last, holds=False)
    return until("shown", last, switched[len(before) :])


def not_hidden(chosen: Facts, order: str) -> Condition:
    """Whether a member does not hide an order of theirs."""
    switched = [each for each in chosen if isinstance(each.event, OrderSwitched) and each.event.order == order]
    last = switched[-1] if switched else None
    return condition("not-hidden", last, holds=last is None or not last.event.hidden)


def kept(facts: Facts, line: int) -> Condition:
    """Whether a buyer has something of a line of an order that they paid."""

    def is_kept(order: Order) -> bool:
        return order.payment is not None and order.status != "refunded" and order.lines[line - 1].is_kept

    return turned("kept", ORDER, facts, is_kept)
