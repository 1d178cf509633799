"""Deadlines: what happens by itself, carried out. Late, twice or in two processes at once gives the same as in time."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

import attrs
import sqlalchemy as sa

from socialcommerce.domain.catalog.budget import Budget
from socialcommerce.errors import Conflict, Refused
from socialcommerce.projections.orders import OrderBook
from socialcommerce.projections.tables import Instant, to_microseconds
from socialcommerce.services.decisions import Decisions, not_ahead
from socialcommerce.services.order_life import existing
from socialcommerce.services.reading import Reading
from socialcommerce.services.transaction import Transaction
from socialcommerce.storage.prepared import Asked, Prepared

R = TypeVar("R")
A = TypeVar("A", bound=Asked)

Which = Callable[[datetime], "sa.ColumnElement[bool]"]
"""Which orders to carry deadlines out of, by the instant."""

REMEMBERED_BUDGETS: Final = 10_000
"""Short budgets of which it is remembered, at most, that nothing overdue holds any of them."""

PAGE: Final = 500
"""Overdue orders that are looked up at a time."""


@attrs.frozen
class Tick:
    """What a tick did: how many overdue orders it looked at, and how many facts came of them."""

    orders: int
    facts: int


class BudgetShort(Exception):
    """The *budget* of a *product* does not cover a price, while unpaid orders that are overdue may hold some of it."""

    def __init__(self, product: str, budget: Budget) -> None:
        super().__init__()
        self.product = product
        self.budget = budget


@attrs.frozen
class _Settled:
    """A budget as it was when nothing overdue held any of it, and when the next order that may is due."""

    budget: Budget
    next_due: datetime | None

    def holds(self, short: BudgetShort, at: datetime) -> bool:
        """Whether that is still so at *at*."""
        return self.budget == short.budget and (self.next_due is None or at < self.next_due)


class Deadlines:
    """The due times of orders, their cases and their commission, which the order book keeps."""

    def __init__(self, decisions: Decisions, reading: Reading) -> None:
        self._decisions = decisions
        self._reading = reading
        self._settled: dict[str, _Settled] = {}
        now = sa.bindparam("now", type_=Instant())
        self._overdue_budgets = Prepared(sa.select(sa.literal(1)).where(self._book.holding_budgets(now)).limit(1))

    def tick(self, now: datetime | None = None, progress: Callable[[int], None] | None = None) -> Tick:
        """Carry out all that is overdue at *now* (default: the clock), an order at a time, each in one transaction.

        *progress* is called with the orders done so far.
        """
        return self._carry_out(self._book.overdue, now, progress, caught_up=True)

    def with_budgets(self, run: Callable[[bool], R], at: datetime | None) -> R:
        """What *run* gives; after :class:`BudgetShort`, what it gives once unpaid orders overdue at *at* are cancelled.

        *run* is told whether they are.
        """
        try:
            return run(False)
        except BudgetShort as short:
            self._settle(short, at)
            return run(True)

    def _settle(self, short: BudgetShort, at: datetime | None) -> None:
        instant = at or self._reading.now()
        settled = self._settled.get(short.product)
        if settled and settled.holds(short, instant):
            return
        self._carry_out(self._book.holding_budgets, at, caught_up=True)
        orders = self._book.orders.c
        next_due = sa.select(sa.func.min(orders.next_at)).where(orders.status == "placed", orders.subsidy > 0)
        with self._reading.connection(caught_up=True) as connection:
            due = connection.execute(next_due).scalar_one()
        if len(self._settled) >= REMEMBERED_BUDGETS:
            self._settled.clear()
        self._settled[short.product] = _Settled(short.budget, due)

    def budgets_settled(self) -> AbstractContextManager[sa.Connection]:
        """A connection to read prices by, once what is overdue of unpaid orders that hold budgets is carried out."""
        return self._settled_before(self._reading.connection)

    def moment_settled(self) -> AbstractContextManager[Asked]:
        """The same for prepared statements alone, at less cost."""
        return self._settled_before(self._reading.moment)

    @contextmanager
    def _settled_before(self, asking: Callable[[], AbstractContextManager[A]]) -> Iterator[A]:
        now = to_microseconds(self._reading.now())
        with asking() as asked:
            if not self._overdue_budgets.rows(asked, now=now):
                yield asked
                return
        self.of_budgets()
        with asking() as asked:
            yield asked

    def of_budgets(self) -> None:
        """Before prices are read: carry out what is overdue of unpaid orders that hold money of budgets."""
        self._carry_out(self._book.holding_budgets)

    def of_buyer(self, member: str) -> None:
        """Before they are read: carry out what is overdue of the orders of a buyer."""
        self._carry_out(self._overdue_where(self._book.orders.c.buyer == member))

    def of_order(self, order: str) -> None:
        """The same for one order."""
        self._carry_out(self._overdue_where(self._book.orders.c.order == order))

    def of_cases(self, merchant: str | None = None) -> None:
        """The same for those with an after-sale case of which something is due; for a *merchant*'s alone."""
        self._carry_out(partial(self._book.with_overdue_case, merchant=merchant))

    def of_earners(self) -> None:
        """The same for those by which anybody earns."""
        commissions = self._reading.models.earnings.commissions.c
        self._carry_out(self._overdue_where(self._book.orders.c.order.in_(sa.select(commissions.order))))

    def of_earner(self, member: str) -> None:
        """The same for those by which a member earns."""
        commissions = self._reading.models.earnings.commissions.c
        earning = sa.select(commissions.order).where(commissions.member == member)
        self._carry_out(self._overdue_where(self._book.orders.c.order.in_(earning)))

    @property
    def _book(self) -> OrderBook:
        return self._reading.models.orders

    def _overdue_where(self, which: "sa.ColumnElement[bool]") -> Which:
        return lambda at: sa.and_(which, self._book.overdue(at))

    def _carry_out(
        self,
        which: Which,
        now: datetime | None = None,
        progress: Callable[[int], None] | None = None,
        *,
        caught_up: bool = False,
    ) -> Tick:
        self._decisions.settle()
        clock = self._reading.now()
        instant = clock if now is None else not_ahead(now, clock)
        orders = facts = 0
        for order in self._find(which(instant), caught_up=caught_up):
            facts += self._bring_up_to_date(order, None if now is None else instant)
            orders += 1
            if progress:
                progress(orders)
        return Tick(orders, facts)

    def _find(self, which: "sa.ColumnElement[bool]", *, caught_up: bool) -> Iterator[str]:
        columns, after = self._book.orders.c, 0
        while True:
            page = (
                sa.select(columns.order, columns.position)
                .where(which, columns.position > after)
                .order_by(columns.position)
                .limit(PAGE)
            )
            with self._reading.connection(caught_up=caught_up) as connection:
                rows = connection.execute(page).all()
            yield from (row.order for row in rows)
            if len(rows) < PAGE:
                return
            after = rows[-1].position

    def _bring_up_to_date(self, order: str, at: datetime | None) -> int:
        """Carry out what is overdue of one order, and give how many facts came of it."""

        def decide(transaction: Transaction) -> int:
            existing(transaction, order)
            return len(transaction.events)

        try:
            return self._decisions.run(decide, at=at, by=None)
        except Refused as refused:
            if refused.code != "time-goes-back":
                raise
            return 0  # others have gone on with the order beyond *at*, and carried this out before
        except Conflict:
            return 0  # others are at work on it, and carry this out first; if not, it stays due for the next tick
