"""A commit whose answer was lost, and a guard that raises: what counts as written, and what does not."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

import pytest
from eventsourcing.persistence import OperationalError, StoredEvent, Tracking
from eventsourcing.postgres import PostgresDatastore
from logs import ForgetfulLog, fact, opened, told
from msgspec.structs import replace

from socialcommerce import Conflict, Recorded, StoreUnavailable
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.postgres import GuardedPostgresRecorder

Changed = Callable[[Recorded[Any]], Recorded[Any]]


def test_the_very_same_events_again_count_as_done_and_are_not_written_twice(store_url: str) -> None:
    events = [fact("a"), fact("b"), fact("a", 2)]
    with opened(store_url) as log:
        log.append(events, relied_on={"merchant-x": 0}, tracking=Tracking("journal", 3))
        log.append(events, relied_on={"merchant-x": 0}, tracking=Tracking("journal", 3))
        assert told(log) == events
        assert log.tracked("journal") == 3


@pytest.mark.parametrize(
    "changed",
    [
        lambda each: replace(each, event=MerchantInvited(merchant="b", name="Another")),
        lambda each: replace(each, at=each.at + timedelta(microseconds=1)),
        lambda each: replace(each, by="platform:p"),
        lambda each: replace(each, cause="merchant-a@1"),
    ],
    ids=["event", "at", "by", "cause"],
)
def test_the_same_versions_with_other_bytes_are_a_conflict(store_url: str, changed: Changed) -> None:
    events = [fact("a"), fact("b")]
    with opened(store_url) as log:
        log.append(events)
        with pytest.raises(Conflict):
            log.append([events[0], changed(events[1])])
        assert told(log) == events


def test_the_same_events_and_one_more_are_a_conflict_and_the_one_is_not_written(store_url: str) -> None:
    with opened(store_url) as log:
        log.append([fact("a")])
        with pytest.raises(Conflict):
            log.append([fact("a"), fact("b")])
        assert told(log) == [fact("a")]


@pytest.mark.parametrize("done", [2, 4])
def test_the_same_events_with_other_tracking_are_a_conflict(store_url: str, done: int) -> None:
    with opened(store_url) as log:
        log.append([fact("a")], tracking=Tracking("journal", 3))
        with pytest.raises(Conflict):
            log.append([fact("a")], tracking=Tracking("journal", done))
        assert log.tracked("journal") == 3


def test_an_append_that_was_not_answered_can_be_made_again(store_url: str) -> None:
    with opened(store_url, ForgetfulLog) as log:
        with pytest.raises(StoreUnavailable, match=r"server closed the connection unexpectedly$"):
            log.append([fact("a")], tracking=Tracking("journal", 1))
        log.append([fact("a")], tracking=Tracking("journal", 1))
        assert told(log) == [fact("a")]
        assert log.tracked("journal") == 1


class BreakingDatastore:
    """A datastore whose connection ``breaks`` when a transaction has been committed on it."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore
        self.breaks = False

    @contextmanager
    def get_connection(self) -> Iterator[Any]:
        with self._datastore.get_connection() as connection:
            yield connection
        if self.breaks:
            self.breaks = False
            raise OperationalError("server closed the connection unexpectedly")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._datastore, name)


class UnansweredRecorder(GuardedPostgresRecorder):
    """Commits its first insert, but does not hear of it, so that it tries again; others write ``meanwhile``."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self.breaking = BreakingDatastore(datastore)
        super().__init__(cast(PostgresDatastore, self.breaking))
        self.inserts = 0

    def meanwhile(self) -> None: ...

    def _insert_events(self, curs: Any, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        self.inserts += 1
        if self.inserts == 1:
            self.breaking.breaks = True
        if self.inserts == 2:
            self.meanwhile()
        super()._insert_events(curs, stored_events, **kwargs)


class RaisingRecorder(GuardedPostgresRecorder):
    """Raises in the guard, when tracking and checks are done."""

    def _insert_events(self, curs: Any, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super()._insert_events(curs, stored_events, **kwargs)
        raise RuntimeError("the guard raised")


def log_with(recorder_class: type[GuardedPostgresRecorder]) -> type[EventLog]:
    """A PostgreSQL log with a recorder of this class."""

    class Log(EventLog):
        def construct_recorder(self) -> Any:
            recorder = recorder_class(self.factory.datastore)  # type: ignore[attr-defined]
            recorder.create_table()
            return recorder

    return Log


def test_on_postgresql_a_commit_that_is_retried_after_a_lost_answer_counts_as_done(postgres_url: str) -> None:
    events = [fact("a"), fact("b")]
    with opened(postgres_url, log_with(UnansweredRecorder)) as log:
        log.append(events, relied_on={"merchant-x": 0}, tracking=Tracking("journal", 1))
        assert log.recorder.inserts == 2  # type: ignore[attr-defined]
        assert told(log) == events
        assert log.tracked("journal") == 1
        log.append([fact("c")])
        assert told(log) == [*events, fact("c")]


def test_on_postgresql_a_lost_answer_counts_as_done_although_others_went_on_from_there(postgres_url: str) -> None:
    with opened(postgres_url) as others:

        class Overtaken(UnansweredRecorder):
            def meanwhile(self) -> None:
                others.append([fact("a", 2), fact("x")])

        with opened(postgres_url, log_with(Overtaken)) as log:
            log.append([fact("a"), fact("b")], relied_on={"merchant-x": 0}, tracking=Tracking("journal", 1))
            assert told(log) == [fact("a"), fact("b"), fact("a", 2), fact("x")]
            assert log.tracked("journal") == 1


def test_on_postgresql_tracking_alone_that_is_retried_after_a_lost_answer_counts_as_done(postgres_url: str) -> None:
    with opened(postgres_url, log_with(UnansweredRecorder)) as log:
        log.append([], tracking=Tracking("journal", 1))
        assert log.recorder.inserts == 2  # type: ignore[attr-defined]
        assert log.tracked("journal") == 1


def test_on_postgresql_an_exception_in_the_guard_leaves_no_event_and_no_tracking(postgres_url: str) -> None:
    with opened(postgres_url, log_with(RaisingRecorder)) as log:
        with pytest.raises(RuntimeError, match="the guard raised"):
            log.append([fact("a")], tracking=Tracking("journal", 1))
        with pytest.raises(RuntimeError, match="the guard raised"):
            log.append([], tracking=Tracking("journal", 1))
        assert told(log) == []
        assert log.tracked("journal") == 0
    with opened(postgres_url) as log:
        log.append([fact("a")], tracking=Tracking("journal", 1))
        assert told(log) == [fact("a")]
