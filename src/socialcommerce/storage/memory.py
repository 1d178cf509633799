"""Stores in memory: for tests, simulations, and read models as of the past."""

import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

import sqlalchemy as sa
from eventsourcing.persistence import InfrastructureFactory, ProcessRecorder, StoredEvent
from eventsourcing.popo import POPOFactory, POPOProcessRecorder
from eventsourcing.utils import Environment

from socialcommerce.storage.engine import (
    LOCK_TIMEOUT_SECONDS,
    Engine,
    ReadConflict,
    StoredRow,
    UncheckedRow,
    sqlite_database,
)


class MemoryEngine(Engine):
    """Everything in this process, gone when it is closed."""

    is_shared = False

    def exists(self) -> bool:
        """Never: each store in memory is new."""
        return False

    def factory(self, name: str) -> InfrastructureFactory[Any]:
        """Plain old Python objects."""
        return _MemoryFactory(Environment(name, {}))

    def views(self) -> sa.Engine:
        """A SQLite database in memory, on one connection that all threads take in turn."""
        connect = partial(sqlite3.connect, ":memory:", check_same_thread=False)
        return sqlite_database(connect, pool_size=1, max_overflow=0, timeout=LOCK_TIMEOUT_SECONDS)


class _MemoryRecorder(POPOProcessRecorder):
    def _assert_uniqueness(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super()._assert_uniqueness(stored_events, **kwargs)
        relied_on: Mapping[str, int] = kwargs.get("relied_on") or {}
        for stream, version in relied_on.items():
            if version + 1 in self._stored_events_index[stream]:
                raise ReadConflict(f"{stream} has gone on since version {version}")

    def select_page(self, after: int, limit: int) -> list[StoredRow]:
        return [
            (n.id, str(n.originator_id), n.originator_version, n.topic, n.state)
            for n in self.select_notifications(after, limit, inclusive_of_start=False)
        ]

    def select_stored(self, first: int, limit: int) -> list[UncheckedRow]:
        return [*self.select_page(max(first - 1, 0), limit)]

    def select_stream(self, stream: str, after: int) -> list[StoredRow]:
        return [(0, stream, e.originator_version, e.topic, e.state) for e in self.select_events(stream, gt=after)]

    def select_positions(self, stream: str) -> list[int]:
        with self._database_lock:
            indices = self._stored_events_index.get(stream, {})
            return [indices[version] + 1 for version in sorted(indices)]

    def select_streams(self, limit: int) -> list[str]:
        with self._database_lock:
            return list(islice((stream for stream, found in self._stored_events_index.items() if found), limit))


class _MemoryFactory(POPOFactory):
    def process_recorder(self) -> ProcessRecorder:
        return _MemoryRecorder()
