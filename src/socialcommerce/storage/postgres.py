"""Stores in a PostgreSQL database. Imported when one is opened, because it needs psycopg."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, Final, LiteralString

import psycopg
import sqlalchemy as sa
from eventsourcing.persistence import (
    InfrastructureFactory,
    InterfaceError,
    OperationalError,
    ProcessRecorder,
    StoredEvent,
)
from eventsourcing.postgres import PostgresFactory, PostgresProcessRecorder
from eventsourcing.utils import Environment, retry
from psycopg import Cursor
from psycopg.errors import LockNotAvailable
from psycopg.rows import DictRow, dict_row, tuple_row
from psycopg.sql import SQL, Identifier

from socialcommerce.errors import StoreUnavailable
from socialcommerce.storage.engine import LOCK_TIMEOUT_SECONDS, Engine, ReadConflict, StoredRow, UncheckedRow

SCHEMA: Final = "socialcommerce"
"""The schema of all tables, apart from those of a host that keeps its own in the same database."""


class PostgresEngine(Engine):
    """A schema of a PostgreSQL database, through psycopg 3. PostgreSQL orders its writers itself."""

    last_position = "SELECT max(notification_id) FROM stored_events"

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.write_lock = nullcontext()

    def exists(self) -> bool:
        """Whether the server answers and a log is there."""
        with psycopg.connect(self.url, connect_timeout=5) as connection:
            found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.stored_events",)).fetchone()
            return bool(found and found[0])

    @contextmanager
    def opening(self) -> Iterator[None]:
        """An advisory lock: PostgreSQL does not create the same table, type or function twice at a time."""
        with psycopg.connect(self.url, connect_timeout=5) as connection:
            connection.execute(SQL("SET lock_timeout = {}").format(f"{LOCK_TIMEOUT_SECONDS}s"))
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (SCHEMA,))
            found = connection.execute("SELECT to_regnamespace(%s)", (SCHEMA,)).fetchone()
            if found is None or found[0] is None:
                connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(SCHEMA)))
            connection.commit()
            yield

    def factory(self, name: str) -> InfrastructureFactory[Any]:
        """The recorders of the eventsourcing package."""
        env = {
            "POSTGRES_DBNAME": "",  # the URL names these, see below
            "POSTGRES_HOST": "",
            "POSTGRES_USER": "",
            "POSTGRES_PASSWORD": "",
            "POSTGRES_POOL_SIZE": "2",
            "POSTGRES_MAX_OVERFLOW": "14",
            "POSTGRES_CONNECT_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
            "POSTGRES_LOCK_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
            "POSTGRES_IDLE_IN_TRANSACTION_SESSION_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
            "POSTGRES_SCHEMA": SCHEMA,
            "ORIGINATOR_ID_TYPE": "text",
        }
        return GuardedPostgresFactory(Environment(name, env), self.url)

    def views(self) -> sa.Engine:
        """The same database."""
        url = sa.make_url(self.url).set(drivername="postgresql+psycopg")
        waits = (
            f"-c lock_timeout={LOCK_TIMEOUT_SECONDS}s -c idle_in_transaction_session_timeout={LOCK_TIMEOUT_SECONDS}s"
        )
        options = f"{url.query.get('options', '')} -c search_path={SCHEMA} {waits}".strip()
        return sa.create_engine(url, connect_args={"options": options}, pool_pre_ping=True)


class GuardedPostgresRecorder(PostgresProcessRecorder):
    """Checks what was relied on after it has locked the table against other writers.

    Sends one statement after the other, not as a pipeline like the recorder that it extends: a pipelined insert
    of a megabyte was seen to wait for ever, client and server each for the other, and an exception that is raised
    between pipelined statements can let the transaction commit.
    """

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Check, write tracking and events, and return the events' positions, in one transaction."""
        try:
            return self._insert_together(stored_events, **kwargs)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise StoreUnavailable(f"others kept the log locked for {LOCK_TIMEOUT_SECONDS} s") from error
            raise

    def _insert_together(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        with self.datastore.get_connection() as connection, connection.transaction(), connection.cursor() as curs:
            self._insert_events(curs, stored_events, **kwargs)
            if not stored_events:
                return None
            self._insert_stored_events(curs, stored_events, **kwargs)
            return self._fetch_ids_after_insert_events(curs, stored_events, **kwargs)

    def has_tables(self) -> bool:
        """Whether the log's tables are there."""
        names = [f"{self.datastore.schema}.{name}" for name in (self.events_table_name, self.tracking_table_name)]
        found = self._select("SELECT to_regclass(%s) IS NOT NULL AND to_regclass(%s) IS NOT NULL", tuple(names))
        return bool(found[0][0])

    def select_page(self, after: int, limit: int) -> list[StoredRow]:
        """The next *limit* events, at most, with a position over *after*."""
        rows: list[StoredRow] = self._select(
            "SELECT notification_id, originator_id, originator_version, topic, state FROM {table}"
            " WHERE notification_id > %s ORDER BY notification_id LIMIT %s",
            (after, limit),
        )
        return rows

    def select_stored(self, first: int, limit: int) -> list[UncheckedRow]:
        """The next *limit* events, at most, with a position of *first* or over; PostgreSQL keeps to its types."""
        rows: list[UncheckedRow] = self._select(
            "SELECT notification_id, originator_id, originator_version, topic, state FROM {table}"
            " WHERE notification_id >= %s ORDER BY notification_id LIMIT %s",
            (first, limit),
        )
        return rows

    def select_stream(self, stream: str, after: int) -> list[StoredRow]:
        """The events of a stream with a version over *after*; their position is 0."""
        rows: list[StoredRow] = self._select(
            "SELECT 0, originator_id, originator_version, topic, state FROM {table}"
            " WHERE originator_id = %s AND originator_version > %s ORDER BY originator_version",
            (stream, after),
        )
        return rows

    def select_positions(self, stream: str) -> list[int]:
        """The positions of the events of a stream, by their versions."""
        rows = self._select(
            "SELECT notification_id FROM {table} WHERE originator_id = %s ORDER BY originator_version", (stream,)
        )
        return [row[0] for row in rows]

    def select_streams(self, limit: int) -> list[str]:
        """The ids of *limit* streams, at most, that have an event."""
        return [row[0] for row in self._select("SELECT DISTINCT originator_id FROM {table} LIMIT %s", (limit,))]

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def _select(self, statement: LiteralString, parameters: tuple[object, ...]) -> list[Any]:
        query = SQL(statement).format(table=Identifier(self.datastore.schema, self.events_table_name))
        with self.datastore.get_connection() as connection, connection.cursor(row_factory=tuple_row) as curs:
            return curs.execute(query, parameters, prepare=True).fetchall()

    def _insert_events(self, curs: Cursor[DictRow], stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        self._lock_table(curs)
        relied_on: Mapping[str, int] = kwargs.get("relied_on") or {}
        if relied_on:
            gone_on = SQL(
                "SELECT e.originator_id FROM {schema}.{table} AS e"
                " JOIN unnest(%s::text[], %s::bigint[]) AS r(stream, version)"
                " ON e.originator_id = r.stream AND e.originator_version = r.version LIMIT 1"
            ).format(schema=Identifier(self.datastore.schema), table=Identifier(self.events_table_name))
            curs.execute(gone_on, (list(relied_on), [version + 1 for version in relied_on.values()]))
            row = curs.fetchone()
            if row is not None:
                raise ReadConflict(f"{row['originator_id']} has gone on since it was read")
        super()._insert_events(curs, stored_events, **kwargs)


class GuardedPostgresFactory(PostgresFactory):
    """Builds the guarded recorder, on connections that take everything that the store's URL says."""

    def __init__(self, env: Environment, url: str) -> None:
        super().__init__(env)
        pool = self.datastore.pool
        pool.conninfo, pool.kwargs = url, {"row_factory": dict_row}

    def process_recorder(self) -> ProcessRecorder:
        """The log's one recorder, its tables created if they are not there, which takes the right to create."""
        recorder = GuardedPostgresRecorder(self.datastore)
        if not recorder.has_tables():
            recorder.create_table()
        return recorder
