"""The log on every engine: what is appended together stands together, in order, or not at all."""

from collections.abc import Iterator

import pytest
from eventsourcing.persistence import Tracking
from logs import fact, opened, told
from msgspec.structs import replace

from socialcommerce import Conflict
from socialcommerce.storage.log import PAGE, EventLog


@pytest.fixture
def log(store_url: str) -> Iterator[EventLog]:
    with opened(store_url) as log:
        yield log


def test_a_new_log_is_empty(log: EventLog) -> None:
    assert told(log) == []
    assert log.position() == 0
    assert log.tracked("journal") == 0
    assert log.stream("merchant-m") == []


def test_events_of_several_streams_are_appended_together_in_order(log: EventLog) -> None:
    events = [fact("a"), fact("b"), fact("a", 2), fact("c"), fact("b", 2)]
    log.append(events)
    assert told(log) == events
    assert [recorded.version for recorded in log.stream("merchant-a")] == [1, 2]
    assert [recorded.version for recorded in log.stream("merchant-b", after=1)] == [2]


def test_the_positions_of_a_stream_are_those_at_which_its_events_are_read(log: EventLog) -> None:
    log.append([fact("a"), fact("b"), fact("a", 2)])
    log.append([fact("b", 2), fact("a", 3)])

    for stream in ("merchant-a", "merchant-b"):
        assert log.positions(stream) == [recorded.position for recorded in log.read() if recorded.stream == stream]
    assert log.positions("merchant-c") == []


def test_what_is_stored_is_what_was_given_with_actor_and_cause(log: EventLog) -> None:
    given = replace(fact(), by="platform:p", cause="shop-m1@1")
    log.append([given])
    assert told(log) == [given]


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_a_taken_version_is_a_conflict_and_nothing_is_written(log: EventLog, taken: int) -> None:
    log.append([fact("b")])
    log.append([fact("x")], tracking=Tracking("journal", 1))
    before = told(log)
    events = [fact("a"), fact("c"), fact("d")]
    events[taken] = fact("b", name="Another")
    with pytest.raises(Conflict):
        log.append(events, tracking=Tracking("journal", 2))
    assert told(log) == before
    assert log.tracked("journal") == 1


def test_the_same_version_twice_in_one_append_is_a_conflict_and_nothing_is_written(log: EventLog) -> None:
    with pytest.raises(Conflict):
        log.append([fact("a"), fact("a", name="Another")])
    assert told(log) == []


def test_an_event_that_cannot_be_recorded_leaves_nothing_of_those_beside_it(log: EventLog) -> None:
    with pytest.raises(ValueError, match=r"merchant\.invited cannot be recorded"):
        log.append([fact("a"), fact("b", name="\ud800")], tracking=Tracking("journal", 1))
    assert told(log) == []
    assert log.tracked("journal") == 0


def test_a_stream_relied_on_that_stands_where_it_was_read_lets_the_append_pass(log: EventLog) -> None:
    log.append([fact("a"), fact("a", 2)])
    log.append([fact("b")], relied_on={"merchant-a": 2, "merchant-never": 0})
    assert [recorded.stream for recorded in told(log)] == ["merchant-a", "merchant-a", "merchant-b"]


@pytest.mark.parametrize("read", [0, 1, 2])
def test_a_stream_relied_on_that_went_on_is_a_conflict_and_nothing_is_written(log: EventLog, read: int) -> None:
    log.append([fact("a"), fact("a", 2), fact("a", 3)])
    before = told(log)
    with pytest.raises(Conflict, match="merchant-a has gone on"):
        log.append(
            [fact("b"), fact("c")],
            relied_on={"merchant-x": 0, "merchant-a": read, "merchant-y": 0},
            tracking=Tracking("journal", 1),
        )
    assert told(log) == before
    assert log.tracked("journal") == 0


def test_a_stream_relied_on_that_went_on_stops_tracking_without_events_too(log: EventLog) -> None:
    log.append([fact("a")])
    with pytest.raises(Conflict):
        log.append([], relied_on={"merchant-a": 0}, tracking=Tracking("journal", 1))
    assert log.tracked("journal") == 0


def test_more_streams_can_be_relied_on_than_a_statement_takes_parameters(log: EventLog) -> None:
    log.append([fact("a")])
    many = {f"merchant-{number}": 0 for number in range(70_000)}
    log.append([fact("b")], relied_on=many)
    with pytest.raises(Conflict):
        log.append([fact("c")], relied_on=many | {"merchant-b": 0})
    assert [recorded.key for recorded in log.read()] == ["a", "b"]


def test_tracking_is_written_with_events(log: EventLog) -> None:
    log.append([fact("a")], tracking=Tracking("journal", 7))
    assert log.tracked("journal") == 7
    assert log.tracked("another") == 0


def test_tracking_is_written_without_events(log: EventLog) -> None:
    log.append([], tracking=Tracking("journal", 7))
    assert log.tracked("journal") == 7
    log.append([], tracking=Tracking("journal", 8))
    assert log.tracked("journal") == 8
    assert told(log) == []


@pytest.mark.parametrize("done", [6, 7])
def test_tracking_that_others_have_reached_is_a_conflict_and_its_events_are_not_written(
    log: EventLog, done: int
) -> None:
    log.append([fact("a")], tracking=Tracking("journal", 7))
    with pytest.raises(Conflict):
        log.append([fact("b")], tracking=Tracking("journal", done))
    assert [recorded.key for recorded in told(log)] == ["a"]
    assert log.tracked("journal") == 7


def test_reading_goes_on_over_the_border_of_a_page(log: EventLog) -> None:
    log.append([fact(version=version) for version in range(1, PAGE + 1)])
    assert [recorded.version for recorded in log.read()] == list(range(1, PAGE + 1))
    log.append([fact(version=PAGE + 1), fact(version=PAGE + 2)])
    everything = list(log.read())
    assert [recorded.version for recorded in everything] == list(range(1, PAGE + 3))
    positions = [recorded.position for recorded in everything]
    assert positions == sorted(set(positions))
    for start in (PAGE - 1, PAGE, PAGE + 1, PAGE + 2):
        after = positions[start - 1]
        assert [recorded.version for recorded in log.read(after)] == list(range(start + 1, PAGE + 3))
    assert log.position() == positions[-1]


def test_reading_after_the_last_position_finds_nothing(log: EventLog) -> None:
    log.append([fact("a"), fact("b")])
    assert list(log.read(log.position())) == []
    assert list(log.read(log.position() + 1_000)) == []


def test_a_batch_is_no_longer_than_asked_for(log: EventLog) -> None:
    log.append([fact(version=version) for version in range(1, 6)])
    first = log.batch(0, limit=2)
    second = log.batch(first[-1].position, limit=2)
    third = log.batch(second[-1].position, limit=2)
    assert [[recorded.version for recorded in batch] for batch in (first, second, third)] == [[1, 2], [3, 4], [5]]


def test_positions_grow_although_an_append_failed_in_between(log: EventLog) -> None:
    log.append([fact("a")])
    with pytest.raises(Conflict):
        log.append([fact("b"), fact("a", name="Another")])
    log.append([fact("c")])
    first, second = (recorded.position for recorded in log.read())
    assert first < second == log.position()
