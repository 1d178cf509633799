"""The database of the views: read models beside the log, in SQLAlchemy Core, on SQLite and PostgreSQL alike."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import attrs
import sqlalchemy as sa

from socialcommerce.errors import StoreUnavailable
from socialcommerce.storage.creation import create_missing
from socialcommerce.storage.drivers import without_password
from socialcommerce.storage.engine import Engine
from socialcommerce.storage.prepared import Asked

KEPT_READERS: Final = 2
"""Connections that are kept apart for reading, at most: of the five that a pool keeps."""

FORMAT: Final = 1
"""The format of stores that this version writes; a store with a higher one is refused."""


_stores = sa.Table(
    "socialcommerce_store", sa.MetaData(), sa.Column("format", sa.Integer, primary_key=True, autoincrement=False)
)


@attrs.frozen
class _Reader:
    """A connection that is kept apart, as prepared statements take one."""

    dialect: sa.Dialect
    connection: Any


class ViewDatabase:
    """Connections to the views, for reading and, one writer at a time, for writing."""

    def __init__(self, engine: Engine) -> None:
        self.is_shared: Final = engine.is_shared
        self._url: Final = without_password(engine.url)
        self._exists = engine.exists
        self._write_lock = engine.write_lock
        self._engine = engine.views()
        self._writing = self._engine.execution_options(writes=True)
        self._reading = self._engine
        if self._engine.dialect.name == "postgresql":
            self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ")
        self._keeps_readers = engine.keeps_readers
        self._readers: deque[sa.PoolProxiedConnection] = deque()
        self._readers_lock = threading.Lock()
        self._use = engine.use

    def check(self, *, create: bool) -> None:
        """See, without writing anything, that this is a store of a format that can be read, or may become one.

        Raises :class:`~socialcommerce.errors.StoreUnavailable` otherwise.
        """
        if not self._exists():
            if not create:
                raise StoreUnavailable(f"store {self._url}: there is none there")
            return
        with self.read() as connection:
            marked = sa.inspect(connection).has_table(_stores.name)
            found = connection.execute(sa.select(_stores.c.format)).scalar() if marked else None
            foreign = not marked and bool(sa.inspect(connection).get_table_names())
        if found is None and (foreign or not create):
            raise StoreUnavailable(f"store {self._url}: is no store of this library")
        if found is not None and found > FORMAT:
            raise StoreUnavailable(
                f"store {self._url}: has format {found}, of a newer version; this one reads up to {FORMAT}"
            )

    def mark(self) -> None:
        """Note the format in a new store."""
        with self.write() as connection:
            create_missing(connection, _stores)
            if connection.execute(sa.select(_stores)).first() is None:
                connection.execute(sa.insert(_stores).values(format=FORMAT))

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection in a transaction of its own: everything read through it is of one moment.

        Giving it back ends the transaction. SQLite is told to begin by the shortest way; PostgreSQL begins by itself.
        What drivers raise in the block is told as :class:`~socialcommerce.errors.StoreUnavailable`: so is any
        ``OSError``, and in :meth:`moment` and :meth:`write` too.
        """
        with self._use, self._reading.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.connection.cursor().execute("BEGIN")
            yield connection

    @contextmanager
    def moment(self) -> Iterator[Asked]:
        """The same for prepared statements alone: a page of a feed would wait longer for its connection than needed."""
        if not self._keeps_readers:
            with self.read() as connection:
                yield connection
            return
        with self._use:
            kept = self._reader()
            driver: Any = kept.dbapi_connection
            try:
                driver.execute("BEGIN")
                yield _Reader(self._engine.dialect, driver)
                driver.rollback()
            except BaseException:
                kept.close()
                raise
            self._keep(kept)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A connection whose changes are committed together, or not at all if the block raises.

        Whoever holds it must not append to the log, which waits for the same lock.
        """
        with self._use, self._write_lock, self._writing.begin() as connection:
            yield connection

    def forget_past(self) -> bool:
        """Have SQLite keep nothing beside its file of what was written before; whether that could be done.

        PostgreSQL does so by itself, in its own time.
        """
        if self._engine.dialect.name != "sqlite":
            return True
        with self._use, self._write_lock, self._engine.connect() as connection:
            busy: int = connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def close(self) -> None:
        """Give up all connections: at once, or when those who are reading or writing meanwhile are done."""
        self._use.end(self._give_up)

    def _reader(self) -> sa.PoolProxiedConnection:
        try:
            return self._readers.pop()
        except IndexError:
            return self._engine.raw_connection()

    def _keep(self, reader: sa.PoolProxiedConnection) -> None:
        with self._readers_lock:
            if len(self._readers) < KEPT_READERS:
                self._readers.append(reader)
                return
        reader.close()

    def _give_up(self) -> None:
        while self._readers:
            self._readers.pop().close()
        self._engine.dispose()
