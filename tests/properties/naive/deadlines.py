"""What happens by itself: each thing at its own instant, in order of time, over the whole world."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from naive.orders import Orders
from naive.trade_facts import Case, Order

Happening = tuple[datetime, Callable[[], None]]


class Deadlines(Orders):
    def let_happen(self, until: datetime) -> None:
        """All that is due by an instant, which is now then."""
        while due := [each for each in self._coming() if each[0] <= until]:
            self.now, happen = min(due, key=lambda each: each[0])
            happen()
        self.now = until

    def _coming(self) -> Iterator[Happening]:
        for order in self.orders.values():
            yield from self._coming_of(order)
            for case in order.cases:
                if case.due is not None:
                    yield case.due, partial(self._pass, case)

    def _coming_of(self, order: Order) -> Iterator[Happening]:
        if order.status == "placed":
            yield order.pay_by, partial(setattr, order, "status", "cancelled")
        if order.status == "shipped" and order.deliver_by:
            yield order.deliver_by, partial(self.be_delivered, order)
        if order.holding:
            return
        if order.status == "delivered" and order.complete_by:
            yield max(order.complete_by, order.free_since), partial(self.be_completed, order)
        if order.earning == "frozen" and order.approve_by:
            yield max(order.approve_by, order.free_since), partial(setattr, order, "earning", "approved")

    def _pass(self, case: Case) -> None:
        """No answer is consent, no parcel sent off is a withdrawal, no word on a parcel is its receipt."""
        match case.status:
            case "requested":
                self.be_approved(case)
            case "approved":
                self.move(case, "withdraw")
            case "returning":
                self.move(case, "receive")
