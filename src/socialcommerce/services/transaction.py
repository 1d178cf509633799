"""One command's way through the log: load aggregates, decide, append; again if others were faster."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from socialcommerce.domain.members.account import ACCOUNT
from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY
from socialcommerce.errors import Conflict, CorruptLog, NotFound, Refused, StoreUnavailable
from socialcommerce.kernel.aggregate import Aggregate, Folded
from socialcommerce.kernel.clock import Clock, utc
from socialcommerce.kernel.event import Recorded
from socialcommerce.kernel.personal import holds_texts, reworded
from socialcommerce.rules import CLOCK_TOLERANCE_MINUTES, Rules
from socialcommerce.services.folded import FoldedStreams
from socialcommerce.storage.log import EventLog

S = TypeVar("S")
E = TypeVar("E")
R = TypeVar("R")

ATTEMPTS: Final = 5
"""How often a decision is made anew when others wrote first."""

FIRST_WAIT_SECONDS: Final = 0.005
"""Seconds up to twice which a decision waits at random before it is made anew, and twice as long each time after."""

Load = Callable[[Aggregate[Any, Any], str], Folded[Any]]
"""How the aggregate of a stream is had."""

_OF_THE_STORE: Final = (Conflict, CorruptLog, StoreUnavailable)
"""Errors that say nothing of what was asked."""
_TOLERANCE: Final = timedelta(minutes=CLOCK_TOLERANCE_MINUTES)


class _TimeMoved(Exception):
    """A stream was loaded that is later than the instant at which the decision had begun."""

    def __init__(self, instant: datetime) -> None:
        super().__init__()
        self.instant = instant


def only_read(versions_read: Mapping[str, int], events: Iterable[Recorded[Any]]) -> dict[str, int]:
    """The versions of streams that were read and to which none of *events* belongs: their own versions guard those."""
    written = {event.stream for event in events}
    return {stream: version for stream, version in versions_read.items() if stream not in written}


def not_ahead(at: datetime, now: datetime, name: str = "at") -> datetime:
    """*at* in UTC; refused with ``time-ahead``, by its *name*, if it lies more than 5 minutes ahead of *now*."""
    at = utc(at)
    if at > now + _TOLERANCE:
        raise Refused(
            "time-ahead",
            f"{name} {at.isoformat()} is more than {CLOCK_TOLERANCE_MINUTES} minutes ahead of the clock,"
            f" {now.isoformat()}",
        )
    return at


class Transaction:
    """What one decision loads and appends. Not for threads to share.

    ``at`` is the instant at which it happens: the one given; else the clock's, raised to that of the latest stream
    loaded. Read it after loading. Where a loaded stream has gone on beyond the one given, nothing can be appended any
    more: ``late`` is how that is refused, and a decision that has nothing to append, because what it is told is told
    again, stands.
    """

    def __init__(self, load: Load, *, now: datetime, at: datetime | None, by: str | None) -> None:
        self._load = load
        self._given = at is not None
        self._at = now if at is None else at
        self._at_was_read = False
        self._is_strict = False
        self.by = by
        self.late: Refused | None = None
        self.loaded: dict[str, Folded[Any]] = {}
        self.versions_read: dict[str, int] = {}
        self.events: list[Recorded[Any]] = []
        self.afterwards: list[Callable[[], None]] = []
        """What is done once the events are in the log."""

    @property
    def at(self) -> datetime:
        """The instant of the decision, in UTC."""
        self._at_was_read = True
        return self._at

    @property
    def rules(self) -> Rules:
        """The rules in force at ``at``."""
        return self.load(RULEBOOK, RULEBOOK_KEY, may_be_later=True).at(self.at)

    def load(self, aggregate: Aggregate[S, Any], key: str, *, may_be_later: bool = False) -> S:
        """The state of the aggregate *key*, with what this transaction has appended to it.

        With *may_be_later*, its stream may have gone on beyond ``at``; facts that are appended to it then are dated
        at its last one.
        """
        state: S = self._folded(aggregate, aggregate.stream(key), may_be_later=may_be_later).state
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

        A stream that has gone on beyond that instant has them dated at its last fact. What they hold of the texts of
        a member who is erased is recorded without its words. Refused: ``time-goes-back``.

        Returns the reference of the last one, for the ``cause`` of others; None if there are no facts.
        """
        if not facts:
            return None
        stream = aggregate.stream(key)
        folded = self._folded(aggregate, stream)
        if self.late:
            raise self.late
        by = self.by if at is None else None
        at = max(at or self.at, folded.at or self.at)
        recorded = [
            Recorded(stream=stream, version=version, at=at, event=self._as_may_be_kept(fact), by=by, cause=cause)
            for version, fact in enumerate(facts, folded.version + 1)
        ]
        self.loaded[stream] = aggregate.fold(recorded, folded)
        self.events += recorded
        return recorded[-1].reference

    def _as_may_be_kept(self, fact: E) -> E:
        if not holds_texts(type(fact)):
            return fact
        return reworded(fact, lambda text: self.load(ACCOUNT, text.member, may_be_later=True).keep(text))

    @contextmanager
    def refusing_late(self) -> Iterator[None]:
        """Within it, loading a stream that has gone on beyond the given ``at`` is refused at once."""
        self._is_strict = True
        try:
            yield
        finally:
            self._is_strict = False

    def _folded(self, aggregate: Aggregate[Any, Any], stream: str, *, may_be_later: bool = False) -> Folded[Any]:
        folded = self.loaded.get(stream)
        if folded is None:
            folded = self.loaded[stream] = self._load(aggregate, stream)
            self.versions_read[stream] = folded.version
            if folded.at is not None and folded.at > self._at and not may_be_later:
                self._pass(stream, folded.at)
        return folded

    def _pass(self, stream: str, instant: datetime) -> None:
        if self._given:
            late = Refused(
                "time-goes-back",
                f"at {self._at.isoformat()} is before {instant.isoformat()}, the last fact of {stream}",
            )
            if self._is_strict or self.events:
                raise late
            self.late = self.late or late
        elif self._at_was_read:
            raise _TimeMoved(instant)
        else:
            self._at = instant


