"""A paid order on its way: parcels, what carriers say of them in whatever order, delivery, completion."""

from datetime import timedelta
from typing import Any

from naive.facts import NoError
from naive.pricing import Pricing
from naive.statements import Statements
from naive.trade_facts import Order, Parcel

NEVER_PAID = ("placed", "cancelled")


class Fulfilment(Pricing, Statements):
    def orders_ship(self, order: str, parcel: str, carrier: str) -> Order:
        known: Order = self.known(self.orders, order)
        self.only(f"merchant:{known.merchant}")
        self.was_paid(known)
        before = known.parcels.get(parcel, Parcel())
        if before.carrier is not None:
            if before.carrier != carrier:
                raise NoError("parcel-differs")
            return known
        self._not_refunded(known)
        if known.status == "completed":
            raise NoError("already-completed")
        known.parcels.setdefault(parcel, before).carrier = carrier
        known.deliver_by = self.now + timedelta(days=known.rules.orders.delivery_days)
        if known.status == "paid":
            known.status = "shipped"
        self._arrive(known)
        return known

    def orders_track(self, order: str, parcel: str, status: str) -> Order:
        known: Order = self.known(self.orders, order)
        self.only(f"merchant:{known.merchant}")
        self.was_paid(known)
        reached = known.parcels.setdefault(parcel, Parcel()).reached
        if status not in reached:
            reached.append(status)
            self._arrive(known)
        return known

    def orders_deliver(self, order: str) -> Order:
        known: Order = self.known(self.orders, order)
        self.only(known.buyer, f"merchant:{known.merchant}")
        self.was_paid(known)
        self._not_refunded(known)
        if known.status == "paid":
            raise NoError("not-shipped")
        if known.status == "shipped":
            self.be_delivered(known)
        return known

    def orders_complete(self, order: str) -> Order:
        known: Order = self.known(self.orders, order)
        self.only(known.buyer)
        self.was_paid(known)
        self._not_refunded(known)
        if known.status in ("paid", "shipped"):
            raise NoError("not-delivered")
        if known.status == "delivered":
            if known.holding:
                raise NoError("case-open")
            self.be_completed(known)
        return known

    def be_delivered(self, order: Order) -> None:
        order.status = "delivered"
        order.complete_by = self.now + timedelta(days=order.rules.orders.completion_days)

    def be_completed(self, order: Order) -> None:
        order.status = "completed"
        order.after_sale_until = self.now + timedelta(days=order.rules.after_sale.window_days)
        self.freeze(order)

    def was_paid(self, order: Order) -> None:
        if order.status in NEVER_PAID:
            raise NoError("not-paid")

    def order(self, order: str) -> dict[str, Any]:
        """The order as it stands now."""
        known: Order = self.known(self.orders, order)
        return self.terms(known) | {
            "status": known.status,
            "payment": known.payment,
            "payments_to_return": known.payments_to_return[:],
            "parcels": [(name, parcel.carrier, parcel.reached[:]) for name, parcel in known.parcels.items()],
            "after_sale_until": known.after_sale_until,
            "holds": sorted((case.id, case.line) for case in known.holding),
            "refunded": known.refunded,
        }

    def _arrive(self, order: Order) -> None:
        """A shipped order is delivered once all that was sent is."""
        sent = [parcel for parcel in order.parcels.values() if parcel.carrier is not None]
        if order.status == "shipped" and all("delivered" in parcel.reached for parcel in sent):
            self.be_delivered(order)

    def _not_refunded(self, order: Order) -> None:
        if order.status == "refunded":
            raise NoError("already-refunded")
