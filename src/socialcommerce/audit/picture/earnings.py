"""What is earned by orders, paid out, and closed by month."""

from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Kept, Part, sees
from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.earnings.statement import MonthClosed
from socialcommerce.kernel.event import Recorded


class Earning(Kept):
    """A member's part of a commission: what is ``kept`` of it after refunds, and what payouts took."""

    member: str
    level: int
    kept: int
    paid_out: int = 0
    payouts: set[str] = set()

    @property
    def payable(self) -> int:
        """What no payout has taken; negative: what the member owes."""
        return self.kept - self.paid_out


class Commission(Kept):
    """The commission of an order; ``last`` is its last event."""

    last: Recorded[Any]
    earnings: dict[str, Earning]
    status: str = "pending"
    approve_by: datetime | None = None


class Payout(Kept):
    """A payout, what each order added to it, and the orders of which it was recorded too that it took that."""

    made: Recorded[PayoutMade]
    entries: dict[str, int]
    settled: set[str] = set()


class Earnings(Part):
    """Commissions by their orders, payouts by their references, the last closed month by merchant.

    ``unsettled`` are the orders of which payouts to a member have not taken all that is theirs, or too much.
    ``first`` is the position of the first commission, None if there was none.
    """

    def __init__(self) -> None:
        self.commissions: dict[str, Commission] = {}
        self.payouts: dict[str, Payout] = {}
        self.unsettled: dict[str, set[str]] = {}
        self.closed: dict[str, str] = {}
        self.first: int | None = None

    @sees(CommissionEarned)
    def earned(self, key: str, fact: CommissionEarned, recorded: Recorded[Any]) -> None:
        parts = fact.parts
        earnings = {part.member: Earning(part.member, part.level, part.amount) for part in parts}
        self.commissions[key] = Commission(recorded, earnings)
        for earning in earnings.values():
            self._owed(key, earning)
        self.first = recorded.position if self.first is None else self.first

    @sees(CommissionFrozen)
    def frozen(self, key: str, fact: CommissionFrozen, recorded: Recorded[Any]) -> None:
        commission = self._gone_on(key, recorded)
        commission.status, commission.approve_by = "frozen", fact.approve_by

    @sees(CommissionApproved)
    def approved(self, key: str, fact: CommissionApproved, recorded: Recorded[Any]) -> None:
        self._gone_on(key, recorded).status = "approved"

    @sees(CommissionReduced, CommissionClawedBack)
    def lessened(self, key: str, fact: CommissionReduced | CommissionClawedBack, recorded: Recorded[Any]) -> None:
        commission = self._gone_on(key, recorded)
        for part in fact.parts:
            earning = commission.earnings[part.member]
            earning.kept -= part.amount
            self._owed(key, earning)

    @sees(CommissionSettled)
    def settled(self, key: str, fact: CommissionSettled, recorded: Recorded[Any]) -> None:
        earning = self._gone_on(key, recorded).earnings[fact.member]
        earning.paid_out += fact.amount
        earning.payouts.add(fact.payout)
        self._owed(key, earning)
        self.payouts[fact.payout].settled.add(key)

    @sees(PayoutMade)
    def paid_out(self, key: str, fact: PayoutMade, recorded: Recorded[Any]) -> None:
        entries = {entry.order: entry.amount for entry in fact.entries}
        self.payouts[key] = Payout(recorded, entries)

    @sees(MonthClosed)
    def month_closed(self, key: str, fact: MonthClosed, recorded: Recorded[Any]) -> None:
        self.closed[key] = fact.month

    def _gone_on(self, key: str, recorded: Recorded[Any]) -> Commission:
        commission = self.commissions[key]
        commission.last = recorded
        return commission

    def _owed(self, order: str, earning: Earning) -> None:
        orders = self.unsettled.setdefault(earning.member, set())
        if earning.payable:
            orders.add(order)
        else:
            orders.discard(order)
