"""Reads: the after-sale cases that wait for someone, oldest first."""

from datetime import datetime

import attrs
import sqlalchemy as sa

from socialcommerce.domain.orders.case import Status
from socialcommerce.domain.orders.case_events import Kind
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.projections.cases import Awaited
from socialcommerce.services.actors import is_platform, only_merchant, only_platform
from socialcommerce.services.command import checked
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.paging import Cursor, Entry, Page, PageSize, page_of
from socialcommerce.services.reading import Reading


@attrs.frozen
class WaitingCase(Entry):
    """A case, for whom it waits, and when something happens by itself if they do nothing; None: nothing does."""

    case: str
    order: str
    line: int
    merchant: str
    kind: Kind
    status: Status
    awaited: Awaited
    requested_at: datetime
    due_at: datetime | None


class CaseListReads:
    """What is left to do in after-sale."""

    def __init__(self, reading: Reading, deadlines: Deadlines) -> None:
        self._reading = reading
        self._deadlines = deadlines

    @checked
    def waiting(
        self,
        awaited: Awaited | None = None,
        merchant: Key | None = None,
        limit: PageSize = 20,
        after: Cursor | None = None,
        *,
        by: ActorKey | None = None,
    ) -> Page[WaitingCase]:
        """Cases that wait for the ``merchant``, the ``buyer``, the ``platform`` or a ``refund``; by default for any.

        Of one *merchant*, who may see its own, or of all, for the platform; the oldest first, *limit* (1 to 100) a
        page, *after* the ``next`` of the page before.
        """
        if merchant is None:
            only_platform(by, "see the cases of all merchants")
        elif not is_platform(by):
            only_merchant(by, merchant, f"see the cases of {merchant}")
        self._deadlines.of_cases(merchant)
        cases = self._reading.models.cases.cases
        query = sa.select(cases).where(
            cases.c.awaited.is_not(None) if awaited is None else cases.c.awaited == awaited,
            sa.true() if merchant is None else cases.c.merchant == merchant,
            cases.c.position > (after or 0),
        )
        with self._reading.connection() as connection:
            rows = connection.execute(query.order_by(cases.c.position).limit(limit + 1)).all()
        entries = (
            WaitingCase(
                row.position,
                row.case,
                row.order,
                row.line,
                row.merchant,
                row.kind,
                row.status,
                row.awaited,
                row.requested_at,
                row.due_at,
            )
            for row in rows[:limit]
        )
        return page_of(entries, more=len(rows) > limit)
