"""The recorder test cases of the eventsourcing package, run against the recorders that our engines construct.

Three things cannot apply. ``AggregateRecorderTestCase`` wants ``insert_events`` to return None, as a recorder without
positions does; every recorder here is one of a log and returns positions, so what that case says of reading and of
atomicity is said by ``ApplicationRecorderTestCase``. ``optional_test_insert_subscribe`` needs a recorder that can be
subscribed to, which SQLite's cannot. Originator ids are texts here, so the cases are given texts instead of UUIDs.

The module of the cases imports a cipher, so it needs ``eventsourcing[crypto]``; without it they are skipped.
"""

import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import InfrastructureFactory

from socialcommerce.storage.engines import engine_of

pytest.importorskip("Crypto", reason="the cases import a cipher: install eventsourcing[crypto]")

from eventsourcing.tests import persistence as cases


class RecorderOfEngine:
    """Gives a case the process recorder of an empty store, with text ids."""

    factory: InfrastructureFactory[Any]
    numbers = count()

    def use(self, url: str) -> Iterator[None]:
        engine = engine_of(url)
        with engine.opening():
            self.factory = engine.factory("recorders")
            self.factory.process_recorder()
        yield
        for reading in (thread for thread in threading.enumerate() if "read_continuously" in thread.name):
            reading.join()  # the cases tell their readers to stop, and do not wait until they have
        self.factory.close()

    def create_recorder(self) -> Any:
        return self.factory.process_recorder()

    def new_originator_id(self) -> str:
        return f"stream-{next(self.numbers)}"


class OnMemory(RecorderOfEngine):
    @pytest.fixture(autouse=True)
    def _store(self) -> Iterator[None]:
        yield from self.use("memory://")


class OnSQLite(RecorderOfEngine):
    @pytest.fixture(autouse=True)
    def _store(self, tmp_path: Path) -> Iterator[None]:
        yield from self.use(f"sqlite:///{tmp_path / 'recorders.db'}")


class OnPostgreSQL(RecorderOfEngine):
    @pytest.fixture(autouse=True)
    def _store(self, postgres_url: str) -> Iterator[None]:
        yield from self.use(postgres_url)


class TestApplicationRecorderOnMemory(OnMemory, cases.ApplicationRecorderTestCase[Any]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestApplicationRecorderOnSQLite(OnSQLite, cases.ApplicationRecorderTestCase[Any]):
    def test_nobody_can_subscribe(self) -> None:
        with pytest.raises(NotImplementedError):
            self.create_recorder().subscribe()


class TestApplicationRecorderOnPostgreSQL(OnPostgreSQL, cases.ApplicationRecorderTestCase[Any]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestProcessRecorderOnMemory(OnMemory, cases.ProcessRecorderTestCase): ...


class TestProcessRecorderOnSQLite(OnSQLite, cases.ProcessRecorderTestCase): ...


class TestProcessRecorderOnPostgreSQL(OnPostgreSQL, cases.ProcessRecorderTestCase): ...


class TestTrackingRecorderOnMemory(OnMemory, cases.TrackingRecorderTestCase): ...


class TestTrackingRecorderOnSQLite(OnSQLite, cases.TrackingRecorderTestCase): ...


class TestTrackingRecorderOnPostgreSQL(OnPostgreSQL, cases.TrackingRecorderTestCase): ...


class TestNonInterleavingPositionsOnMemory(OnMemory, cases.NonInterleavingNotificationIDsBaseCase): ...


class TestNonInterleavingPositionsOnSQLite(OnSQLite, cases.NonInterleavingNotificationIDsBaseCase): ...


class TestNonInterleavingPositionsOnPostgreSQL(OnPostgreSQL, cases.NonInterleavingNotificationIDsBaseCase): ...
