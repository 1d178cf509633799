"""An order on its way: shipping, tracking, delivery, completion and their deadlines."""

from collections.abc import Callable
from datetime import timedelta

import attrs
import pytest

from given import INSTANT, NOON, refused, then
from ordering import TERMS, completed, delivered, paid, placed, repaid, shipped
from socialcommerce import NotFound
from socialcommerce.domain.orders import fulfilment
from socialcommerce.domain.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderEvent,
    ParcelSent,
    ParcelTracked,
)
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.parcels import MAX_PARCELS, Parcel, TrackingStatus

DAY = timedelta(days=1)
DELIVER_BY = NOON + 14 * DAY
COMPLETE_BY = NOON + 7 * DAY
UNPAID = placed()
CANCELLED = then(ORDER, UNPAID, OrderCancelled(kind="buyer"))
PAID = paid()
SHIPPED = shipped()
DELIVERED = delivered()
COMPLETED = completed()
REFUNDED = repaid(PAID, delivery_fee=True)

ALL_PAID = [PAID, SHIPPED, DELIVERED, COMPLETED, REFUNDED]


def status_of(order: Order) -> str:
    return order.status


def ship(order: Order, parcel: str, carrier: str = "SF Express") -> Order:
    """*order* after a parcel was sent at noon."""
    return then(ORDER, order, *fulfilment.ship(order, parcel, carrier, at=NOON))


def track(order: Order, parcel: str, *statuses: TrackingStatus) -> Order:
    """*order* after a carrier said so of a parcel at noon."""
    for status in statuses:
        order = then(ORDER, order, *fulfilment.track(order, parcel, status, happened_at=NOON, at=NOON))
    return order


def test_the_first_parcel_ships_the_order_and_sets_the_delivery_deadline() -> None:
    facts = fulfilment.ship(PAID, "sf1", "SF Express", at=NOON)
    assert facts == [ParcelSent(parcel="sf1", carrier="SF Express", deliver_by=DELIVER_BY)]
    assert (SHIPPED.status, SHIPPED.due, SHIPPED.parcels) == ("shipped", DELIVER_BY, (Parcel("sf1", "SF Express"),))


@pytest.mark.parametrize("order", [SHIPPED, DELIVERED, COMPLETED, repaid(SHIPPED, delivery_fee=True)], ids=status_of)
def test_the_same_parcel_again_changes_nothing(order: Order) -> None:
    assert fulfilment.ship(order, "sf1", "SF Express", at=NOON + DAY) == []


@pytest.mark.parametrize("order", [SHIPPED, DELIVERED, COMPLETED], ids=status_of)
def test_a_parcel_with_another_carrier_is_refused(order: Order) -> None:
    with refused("parcel-differs"):
        fulfilment.ship(order, "sf1", "YTO", at=NOON)


def test_another_parcel_moves_the_delivery_deadline() -> None:
    order = then(ORDER, SHIPPED, *fulfilment.ship(SHIPPED, "sf2", "YTO", at=NOON + DAY))
    assert (order.status, order.due) == ("shipped", DELIVER_BY + DAY)


def test_another_parcel_leaves_a_delivered_order_delivered() -> None:
    order = ship(DELIVERED, "sf2")
    assert (order.status, order.due) == ("delivered", COMPLETE_BY)


def test_nothing_is_sent_for_a_completed_or_refunded_order() -> None:
    with refused("already-completed"):
        fulfilment.ship(COMPLETED, "sf2", "YTO", at=NOON)
    with refused("already-refunded"):
        fulfilment.ship(REFUNDED, "sf1", "YTO", at=NOON)


def test_an_order_has_at_most_100_parcels_sent_or_tracked() -> None:
    order = PAID
    for number in range(MAX_PARCELS):
        order = ship(order, f"sf{number}")
    assert len(order.parcels) == 100
    assert track(order, "sf99", "collected").parcels[-1].reached == ("collected",)
    with refused("too-many-parcels"):
        ship(order, "one-more")
    with refused("too-many-parcels"):
        track(order, "one-more", "collected")


