"""The log: every fact of a store, in order, appended in transactions and never changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

from eventsourcing.application import Application
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    IntegrityError,
    Mapper,
    ProcessRecorder,
    StoredEvent,
    Tracking,
)
from eventsourcing.utils import Environment, EnvType

from socialcommerce.errors import Conflict, Refused
from socialcommerce.kernel.event import Recorded
from socialcommerce.kernel.personal import holds_texts, owners
from socialcommerce.storage.drivers import first_line
from socialcommerce.storage.engine import Engine, LogRecorder, StoredRow
from socialcommerce.storage.mapper import RecordedMapper
from socialcommerce.storage.sealing import Keys, Sealing

PAGE: Final = 2_000
"""Events that are read from the log at a time."""

P = ParamSpec("P")
R = TypeVar("R")


def _in_use(
    method: "Callable[Concatenate[EventLog, P], R]",
) -> "Callable[Concatenate[EventLog, P], R]":
    @wraps(method)
    def call(self: "EventLog", *args: P.args, **kwargs: P.kwargs) -> R:
        with self.engine.use:
            return method(self, *args, **kwargs)

    return cast("Callable[Concatenate[EventLog, P], R]", call)


class EventLog(Application[str]):
    """The facts of one store. Thread-safe; ``position`` counts over the whole log, ``version`` within a stream."""

    name = "socialcommerce"

    def __init__(self, engine: Engine, keys: Keys) -> None:
        """*keys* are those under which the members' texts are sealed."""
        self.engine: Final = engine
        self.keys: Final = keys
        self.sealing: Final = Sealing(keys)
        with engine.use:
            super().__init__()
        self.decode: Final = cast(RecordedMapper, self.mapper).decode
        """The event of a row; :class:`~socialcommerce.errors.CorruptLog` if it is not written as this library does."""

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing from the process's environment: only the store's URL counts."""
        del env
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """The engine's."""
        return self.engine.factory(env.name)

    def construct_mapper(self) -> Mapper[str]:
        """Ours: see :mod:`socialcommerce.storage.mapper`."""
        return RecordedMapper(self.sealing)

    def construct_recorder(self) -> ApplicationRecorder:
        """One that tracks, so that a journal's progress is written with its events."""
        return self.factory.process_recorder()

    def close(self) -> None:
        """Give up all connections: at once, or when those who are reading or writing meanwhile are done."""
        self.engine.use.end(super().close)

    def __del__(self) -> None:
        """Give up the log's own connections: nobody has it, so nobody is in it. Others may still have the views."""
        with suppress(AttributeError):
            super().close()

    @_in_use
    def append(
        self,
        events: Sequence[Recorded[Any]],
        *,
        relied_on: Mapping[str, int] | None = None,
        tracking: Tracking | None = None,
    ) -> None:
        """Append *events* to their streams, and *tracking*, all in one transaction or not at all.

        Raises :class:`Conflict` if a stream has got one of the versions already, if a stream of *relied_on* has gone
        on beyond the version given there, or if a text is of a member who has been erased meanwhile. A commit whose
        answer was lost counts as done.
        """
        personal = [recorded.event for recorded in events if holds_texts(type(recorded.event))]
        if len(personal) > 1:
            self.keys.make(set().union(*map(owners, personal)))
        try:
            stored = [self.mapper.to_stored_event(cast(Any, recorded)) for recorded in events]
        except Refused as erased:
            raise Conflict(f"others wrote first: {erased}") from erased
        try:
            self.recorder.insert_events(stored, tracking=tracking, relied_on=relied_on)
        except IntegrityError as error:
            if not self._is_written(stored, tracking):
                raise Conflict(f"others wrote first: {first_line(error)}") from error

    def stream(self, stream: str, after: int = 0) -> list[Recorded[Any]]:
        """The events of one stream with a version over *after*, in order."""
        self.refresh()
        return self.since(stream, after)

    @_in_use
    def refresh(self) -> int:
        """Ask which members were erased since, and return how many were: of them no text is read any more."""
        return self.keys.refresh()

    @_in_use
    def since(self, stream: str, after: int) -> list[Recorded[Any]]:
        """The same as :meth:`stream`, for those who have refreshed before."""
        rows = cast(LogRecorder, self.recorder).select_stream(stream, after)
        return list(map(self.decode, rows))

    @_in_use
    def positions(self, stream: str) -> list[int]:
        """The positions of the events of one stream, by their versions: the events themselves come without."""
        return cast(LogRecorder, self.recorder).select_positions(stream)

    @_in_use
    def streams(self, limit: int) -> list[str]:
        """The ids of *limit* streams, at most, in no order."""
        return cast(LogRecorder, self.recorder).select_streams(limit)

    def read(self, after: int = 0) -> Iterator[Recorded[Any]]:
        """All events with a position over *after*, in order, as long as there are more; a page at a time."""
        for page in self.pages(after):
            self.refresh()
            yield from map(self.decode, page)

    def rows(self, after: int = 0) -> Iterator[StoredRow]:
        """The same as they are stored: position, stream, version, topic and bytes."""
        for page in self.pages(after):
            yield from page

    def pages(self, after: int = 0) -> Iterator[list[StoredRow]]:
        """The same, by the pages in which they are read."""
        while page := self._page(after, PAGE):
            yield page
            after = page[-1][0]

    def batch(self, after: int, limit: int = PAGE) -> list[Recorded[Any]]:
        """The next *limit* events, at most, with a position over *after*."""
        return list(map(self.decode, self._page(after, limit)))

    @_in_use
    def _page(self, after: int, limit: int) -> list[StoredRow]:
        return cast(LogRecorder, self.recorder).select_page(after, limit)

    @_in_use
    def position(self) -> int:
        """The position of the last event; 0 if there is none."""
        return self.recorder.max_notification_id() or 0

    @_in_use
    def tracked(self, name: str) -> int:
        """How far the work called *name* is recorded as done; 0 if not begun."""
        return cast(ProcessRecorder, self.recorder).max_tracking_id(name) or 0

    def _is_written(self, events: Sequence[StoredEvent], tracking: Tracking | None) -> bool:
        """Whether the log holds *events* and *tracking* just as they are: our own write, its answer lost."""
        if not events and tracking is None:
            return False
        if tracking and self.tracked(tracking.application_name) != tracking.notification_id:
            return False
        for event in events:
            version = event.originator_version
            if list(self.recorder.select_events(event.originator_id, gt=version - 1, lte=version)) != [event]:
                return False
        return True
