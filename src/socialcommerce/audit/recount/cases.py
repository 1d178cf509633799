"""Recount of after-sale cases, and for whom each waits."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar, microseconds
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.orders.case_events import (
    CaseApproved,
    CaseEscalated,
    CaseExchanged,
    CaseReceived,
    CaseRefunded,
    CaseRejected,
    CaseRequested,
    CaseRuled,
    CaseSentBack,
    CaseWithdrawn,
)
from socialcommerce.domain.orders.events import CaseClosed, OrderPlaced
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Case(Row):
    """A case as it is now."""

    case: str
    position: int
    order: str
    line: int
    merchant: str
    kind: str
    status: str
    awaited: str | None
    requested_at: int
    due_at: int | None


class Merchant(Row):
    """Whose an order is."""

    order: str
    merchant: str


class Cases(Recounted):
    """Cases: what each event makes of the status, whom the case then waits for, and what is due."""

    model = "cases"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.cases = Table[str, Case](models.cases.cases, Case)
        self.merchants = Table[str, Merchant](models.cases.merchants, Merchant)
        self._calendar = calendar

    @sees(OrderPlaced)
    def ordered(self, order: str, fact: OrderPlaced, recorded: Recorded[Any]) -> None:
        self.merchants[order] = Merchant(order=order, merchant=fact.merchant)

    @sees(CaseRequested)
    def requested(self, case: str, fact: CaseRequested, recorded: Recorded[Any]) -> None:
        self.cases[case] = Case(
            case=case,
            position=recorded.position,
            order=fact.order,
            line=fact.line,
            merchant=self.merchants[fact.order].merchant,
            kind=fact.asked.kind,
            status="requested",
            awaited="merchant",
            requested_at=self._calendar.instant(recorded.at),
            due_at=microseconds(fact.answer_by),
        )

    @sees(CaseApproved)
    def approved(self, case: str, fact: CaseApproved, recorded: Recorded[Any]) -> None:
        awaited = "refund" if self.cases[case].kind == "refund_only" else "buyer"
        self._move(case, "approved", awaited, None if fact.return_by is None else microseconds(fact.return_by))

    @sees(CaseRejected)
    def rejected(self, case: str, fact: CaseRejected, recorded: Recorded[Any]) -> None:
        self._move(case, "rejected")

    @sees(CaseSentBack)
    def sent_back(self, case: str, fact: CaseSentBack, recorded: Recorded[Any]) -> None:
        self._move(case, "returning", "merchant", microseconds(fact.receive_by))

    @sees(CaseReceived)
    def received(self, case: str, fact: CaseReceived, recorded: Recorded[Any]) -> None:
        self._move(case, "received", "refund" if self.cases[case].kind == "return_and_refund" else "merchant")

    @sees(CaseRefunded)
    def refunded(self, case: str, fact: CaseRefunded, recorded: Recorded[Any]) -> None:
        self._move(case, "refunded")

    @sees(CaseExchanged)
    def exchanged(self, case: str, fact: CaseExchanged, recorded: Recorded[Any]) -> None:
        self._move(case, "exchanged")

    @sees(CaseWithdrawn)
    def withdrawn(self, case: str, fact: CaseWithdrawn, recorded: Recorded[Any]) -> None:
        self._move(case, "withdrawn")

    @sees(CaseEscalated)
    def escalated(self, case: str, fact: CaseEscalated, recorded: Recorded[Any]) -> None:
        self._move(case, "escalated", "platform")

    @sees(CaseRuled)
    def ruled(self, case: str, fact: CaseRuled, recorded: Recorded[Any]) -> None:
        self._move(case, "ruled", "refund" if fact.amount or fact.delivery_fee else None)

    @sees(CaseClosed)
    def closed(self, _: str, fact: CaseClosed, recorded: Recorded[Any]) -> None:
        self.cases[fact.case].awaited = None

    def _move(self, case: str, status: str, awaited: str | None = None, due_at: int | None = None) -> None:
        moved = self.cases[case]
        moved.status, moved.awaited, moved.due_at = status, awaited, due_at
