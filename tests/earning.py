"""Orders by which members earn, and a log of facts with the read models of what they earn."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import attrs
import sqlalchemy as sa

import ordering
from given import NOON, given
from socialcommerce import ManualClock, Recorded, Rules
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.pricing import Asked, OrderLine, Wanted
from socialcommerce.domain.orders.refunding import RefundAsked, RefundPart
from socialcommerce.domain.orders.terms import terms_by
from socialcommerce.domain.referrals.attribution import NOBODY, Attribution
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.projections.earnings import Earnings
from socialcommerce.projections.runner import Views
from socialcommerce.projections.statements import Statements as StatementViews
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.earnings import EarningsReads
from socialcommerce.services.statements import Statements
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.memory import MemoryEngine
from socialcommerce.storage.views import ViewDatabase
from socialcommerce.testing.mapping import HeldKeys

ZONE: Final = "Asia/Shanghai"


def line(amount: int, commission_bp: int = 0, **changes: Any) -> OrderLine:
    """One unit at *amount* minor units, but for *changes*."""
    return ordering.line(quantity=1, unit_price=amount, commission_bp=commission_bp, **changes)


def bought(
    *lines: OrderLine,
    order: str = "o1",
    shop: str | None = "sharer",
    recruiter: str | None = None,
    recruiter_bp: int = 1_000,
    delivery_fee: int = 0,
) -> OrderPlaced:
    """An order of ``buyer`` from ``dior``, attributed to *shop*."""
    named = [attrs.evolve(line, product=f"p{number}") for number, line in enumerate(lines, 1)]
    return OrderPlaced(
        order=order,
        asked=Asked("buyer", tuple(Wanted(line.product, line.quantity) for line in named), delivery_fee=delivery_fee),
        merchant="dior",
        lines=tuple(named),
        attribution=Attribution("binding", shop) if shop else NOBODY,
        total=sum(line.amount for line in named) + delivery_fee,
        pay_by=NOON + timedelta(minutes=30),
        terms=attrs.evolve(terms_by(Rules()), recruiter=recruiter, recruiter_bp=recruiter_bp if recruiter else 0),
    )


def payment(placed: OrderPlaced) -> OrderPaid:
    return OrderPaid(payment=f"pay-{placed.order}", amount=placed.total)


def back(amount: int, *, line: int = 1, refund: str = "r1", delivery_fee: int = 0) -> OrderRefunded:
    """*amount* of a *line* goes back."""
    asked = RefundAsked(line=line, amount=amount)
    return OrderRefunded(refund=refund, asked=asked, parts=(RefundPart(line, 0, amount),), delivery_fee=delivery_fee)


def paid(placed: OrderPlaced, *facts: Any) -> Order:
    """The order once it was paid, after *facts*."""
    return given(ORDER, placed, payment(placed), *facts)


class NothingDue:
    """Deadlines of facts that are all told as they are."""

    def of_earner(self, member: str) -> None: ...

    def of_merchant(self, member: str) -> None: ...


class Books:
    """A log that is told facts, and the read models of earnings and statements that follow it: all that reads need."""

    def __init__(self, database: ViewDatabase) -> None:
        self.earnings: Final = Earnings(ZONE)
        self.statements: Final = StatementViews(ZONE)
        self.models: Final = self
        self.log: Final = EventLog(MemoryEngine("memory://"), HeldKeys())
        self.views: Final = Views(self.log, database, (self.earnings, self.statements))
        self._versions: dict[str, int] = {}

    def tell(self, aggregate: Aggregate[Any, Any], key: str, *facts: Any, at: datetime = NOON) -> None:
        """Record *facts* in the stream of the aggregate."""
        stream = aggregate.stream(key)
        first = self._versions.get(stream, 0) + 1
        self._versions[stream] = first + len(facts) - 1
        recorded = [
            Recorded(stream=stream, version=version, at=at, event=fact) for version, fact in enumerate(facts, first)
        ]
        self.log.append(recorded)

    def earning(self) -> EarningsReads:
        return EarningsReads(self, NothingDue())  # type: ignore[arg-type]

    def stating(self) -> Statements:
        decisions = Decisions(self.log, ManualClock(NOON))
        return Statements(decisions, self)  # type: ignore[arg-type]

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        self.views.catch_up()
        with self.views.database.read() as connection:
            yield connection

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the read models hold."""
        with self.connection() as connection:
            return {
                table.name: sorted(tuple(row) for row in connection.execute(sa.select(table)))
                for projection in self.views.projections
                for table in projection.metadata.sorted_tables
            }


@contextmanager
def empty_books() -> Iterator[Books]:
    database = ViewDatabase(MemoryEngine("memory://"))
    books = Books(database)
    try:
        yield books
    finally:
        books.log.close()
        database.close()
