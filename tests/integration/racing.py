"""Two hosts on one store, one of which is always overtaken between its loading and its appending."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import attrs
from eventsourcing.persistence import Tracking
from replaying import forbidden

from auditing import audited
from socialcommerce import Recorded, SocialCommerce
from socialcommerce.services.conversations import Conversations
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.journeys import Journeys
from socialcommerce.services.members import Members
from socialcommerce.services.orders import Orders
from socialcommerce.services.shares import Shares
from socialcommerce.services.shops import Shelves, Shops
from socialcommerce.storage.log import EventLog

Meanwhile = Callable[[], object]


class OvertakenLog:
    """A log before each of whose appends others do the next of *meanwhile*, as long as there are more."""

    def __init__(self, log: EventLog, meanwhile: Iterable[Meanwhile]) -> None:
        self._log = log
        self._meanwhile = iter(meanwhile)
        self.keys = log.keys
        self.appends = 0

    def refresh(self) -> int:
        return self._log.refresh()

    def since(self, stream: str, after: int) -> list[Recorded[Any]]:
        return self._log.since(stream, after)

    def append(
        self,
        events: Sequence[Recorded[Any]],
        *,
        relied_on: Mapping[str, int] | None = None,
        tracking: Tracking | None = None,
    ) -> None:
        self.appends += 1
        next(self._meanwhile, lambda: None)()
        self._log.append(events, relied_on=relied_on, tracking=tracking)


@attrs.frozen
class Slow:
    """The commands of a host that others overtake."""

    log: OvertakenLog
    orders: Orders
    journeys: Journeys
    shares: Shares
    shelves: Shelves
    shops: Shops
    conversations: Conversations
    members: Members


@attrs.frozen
class Race:
    """A store with two hosts: ``fast`` acts at once, :meth:`slow` is overtaken."""

    ours: SocialCommerce
    fast: SocialCommerce

    def slow(self, *meanwhile: Meanwhile, score: Callable[[], int] = lambda: 0) -> Slow:
        return self.slow_for_ever(meanwhile, score)

    def slow_for_ever(self, meanwhile: Iterable[Meanwhile], score: Callable[[], int] = lambda: 0) -> Slow:
        """*score* gives every shop's influence; it is asked for when a placing claims capacity."""
        log = OvertakenLog(self.ours.log, meanwhile)
        decisions = Decisions(cast(EventLog, log), self.ours.clock)
        reading = self.ours._reading
        deadlines = Deadlines(decisions, reading)
        return Slow(
            log,
            Orders(decisions, deadlines),
            Journeys(decisions, reading),
            Shares(decisions, deadlines),
            Shelves(decisions, lambda _shop, _at: score()),
            Shops(decisions),
            Conversations(decisions, reading),
            Members(decisions),
        )

    def happened(self, category: str) -> list[str]:
        """The names of the facts of a category, in order, when none of the log is forbidden."""
        events = list(self.ours.log.read())
        assert forbidden(events) == []
        assert {found.check for found in audited(events)} <= {"claimed-score"}  # tests give scores as they please
        return [type(recorded.event).__name__ for recorded in events if recorded.category == category]
