"""One command's way through the log: load aggregates, decide, append; again if others were faster.

:class:`Decisions` does it one transaction a command. :class:`UnitOfWork` holds the facts of many commands and
appends them together.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import attrs
from eventsourcing.persistence import Tracking

from socialcommerce.errors import Conflict, NotFound, Refused
from socialcommerce.kernel.aggregate import Aggregate, Folded
from socialcommerce.kernel.clock import Clock, utc
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import CLOCK_TOLERANCE_MINUTES
from socialcommerce.storage.log import EventLog

S = TypeVar("S")
E = TypeVar("E")
R = TypeVar("R")

ATTEMPTS: Final = 5
"""How often a decision is made anew when others wrote first."""

CACHED_AGGREGATES: Final = 50_000
"""Folded aggregates that a unit of work keeps from one append to the next."""

KNOWN_STREAMS: Final = 500_000
"""Streams up to which a unit of work learns, when it begins, which exist, so that it need not ask for new ones."""

_Load = Callable[[Aggregate[Any, Any], str], Folded[Any]]
_TOLERANCE: Final = timedelta(minutes=CLOCK_TOLERANCE_MINUTES)


class _TimeMoved(Exception):
    """A stream was loaded that is later than the instant at which the decision had begun."""

    def __init__(self, instant: datetime) -> None:
        super().__init__()
        self.instant = instant


class Transaction:
    """What one decision loads and appends. Not for threads to share.

    ``at`` is the instant at which it happens: the one given, which no loaded stream may have passed; else the
    clock's, raised to that of the latest stream loaded. Read it after loading.
    """

    def __init__(self, load: _Load, *, now: datetime, at: datetime | None, by: str | None) -> None:
        self._load = load
        self._given = at is not None
        self._at = now if at is None else at
        self._at_was_read = False
        self.by = by
        self.loaded: dict[str, Folded[Any]] = {}
        self.versions_read: dict[str, int] = {}
        self.events: list[Recorded[Any]] = []

    @property
    def at(self) -> datetime:
        """The instant of the decision, in UTC."""
        self._at_was_read = True
        return self._at

    def load(self, aggregate: Aggregate[S, Any], key: str) -> S:
        """The state of the aggregate *key*, with what this transaction has appended to it."""
        state: S = self._folded(aggregate, aggregate.stream(key)).state
        return state

    def existing(self, aggregate: Aggregate[S, Any], key: str) -> S:
        """The same, or ``NotFound`` if nothing ever happened to it."""
        folded = self._folded(aggregate, aggregate.stream(key))
        if folded.version == 0:
            raise NotFound(f"there is no {aggregate.category} {key}")
        state: S = folded.state
        return state

    def append(
        self,
        aggregate: Aggregate[Any, E],
        key: str,
        facts: Sequence[E],
        *,
        at: datetime | None = None,
        cause: str | None = None,
    ) -> str | None:
        """Append *facts* to the aggregate *key*; dated *at*, and nobody's act, if a deadline before now made them.

        Returns the reference of the last one, for the ``cause`` of others; None if there are no facts.
        """
        if not facts:
            return None
        stream = aggregate.stream(key)
        folded = self._folded(aggregate, stream)
        by = self.by if at is None else None
        recorded = [
            Recorded(stream=stream, version=version, at=at or self.at, event=fact, by=by, cause=cause)
            for version, fact in enumerate(facts, folded.version + 1)
        ]
        self.loaded[stream] = aggregate.fold(recorded, folded)
        self.events += recorded
        return recorded[-1].reference

    def _folded(self, aggregate: Aggregate[Any, Any], stream: str) -> Folded[Any]:
        folded = self.loaded.get(stream)
        if folded is None:
            folded = self.loaded[stream] = self._load(aggregate, stream)
            self.versions_read[stream] = folded.version
            if folded.at is not None and folded.at > self._at:
                self._pass(stream, folded.at)
        return folded

    def _pass(self, stream: str, instant: datetime) -> None:
        if self._given:
            raise Refused(
                "time-goes-back",
                f"at {self._at.isoformat()} is before {instant.isoformat()}, the last fact of {stream}",
            )
        if self._at_was_read:
            raise _TimeMoved(instant)
        self._at = instant


class Decisions:
    """Runs commands, each in a transaction of its own. Thread-safe."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self.log: Final = log
        self.clock: Final = clock

    def run(self, decide: Callable[[Transaction], R], *, at: datetime | None, by: str | None) -> R:
        """Let *decide* load, decide and append; append what it recorded; return what it returned.

        Decides anew on what others wrote, at most five times, then raises :class:`Conflict`. Refused:
        ``time-ahead``, ``time-goes-back``.
        """
        for attempt in range(1, ATTEMPTS + 1):
            transaction, result = self._decide(decide, self._from_log, at, by)
            if not transaction.events:
                break
            written = {event.stream for event in transaction.events}
            relied_on = {s: v for s, v in transaction.versions_read.items() if s not in written}
            try:
                self.log.append(transaction.events, relied_on=relied_on)
                break
            except Conflict:
                if attempt == ATTEMPTS:
                    raise
        return result

    def settle(self) -> None:
        """Have everything that was decided in the log: always so here."""

    def _decide(
        self, decide: Callable[[Transaction], R], load: _Load, at: datetime | None, by: str | None
    ) -> tuple[Transaction, R]:
        now = utc(self.clock.now())
        if at is not None:
            at = utc(at)
            if at > now + _TOLERANCE:
                raise Refused(
                    "time-ahead",
                    f"at {at.isoformat()} is more than {CLOCK_TOLERANCE_MINUTES} minutes ahead of the clock,"
                    f" {now.isoformat()}",
                )
        while True:
            transaction = Transaction(load, now=now, at=at, by=by)
            try:
                return transaction, decide(transaction)
            except _TimeMoved as moved:
                now = moved.instant

    def _from_log(self, aggregate: Aggregate[Any, Any], stream: str) -> Folded[Any]:
        return aggregate.fold(self.log.stream(stream))