def test_each_new_status_of_a_parcel_is_recorded_once() -> None:
    happened_at = NOON - DAY
    facts = fulfilment.track(SHIPPED, "sf1", "in-transit", happened_at=happened_at, at=NOON)
    assert facts == [ParcelTracked(parcel="sf1", status="in-transit", happened_at=happened_at)]
    order = then(ORDER, SHIPPED, *facts)
    assert fulfilment.track(order, "sf1", "in-transit", happened_at=NOON, at=NOON) == []


@pytest.mark.parametrize("order", ALL_PAID, ids=status_of)
def test_tracking_is_recorded_whatever_became_of_a_paid_order(order: Order) -> None:
    tracked = track(order, "sf1", "returned", "failed")
    assert tracked.parcels[0].reached == ("returned", "failed")
    assert tracked.status == order.status


def test_the_last_parcel_to_arrive_delivers_the_order() -> None:
    order = track(ship(SHIPPED, "sf2"), "sf1", "delivered")
    assert order.status == "shipped"
    facts = fulfilment.track(order, "sf2", "delivered", happened_at=NOON - DAY, at=NOON)
    assert facts[1:] == [OrderDelivered(kind="carrier", complete_by=COMPLETE_BY)]
    assert then(ORDER, order, *facts).status == "delivered"


def test_tracking_that_comes_unordered_and_repeated_never_moves_an_order_back() -> None:
    order = track(SHIPPED, "sf1", "delivered", "collected", "delivered", "in-transit", "collected", "returned")
    assert order.status == "delivered"
    assert order.parcels[0].reached == ("delivered", "collected", "in-transit", "returned")


def test_delivered_reported_before_shipped_delivers_the_order_when_it_is_shipped() -> None:
    early = track(PAID, "sf1", "delivered")
    assert (early.status, early.due) == ("paid", None)
    facts = fulfilment.ship(early, "sf1", "SF Express", at=NOON)
    assert facts == [
        ParcelSent(parcel="sf1", carrier="SF Express", deliver_by=DELIVER_BY),
        OrderDelivered(kind="carrier", complete_by=COMPLETE_BY),
    ]
    assert then(ORDER, early, *facts).parcels == (Parcel("sf1", "SF Express", ("delivered",)),)


def test_a_parcel_that_was_never_sent_neither_delivers_an_order_nor_keeps_it_from_delivery() -> None:
    order = track(SHIPPED, "stray", "delivered")
    assert order.status == "shipped"
    assert track(track(SHIPPED, "stray", "collected"), "sf1", "delivered").status == "delivered"


def test_a_party_says_that_the_goods_have_arrived() -> None:
    assert fulfilment.deliver(SHIPPED, at=NOON) == [OrderDelivered(kind="told", complete_by=COMPLETE_BY)]
    assert (DELIVERED.status, DELIVERED.due) == ("delivered", COMPLETE_BY)


@pytest.mark.parametrize("order", [DELIVERED, COMPLETED], ids=status_of)
def test_saying_again_that_the_goods_have_arrived_changes_nothing(order: Order) -> None:
    assert fulfilment.deliver(order, at=NOON + DAY) == []


def test_what_was_not_shipped_cannot_have_arrived() -> None:
    with refused("not-shipped"):
        fulfilment.deliver(PAID, at=NOON)


def test_the_buyer_closes_a_delivered_order() -> None:
    facts = fulfilment.complete(DELIVERED, at=NOON)
    assert facts == [OrderCompleted(kind="buyer", after_sale_until=NOON + 15 * DAY)]
    assert (COMPLETED.status, COMPLETED.due) == ("completed", None)
    assert fulfilment.complete(COMPLETED, at=NOON + DAY) == []


@pytest.mark.parametrize("order", [PAID, SHIPPED], ids=status_of)
def test_what_was_not_delivered_cannot_be_complete(order: Order) -> None:
    with refused("not-delivered"):
        fulfilment.complete(order, at=NOON)


def test_a_refunded_order_is_neither_delivered_nor_completed() -> None:
    with refused("already-refunded"):
        fulfilment.deliver(REFUNDED, at=NOON)
    with refused("already-refunded"):
        fulfilment.complete(REFUNDED, at=NOON)


