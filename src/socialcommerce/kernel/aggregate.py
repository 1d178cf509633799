"""Aggregates: a state, and the pure function that folds a stream's events into it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Generic, NoReturn, TypeVar

import attrs

from socialcommerce.errors import CorruptLog
from socialcommerce.kernel.event import Recorded

S = TypeVar("S")
E = TypeVar("E")


class Impossible(ValueError):
    """Raised by an ``evolve`` that is given an event which cannot follow the state."""


def impossible(fact: object, state: object) -> NoReturn:
    """Raise :class:`Impossible`: *fact* cannot have happened in *state*."""
    raise Impossible(f"{type(fact).__name__} cannot follow {state!r:.200}")


@attrs.frozen
class Folded(Generic[S]):
    """An aggregate as of the *version*-th event of its stream; version 0 and ``at`` None: no event yet."""

    state: S
    version: int = 0
    at: datetime | None = None


@attrs.frozen
class Aggregate(Generic[S, E]):
    """A kind of aggregate: its category, the state before any event, and how events change it.

    Bound to the domain's modules as one constant each (``SHELF``, ``ORDER``, …).
    """

    category: str
    initial: S
    evolve: Callable[[S, E], S]

    def stream(self, key: str) -> str:
        """The id of the stream of the aggregate *key*: ``category-key``."""
        return f"{self.category}-{key}"

    def new(self) -> Folded[S]:
        """The aggregate before its first event."""
        return Folded(self.initial)

    def fold(self, events: Iterable[Recorded[Any]], onto: Folded[S] | None = None) -> Folded[S]:
        """Fold *events*, which follow those in *onto* (default: none), in order.

        Raises :class:`~socialcommerce.errors.CorruptLog` if a version is missing or repeated, if time goes
        back, or if an event cannot follow the state before it.
        """
        folded = onto or self.new()
        state, version, at = folded.state, folded.version, folded.at
        for recorded in events:
            if recorded.version != version + 1:
                raise CorruptLog(f"{recorded.reference}: expected version {version + 1}")
            if at is not None and recorded.at < at:
                raise CorruptLog(f"{recorded.reference}: at {recorded.at} is before {at}, the event before it")
            try:
                state = self.evolve(state, recorded.event)
            except (ValueError, LookupError, TypeError, AssertionError, AttributeError) as error:
                raise CorruptLog(f"{recorded.reference}: {error}") from error
            version, at = recorded.version, recorded.at
        return Folded(state, version, at)
