"""The picture: what a log has said so far, in plain dicts and lists. It judges nothing, and decides nothing.

It is the memory of the second opinion: filled by the facts alone, and written without a look at how the aggregates
fold them. One part for each context; each remembers the events that say something, so that a finding can name them.
"""

from datetime import datetime
from typing import Any, Final

from socialcommerce.audit.picture.activity import Activity
from socialcommerce.audit.picture.budgets import Budgets
from socialcommerce.audit.picture.cases import Cases
from socialcommerce.audit.picture.catalog import Catalog
from socialcommerce.audit.picture.circle import Circle
from socialcommerce.audit.picture.contacts import Contacts
from socialcommerce.audit.picture.earnings import Earnings
from socialcommerce.audit.picture.journeys import Journeys
from socialcommerce.audit.picture.members import Members
from socialcommerce.audit.picture.money import Money
from socialcommerce.audit.picture.part import Handler, Part, handlers
from socialcommerce.audit.picture.rulebook import Rulebook
from socialcommerce.audit.picture.shares import Shares
from socialcommerce.audit.picture.shops import Shops
from socialcommerce.audit.picture.streams import Streams
from socialcommerce.audit.picture.trading import Orders
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import CLOCK_TOLERANCE

__all__ = ["Picture"]


class Picture:
    """What has been said so far. ``now`` is the instant of the audit; None: any.

    ``latest`` is the last instant of which something can be told by then.
    """

    def __init__(self, now: datetime | None = None) -> None:
        self.latest: Final = None if now is None else now + CLOCK_TOLERANCE
        self.streams: Final = Streams()
        self.rulebook: Final = Rulebook()
        self.shops: Final = Shops()
        self.members: Final = Members()
        self.catalog: Final = Catalog()
        self.shares: Final = Shares()
        self.budgets: Final = Budgets()
        self.orders: Final = Orders()
        self.journeys: Final = Journeys(self.rulebook, self.orders)
        self.activity: Final = Activity(self.orders)
        self.cases: Final = Cases()
        self.earnings: Final = Earnings()
        self.money: Final = Money()
        self.circle: Final = Circle()
        self.contacts: Final = Contacts(self.rulebook)
        self._handlers: dict[type[Any], list[Handler]] = {}
        parts = [part for part in vars(self).values() if isinstance(part, Part) and part is not self.streams]
        for part in parts:
            for kind, handler in handlers(part):
                self._handlers.setdefault(kind, []).append(handler)

    def take_in(self, key: str, fact: Any, recorded: Recorded[Any]) -> None:
        """Remember a *fact* of the stream with that *key*, *recorded* after all that was taken in before."""
        streams = self.streams
        if streams.first is None:
            streams.first = recorded
        streams.last[recorded.stream] = recorded
        streams.position = recorded.position
        for handler in self._handlers.get(type(fact), ()):
            handler(key, fact, recorded)
