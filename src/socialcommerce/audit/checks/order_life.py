"""The life of orders: paid, sent, arrived, complete."""

from collections.abc import Iterator
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check, closing_check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.trading import Order
from socialcommerce.domain.orders.events import (
    CaseOpened,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderPaid,
    OrderRefunded,
    ParcelSent,
    ParcelTracked,
    PaymentToReturn,
)
from socialcommerce.kernel.clock import days
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import CLOCK_TOLERANCE

PARCELS: Final = 100
"""Parcels of an order at most."""

_FROM: Final[dict[type[Any], tuple[str, ...]]] = {
    OrderPaid: ("placed",),
    OrderCancelled: ("placed",),
    PaymentToReturn: ("cancelled",),
    ParcelSent: ("paid", "shipped", "delivered"),
    ParcelTracked: ("paid", "shipped", "delivered", "completed", "refunded"),
    OrderDelivered: ("shipped",),
    OrderCompleted: ("delivered",),
    CaseOpened: ("paid", "shipped", "delivered", "completed"),
    OrderRefunded: ("paid", "shipped", "delivered", "completed"),
}
"""The statuses of an order in which each of these can happen to it."""


@check(
    "order-status",
    "An order is placed, paid, shipped, delivered and completed, in this order; it is cancelled only before it is paid,"
    " and refunded only after.",
    *_FROM,
    refusals=(
        "already-paid",
        "not-paid",
        "not-shipped",
        "not-delivered",
        "already-completed",
        "already-refunded",
    ),
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    status = picture.orders.of[key].status
    allowed = _FROM[type(fact)]
    return None if status in allowed else Doubt(f"an order that is {' or '.join(allowed)}", f"one that is {status}")


@check(
    "paid-in-whole", "What is paid for an order, or comes too late for it, is its total.", OrderPaid, PaymentToReturn
)
def _(picture: Picture, key: str, fact: OrderPaid | PaymentToReturn, recorded: Recorded[Any]) -> Doubt | None:
    return differs(picture.orders.of[key].terms_of.total, fact.amount)


@check("returned-once", "A payment that comes too late is returned once.", PaymentToReturn)
def _(picture: Picture, key: str, fact: PaymentToReturn, recorded: Recorded[Any]) -> Doubt | None:
    if fact.payment not in picture.orders.of[key].payments_to_return:
        return None
    return Doubt(f"payment {fact.payment} once", "it is to be returned again")


@check(
    "order-spans",
    "An order that is sent, delivered or complete waits for what follows as long as its terms say.",
    ParcelSent,
    OrderDelivered,
    OrderCompleted,
)
def _(
    picture: Picture, key: str, fact: ParcelSent | OrderDelivered | OrderCompleted, recorded: Recorded[Any]
) -> Doubt | None:
    terms = picture.orders.of[key].terms_of.terms
    if isinstance(fact, ParcelSent):
        return differs(recorded.at + days(terms.delivery_days), fact.deliver_by)
    if isinstance(fact, OrderDelivered):
        return differs(recorded.at + days(terms.completion_days), fact.complete_by)
    return differs(recorded.at + days(terms.after_sale_days), fact.after_sale_until)


@check("parcel-sent-once", "A parcel is sent once, with one carrier.", ParcelSent, refusals=("parcel-differs",))
def _(picture: Picture, key: str, fact: ParcelSent, recorded: Recorded[Any]) -> Doubt | None:
    parcel = picture.orders.of[key].parcels.get(fact.parcel)
    if parcel is None or parcel.carrier is None:
        return None
    return Doubt(f"parcel {fact.parcel} with {parcel.carrier}", "it is sent again")


@check(
    "parcels",
    "An order has at most a hundred parcels.",
    ParcelSent,
    ParcelTracked,
    refusals=("too-many-parcels",),
)
def _(picture: Picture, key: str, fact: ParcelSent | ParcelTracked, recorded: Recorded[Any]) -> Doubt | None:
    parcels = picture.orders.of[key].parcels
    if len(parcels) < PARCELS or fact.parcel in parcels:
        return None
    return Doubt(f"at most {PARCELS} parcels", f"another one, {fact.parcel}")


@check("tracked-once", "What a carrier says of a parcel is told once, and lies in the past.", ParcelTracked)
def _(picture: Picture, key: str, fact: ParcelTracked, recorded: Recorded[Any]) -> Doubt | None:
    parcel = picture.orders.of[key].parcels.get(fact.parcel)
    if parcel is not None and fact.status in parcel.said:
        return Doubt(f"that parcel {fact.parcel} is {fact.status} once", "it is told again")
    latest = recorded.at + CLOCK_TOLERANCE
    return None if fact.happened_at <= latest else differs(f"{latest} at the latest", fact.happened_at)


@check("carrier-delivered", "Carriers deliver an order with the last of its parcels.", OrderDelivered)
def _(picture: Picture, key: str, fact: OrderDelivered, recorded: Recorded[Any]) -> Doubt | None:
    if fact.kind != "carrier" or _all_arrived(picture.orders.of[key]):
        return None
    return Doubt("that all parcels have arrived", "some have not")


@closing_check(
    "arrived",
    "An order of which all parcels have arrived is delivered.",
    ParcelSent,
    ParcelTracked,
    OrderDelivered,
)
def _(picture: Picture) -> Iterator[tuple[Recorded[Any], Doubt]]:
    for order in picture.orders.of.values():
        if order.status == "shipped" and order.last_word is not None and _all_arrived(order):
            yield (
                order.last_word,
                Doubt("an order that is delivered", "it is shipped, and all its parcels have arrived"),
            )


def _all_arrived(order: Order) -> bool:
    sent = [parcel for parcel in order.parcels.values() if parcel.carrier is not None]
    return bool(sent) and all("delivered" in parcel.said for parcel in sent)
