"""Reads: what a member earns, for that member alone."""

from collections.abc import Iterable
from datetime import datetime

import attrs
import sqlalchemy as sa

from socialcommerce.kernel.clock import Month
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.projections.earnings import Kind
from socialcommerce.services.actors import only_host, only_member, only_platform
from socialcommerce.services.command import checked
from socialcommerce.services.commission_reasons import CommissionReasons, commission_reasons
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.reading import Reading


@attrs.frozen
class Balance:
    """What a member has earned, less refunds, in minor units.

    ``pending``: of paid orders; ``frozen``: of complete ones; ``approved``: what the next payout takes, negative if
    refunds took back more; ``paid_out``: by all payouts so far.
    """

    member: str
    pending: int = 0
    frozen: int = 0
    approved: int = 0
    paid_out: int = 0

    @property
    def owed(self) -> int:
        """What has not been paid out: what the member's statement comes to."""
        return self.pending + self.frozen + self.approved

    @property
    def total(self) -> int:
        """What has been earned in all, paid out or not."""
        return self.owed + self.paid_out


@attrs.frozen
class EarningsEntry:
    """What changed the balance of what a member is owed, with its sign, and the ``balance`` after it.

    ``reference`` names the refund that reduced or clawed back, or the payout; None for what was earned.
    """

    position: int
    at: datetime
    order: str
    kind: Kind
    amount: int
    balance: int
    reference: str | None


@attrs.frozen
class EarningsStatement:
    """A month of what a member is owed, in minor units: ``opening`` and the amounts of ``entries`` make ``closing``."""

    member: str
    month: str
    opening: int
    entries: tuple[EarningsEntry, ...]
    closing: int


@attrs.frozen
class Payable:
    """A member and what a payout to them would come to, in minor units."""

    member: str
    amount: int


class EarningsReads:
    """What members earn."""

    def __init__(self, reading: Reading, deadlines: Deadlines) -> None:
        self._reading = reading
        self._deadlines = deadlines

    @checked
    def of(self, member: Key, *, by: ActorKey | None = None) -> Balance:
        """What *member* has earned, for them alone. Costs in proportion to their orders."""
        only_member(by, member, f"see the earnings of {member}")
        self._deadlines.of_earner(member)
        commissions, payouts = self._reading.models.earnings.commissions, self._reading.models.earnings.payouts
        by_status = (
            sa.select(commissions.c.status, sa.func.sum(commissions.c.unsettled))
            .where(commissions.c.member == member)
            .group_by(commissions.c.status)
        )
        paid = sa.select(sa.func.sum(payouts.c.amount)).where(payouts.c.member == member)
        with self._reading.connection() as connection:
            sums = {status: int(amount) for status, amount in connection.execute(by_status)}
            paid_out = int(connection.execute(paid).scalar_one() or 0)
        return Balance(member, paid_out=paid_out, **sums)

    @checked
    def payable(self, *, by: ActorKey | None = None) -> list[Payable]:
        """The members to whom a payout can be made now, by id, and what it would come to. For the platform."""
        only_platform(by, "see what is payable")
        self._deadlines.of_earners()
        commissions = self._reading.models.earnings.commissions.c
        amount = sa.func.sum(commissions.unsettled)
        due = (
            sa.select(commissions.member, amount.label("amount"))
            .where(commissions.status == "approved")
            .group_by(commissions.member)
            .having(amount >= self._reading.rules.earnings.payout_minimum)
            .order_by(commissions.member)
        )
        with self._reading.connection() as connection:
            return [Payable(row.member, int(row.amount)) for row in connection.execute(due)]

    @checked
    def statement(self, member: Key, month: Month, *, by: ActorKey | None = None) -> EarningsStatement:
        """What changed in a calendar *month* (``2021-05``), in order of time, for *member* alone.

        No deadline changes what a member is owed in all, so none is carried out for it.
        """
        only_member(by, member, f"see the earnings of {member}")
        entries = self._reading.models.earnings.entries
        before = sa.select(sa.func.sum(entries.c.amount)).where(entries.c.member == member, entries.c.month < month)
        within = (
            sa.select(entries)
            .where(entries.c.member == member, entries.c.month == month)
            .order_by(entries.c.at, entries.c.position)
        )
        with self._reading.connection() as connection:
            opening = int(connection.execute(before).scalar_one() or 0)
            found = _with_balances(connection.execute(within), opening)
        closing = found[-1].balance if found else opening
        return EarningsStatement(member, month, opening, found, closing)

    @checked
    def explain(self, order: Key, *, by: ActorKey | None = None) -> CommissionReasons:
        """Why the commission of *order* is what it is, line by line and earner by earner. ``NotFound``.

        For the host alone, as it tells what was bought and who recruited the sharer.
        """
        only_host(by, f"see what the commission of order {order} is made of")
        self._deadlines.of_order(order)
        return commission_reasons(self._reading, order)


def _with_balances(rows: "Iterable[sa.Row[tuple[object, ...]]]", balance: int) -> tuple[EarningsEntry, ...]:
    found = []
    for row in rows:
        balance += row.amount
        entry = EarningsEntry(row.position, row.at, row.order, row.kind, row.amount, balance, row.reference)
        found.append(entry)
    return tuple(found)


def unsettled(reading: Reading, member: str, at: datetime) -> list[str]:
    """The orders of which a payout to *member* may take something at *at*: approved ones, and overdue ones."""
    commissions, book = reading.models.earnings.commissions, reading.models.orders
    may_be_approved = sa.or_(commissions.c.status == "approved", book.overdue(at))
    found = (
        sa.select(commissions.c.order)
        .join(book.orders, book.orders.c.order == commissions.c.order)
        .where(commissions.c.member == member, commissions.c.unsettled != 0, may_be_approved)
    )
    with reading.connection(caught_up=True) as connection:
        return [row.order for row in connection.execute(found.order_by(commissions.c.order))]
