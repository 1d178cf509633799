"""Stores in a PostgreSQL database. Imported when one is opened, because it needs psycopg."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

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
from psycopg.rows import DictRow, dict_row
from psycopg.sql import SQL, Identifier

from socialcommerce.storage.engine import LOCK_TIMEOUT_SECONDS, Engine, ReadConflict

SCHEMA: Final = "socialcommerce"
"""The schema of all tables, apart from those of a host that keeps its own in the same database."""


class PostgresEngine(Engine):
    """A schema of a PostgreSQL database, through psycopg 3. PostgreSQL orders its writers itself."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.write_lock = _NoLock()

    def exists(self) -> bool:
        """Whether the server answers and a log is there."""
        with psycopg.connect(self.url, connect_timeout=5) as connection:
            found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.stored_events",)).fetchone()
            return bool(found and found[0])

    @contextmanager
    def opening(self) -> Iterator[None]:
        """An advisory lock: PostgreSQL does not create the same table, type or function twice at a time."""
        with psycopg.connect(self.url, connect_timeout=5) as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (SCHEMA,))
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{SCHEMA}"')
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
        options = f"{url.query.get('options', '')} -c search_path={SCHEMA}".strip()
        return sa.create_engine(url, connect_args={"options": options})


class _NoLock:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: Any) -> None: ...


class GuardedPostgresRecorder(PostgresProcessRecorder):
    """Checks what was relied on after it has locked the table against other writers.

    Sends one statement after the other, not as a pipeline like the recorder that it extends: a pipelined insert
    of a megabyte was seen to wait for ever, client and server each for the other, and an exception that is raised
    between pipelined statements can let the transaction commit.
    """

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Check, write tracking and events, and return the events' positions, in one transaction."""
        with self.datastore.get_connection() as connection, connection.transaction(), connection.cursor() as curs:
            self._insert_events(curs, stored_events, **kwargs)
            if not stored_events:
                return None
            self._insert_stored_events(curs, stored_events, **kwargs)
            return self._fetch_ids_after_insert_events(curs, stored_events, **kwargs)

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def select_streams(self, limit: int) -> list[str]:
        """The ids of *limit* streams, at most, that have an event."""
        statement = SQL("SELECT DISTINCT originator_id FROM {schema}.{table} LIMIT %s").format(
            schema=Identifier(self.datastore.schema), table=Identifier(self.events_table_name)
        )
        with self.datastore.get_connection() as connection, connection.cursor() as curs:
            return [row["originator_id"] for row in curs.execute(statement, (limit,)).fetchall()]

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
        """The log's one recorder, its tables created if they are not there."""
        recorder = GuardedPostgresRecorder(self.datastore)
        recorder.create_table()
        return recorder
