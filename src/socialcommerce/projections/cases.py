"""Read model: after-sale cases, for whom each waits, and what is due when."""

from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa

from socialcommerce.domain.orders.case import AWAITING, Status
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
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Row, Rows, Text

Awaited = Literal["merchant", "buyer", "platform", "refund"]
"""For whom a case waits; ``refund``: for the host, who gives back what it grants."""

_STATUS: Final[dict[type[Any], Status]] = {
    CaseApproved: "approved",
    CaseRejected: "rejected",
    CaseSentBack: "returning",
    CaseReceived: "received",
    CaseRefunded: "refunded",
    CaseExchanged: "exchanged",
    CaseWithdrawn: "withdrawn",
    CaseEscalated: "escalated",
    CaseRuled: "ruled",
}
_AWAITED: Final[dict[Status, Awaited]] = {
    "requested": "merchant",
    "approved": "buyer",
    "returning": "merchant",
    "received": "merchant",
    "escalated": "platform",
}


class Cases:
    """``cases``: one row each; ``awaited`` is null once a case waits for nobody, ``due_at`` when nothing is due.

    ``merchants``: whose each order is.
    """

    name = "cases"
    version = 2

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.cases: Final = table_of(
            self,
            "cases",
            sa.Column("case", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.Column("order", Text, nullable=False),
            sa.Column("line", sa.Integer, nullable=False),
            sa.Column("merchant", Text, nullable=False),
            sa.Column("kind", Text, nullable=False),
            sa.Column("status", Text, nullable=False),
            sa.Column("awaited", Text),
            sa.Column("requested_at", Instant, nullable=False),
            sa.Column("due_at", Instant),
            by_order=("order",),
            by_awaited=("awaited", "position"),
            by_due=("due_at",),
            by_due_of_merchant=("merchant", "due_at"),
        )
        self.merchants: Final = table_of(
            self,
            "merchants",
            sa.Column("order", Text, primary_key=True),
            sa.Column("merchant", Text, nullable=False),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow cases."""
        cases, merchants = Rows(connection, self.cases), Rows(connection, self.merchants)
        closed = [recorded.event.case for recorded in batch if isinstance(recorded.event, CaseClosed)]
        cases.load([*closed, *(recorded.key for recorded in batch if recorded.category == "case")])
        merchants.load(recorded.event.order for recorded in batch if isinstance(recorded.event, CaseRequested))
        for recorded in batch:
            match recorded.event:
                case OrderPlaced(merchant=merchant):
                    merchants.put({"order": recorded.key, "merchant": merchant})
                case CaseRequested() as asked:
                    cases.put(_requested(recorded, asked, merchants.existing(asked.order)["merchant"]))
                case CaseClosed(case=case):
                    cases.change(case, awaited=None)
                case fact if type(fact) in _STATUS:
                    cases.change(recorded.key, **_after(cases.existing(recorded.key), fact))
        cases.write()
        merchants.write()

    def overdue(self, at: datetime, merchant: str | None = None) -> "sa.Select[tuple[str]]":
        """The orders with a case of which something should have happened by itself by *at*; those of a *merchant*."""
        cases = self.cases.c
        found = sa.select(cases.order).where(cases.due_at <= at)
        return found if merchant is None else found.where(cases.merchant == merchant)


def _requested(recorded: Recorded[Any], fact: CaseRequested, merchant: str) -> Row:
    return {
        "case": recorded.key,
        "position": recorded.position,
        "order": fact.order,
        "line": fact.line,
        "merchant": merchant,
        "kind": fact.asked.kind,
        "status": "requested",
        "awaited": "merchant",
        "requested_at": recorded.at,
        "due_at": fact.answer_by,
    }


def _after(row: Row, fact: Any) -> Row:
    """What changes of a case with *fact*."""
    status, due_at = _STATUS[type(fact)], None
    awaited = "refund" if (status, row["kind"]) in AWAITING else _AWAITED.get(status)
    match fact:
        case CaseApproved(return_by=return_by):
            due_at = return_by
        case CaseSentBack(receive_by=receive_by):
            due_at = receive_by
        case CaseRuled() if fact.awards:
            awaited = "refund"
    return {"status": status, "awaited": awaited, "due_at": due_at}
