"""PostgreSQL's recorder. Apart from the other engines because importing it needs psycopg."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventsourcing.persistence import InterfaceError, OperationalError, ProcessRecorder, StoredEvent
from eventsourcing.postgres import PostgresFactory, PostgresProcessRecorder
from eventsourcing.utils import retry
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier

from socialcommerce.storage.engines import ReadConflict


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
    """Builds the guarded recorder."""

    def process_recorder(self) -> ProcessRecorder:
        """The log's one recorder, its tables created if they are not there."""
        recorder = GuardedPostgresRecorder(self.datastore)
        recorder.create_table()
        return recorder