class Decisions:
    """Runs commands, each in a transaction of its own. Thread-safe."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self.log: Final = log
        self.clock: Final = clock
        self._folded: Final = FoldedStreams()

    def run(self, decide: Callable[[Transaction], R], *, at: datetime | None, by: str | None) -> R:
        """Let *decide* load, decide and append; append what it recorded; return what it returned.

        Decides anew on what others wrote, also where it read by halves what they wrote meanwhile, at most five times,
        then raises :class:`Conflict`. Refused:
        ``time-ahead``, ``time-goes-back``.
        """
        attempt = 1
        while True:
            try:
                transaction, result = self.decide(decide, self.from_log, at, by)
                if transaction.events:
                    relied_on = only_read(transaction.versions_read, transaction.events)
                    self.log.append(transaction.events, relied_on=relied_on)
                for act in transaction.afterwards:
                    act()
            except Conflict:
                if attempt == ATTEMPTS:
                    raise
                time.sleep(random.uniform(0, FIRST_WAIT_SECONDS * 2**attempt))  # noqa: S311 - no secret
                attempt += 1
            else:
                return result

    def settle(self) -> None:
        """Have everything that was decided in the log: always so here."""

    def forget_erased(self) -> None:
        """Forget what was folded before a member was erased, here or by another process. Costs one short query."""
        self._folded.forget(self.log.refresh())

    def decide(
        self, decide: Callable[[Transaction], R], load: Load, at: datetime | None, by: str | None
    ) -> tuple[Transaction, R]:
        """Run *decide* in a transaction that nothing has appended yet, and give both it and the result.

        One that is told late and comes to any other end than a result is refused with ``time-goes-back``: it was
        decided on states that are later than its instant.
        """
        self.forget_erased()
        now = utc(self.clock.now())
        at = None if at is None else not_ahead(at, now)
        while True:
            transaction = Transaction(load, now=now, at=at, by=by)
            try:
                return transaction, decide(transaction)
            except _TimeMoved as moved:
                now = moved.instant
            except Exception as error:
                self.check_reads(transaction.versions_read)
                if transaction.late is None or isinstance(error, _OF_THE_STORE):
                    raise
                raise transaction.late from None

    def check_reads(self, versions_read: Mapping[str, int]) -> None:
        """Raise :class:`Conflict` if a stream has gone on since it was read: what was read never stood so together."""
        for stream, version in versions_read.items():
            if self.log.since(stream, version):
                raise Conflict(f"{stream} has gone on while a decision read it")

    def from_log(self, aggregate: Aggregate[Any, Any], stream: str) -> Folded[Any]:
        """The aggregate as its stream in the log makes it, folding only what came since it was last folded here."""
        erasures, known = self._folded.erasures, self._folded.get(stream)
        events = self.log.since(stream, known.version if known else 0)
        if not events:
            return known or aggregate.new()
        folded = aggregate.fold(events, known)
        self._folded.put(stream, folded, erasures)
        return folded
