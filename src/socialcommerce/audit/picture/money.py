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
    def paid(self, key: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        self._grew("paid", fact.amount, recorded)

    @sees(OrderRefunded)
    def refunded(self, key: str, fact: OrderRefunded, recorded: Recorded[Any]) -> None:
        back = fact.delivery_fee
        for part in fact.parts:
            back += part.amount
        self._grew("refunded", back, recorded)

    @sees(BudgetFunded)
    def funded(self, key: str, fact: BudgetFunded, recorded: Recorded[Any]) -> None:
        self._grew("funded", fact.amount, recorded)

    @sees(BudgetDrawn)
    def drawn(self, key: str, fact: BudgetDrawn, recorded: Recorded[Any]) -> None:
        self._grew("drawn", fact.amount, recorded)

    @sees(BudgetGivenBack)
    def given_back(self, key: str, fact: BudgetGivenBack, recorded: Recorded[Any]) -> None:
        self._grew("given back", fact.amount, recorded)

    @sees(CommissionEarned)
    def earned(self, key: str, fact: CommissionEarned, recorded: Recorded[Any]) -> None:
        self._grew("earned", sum(part.amount for part in fact.parts), recorded)

    @sees(CommissionReduced, CommissionClawedBack)
    def lessened(self, key: str, fact: CommissionReduced | CommissionClawedBack, recorded: Recorded[Any]) -> None:
        self._grew("lessened", sum(part.amount for part in fact.parts), recorded)

    @sees(CommissionSettled)
    def settled(self, key: str, fact: CommissionSettled, recorded: Recorded[Any]) -> None:
        self._grew("settled", fact.amount, recorded)

    @sees(PayoutMade)
    def paid_out(self, key: str, fact: PayoutMade, recorded: Recorded[Any]) -> None:
        self._grew("paid out", fact.amount, recorded)

    def _grew(self, name: str, amount: int, recorded: Recorded[Any]) -> None:
        self.sums[name] += amount
        self.last[name] = recorded
