"""The engines that a store can live on, by the scheme of its URL: ``memory``, ``sqlite``, ``postgresql``.

An engine gives the log its factory of recorders, and the views their database. All recorders take, beside the
events, a ``relied_on`` mapping of streams to versions, and check in the transaction that appends that none of these
streams has gone on: what a decision has read is guarded like what it writes.
"""

import sqlite3
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl, urlsplit

import msgspec
import sqlalchemy as sa
from eventsourcing.persistence import InfrastructureFactory, IntegrityError, ProcessRecorder, StoredEvent
from eventsourcing.popo import POPOFactory, POPOProcessRecorder
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
    SQLiteProcessRecorder,
    SQLiteTransaction,
)
from eventsourcing.utils import Environment

from socialcommerce.errors import StoreUnavailable

LOCK_TIMEOUT_SECONDS: Final = 30
"""Seconds for which a writer waits for its turn."""

_TRIES_A_SECOND: Final = 50

SCHEMA: Final = "socialcommerce"
"""The schema of all tables on PostgreSQL, apart from those of a host that keeps its own in the same database."""


class ReadConflict(IntegrityError):
    """A stream that a decision relied on has gone on since it was read."""


class Lock(Protocol):
    """What serialises the writers of one process."""

    def __enter__(self) -> Any: ...
    def __exit__(self, *_: Any) -> Any: ...


class Engine(ABC):
    """Where a store lives. ``write_lock`` is held by whoever writes, to the log or to the views."""

    def __init__(self, url: str) -> None:
        self.url = url
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


class MemoryEngine(Engine):
    """Everything in this process, gone when it is closed."""

    def exists(self) -> bool:
        """Never: each store in memory is new."""
        return False

    def factory(self, name: str) -> InfrastructureFactory[Any]:
        """Plain old Python objects."""
        return _MemoryFactory(Environment(name, {}))

    def views(self) -> sa.Engine:
        """A SQLite database in memory, on one connection that all threads take in turn."""
        engine = sa.create_engine(
            "sqlite://",
            poolclass=sa.QueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=LOCK_TIMEOUT_SECONDS,
            connect_args={"check_same_thread": False},
        )
        return _with_explicit_transactions(engine)


class SQLiteEngine(Engine):
    """One SQLite file in WAL mode, synced at every commit unless the URL says ``?synchronous=normal``."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        parts = urlsplit(url)
        if parts.netloc or len(parts.path) < 2:
            raise ValueError(f"store {url!r} names no file: write sqlite:///file.db or sqlite:////absolute/file.db")
        options = dict(parse_qsl(parts.query))
        self.synchronous = options.pop("synchronous", "full").lower()
        if options or self.synchronous not in ("full", "normal", "extra"):
            raise ValueError(f"store {url!r} has unknown options: only synchronous=full, extra or normal")
        self.path = Path(parts.path[1:])

    def exists(self) -> bool:
        """Whether the file is there and has content."""
        return self.path.exists() and self.path.stat().st_size > 0

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Turns to WAL mode, which SQLite does not wait for by itself when others have the file open."""
        if not self.path.parent.is_dir():
            raise StoreUnavailable(f"store {self.url}: there is no directory {self.path.parent}")
        connection = sqlite3.connect(self.path, timeout=LOCK_TIMEOUT_SECONDS)
        try:
            for attempt in range(LOCK_TIMEOUT_SECONDS * _TRIES_A_SECOND + 1):
                try:
                    connection.execute("PRAGMA journal_mode=WAL")
                    break
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or attempt == LOCK_TIMEOUT_SECONDS * _TRIES_A_SECOND:
                        raise
                    time.sleep(1 / _TRIES_A_SECOND)
        finally:
            connection.close()
        yield

    def factory(self, name: str) -> InfrastructureFactory[Any]:
        """The recorders of the eventsourcing package, with immediate write transactions."""
        env = {
            "SQLITE_DBNAME": str(self.path),
            "SQLITE_LOCK_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
            "ORIGINATOR_ID_TYPE": "text",
        }
        return _SQLiteFactory(Environment(name, env), self.write_lock, self.synchronous)

    def views(self) -> sa.Engine:
        """The same file."""
        engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(self.path)),
            connect_args={"timeout": LOCK_TIMEOUT_SECONDS, "check_same_thread": False},
        )

        @sa.event.listens_for(engine, "connect")
        def _(connection: sqlite3.Connection, _: object) -> None:
            connection.execute(f"PRAGMA synchronous={self.synchronous}")

        return _with_explicit_transactions(engine)


