"""What every engine gives: the log its factory of recorders, and the views their database.

All recorders take, beside the events, a ``relied_on`` mapping of streams to versions, and check in the transaction
that appends that none of these streams has gone on: what a decision has read is guarded like what it writes.
"""

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, Final, Protocol

import sqlalchemy as sa
from eventsourcing.persistence import InfrastructureFactory, IntegrityError
from sqlalchemy import event
from sqlalchemy.util import LRUCache

from socialcommerce.storage.use import Use

LOCK_TIMEOUT_SECONDS: Final = 30
"""Seconds for which a writer waits for its turn."""


COMPILED: Final = 2_000
"""Statements that all SQLite databases of a process keep compiled together, at most."""

_compiled: Final = LRUCache[Any, Any](COMPILED)

Lock = AbstractContextManager[Any]
"""What serialises the writers of one process."""

StoredRow = tuple[int, str, int, str, bytes]
"""An event as it is stored: position, stream, version, topic, state."""

UncheckedRow = tuple[int, str | None, int | None, str | None, bytes | None]
"""The same as it may be found: None stands for what is of another type than it was stored with."""


class ReadConflict(IntegrityError):
    """A stream that a decision relied on has gone on since it was read."""


class LogRecorder(Protocol):
    """What our recorders do beside what those of the eventsourcing package do: select rows at less cost."""

    def select_page(self, after: int, limit: int) -> list[StoredRow]:
        """The next *limit* events, at most, with a position over *after*."""
        ...

    def select_stream(self, stream: str, after: int) -> list[StoredRow]:
        """The events of a stream with a version over *after*; their position is 0."""
        ...

    def select_positions(self, stream: str) -> list[int]:
        """The positions of the events of a stream, by their versions."""
        ...

    def select_streams(self, limit: int) -> list[str]:
        """The ids of *limit* streams, at most, that have an event."""
        ...

    def select_stored(self, first: int, limit: int) -> list[UncheckedRow]:
        """The next *limit* events, at most, with a position of *first* or over, whatever their columns hold."""
        ...


class Engine(ABC):
    """Where a store lives. ``write_lock`` is held by whoever writes, to the log or to the views.

    Whoever asks or writes either is in ``use``, so that closing the store takes no connection from under their hands.
    ``is_shared`` says whether other processes, or other hosts in this one, can open the same store.
    """

    is_shared = True

    keeps_readers = False
    """Whether a few connections can be kept apart for reading: it costs nobody a turn, and saves getting one."""

    last_position: str | None = None
    """The statement that asks the database of the views for the log's last position; None if the log is not there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.use: Final = Use(url)
        self.write_lock: Lock = threading.RLock()

    @abstractmethod
    def exists(self) -> bool:
        """Whether there is something at the URL; :class:`StoreUnavailable` if that cannot be told."""

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Held by a host that opens the store, so that hosts which open it together do not create it twice."""
        yield

    @abstractmethod
    def factory(self, name: str) -> InfrastructureFactory[Any]:
        """The factory of the log's recorders; *name* is the application's."""

    @abstractmethod
    def views(self) -> sa.Engine:
        """The database of the views."""


def sqlite_database(connect: Callable[[], Any], **pool: Any) -> sa.Engine:
    """A SQLite database through connections that *connect* makes; *pool* says of how many, and who waits how long.

    What is compiled for one database is compiled for all: those of tests, and of the past, are many and short-lived.
    """
    dialect = _sqlite()
    connections = sa.QueuePool(connect, dialect=dialect, **pool)
    options = {"compiled_cache": _compiled}
    return _with_explicit_transactions(
        sa.Engine(connections, dialect, sa.make_url("sqlite://"), execution_options=options)
    )


@cache
def _sqlite() -> sa.Dialect:
    """The dialect of SQLite as it is here, which a first connection finds out: compiled statements belong to one."""
    engine = sa.create_engine("sqlite://")
    with engine.connect():
        pass
    engine.dispose()
    return engine.dialect


def _with_explicit_transactions(engine: sa.Engine) -> sa.Engine:
    """Let SQLAlchemy begin SQLite's transactions itself, IMMEDIATE when they are to write, unless one has begun."""

    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        dbapi: Any = connection.connection
        if not dbapi.in_transaction:
            writes = connection.get_execution_options().get("writes", False)
            dbapi.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
