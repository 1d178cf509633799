"""What one decision loads and appends, and at which instant."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from socialcommerce.domain.members.account import ACCOUNT
from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.aggregate import Aggregate, Folded
from socialcommerce.kernel.event import Recorded
from socialcommerce.kernel.personal import holds_texts, reworded
from socialcommerce.rules import Rules

S = TypeVar("S")
E = TypeVar("E")

Load = Callable[[Aggregate[Any, Any], str], Folded[Any]]
"""How the aggregate of a stream is had."""


class TimeMoved(Exception):
    """A stream was loaded that is later than the instant at which the decision had begun."""

    def __init__(self, instant: datetime) -> None:
        super().__init__()
        self.instant = instant


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
            known = f"{instant.isoformat()}, the last fact of {stream}" if self.by is None else "what is known already"
            late = Refused("time-goes-back", f"at {self._at.isoformat()} is before {known}")
            if self._is_strict or self.events:
                raise late
            self.late = self.late or late
        elif self._at_was_read:
            raise TimeMoved(instant)
        else:
            self._at = instant
