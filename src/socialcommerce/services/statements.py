"""Merchants' statements: by month, for the merchant alone; closed by the platform."""

import attrs
import sqlalchemy as sa

from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.earnings import statement as statements
from socialcommerce.domain.earnings.statement import STATEMENT
from socialcommerce.kernel.clock import Instant, Month, local_month
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.services.actors import only_merchant, only_platform
from socialcommerce.services.command import checked, command
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.reading import Reading
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


@attrs.frozen
class MerchantStatement:
    """What is booked in a month, in minor units; once it is ``closed``, for good.

    ``payments`` of buyers and ``refunds`` to them, both with delivery; ``commission`` of those who shared, less what
    refunds took back. What buyers paid less than the platform price came from the budgets, as ``subsidy``, or at the
    merchant's own cost, as ``excess``; both less what refunds gave back.
    """

    merchant: str
    month: str
    payments: int
    refunds: int
    commission: int
    subsidy: int
    excess: int
    closed: bool

    @property
    def net(self) -> int:
        """What the month brings the merchant: payments - refunds - commission + subsidy.

        The subsidy is paid from what the merchant gave to its budgets before. The excess does not enter: it is
        borne already in that buyers paid less.
        """
        return self.payments - self.refunds - self.commission + self.subsidy


class Statements(Service):
    """What merchants have done by month."""

    def __init__(self, decisions: Decisions, reading: Reading) -> None:
        super().__init__(decisions)
        self._reading = reading

    @command
    def close(self, merchant: Key, month: Month, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Close a calendar *month* (``2021-05``) and all before it: they never change again. For the platform.

        What is recorded later stands in the first open month. ``NotFound``; refused: ``month-not-over``.
        """
        only_platform(by, "close months")

        def decide(transaction: Transaction) -> None:
            transaction.existing(MERCHANT, merchant)
            this_month = local_month(transaction.at, transaction.rules.zone)
            facts = statements.close(transaction.load(STATEMENT, merchant), month, this_month=this_month)
            transaction.append(STATEMENT, merchant, facts)

        self._run(decide, at=at, by=by)

    @checked
    def of(self, merchant: Key, month: Month, *, by: ActorKey | None = None) -> MerchantStatement:
        """The statement of *merchant* for a calendar *month* (``2021-05``), for it alone.

        What was recorded after its month was closed stands in the first month that was open then. No deadline books
        anything, so none is carried out for it.
        """
        only_merchant(by, merchant, f"see the statement of {merchant}")
        self._decisions.settle()
        bookings, closings = self._reading.models.statements.bookings, self._reading.models.statements.closings
        by_kind = (
            sa.select(bookings.c.kind, sa.func.sum(bookings.c.amount))
            .where(bookings.c.merchant == merchant, bookings.c.month == month)
            .group_by(bookings.c.kind)
        )
        last = sa.select(closings.c.closed_through).where(closings.c.merchant == merchant)
        with self._reading.connection() as connection:
            sums = {kind: int(amount) for kind, amount in connection.execute(by_kind)}
            closed_through = connection.execute(last).scalar_one_or_none()
        return MerchantStatement(
            merchant,
            month,
            payments=sums.get("payment", 0),
            refunds=-sums.get("refund", 0),
            commission=sums.get("commission", 0),
            subsidy=sums.get("subsidy", 0),
            excess=sums.get("excess", 0),
            closed=closed_through is not None and month <= closed_through,
        )
