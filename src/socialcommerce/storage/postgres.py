"""PostgreSQL's recorder. Apart from the other engines because importing it needs psycopg."""

from collections.abc import Mapping, Sequence
from typing import Any

from eventsourcing.persistence import ProcessRecorder, StoredEvent
from eventsourcing.postgres import PostgresFactory, PostgresProcessRecorder
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier

from socialcommerce.storage.engines import ReadConflict


class GuardedPostgresRecorder(PostgresProcessRecorder):
    """Checks what was relied on after it has locked the table against other writers.

    The check stands in ``_insert_events``: an exception raised there rolls the transaction back, whereas one that
    is raised in ``_insert_stored_events`` would let it commit.
    """

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
