"""A log as it stands, without a look at what its events mean, and the seals beside it in a table of their own.

Always: seals are only ever added, each with the number after the last one. The table is no read model: it cannot be
made again from the log.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Final, Protocol, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from socialcommerce.errors import CorruptLog
from socialcommerce.storage.creation import create_missing
from socialcommerce.storage.engine import Engine, LogRecorder, StoredRow, UncheckedRow
from socialcommerce.storage.engines import engine_of
from socialcommerce.storage.log import PAGE, EventLog
from socialcommerce.storage.views import ViewDatabase

BEFORE_ALL: Final = -(2**63) - 1
"""The position that lies before every one that a database can hold, those too that this library never gives."""

MOST_VERSIONS: Final = 2**63 - 1
"""The highest version that a database can hold."""

SEALS_PAGE: Final = 20
"""Seals that are read at a time; each is long."""

_seals: Final = sa.Table(
    "log_seals",
    sa.MetaData(),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("line", sa.Text, nullable=False),
)


class _Recorder(LogRecorder, Protocol):
    def max_notification_id(self) -> int | None: ...


class Ledger:
    """The stored events of one store and the lines of its seals. Thread-safe."""

    def __init__(self, engine: Engine, recorder: object, database: ViewDatabase) -> None:
        """*recorder* is the log's, *database* that of the views; both stay open as long as this is used."""
        self._engine: Final = engine
        self._recorder: Final = cast(_Recorder, recorder)
        self._database: Final = database
        self._seen = False

    @classmethod
    @contextmanager
    def open(cls, url: str) -> "Iterator[Ledger]":
        """The ledger of the store at *url*, opened without reading an event, so that it opens whatever they hold.

        Raises ``ValueError`` for a malformed URL and :class:`~socialcommerce.errors.StoreUnavailable`.
        """
        engine = engine_of(url)
        with ExitStack() as opened:
            with engine.use:
                database = opened.enter_context(closing(ViewDatabase(engine)))
                database.check(create=False)
                factory = engine.factory(EventLog.name)
                opened.callback(engine.use.end, factory.close)
                recorder = factory.process_recorder()
            yield cls(engine, recorder, database)

    def rows(self, after: int = BEFORE_ALL) -> Iterator[UncheckedRow]:
        """All events with a position over *after*, in order, as long as there are more; a page at a time.

        Raises :class:`~socialcommerce.errors.CorruptLog` if a damaged table does not give them in order.
        """
        while page := self._page(after + 1):
            yield from page
            if page[-1][0] <= after:
                raise CorruptLog(f"position {page[-1][0]} is given after position {after}")
            after = page[-1][0]

    def event(self, stream: str, version: int) -> StoredRow | None:
        """One event as it is stored, its position left out as 0; None if there is none, or it is no event."""
        if not 1 <= version <= MOST_VERSIONS:
            return None
        with self._engine.use:
            rows = self._recorder.select_stream(stream, version - 1)
        return next((row for row in rows if row[2] == version and isinstance(row[4], bytes)), None)

    def position(self) -> int:
        """The position of the last event; 0 if there is none."""
        with self._engine.use:
            return self._recorder.max_notification_id() or 0

    def lines(self, after: int = 0) -> Iterator[tuple[int, str]]:
        """The seals with a number over *after*, in order: each number and the line."""
        while page := self._seals(after):
            yield from page
            after = page[-1][0]

    def last_line(self) -> str | None:
        """The line of the last seal; None if there is none."""
        if not self._has_seals():
            return None
        with self._database.read() as connection:
            last = sa.select(_seals.c.line).order_by(_seals.c.number.desc()).limit(1)
            found: str | None = connection.execute(last).scalar()
        return found

    def add(self, number: int, line: str) -> bool:
        """Add the seal *number*; False, and nothing is added, if there is one of that number."""
        if not self._has_seals():
            with self._engine.opening(), self._database.write() as connection:
                create_missing(connection, _seals)
        with self._database.write() as connection:
            dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
            added = dialect.insert(_seals).values(number=number, line=line).on_conflict_do_nothing()
            return connection.execute(added.returning(_seals.c.number)).first() is not None

    def _page(self, first: int) -> list[UncheckedRow]:
        with self._engine.use:
            return self._recorder.select_stored(first, PAGE)

    def _seals(self, after: int) -> list[tuple[int, str]]:
        if not self._has_seals():
            return []
        following = sa.select(_seals.c.number, _seals.c.line).where(_seals.c.number > after)
        with self._database.read() as connection:
            found = connection.execute(following.order_by(_seals.c.number).limit(SEALS_PAGE))
            return [(number, line) for number, line in found]

    def _has_seals(self) -> bool:
        if not self._seen:
            with self._database.read() as connection:
                self._seen = sa.inspect(connection).has_table(_seals.name)
        return self._seen
