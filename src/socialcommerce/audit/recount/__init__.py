"""The recount: what each read model is to hold, by plain code that reads the events one by one.

It shares nothing with the projections but the definitions of their tables: neither how they read the log in batches,
nor how they add up. At the end each live table is read once and compared with the recounted one, row by row.
"""

from collections.abc import Iterable
from itertools import takewhile
from typing import Any, Final

import sqlalchemy as sa

from socialcommerce.audit.recount.calendar import Calendar
from socialcommerce.audit.recount.cases import Cases
from socialcommerce.audit.recount.catalogue import Catalogue
from socialcommerce.audit.recount.circle import Circle
from socialcommerce.audit.recount.comparing import Difference, differences
from socialcommerce.audit.recount.customers import Customers
from socialcommerce.audit.recount.earnings import Earnings
from socialcommerce.audit.recount.feeds import Feeds
from socialcommerce.audit.recount.imported import ImportedOrders
from socialcommerce.audit.recount.influence import Influence
from socialcommerce.audit.recount.messages import Messages
from socialcommerce.audit.recount.orders import OrderBook
from socialcommerce.audit.recount.people import People
from socialcommerce.audit.recount.recounted import Handler, Recounted, handlers
from socialcommerce.audit.recount.sales import Sales
from socialcommerce.audit.recount.search import Search
from socialcommerce.audit.recount.statements import Statements
from socialcommerce.audit.recount.storefronts import Storefronts
from socialcommerce.audit.recount.traffic import Traffic
from socialcommerce.errors import CorruptLog
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import read_models
from socialcommerce.projections.runner import Views
from socialcommerce.rules import DEFAULT_RULES
from socialcommerce.storage.log import EventLog

__all__ = ["Difference", "Recount"]

_TRIES: Final = 100
"""How often a moment is looked for at which the views stand where the recount does."""

_BROKEN: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What comes of facts that cannot stand where they stand."""


class Recount:
    """All tables, by the events read so far; ``position`` is that of the last one."""

    def __init__(self) -> None:
        models, calendar = read_models(DEFAULT_RULES.zone), Calendar()
        self.parts: Final[tuple[Recounted, ...]] = (
            calendar,
            People(models),
            Catalogue(models, calendar),
            Storefronts(models, calendar),
            Traffic(models, calendar),
            Sales(models, calendar),
            Influence(models, calendar),
            Feeds(models, calendar),
            Cases(models, calendar),
            OrderBook(models, calendar),
            Earnings(models, calendar),
            Statements(models, calendar),
            ImportedOrders(models, calendar),
            Customers(models, calendar),
            Circle(models, calendar),
            Messages(models, calendar),
            Search(models),
        )
        self.position = 0
        self._impossible: list[Difference] = []
        self._handlers: dict[type[Any], list[tuple[str, Handler]]] = {}
        for part in self.parts:
            for kind, handler in handlers(part):
                self._handlers.setdefault(kind, []).append((part.model, handler))

    @property
    def tables(self) -> int:
        """How many tables are recounted."""
        return sum(len(list(part.tables())) for part in self.parts)

    def read(self, events: Iterable[Recorded[Any]]) -> None:
        """Count *events*, which follow those read before."""
        handlers_of = self._handlers.get
        for recorded in events:
            fact = recorded.event
            handlers = handlers_of(type(fact))
            if handlers is not None:
                key = recorded.stream.partition("-")[2]
                for model, handler in handlers:
                    try:
                        handler(key, fact, recorded)
                    except _BROKEN as error:
                        self._impossible.append(_impossible(model, recorded.reference, error))
            self.position = recorded.position

    def compare(self, views: Views) -> list[Difference]:
        """What differs in the live tables, once they have caught up with the log, at one moment.

        What was appended meanwhile is counted too. A log that cannot be read to its end is a difference by itself, and
        so are views that never stand still for it; then there is no other.
        """
        try:
            views.catch_up()
            for _ in range(_TRIES):
                self._read_on(views.log, views.position())
                with views.database.read() as connection:
                    positions = views.positions(connection)
                    if positions == {self.position}:
                        return self._compare(connection)
                    if min(positions) > views.log.position():
                        return [_ahead(self.position, min(positions)), *self._compare(connection)]
        except CorruptLog as error:
            return [_of_no_table("log", "", "a log that can be followed to its end", str(error))]
        went_on = "they went on whenever they were to be compared: audit while less is written"
        return [_of_no_table("log", "", "read models that stand still for a moment", went_on)]

    def _read_on(self, log: EventLog, end: int) -> None:
        self.read(takewhile(lambda recorded: recorded.position <= end, log.read(self.position)))

    def _compare(self, connection: sa.Connection) -> list[Difference]:
        found = list(self._impossible)
        for part in self.parts:
            try:
                part.close(connection)
            except _BROKEN as error:
                found.append(_impossible(part.model, "", error))
            found.extend(differences(connection, part))
        return found


def _ahead(end: int, reached: int) -> Difference:
    """What is wrong where a log was cut off at its end, and the views were not."""
    return _of_no_table("log", "", f"a log at least up to position {reached}, as the views read", f"it ends at {end}")


def _impossible(model: str, key: str, error: Exception) -> Difference:
    what = f"they are not there: {type(error).__name__} {error}"
    return _of_no_table(model, key, "the facts on which it stands", what)


def _of_no_table(model: str, key: str, expected: str, found: str) -> Difference:
    return Difference(model=model, table="", key=key, column=None, expected=expected, found=found)