def test_an_order_on_its_way_stays_so_when_its_goods_are_refunded_and_ends_when_the_fee_is_too() -> None:
    assert [repaid(order).status for order in (SHIPPED, DELIVERED)] == ["shipped", "delivered"]
    assert repaid(SHIPPED, delivery_fee=True).status == "refunded"


@pytest.mark.parametrize("order", [UNPAID, CANCELLED], ids=status_of)
def test_an_order_that_was_never_paid_is_not_on_its_way(order: Order) -> None:
    decisions: list[Callable[[], object]] = [
        lambda: fulfilment.ship(order, "sf1", "SF Express", at=NOON),
        lambda: fulfilment.track(order, "sf1", "collected", happened_at=NOON, at=NOON),
        lambda: fulfilment.deliver(order, at=NOON),
        lambda: fulfilment.complete(order, at=NOON),
        lambda: fulfilment.open_case(order, "o1~1~1", 1, at=NOON),
    ]
    for decide in decisions:
        with refused("not-paid"):
            decide()


def test_an_order_that_was_never_placed_is_not_found() -> None:
    with pytest.raises(NotFound):
        fulfilment.ship(Order(), "sf1", "SF Express", at=NOON)


def test_an_order_of_which_nobody_speaks_goes_its_way_by_its_deadlines() -> None:
    assert (UNPAID.due, fulfilment.lapse(UNPAID)) == (NOON + timedelta(minutes=30), [OrderCancelled(kind="unpaid")])
    assert fulfilment.lapse(SHIPPED) == [OrderDelivered(kind="deadline", complete_by=DELIVER_BY + 7 * DAY)]
    assert fulfilment.lapse(DELIVERED) == [OrderCompleted(kind="deadline", after_sale_until=COMPLETE_BY + 15 * DAY)]
    assert then(ORDER, SHIPPED, *fulfilment.lapse(SHIPPED)).due == DELIVER_BY + 7 * DAY


@pytest.mark.parametrize("order", [PAID, COMPLETED, REFUNDED, CANCELLED, Order()], ids=status_of)
def test_an_order_that_waits_for_nothing_has_no_deadline(order: Order) -> None:
    assert (order.due, fulfilment.lapse(order)) == (None, [])


def test_deadlines_are_those_of_the_orders_terms() -> None:
    order = shipped(terms=attrs.evolve(TERMS, delivery_days=3, completion_days=2, after_sale_days=1))
    assert order.due == NOON + 3 * DAY
    order = then(ORDER, order, *fulfilment.lapse(order))
    assert order.due == NOON + 5 * DAY
    assert fulfilment.lapse(order) == [OrderCompleted(kind="deadline", after_sale_until=NOON + 6 * DAY)]


@pytest.mark.parametrize(
    ("order", "fact"),
    [
        (UNPAID, ParcelSent(parcel="sf1", carrier="YTO", deliver_by=NOON)),
        (COMPLETED, ParcelSent(parcel="sf2", carrier="YTO", deliver_by=NOON)),
        (UNPAID, ParcelTracked(parcel="sf1", status="collected", happened_at=NOON)),
        (track(SHIPPED, "sf1", "failed"), ParcelTracked(parcel="sf1", status="failed", happened_at=NOON)),
        (PAID, OrderDelivered(kind="told", complete_by=NOON)),
        (DELIVERED, OrderDelivered(kind="told", complete_by=NOON)),
        (SHIPPED, OrderCompleted(kind="buyer", after_sale_until=NOON)),
        (COMPLETED, OrderCompleted(kind="buyer", after_sale_until=NOON)),
    ],
    ids=lambda value: value.status if isinstance(value, Order) else type(value).__name__,
)
def test_a_fact_on_the_way_never_follows_a_status_that_it_cannot_follow(order: Order, fact: OrderEvent) -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        then(ORDER, order, fact)


def test_a_deadline_is_the_orders_to_the_microsecond() -> None:
    later = fulfilment.ship(PAID, "sf1", "SF Express", at=NOON + INSTANT)
    assert then(ORDER, PAID, *later).due == DELIVER_BY + INSTANT
