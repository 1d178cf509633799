"""Orders: what was asked for, paid, sent and given back, and which cases hold them up."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.domain.orders.events import (
    CaseClosed,
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
from socialcommerce.domain.orders.imported import ImportRecorded
from socialcommerce.domain.orders.pricing import OrderLine
from socialcommerce.kernel.event import Recorded


@dataclass(slots=True)
class Line:
    """A line: what it ``cost``, and how many units and how much has gone ``back`` of it."""

    sold: OrderLine
    cost: int
    units_back: int = 0
    back: int = 0

    @property
    def left(self) -> int:
        """What has not gone back of its cost."""
        return self.cost - self.back

    @property
    def units_left(self) -> int:
        """How many units have not gone back."""
        return self.sold.quantity - self.units_back

    @property
    def is_kept(self) -> bool:
        """Whether its buyer has something of it: what it cost, or units of what cost nothing."""
        return self.left > 0 or (self.cost == 0 and self.units_left > 0)


@dataclass(slots=True)
class Parcel:
    """A parcel; ``carrier`` is None until it is sent, ``said`` is all that was said of it."""

    carrier: str | None = None
    said: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Order:
    """An order, with the events that made it what it is.

    ``cases`` are all cases that there were, each with its line, ``holds`` those that hold the order up;
    ``last_word`` is the last that was told of its parcels.
    """

    placed: Recorded[OrderPlaced]
    lines: list[Line]
    status: str = "placed"
    paid: Recorded[OrderPaid] | None = None
    cancelled: Recorded[OrderCancelled] | None = None
    payments_to_return: set[str] = field(default_factory=set)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    last_word: Recorded[Any] | None = None
    deliver_by: datetime | None = None
    complete_by: datetime | None = None
    completed: Recorded[OrderCompleted] | None = None
    cases: dict[str, int] = field(default_factory=dict)
    holds: dict[str, int] = field(default_factory=dict)
    free_since: datetime | None = None
    refunds: dict[str, Recorded[OrderRefunded]] = field(default_factory=dict)
    last_refund: Recorded[OrderRefunded] | None = None
    refunded_cases: set[str] = field(default_factory=set)
    back: int = 0
    fee_back: int = 0

    @property
    def terms_of(self) -> OrderPlaced:
        """What was fixed when it was placed."""
        return self.placed.event

    @property
    def buyer(self) -> str:
        """Who ordered."""
        return self.placed.event.asked.buyer

    @property
    def fee_left(self) -> int:
        """What has not gone back of the delivery fee."""
        return self.placed.event.asked.delivery_fee - self.fee_back


class Orders(Part):
    """Orders by their numbers; ``imported`` ones by merchant and number, joined by ``~``."""

    def __init__(self) -> None:
        self.of: dict[str, Order] = {}
        self.imported: dict[str, ImportRecorded] = {}

    @sees(OrderPlaced)
    def was_placed(self, recorded: Recorded[OrderPlaced]) -> None:
        lines = [Line(line, line.quantity * line.unit_price - line.discount) for line in recorded.event.lines]
        self.of[recorded.key] = Order(recorded, lines)

    @sees(OrderPaid)
    def was_paid(self, recorded: Recorded[OrderPaid]) -> None:
        order = self.of[recorded.key]
        order.status, order.paid = "paid", recorded

    @sees(OrderCancelled)
    def was_cancelled(self, recorded: Recorded[OrderCancelled]) -> None:
        order = self.of[recorded.key]
        order.status, order.cancelled = "cancelled", recorded

    @sees(PaymentToReturn)
    def is_to_return(self, recorded: Recorded[PaymentToReturn]) -> None:
        self.of[recorded.key].payments_to_return.add(recorded.event.payment)

    @sees(ParcelSent)
    def was_sent(self, recorded: Recorded[ParcelSent]) -> None:
        order = self.of[recorded.key]
        order.parcels.setdefault(recorded.event.parcel, Parcel()).carrier = recorded.event.carrier
        order.deliver_by, order.last_word = recorded.event.deliver_by, recorded
        if order.status == "paid":
            order.status = "shipped"

    @sees(ParcelTracked)
    def was_tracked(self, recorded: Recorded[ParcelTracked]) -> None:
        order = self.of[recorded.key]
        order.parcels.setdefault(recorded.event.parcel, Parcel()).said.add(recorded.event.status)
        order.last_word = recorded

    @sees(OrderDelivered)
    def was_delivered(self, recorded: Recorded[OrderDelivered]) -> None:
        order = self.of[recorded.key]
        order.status, order.complete_by = "delivered", recorded.event.complete_by

    @sees(OrderCompleted)
    def was_completed(self, recorded: Recorded[OrderCompleted]) -> None:
        order = self.of[recorded.key]
        order.status, order.completed = "completed", recorded

    @sees(CaseOpened)
    def was_held(self, recorded: Recorded[CaseOpened]) -> None:
        order = self.of[recorded.key]
        order.cases[recorded.event.case] = order.holds[recorded.event.case] = recorded.event.line

    @sees(CaseClosed)
    def was_freed(self, recorded: Recorded[CaseClosed]) -> None:
        order = self.of[recorded.key]
        order.free_since = recorded.event.free_since
        del order.holds[recorded.event.case]

    @sees(OrderRefunded)
    def was_refunded(self, recorded: Recorded[OrderRefunded]) -> None:
        order, fact = self.of[recorded.key], recorded.event
        order.refunds[fact.refund] = order.last_refund = recorded
        if fact.asked.case is not None:
            order.refunded_cases.add(fact.asked.case)
        for part in fact.parts:
            line = order.lines[part.line - 1]
            line.units_back += part.quantity
            line.back += part.amount
            order.back += part.amount
        order.back += fact.delivery_fee
        order.fee_back += fact.delivery_fee
        if order.back == order.placed.event.total:
            order.status = "refunded"

    @sees(ImportRecorded)
    def was_imported(self, recorded: Recorded[ImportRecorded]) -> None:
        self.imported[recorded.key] = recorded.event

    def caused(self, recorded: Recorded[Any]) -> Order | None:
        """The order whose event *recorded* names as its cause; None if it names none."""
        category, _, rest = (recorded.cause or "").partition("-")
        return self.of.get(rest.rpartition("@")[0]) if category == "order" else None
