"""Orders: what was asked for, paid, sent and given back, and which cases hold them up."""

from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Kept, Part, sees
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


class Line(Kept):
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


class Parcel(Kept):
    """A parcel; ``carrier`` is None until it is sent, ``said`` is all that was said of it."""

    carrier: str | None = None
    said: set[str] = set()


class Order(Kept):
    """An order, with the events that made it what it is.

    ``cases`` are all cases that there were, each with its line, ``holds`` those that hold the order up;
    ``last_word`` is the last that was told of its parcels.
    """

    placed: Recorded[OrderPlaced]
    lines: list[Line]
    status: str = "placed"
    paid: Recorded[OrderPaid] | None = None
    cancelled: Recorded[OrderCancelled] | None = None
    payments_to_return: set[str] = set()
    parcels: dict[str, Parcel] = {}
    last_word: Recorded[Any] | None = None
    deliver_by: datetime | None = None
    complete_by: datetime | None = None
    completed: Recorded[OrderCompleted] | None = None
    cases: dict[str, int] = {}
    holds: dict[str, int] = {}
    free_since: datetime | None = None
    refunds: dict[str, Recorded[OrderRefunded]] = {}
    last_refund: Recorded[OrderRefunded] | None = None
    refunded_cases: set[str] = set()
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
    def was_placed(self, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> None:
        lines = [Line(line, line.quantity * line.unit_price - line.discount) for line in fact.lines]
        self.of[key] = Order(recorded, lines)

    @sees(OrderPaid)
    def was_paid(self, key: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        order = self.of[key]
        order.status, order.paid = "paid", recorded

    @sees(OrderCancelled)
    def was_cancelled(self, key: str, fact: OrderCancelled, recorded: Recorded[Any]) -> None:
        order = self.of[key]
        order.status, order.cancelled = "cancelled", recorded

    @sees(PaymentToReturn)
    def is_to_return(self, key: str, fact: PaymentToReturn, recorded: Recorded[Any]) -> None:
        self.of[key].payments_to_return.add(fact.payment)

    @sees(ParcelSent)
    def was_sent(self, key: str, fact: ParcelSent, recorded: Recorded[Any]) -> None:
        order = self.of[key]
        order.parcels.setdefault(fact.parcel, Parcel()).carrier = fact.carrier
        order.deliver_by, order.last_word = fact.deliver_by, recorded
        if order.status == "paid":
            order.status = "shipped"

    @sees(ParcelTracked)
    def was_tracked(self, key: str, fact: ParcelTracked, recorded: Recorded[Any]) -> None:
        order = self.of[key]
        order.parcels.setdefault(fact.parcel, Parcel()).said.add(fact.status)
        order.last_word = recorded

    @sees(OrderDelivered)
    def was_delivered(self, key: str, fact: OrderDelivered, recorded: Recorded[Any]) -> None:
        order = self.of[key]
        order.status, order.complete_by = "delivered", fact.complete_by

    @sees(OrderCompleted)
    def was_completed(self, key: str, fact: OrderCompleted, recorded: Recorded[Any]) -> None:
        order = self.of[key]
        order.status, order.completed = "completed", recorded

    @sees(CaseOpened)
    def was_held(self, key: str, fact: CaseOpened, recorded: Recorded[Any]) -> None:
        order = self.of[key]
        order.cases[fact.case] = order.holds[fact.case] = fact.line

    @sees(CaseClosed)
    def was_freed(self, key: str, fact: CaseClosed, recorded: Recorded[Any]) -> None:
        order = self.of[key]
        order.free_since = fact.free_since
        del order.holds[fact.case]

    @sees(OrderRefunded)
    def was_refunded(self, key: str, fact: OrderRefunded, recorded: Recorded[Any]) -> None:
        order = self.of[key]
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
    def was_imported(self, key: str, fact: ImportRecorded, recorded: Recorded[Any]) -> None:
        self.imported[key] = fact

    def caused(self, recorded: Recorded[Any]) -> Order | None:
        """The order whose event *recorded* names as its cause; None if it names none."""
        category, _, rest = (recorded.cause or "").partition("-")
        return self.of.get(rest.rpartition("@")[0]) if category == "order" else None
