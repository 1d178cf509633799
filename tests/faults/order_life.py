"""Faults of the life of orders."""

from datetime import timedelta
from typing import Any

from faulting import Log, change, fault, find, insert, remove
from socialcommerce import Recorded
from socialcommerce.domain.orders.events import (
    CaseOpened,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    ParcelSent,
    ParcelTracked,
    PaymentToReturn,
)

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def of(stream: str) -> Any:
    return lambda recorded: recorded.stream == stream


def by_itself(recorded: Recorded[Any]) -> bool:
    return recorded.event.kind in ("deadline", "unpaid")


def again(log: Log, index: int, **envelope: Any) -> str:
    """Let the same happen twice."""
    return insert(log, index + 1, log[index].stream, log[index].event, at=log[index].at, **envelope)


def taken_before(log: Log, kind: type[Any], other: type[Any]) -> str:
    """Let what is of one *kind* happen to its order before the *other*."""
    streams = {recorded.stream for recorded in log if isinstance(recorded.event, other)}
    index = find(log, kind, lambda recorded: recorded.stream in streams)
    event, stream = log[index].event, log[index].stream
    return insert(log, find(log, other, of(stream)), stream, event)


@fault("an order is paid twice", "order-status")
def _(log: Log) -> str:
    return again(log, find(log, OrderPaid))


@fault("an order is cancelled after it was paid", "order-status")
def _(log: Log) -> str:
    index = find(log, OrderPaid)
    return insert(log, index + 1, log[index].stream, OrderCancelled(kind="buyer"), at=log[index].at)


@fault("an order is paid after it was cancelled", "order-status")
def _(log: Log) -> str:
    index = find(log, PaymentToReturn)
    late = log[index].event
    return insert(log, index, log[index].stream, OrderPaid(payment=late.payment, amount=late.amount))


@fault("a parcel is sent before the order is paid", "order-status")
def _(log: Log) -> str:
    return taken_before(log, ParcelSent, OrderPaid)


@fault("a parcel is sent of an order that is complete", "order-status")
def _(log: Log) -> str:
    index = find(log, OrderCompleted)
    sent = log[find(log, ParcelSent, of(log[index].stream))].event
    return insert(log, index + 1, log[index].stream, sent, at=log[index].at)


@fault("a carrier speaks of an order that is not paid", "order-status")
def _(log: Log) -> str:
    return taken_before(log, ParcelTracked, OrderPaid)


@fault("an order arrives before it is sent", "order-status")
def _(log: Log) -> str:
    return taken_before(log, OrderDelivered, ParcelSent)


@fault("an order is complete before it arrives", "order-status")
def _(log: Log) -> str:
    return taken_before(log, OrderCompleted, OrderDelivered)


@fault("money goes back of an order that was never paid", "order-status")
def _(log: Log) -> str:
    return taken_before(log, OrderRefunded, OrderPaid)


@fault("money goes back of an order of which all is back", "order-status")
def _(log: Log) -> str:
    total = {recorded.key: recorded.event.total for recorded in log if isinstance(recorded.event, OrderPlaced)}
    for number, goes in total.items():
        refunds = [each for each in log if isinstance(each.event, OrderRefunded) and each.key == number]
        back = sum(each.event.goods + each.event.delivery_fee for each in refunds)
        if refunds and back == goes > 0:
            return again(log, log.index(refunds[-1]))
    raise LookupError


@fault("a case is opened of an order that is not paid", "order-status")
def _(log: Log) -> str:
    return taken_before(log, CaseOpened, OrderPaid)


@fault("less is paid than the total", "paid-in-whole")
def _(log: Log) -> str:
    index = find(log, OrderPaid)
    return change(log, index, amount=log[index].event.amount - 1)


@fault("more is to be returned than the total", "paid-in-whole")
def _(log: Log) -> str:
    index = find(log, PaymentToReturn)
    return change(log, index, amount=log[index].event.amount + 1)


@fault("a payment is to be returned twice", "returned-once")
def _(log: Log) -> str:
    return again(log, find(log, PaymentToReturn))


def waits_too_long(name: str, kind: type[Any], field: str) -> None:
    @fault(name, "order-spans")
    def _(log: Log) -> str:
        index = find(log, kind)
        return change(log, index, **{field: getattr(log[index].event, field) + SECOND})


waits_too_long("a parcel counts as delivered a second too late", ParcelSent, "deliver_by")
waits_too_long("an order is to be complete a second too late", OrderDelivered, "complete_by")
waits_too_long("cases can be opened a second too long", OrderCompleted, "after_sale_until")


@fault("a parcel is sent twice, with another carrier", "parcel-sent-once")
def _(log: Log) -> str:
    index = find(log, ParcelSent)
    again(log, index)
    return change(log, index + 1, carrier="another")


@fault("an order has a hundred and one parcels", "parcels")
def _(log: Log) -> str:
    index = find(log, ParcelTracked)
    for number in range(100):
        again(log, index + number)
        reference = change(log, index + number + 1, parcel=f"one-of-too-many-{number}")
    return reference


@fault("a carrier says the same twice", "tracked-once")
def _(log: Log) -> str:
    return again(log, find(log, ParcelTracked))


@fault("a carrier speaks of what lies six minutes ahead", "tracked-once")
def _(log: Log) -> str:
    index = find(log, ParcelTracked)
    return change(log, index, happened_at=log[index].at + 6 * MINUTE)


@fault("carriers have delivered an order of which a parcel is on its way", "carrier-delivered")
def _(log: Log) -> str:
    index = find(log, OrderDelivered, lambda recorded: recorded.event.kind == "carrier")
    before = range(index - 1, 0, -1)
    remove(log, next(number for number in before if isinstance(log[number].event, ParcelTracked)))
    return log[index - 1].reference


@fault("all parcels have arrived, and their order has not", "arrived")
def _(log: Log) -> str:
    index = find(log, OrderDelivered, lambda recorded: recorded.event.kind == "carrier")
    del log[index:]
    return log[-1].reference


def is_dated_wrongly(name: str, kind: type[Any], seconds: int) -> None:
    @fault(name, "order-deadline")
    def _(log: Log) -> str:
        index = find(log, kind, by_itself)
        return change(log, index, at=log[index].at + seconds * SECOND)


is_dated_wrongly("an order is cancelled a second after its deadline", OrderCancelled, 1)
is_dated_wrongly("an order is cancelled a second before its deadline", OrderCancelled, -1)
is_dated_wrongly("an order is delivered a second after its deadline", OrderDelivered, 1)
is_dated_wrongly("an order is complete a second before its deadline", OrderCompleted, -1)


@fault("what happens by itself is somebody's act", "order-deadline")
def _(log: Log) -> str:
    return change(log, find(log, OrderCompleted, by_itself), by="an")


@fault("an order is paid at the instant at which it is too late", "overdue")
def _(log: Log) -> str:
    index = find(log, OrderPaid)
    return change(log, index, at=log[find(log, OrderPlaced, of(log[index].stream))].event.pay_by)


@fault("an order is told to have arrived when it counted so already", "overdue")
def _(log: Log) -> str:
    index = find(log, OrderDelivered, lambda recorded: recorded.event.kind == "told")
    change(log, find(log, ParcelSent, of(log[index].stream)), deliver_by=log[index].at)
    return log[index].reference


@fault("a carrier is heard of an order that has to be delivered first", "overdue")
def _(log: Log) -> str:
    index = find(log, OrderDelivered, by_itself)
    fact = ParcelTracked(parcel="late", status="collected", happened_at=log[index].at)
    return insert(log, index, log[index].stream, fact)
