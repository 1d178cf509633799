"""Recount of what members earn by orders, and what is paid out."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Entry(Row):
    """What an event changed of what a member is owed."""

    member: str
    position: int
    order: str
    kind: str
    amount: int
    at: int
    month: str
    reference: str | None


class Commission(Row):
    """A part of an order's commission, and what no payout has taken of it."""

    order: str
    level: int
    member: str
    status: str
    unsettled: int


class Payout(Row):
    """A payout."""

    payout: str
    member: str
    amount: int


class Earnings(Recounted):
    """Commissions at each level, every entry that they made, and payouts."""

    model = "earnings"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.entries = Table[tuple[str, int], Entry](models.earnings.entries, Entry)
        self.commissions = Table[tuple[str, int], Commission](models.earnings.commissions, Commission)
        self.payouts = Table[str, Payout](models.earnings.payouts, Payout)
        self._calendar = calendar

    @sees(CommissionEarned)
    def earned(self, order: str, fact: CommissionEarned, recorded: Recorded[Any]) -> None:
        for part in fact.parts:
            self.commissions[order, part.level] = Commission(
                order=order, level=part.level, member=part.member, status="pending", unsettled=part.amount
            )
            if part.amount > 0:
                self._enter(part.member, "earned", part.amount, None, recorded)

    @sees(CommissionFrozen)
    def frozen(self, order: str, fact: CommissionFrozen, recorded: Recorded[Any]) -> None:
        for commission in self._of(order):
            commission.status = "frozen"

    @sees(CommissionApproved)
    def approved(self, order: str, fact: CommissionApproved, recorded: Recorded[Any]) -> None:
        for commission in self._of(order):
            commission.status = "approved"

    @sees(CommissionReduced)
    def reduced(self, order: str, fact: CommissionReduced, recorded: Recorded[Any]) -> None:
        self._lessen("reduced", order, fact, recorded)

    @sees(CommissionClawedBack)
    def clawed_back(self, order: str, fact: CommissionClawedBack, recorded: Recorded[Any]) -> None:
        self._lessen("clawed_back", order, fact, recorded)

    @sees(CommissionSettled)
    def settled(self, order: str, fact: CommissionSettled, recorded: Recorded[Any]) -> None:
        (taken,) = (commission for commission in self._of(order) if commission.member == fact.member)
        taken.unsettled = 0
        self._enter(fact.member, "paid_out", -fact.amount, fact.payout, recorded)

    @sees(PayoutMade)
    def paid_out(self, payout: str, fact: PayoutMade, recorded: Recorded[Any]) -> None:
        self.payouts[fact.payout] = Payout(payout=fact.payout, member=fact.member, amount=fact.amount)

    def _of(self, order: str) -> list[Commission]:
        return [self.commissions[order, level] for level in (1, 2) if (order, level) in self.commissions]

    def _lessen(
        self, kind: str, order: str, fact: CommissionReduced | CommissionClawedBack, recorded: Recorded[Any]
    ) -> None:
        for part in fact.parts:
            self.commissions[order, part.level].unsettled -= part.amount
            self._enter(part.member, kind, -part.amount, fact.refund, recorded)

    def _enter(self, member: str, kind: str, amount: int, reference: str | None, recorded: Recorded[Any]) -> None:
        self.entries[member, recorded.position] = Entry(
            member=member,
            position=recorded.position,
            order=recorded.key,
            kind=kind,
            amount=amount,
            at=self._calendar.instant(recorded.at),
            month=self._calendar.month(recorded.at),
            reference=reference,
        )
