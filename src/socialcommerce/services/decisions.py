"""One command's way through the log: load aggregates, decide, append; again if others were faster."""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from socialcommerce.errors import Conflict, CorruptLog, NotAllowed, Refused, StoreUnavailable
from socialcommerce.kernel.aggregate import Aggregate, Folded
from socialcommerce.kernel.clock import Clock, utc
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import CLOCK_TOLERANCE, CLOCK_TOLERANCE_MINUTES
from socialcommerce.services.folded import FoldedStreams
from socialcommerce.services.transaction import Load, TimeMoved, Transaction
from socialcommerce.storage.log import EventLog

R = TypeVar("R")

ATTEMPTS: Final = 5
"""How often a decision is made anew when others wrote first."""

FIRST_WAIT_SECONDS: Final = 0.005
"""Seconds up to twice which a decision waits at random before it is made anew, and twice as long each time after."""

_STANDING: Final = (NotAllowed, Conflict, CorruptLog, StoreUnavailable)
"""Errors that say nothing of what was asked, or to whom nothing of it is said."""


def only_read(versions_read: Mapping[str, int], events: Iterable[Recorded[Any]]) -> dict[str, int]:
    """The versions of streams that were read and to which none of *events* belongs: their own versions guard those."""
    written = {event.stream for event in events}
    return {stream: version for stream, version in versions_read.items() if stream not in written}


def not_ahead(at: datetime, now: datetime, name: str = "at") -> datetime:
    """*at* in UTC; refused with ``time-ahead``, by its *name*, if it lies more than 5 minutes ahead of *now*."""
    at = utc(at)
    if at > now + CLOCK_TOLERANCE:
        raise Refused(
            "time-ahead",
            f"{name} {at.isoformat()} is more than {CLOCK_TOLERANCE_MINUTES} minutes ahead of the clock,"
            f" {now.isoformat()}",
        )
    return at


class Decisions:
    """Runs commands, each in a transaction of its own. Thread-safe."""

    def __init__(self, log: EventLog, clock: Clock) -> None:
        self.log: Final = log
        self.clock: Final = clock
        self._folded: Final = FoldedStreams()

    def run(self, decide: Callable[[Transaction], R], *, at: datetime | None, by: str | None) -> R:
        """Let *decide* load, decide and append; append what it recorded; return what it returned.

        Decides anew on what others wrote, also where it read by halves what they wrote meanwhile, at most five times,
        then raises :class:`Conflict`. Refused: ``time-ahead``, ``time-goes-back``.
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

    @property
    def erasures(self) -> int:
        """How many members had been erased when that was asked last."""
        return self._folded.erasures

    def forget_erased(self) -> None:
        """Forget what was folded before a member was erased, here or by another process. Costs one short query."""
        self._folded.forget(self.log.refresh())

    def decide(
        self, decide: Callable[[Transaction], R], load: Load, at: datetime | None, by: str | None
    ) -> tuple[Transaction, R]:
        """Run *decide* in a transaction that nothing has appended yet, and give both it and the result.

        One that is told late and comes to any other end than a result is refused with ``time-goes-back``: it was
        decided on states that are later than its instant. But who may not do a thing is told only that.
        """
        self.forget_erased()
        now = utc(self.clock.now())
        at = None if at is None else not_ahead(at, now)
        while True:
            transaction = Transaction(load, now=now, at=at, by=by)
            try:
                return transaction, decide(transaction)
            except TimeMoved as moved:
                now = moved.instant
            except Exception as error:
                self.check_reads(transaction.versions_read)
                if transaction.late is None or isinstance(error, _STANDING):
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
