"""Stores in a SQLite file."""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import msgspec
import sqlalchemy as sa
from eventsourcing.persistence import InfrastructureFactory, IntegrityError, ProcessRecorder, StoredEvent
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
from sqlalchemy import event

from socialcommerce.errors import StoreUnavailable
from socialcommerce.storage.drivers import without_password
from socialcommerce.storage.engine import (
    LOCK_TIMEOUT_SECONDS,
    Engine,
    Lock,
    ReadConflict,
    StoredRow,
    UncheckedRow,
    sqlite_database,
)

_TRIES_A_SECOND: Final = 50
_HEADER: Final = b"SQLite format 3\x00"


class SQLiteEngine(Engine):
    """One SQLite file in WAL mode, synced at every commit unless the URL says ``?synchronous=normal``."""

    keeps_readers = True
    last_position = "SELECT max(rowid) FROM stored_events"

    def __init__(self, url: str) -> None:
        super().__init__(url)
        shown, parts = without_password(url), urlsplit(url)
        if not url.startswith("sqlite:///") or len(parts.path) < 2 or parts.fragment:
            raise ValueError(f"store {shown!r} names no file: write sqlite:///file.db or sqlite:////absolute/file.db")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.synchronous = options.pop("synchronous", "full").lower()
        if options or self.synchronous not in ("full", "normal", "extra"):
            raise ValueError(f"store {shown!r} has unknown options: only synchronous=full, extra or normal")
        if ":memory:" in parts.path or "mode=memory" in parts.path:
            raise ValueError(f"store {shown!r} is no file: write memory:// for a store in memory")
        self.path = Path(parts.path[1:]).resolve()  # a bare file:… would be taken for another kind of name

    def exists(self) -> bool:
        """Whether the file is there and has content."""
        if not self.path.exists():
            return False
        with self.path.open("rb") as file:
            header = file.read(len(_HEADER))
        if header and header != _HEADER:
            raise StoreUnavailable(f"store {without_password(self.url)}: file is not a database")
        return bool(header)

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
        connect = partial(sqlite3.connect, self.path, timeout=LOCK_TIMEOUT_SECONDS, check_same_thread=False)
        database = sqlite_database(connect)

        @event.listens_for(database, "connect")
        def _(connection: sqlite3.Connection, _: object) -> None:
            connection.execute(f"PRAGMA synchronous={self.synchronous}")

        return database


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

    _AS_IT_STANDS: Final = (  # any column can hold any type, and a text bytes that are none
        "SELECT rowid, CASE typeof(originator_id) WHEN 'text' THEN CAST(originator_id AS BLOB) END,"
        " CASE typeof(originator_version) WHEN 'integer' THEN originator_version END,"
        " CASE typeof(topic) WHEN 'text' THEN CAST(topic AS BLOB) END,"
        " CASE typeof(state) WHEN 'blob' THEN state END"
        " FROM stored_events WHERE rowid >= ? ORDER BY rowid LIMIT ?"
    )

    def __init__(self, datastore: SQLiteDatastore, write_lock: Lock) -> None:
        super().__init__(datastore)
        self._write_lock = write_lock

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        with self._write_lock:
            return super().insert_events(stored_events, **kwargs)

    def select_page(self, after: int, limit: int) -> list[StoredRow]:
        return self._select(
            "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events"
            " WHERE rowid > ? ORDER BY rowid LIMIT ?",
            (after, limit),
        )

    def select_stored(self, first: int, limit: int) -> list[UncheckedRow]:
        rows = self._select(self._AS_IT_STANDS, (first, limit))
        return [(place, _text(stream), version, _text(topic), state) for place, stream, version, topic, state in rows]

    def select_stream(self, stream: str, after: int) -> list[StoredRow]:
        return self._select(
            "SELECT 0, originator_id, originator_version, topic, state FROM stored_events"
            " WHERE originator_id = ? AND originator_version > ? ORDER BY originator_version",
            (stream, after),
        )

    def select_positions(self, stream: str) -> list[int]:
        query = "SELECT rowid FROM stored_events WHERE originator_id = ? ORDER BY originator_version"
        return [row[0] for row in self._select(query, (stream,))]

    def select_streams(self, limit: int) -> list[str]:
        return [row[0] for row in self._select("SELECT DISTINCT originator_id FROM stored_events LIMIT ?", (limit,))]

    def _select(self, statement: str, parameters: tuple[object, ...]) -> list[Any]:
        """Plain tuples, in the transaction that a single statement is by itself."""
        with self.datastore.get_connection(commit=False) as connection:
            cursor = connection._sqlite_conn.cursor()
            cursor.row_factory = None
            return cursor.execute(statement, parameters).fetchall()

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


def _text(stored: bytes | None) -> str | None:
    """A text as it is stored; bytes that are none become lone surrogates, so that no two become alike."""
    return None if stored is None else stored.decode("utf-8", "surrogateescape")


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
