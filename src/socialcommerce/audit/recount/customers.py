"""Recount of whose customer each visitor is, and of who blocks whom."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.members.friendship import Blocked, Unblocked
from socialcommerce.domain.referrals.journey import Bound, Released
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Binding(Row):
    """The shop whose customer a visitor became last, and since when."""

    visitor: str
    shop: str
    since: int


class Block(Row):
    """A block that stands."""

    member: str
    blocked: str


class Customers(Recounted):
    """Bindings, each since the first of those to the same shop in a row, and blocks."""

    model = "customers"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.bindings = Table[str, Binding](models.customers.bindings, Binding)
        self.blocks = Table[tuple[str, str], Block](models.customers.blocks, Block)
        self._calendar = calendar

    @sees(Bound)
    def bound(self, visitor: str, fact: Bound, recorded: Recorded[Any]) -> None:
        before = self.bindings.get(visitor)
        if before is None or before.shop != fact.shop:
            since = self._calendar.instant(recorded.at)
            self.bindings[visitor] = Binding(visitor=visitor, shop=fact.shop, since=since)

    @sees(Released)
    def released(self, visitor: str, fact: Released, recorded: Recorded[Any]) -> None:
        del self.bindings[visitor]

    @sees(Blocked)
    def blocked(self, _: str, fact: Blocked, recorded: Recorded[Any]) -> None:
        self.blocks[fact.member, fact.blocked] = Block(member=fact.member, blocked=fact.blocked)

    @sees(Unblocked)
    def unblocked(self, _: str, fact: Unblocked, recorded: Recorded[Any]) -> None:
        del self.blocks[fact.member, fact.blocked]
