"""Fulfilment: what merchant, carriers and buyer say of a paid order on its way, and of the cases that hold it up."""

from datetime import datetime
from typing import Literal

from socialcommerce.domain.orders.events import (
    CaseClosed,
    CaseOpened,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderEvent,
    ParcelSent,
    ParcelTracked,
)
from socialcommerce.domain.orders.order import PAID, Hold, Order, evolve, placed
from socialcommerce.domain.orders.parcels import MAX_PARCELS, TrackingStatus, all_delivered, parcel_of
from socialcommerce.domain.orders.terms import Terms
from socialcommerce.errors import Refused
from socialcommerce.kernel.clock import days


def ship(order: Order, parcel: str, carrier: str, *, at: datetime) -> list[OrderEvent]:
    """Send a parcel; nothing if it is sent. What its carrier has said before holds now.

    Refused: ``not-paid``, ``already-refunded``, ``already-completed``, ``parcel-differs``, ``too-many-parcels``.
    """
    terms = paid(order)
    known = parcel_of(order.parcels, parcel)
    if known.carrier is not None:
        if known.carrier != carrier:
            raise Refused("parcel-differs", f"parcel {parcel} was sent with {known.carrier!r}, not {carrier!r}")
        return []
    _not_refunded(order)
    if order.status == "completed":
        raise Refused("already-completed", f"order {order.number} is complete: nothing more can be sent")
    _room_for(order, parcel)
    sent = ParcelSent(parcel=parcel, carrier=carrier, deliver_by=at + days(terms.delivery_days))
    return [sent, *_arriving(evolve(order, sent), at)]


def track(
    order: Order, parcel: str, status: TrackingStatus, *, happened_at: datetime, at: datetime
) -> list[OrderEvent]:
    """Record what a carrier says of a parcel; nothing if it was said before. No order moves back by it.

    A parcel that is not sent yet is remembered. Refused: ``not-paid``, ``too-many-parcels``.
    """
    paid(order)
    if status in parcel_of(order.parcels, parcel).reached:
        return []
    _room_for(order, parcel)
    tracked = ParcelTracked(parcel=parcel, status=status, happened_at=happened_at)
    return [tracked, *_arriving(evolve(order, tracked), at)]


def deliver(order: Order, *, at: datetime) -> list[OrderEvent]:
    """Say that the goods have arrived; nothing if that is known.

    Refused: ``not-paid``, ``already-refunded``, ``not-shipped``.
    """
    terms = paid(order)
    _not_refunded(order)
    if order.status == "paid":
        raise Refused("not-shipped", f"order {order.number} has not been shipped: it cannot have arrived")
    return [_delivered("told", terms, at)] if order.status == "shipped" else []


def complete(order: Order, *, at: datetime) -> list[OrderEvent]:
    """Let the buyer close a delivered order before its time; nothing if it is complete.

    Refused: ``not-paid``, ``already-refunded``, ``not-delivered``, ``case-open``.
    """
    terms = paid(order)
    _not_refunded(order)
    if order.status == "completed":
        return []
    if order.status != "delivered":
        raise Refused("not-delivered", f"order {order.number} has not been delivered: it cannot be complete")
    if order.holds:
        raise Refused("case-open", f"case {order.holds[0].case} of order {order.number} is open: it has to end first")
    return [OrderCompleted(kind="buyer", after_sale_until=at + days(terms.after_sale_days))]


def open_case(order: Order, case: str, line: int, *, at: datetime) -> list[OrderEvent]:
    """Hold the order up by a *case* of *line*, a new one or one that was closed; nothing if it does.

    Refused: ``not-paid``, ``already-refunded``, ``line-unknown``, ``case-open``, ``too-many-cases``,
    ``after-sale-over``.
    """
    terms = paid(order)
    if order.case_on(line) == case:
        return []
    _not_refunded(order)
    if line > len(order.lines):
        raise Refused("line-unknown", f"order {order.number} has lines 1 to {len(order.lines)}, not {line}")
    if not order.lines[line - 1].is_kept:
        raise Refused("already-refunded", f"line {line} of order {order.number} has been refunded in full")
    if order.case_on(line) is not None:
        raise Refused("case-open", f"line {line} of order {order.number} has an open case: {order.case_on(line)}")
    if Hold(case, line) in order.cases:
        return [CaseOpened(case=case, line=line)]
    if order.after_sale_until is not None and at >= order.after_sale_until:
        until = order.after_sale_until
        raise Refused("after-sale-over", f"cases of order {order.number} could be opened until {until.isoformat()}")
    before = sum(hold.line == line for hold in order.cases)
    if before >= terms.cases_per_line:
        raise Refused("too-many-cases", f"line {line} of order {order.number} has had {before} cases, which is all")
    return [CaseOpened(case=case, line=line)]


def close_case(order: Order, case: str, *, at: datetime) -> list[OrderEvent]:
    """Let a *case* hold the order up no more; nothing if it does not."""
    held = any(hold.case == case for hold in order.holds)
    return [CaseClosed(case=case, free_since=at)] if held else []


def lapse(order: Order) -> list[OrderEvent]:
    """What happens by itself when the order is ``due``; the facts are dated so, however late this is."""
    if order.due is None or order.terms is None:
        return []
    match order.status:
        case "placed":
            return [OrderCancelled(kind="unpaid")]
        case "shipped":
            return [OrderDelivered(kind="deadline", complete_by=order.due + days(order.terms.completion_days))]
        case _:
            until = order.due + days(order.terms.after_sale_days)
            return [OrderCompleted(kind="deadline", after_sale_until=until)]


def paid(order: Order) -> Terms:
    """The terms of an order that was paid. ``NotFound``; refused: ``not-paid``."""
    placed(order)
    if order.status not in (*PAID, "refunded") or order.terms is None:
        raise Refused("not-paid", f"order {order.number} is {order.status}: it was never paid")
    return order.terms


def _not_refunded(order: Order) -> None:
    if order.status == "refunded":
        raise Refused("already-refunded", f"order {order.number} has been refunded in full")


def _room_for(order: Order, parcel: str) -> None:
    if len(order.parcels) >= MAX_PARCELS and all(each.parcel != parcel for each in order.parcels):
        raise Refused("too-many-parcels", f"order {order.number} has {MAX_PARCELS} parcels, which is all it can have")


def _arriving(order: Order, at: datetime) -> list[OrderEvent]:
    """The delivery of a shipped order, if by now all its parcels have arrived."""
    if order.status != "shipped" or order.terms is None or not all_delivered(order.parcels):
        return []
    return [_delivered("carrier", order.terms, at)]


def _delivered(kind: Literal["told", "carrier"], terms: Terms, at: datetime) -> OrderDelivered:
    return OrderDelivered(kind=kind, complete_by=at + days(terms.completion_days))
