"""Many commands in one transaction: what bringing in a journal is done with."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

import attrs
from eventsourcing.persistence import Tracking

from socialcommerce.kernel.aggregate import Aggregate, Folded
from socialcommerce.kernel.clock import Clock
from socialcommerce.kernel.event import Recorded
from socialcommerce.services.decisions import Decisions, only_read
from socialcommerce.services.transaction import Load, Transaction
from socialcommerce.storage.log import EventLog

R = TypeVar("R")

CACHED_AGGREGATES: Final = 50_000
"""Folded aggregates that a unit of work keeps from one append to the next."""

KNOWN_STREAMS: Final = 500_000
"""Streams up to which a unit of work learns, when it begins, which exist, so that it need not ask for new ones."""


@attrs.define
class _Held:
    """What a unit of work has decided and not yet appended."""

    events: list[Recorded[Any]] = attrs.Factory(list)
    versions_read: dict[str, int] = attrs.Factory(dict)
    afterwards: list[Callable[[], None]] = attrs.Factory(list)


class UnitOfWork(Decisions):
    """Runs many commands and appends their facts together, with a mark of how far the work has come.

    Keeps the aggregates that it folded. Every version that it read, for commands that were refused or changed
    nothing too, is verified when it appends; on :class:`~socialcommerce.errors.Conflict` all that was held is
    dropped, and the commands since the last :meth:`append` have to be run again. ``appended`` is how far it came
    itself, ``decided`` counts its facts. For one thread.
    """

    def __init__(self, log: EventLog, clock: Clock, name: str) -> None:
        super().__init__(log, clock)
        self.name: Final = name
        self.done: int = log.tracked(name)
        self.decided: int = 0
        self.appended: int = self.done
        self._tracked = self.done
        self._is_stale = False
        self._erasures = log.refresh()
        self._held = _Held()
        self._cache: OrderedDict[str, Folded[Any]] = OrderedDict()
        self._known = self._read_known()

    def run(self, decide: Callable[[Transaction], R], *, at: datetime | None, by: str | None) -> R:
        """Decide now and hold the facts; a command that raises leaves nothing behind."""
        self.refresh()
        reads: dict[str, int] = {}
        try:
            transaction, result = self.decide(decide, self._remembering(reads), at, by)
        finally:
            for stream, version in reads.items():
                self._held.versions_read.setdefault(stream, version)
        self._held.afterwards += transaction.afterwards
        if transaction.events:
            self.decided += len(transaction.events)
            self._held.events += transaction.events
            for stream in {event.stream for event in transaction.events}:
                self._cache[stream] = transaction.loaded[stream]
        return result

    def refresh(self) -> None:
        """After an append that failed, see again how far the work has come; others may have gone on with it."""
        if self._is_stale:
            self.done = self._tracked = self.log.tracked(self.name)
            self._is_stale = False

    def forget_erased(self) -> None:
        """Asked once for all commands that are appended together: those read the account of whom they are about."""
        if self._held.versions_read:
            return
        erasures = self.log.refresh()
        if erasures != self._erasures:
            self._cache.clear()
            self._erasures = erasures

    def check_reads(self, versions_read: Mapping[str, int]) -> None:
        """Nothing: all that was read is verified when the unit is appended."""

    def settle(self) -> None:
        """Append what is held, so that views can see it."""
        self.append()

    def append(self) -> None:
        """Append what is held and how far the work has come (``done``), in one transaction.

        If that fails, by :class:`~socialcommerce.errors.Conflict` or otherwise, what was held is dropped and
        ``done`` goes back.
        """
        self.refresh()
        held, self._held = self._held, _Held()
        tracking = Tracking(self.name, self.done) if self.done > self._tracked else None
        try:
            if held.events or tracking is not None:
                self.log.append(held.events, relied_on=only_read(held.versions_read, held.events), tracking=tracking)
        except BaseException:
            self._cache.clear()
            self._known = None
            self._is_stale, self.done = True, self._tracked
            raise
        self.appended = self._tracked = self.done
        if self._known is not None:
            self._known |= {event.stream for event in held.events}
        while len(self._cache) > CACHED_AGGREGATES:
            self._cache.popitem(last=False)
        for act in held.afterwards:
            act()

    def _read_known(self) -> set[str] | None:
        """All streams that exist; None if they are too many to keep."""
        found = self.log.streams(KNOWN_STREAMS + 1)
        return set(found) if len(found) <= KNOWN_STREAMS else None

    def from_log(self, aggregate: Aggregate[Any, Any], stream: str) -> Folded[Any]:
        """The same, without asking the log for what did not exist when it was last asked for all streams.

        That it does not exist is verified, like every version read, when the unit is appended.
        """
        if self._known is not None and stream not in self._known:
            return aggregate.new()
        return aggregate.fold(self.log.since(stream, 0))

    def _remembering(self, reads: dict[str, int]) -> Load:
        def load(aggregate: Aggregate[Any, Any], stream: str) -> Folded[Any]:
            folded = self._cache.get(stream)
            if folded is None:
                folded = self._cache[stream] = self.from_log(aggregate, stream)
            else:
                self._cache.move_to_end(stream)
            reads[stream] = folded.version
            return folded

        return load