class PostgresEngine(Engine):
    """A schema of a PostgreSQL database, through psycopg 3. PostgreSQL orders its writers itself."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.write_lock = _NoLock()

    def exists(self) -> bool:
        """Whether the server answers and a log is there."""
        import psycopg

        with psycopg.connect(self.url, connect_timeout=5) as connection:
            found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.stored_events",)).fetchone()
            return bool(found and found[0])

    @contextmanager
    def opening(self) -> Iterator[None]:
        """An advisory lock: PostgreSQL does not create the same table, type or function twice at a time."""
        import psycopg

        with psycopg.connect(self.url, connect_timeout=5) as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (SCHEMA,))
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{SCHEMA}"')
            connection.commit()
            yield

    def factory(self, name: str) -> InfrastructureFactory[Any]:
        """The recorders of the eventsourcing package."""
        from psycopg.conninfo import conninfo_to_dict

        from socialcommerce.storage.postgres import GuardedPostgresFactory

        given = {name: str(value) for name, value in conninfo_to_dict(self.url).items()}
        env = {
            "POSTGRES_DBNAME": given.get("dbname", "postgres"),
            "POSTGRES_HOST": given.get("host", "localhost"),
            "POSTGRES_PORT": given.get("port", "5432"),
            "POSTGRES_USER": given.get("user", "postgres"),
            "POSTGRES_PASSWORD": given.get("password", ""),
            "POSTGRES_POOL_SIZE": "2",
            "POSTGRES_MAX_OVERFLOW": "14",
            "POSTGRES_CONNECT_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
            "POSTGRES_LOCK_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
            "POSTGRES_IDLE_IN_TRANSACTION_SESSION_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
            "POSTGRES_SCHEMA": SCHEMA,
            "ORIGINATOR_ID_TYPE": "text",
        }
        return GuardedPostgresFactory(Environment(name, env))

    def views(self) -> sa.Engine:
        """The same database."""
        url = sa.make_url(self.url).set(drivername="postgresql+psycopg")
        return sa.create_engine(url, connect_args={"options": f"-c search_path={SCHEMA}"})


def engine_of(url: str) -> Engine:
    """The engine for a store's *url*; ``ValueError`` if its form is not one of the three."""
    scheme = urlsplit(url).scheme
    if url == "memory://":
        return MemoryEngine(url)
    if scheme == "sqlite":
        return SQLiteEngine(url)
    if scheme in ("postgresql", "postgres"):
        return PostgresEngine(url)
    raise ValueError(f"store {url!r} is not understood: write memory://, sqlite:///file.db or postgresql://…")


class _NoLock:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: Any) -> None: ...


class _MemoryRecorder(POPOProcessRecorder):
    def _assert_uniqueness(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super()._assert_uniqueness(stored_events, **kwargs)
        relied_on: Mapping[str, int] = kwargs.get("relied_on") or {}
        for stream, version in relied_on.items():
            if version + 1 in self._stored_events_index[stream]:
                raise ReadConflict(f"{stream} has gone on since version {version}")


class _MemoryFactory(POPOFactory):
    def process_recorder(self) -> ProcessRecorder:
        return _MemoryRecorder()


class _SQLiteTransaction(SQLiteTransaction):
    """Begins IMMEDIATE when it will write: a deferred one fails at once when it turns into a writer."""

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        return cursor


class _SQLiteConnection(SQLiteConnection):
    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with _SQLiteTransaction(self, commit=commit) as cursor, cursor:
            yield cursor


class _SQLitePool(SQLiteConnectionPool):
    synchronous = "full"

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()._sqlite_conn
        connection.execute(f"PRAGMA synchronous={self.synchronous}")
        return _SQLiteConnection(connection, self.max_age)


class _SQLiteRecorder(SQLiteProcessRecorder):
    """Waits for the process's other writers, and checks what was relied on before it inserts."""

    _GONE_ON: Final = (
        "SELECT e.originator_id FROM json_each(?) AS r JOIN stored_events AS e"
        " ON e.originator_id = json_extract(r.value, '$[0]')"
        " AND e.originator_version = json_extract(r.value, '$[1]') LIMIT 1"
    )

    def __init__(self, datastore: SQLiteDatastore, write_lock: Lock) -> None:
        super().__init__(datastore)
        self._write_lock = write_lock

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        with self._write_lock:
            return super().insert_events(stored_events, **kwargs)

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        relied_on: Mapping[str, int] = kwargs.get("relied_on") or {}
        if relied_on:
            following = [(stream, version + 1) for stream, version in relied_on.items()]
            c.execute(self._GONE_ON, (msgspec.json.encode(following).decode(),))
            row = c.fetchone()
            if row is not None:
                raise ReadConflict(f"{row['originator_id']} has gone on since it was read")
        return super()._insert_events(c, stored_events, **kwargs)


class _SQLiteFactory(SQLiteFactory):
    def __init__(self, env: Environment, write_lock: Lock, synchronous: str) -> None:
        super().__init__(env)
        self._write_lock = write_lock
        pool = _SQLitePool(
            db_name=self.datastore.pool.db_name,
            lock_timeout=LOCK_TIMEOUT_SECONDS,
            pool_timeout=LOCK_TIMEOUT_SECONDS,
        )
        pool.synchronous = synchronous
        self.datastore.pool = pool

    def process_recorder(self) -> ProcessRecorder:
        recorder = _SQLiteRecorder(self.datastore, self._write_lock)
        try:
            recorder.create_table()
        except IntegrityError:  # another process created it in between
            recorder = _SQLiteRecorder(self.datastore, self._write_lock)
            recorder.create_table()
        return recorder


def _with_explicit_transactions(engine: sa.Engine) -> sa.Engine:
    """Let SQLAlchemy begin SQLite's transactions itself, IMMEDIATE when they are to write."""

    @sa.event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
