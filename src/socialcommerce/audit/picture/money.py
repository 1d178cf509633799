"""Money: what went where over the whole log, in plain sums that no order, budget or commission takes part in."""

from collections import Counter
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.earnings.commission_events import (
    CommissionClawedBack,
    CommissionEarned,
    CommissionReduced,
    CommissionSettled,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.orders.events import OrderPaid, OrderRefunded
from socialcommerce.kernel.event import Recorded


class Money(Part):
    """``sums`` in minor units; ``last`` is the last event that each of them grew by."""

    def __init__(self) -> None:
        self.sums: Counter[str] = Counter()
        self.last: dict[str, Recorded[Any]] = {}

    @sees(OrderPaid)
    def paid(self, recorded: Recorded[Any]) -> None:
        self._grew("paid", recorded.event.amount, recorded)

    @sees(OrderRefunded)
    def refunded(self, recorded: Recorded[Any]) -> None:
        back = recorded.event.delivery_fee
        for part in recorded.event.parts:
            back += part.amount
        self._grew("refunded", back, recorded)

    @sees(BudgetFunded)
    def funded(self, recorded: Recorded[Any]) -> None:
        self._grew("funded", recorded.event.amount, recorded)

    @sees(BudgetDrawn)
    def drawn(self, recorded: Recorded[Any]) -> None:
        self._grew("drawn", recorded.event.amount, recorded)

    @sees(BudgetGivenBack)
    def given_back(self, recorded: Recorded[Any]) -> None:
        self._grew("given back", recorded.event.amount, recorded)

    @sees(CommissionEarned)
    def earned(self, recorded: Recorded[Any]) -> None:
        self._grew("earned", sum(part.amount for part in recorded.event.parts), recorded)

    @sees(CommissionReduced, CommissionClawedBack)
    def lessened(self, recorded: Recorded[Any]) -> None:
        self._grew("lessened", sum(part.amount for part in recorded.event.parts), recorded)

    @sees(CommissionSettled)
    def settled(self, recorded: Recorded[Any]) -> None:
        self._grew("settled", recorded.event.amount, recorded)

    @sees(PayoutMade)
    def paid_out(self, recorded: Recorded[Any]) -> None:
        self._grew("paid out", recorded.event.amount, recorded)

    def _grew(self, name: str, amount: int, recorded: Recorded[Any]) -> None:
        self.sums[name] += amount
        self.last[name] = recorded
