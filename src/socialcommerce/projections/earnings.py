"""Read model: what members earn by orders, what is taken back of it, and what is paid out. Amounts in minor units."""

from typing import Any, Final, Literal

import sqlalchemy as sa

from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
    Level,
    Part,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.kernel.clock import local_month
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Row, Rows, Text

Kind = Literal["earned", "reduced", "clawed_back", "paid_out"]
LEVELS: Final[tuple[Level, ...]] = (1, 2)


class Earnings:
    """``entries``: all that changed what a member is owed, with its sign; an event has one entry a member at most.

    ``commissions``: each part of an order's commission; ``unsettled`` is what no payout has taken of it, negative for
    what is owed back, and a payout takes it once the status is approved. ``payouts``: one row each.
    """

    name = "earnings"
    version = 2

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self.metadata: Final = sa.MetaData()
        self.entries: Final = table_of(
            self,
            "entries",
            sa.Column("member", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("order", Text, nullable=False),
            sa.Column("kind", Text, nullable=False),
            sa.Column("amount", sa.BigInteger, nullable=False),
            sa.Column("at", Instant, nullable=False),
            sa.Column("month", Text, nullable=False),
            sa.Column("reference", Text),
        )
        self.commissions: Final = table_of(
            self,
            "commissions",
            sa.Column("order", Text, primary_key=True),
            sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("member", Text, nullable=False),
            sa.Column("status", Text, nullable=False),
            sa.Column("unsettled", sa.BigInteger, nullable=False),
            by_member=("member", "status"),
        )
        self.payouts: Final = table_of(
            self,
            "payouts",
            sa.Column("payout", Text, primary_key=True),
            sa.Column("member", Text, nullable=False),
            sa.Column("amount", sa.BigInteger, nullable=False),
            by_member=("member",),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow commissions and payouts."""
        entries, commissions = Rows(connection, self.entries), Rows(connection, self.commissions)
        payouts = Rows(connection, self.payouts)
        orders = {recorded.key for recorded in batch if recorded.category == "commission"}
        commissions.load((order, level) for order in orders for level in LEVELS)
        for recorded in batch:
            order = recorded.key
            match recorded.event:
                case CommissionEarned() as earned:
                    for part in earned.parts:
                        commissions.put(_commission(order, part))
                        if part.amount:
                            entries.put(self._entry(recorded, part.member, "earned", part.amount))
                case CommissionFrozen():
                    _move(commissions, order, "frozen")
                case CommissionApproved():
                    _move(commissions, order, "approved")
                case CommissionReduced() | CommissionClawedBack() as less:
                    kind: Kind = "reduced" if isinstance(less, CommissionReduced) else "clawed_back"
                    for part in less.parts:
                        commissions.add((order, part.level), unsettled=-part.amount)
                        entries.put(self._entry(recorded, part.member, kind, -part.amount, less.refund))
                case CommissionSettled() as paid:
                    commissions.change(_part_of(commissions, order, paid.member), unsettled=0)
                    entries.put(self._entry(recorded, paid.member, "paid_out", -paid.amount, paid.payout))
                case PayoutMade() as made:
                    payouts.put({"payout": made.payout, "member": made.member, "amount": made.amount})
        entries.write()
        commissions.write()
        payouts.write()

    def _entry(
        self, recorded: Recorded[Any], member: str, kind: Kind, amount: int, reference: str | None = None
    ) -> Row:
        return {
            "member": member,
            "position": recorded.position,
            "order": recorded.key,
            "kind": kind,
            "amount": amount,
            "at": recorded.at,
            "month": local_month(recorded.at, self._zone),
            "reference": reference,
        }


def _commission(order: str, part: Part) -> Row:
    return {
        "order": order,
        "level": part.level,
        "member": part.member,
        "status": "pending",
        "unsettled": part.amount,
    }


def _move(commissions: Rows, order: str, status: Literal["frozen", "approved"]) -> None:
    for level in LEVELS:
        if commissions.get((order, level)):
            commissions.change((order, level), status=status)


def _part_of(commissions: Rows, order: str, member: str) -> tuple[str, Level]:
    for level in LEVELS:
        row = commissions.get((order, level))
        if row and row["member"] == member:
            return order, level
    raise LookupError(f"order {order} earns {member} nothing")