@attrs.define
class _Held:
    """What a unit of work has decided and not yet appended."""

    events: list[Recorded[Any]] = attrs.Factory(list)
    versions_read: dict[str, int] = attrs.Factory(dict)


class UnitOfWork(Decisions):
    """Runs many commands and appends their facts together, with a mark of how far the work has come.

    Keeps the aggregates that it folded. Every version that it read, for commands that were refused or changed
    nothing too, is verified when it appends; on :class:`Conflict` all that was held is dropped, and the commands
    since the last :meth:`append` have to be run again. ``appended`` is how far it came itself, ``decided`` counts its
    facts. For one thread.
    """

    def __init__(self, log: EventLog, clock: Clock, name: str) -> None:
        super().__init__(log, clock)
        self.name: Final = name
        self.done: int = log.tracked(name)
        self.decided: int = 0
        self.appended: int = self.done
        self._tracked = self.done
        self._held = _Held()
        self._cache: OrderedDict[str, Folded[Any]] = OrderedDict()
        self._known = self._read_known()

    def run(self, decide: Callable[[Transaction], R], *, at: datetime | None, by: str | None) -> R:
        """Decide now and hold the facts; a command that raises leaves nothing behind."""
        reads: dict[str, int] = {}
        try:
            transaction, result = self._decide(decide, self._remembering(reads), at, by)
        finally:
            for stream, version in reads.items():
                self._held.versions_read.setdefault(stream, version)
        if transaction.events:
            self.decided += len(transaction.events)
            self._held.events += transaction.events
            for stream in {event.stream for event in transaction.events}:
                self._cache[stream] = transaction.loaded[stream]
        return result

    def settle(self) -> None:
        """Append what is held, so that views can see it."""
        self.append()

    def append(self) -> None:
        """Append what is held and how far the work has come (``done``), in one transaction.

        Raises :class:`Conflict` after dropping what was held and reading ``done`` again.
        """
        held, self._held = self._held, _Held()
        written = {event.stream for event in held.events}
        relied_on = {s: v for s, v in held.versions_read.items() if s not in written}
        tracking = Tracking(self.name, self.done) if self.done > self._tracked else None
        if not held.events and tracking is None:
            return
        try:
            self.log.append(held.events, relied_on=relied_on, tracking=tracking)
        except BaseException:
            self._cache.clear()
            self._known = self._read_known()
            self.done = self._tracked = self.log.tracked(self.name)
            raise
        self.appended = self._tracked = self.done
        if self._known is not None:
            self._known |= written
        while len(self._cache) > CACHED_AGGREGATES:
            self._cache.popitem(last=False)

    def _read_known(self) -> set[str] | None:
        """All streams that exist; None if they are too many to keep."""
        found = self.log.streams(KNOWN_STREAMS + 1)
        return set(found) if len(found) <= KNOWN_STREAMS else None

    def _from_log(self, aggregate: Aggregate[Any, Any], stream: str) -> Folded[Any]:
        if self._known is not None and stream not in self._known:
            return aggregate.new()  # verified, like every version read, when the unit is appended
        return super()._from_log(aggregate, stream)

    def _remembering(self, reads: dict[str, int]) -> _Load:
        def load(aggregate: Aggregate[Any, Any], stream: str) -> Folded[Any]:
            folded = self._cache.get(stream)
            if folded is None:
                folded = self._cache[stream] = self._from_log(aggregate, stream)
            else:
                self._cache.move_to_end(stream)
            reads[stream] = folded.version
            return folded

        return load
