"""The laws of what reads a log, for a host without settings: slow logs are fine, and those that fail are cut short."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from time import sleep
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck
from hypothesis.strategies import SearchStrategy

from hosting import CARD, StampGiven, Tally, TallyOnce, profile
from socialcommerce import Recorded
from socialcommerce.testing import LawBroken, laws
from socialcommerce.testing.calls import enveloped

Log = list[Recorded[Any]]
Law = Callable[[SearchStrategy[Log]], None]
OF_HYPOTHESIS = settings(settings.get_profile("default"), derandomize=True, database=None, max_examples=10)


@pytest.fixture(autouse=True)
def _as_hypothesis_has_it() -> Iterator[None]:
    with profile(OF_HYPOTHESIS):
        yield


def log_of(*orders: str) -> Log:
    return enveloped(CARD, [StampGiven(order=order, note=None) for order in orders])


def batching(logs: SearchStrategy[Log]) -> None:
    laws.batching(Tally, Tally.apply, Tally.by_order, logs)


def delivery(logs: SearchStrategy[Log]) -> None:
    laws.delivery(TallyOnce, TallyOnce.notify, TallyOnce.by_order, logs)


def slowly(log: Log) -> Log:
    sleep(0.15)  # to the first ten examples Hypothesis gives a second
    return log


def large(size: int) -> SearchStrategy[bytes]:
    """So many thousands of bytes, nine at most: more than eight are too many for an example, and slow to draw."""
    thousands = min(size, 9)
    return st.binary(min_size=thousands * 1_000, max_size=thousands * 1_000)


SLOW = st.integers().map(lambda number: slowly(log_of("o1")))
LARGE = st.integers(0, 99).flatmap(large).map(lambda _: log_of("o1"))
RARE = st.binary(min_size=4, max_size=4).filter(lambda drawn: sum(drawn) % 97 == 42).map(lambda _: log_of("o1"))


@pytest.mark.parametrize("logs", [SLOW, LARGE], ids=["slow", "large"])
def test_tests_of_a_hosts_own_are_refused_such_logs(logs: SearchStrategy[Log]) -> None:
    @given(logs)
    def of_a_host(log: Log) -> None:
        assert log == log_of("o1")

    with pytest.raises(FailedHealthCheck):
        of_a_host()


@pytest.mark.parametrize("logs", [SLOW, LARGE], ids=["slow", "large"])
@pytest.mark.parametrize("law", [batching, delivery])
def test_laws_of_logs_take_them(law: Law, logs: SearchStrategy[Log]) -> None:
    law(logs)


@pytest.mark.parametrize("law", [batching, delivery])
def test_other_checks_of_hypothesis_stay(law: Law) -> None:
    with pytest.raises(FailedHealthCheck, match="filter"):
        law(RARE)


def test_what_a_host_suppresses_itself_stays_suppressed() -> None:
    with profile(settings(OF_HYPOTHESIS, suppress_health_check=[HealthCheck.filter_too_much])):
        delivery(RARE)


def test_a_log_that_fails_is_drawn_twice_and_no_further_one() -> None:
    drawn = count()

    def drawing(log: Log) -> Log:
        next(drawn)
        return log

    with pytest.raises(LawBroken):
        laws.delivery(Tally, Tally.notify, Tally.by_order, st.just(log_of("o1", "o2")).map(drawing))
    assert next(drawn) == 2  # found, and told


class FromTheThird(Tally):
    """Right, but for the third event of a log and those after it."""

    def notify(self, recorded: Recorded[Any]) -> None:
        super().notify(recorded)
        if recorded.position < 3:
            self.stamps[recorded.event.order] = 1


LONG = log_of(*(f"o{number}" for number in range(1, 10)))


def notes(error: BaseException) -> str:
    return "\n".join(getattr(error, "__notes__", []))


def test_what_breaks_a_law_is_told_of_the_shortest_beginning_that_does() -> None:
    with pytest.raises(LawBroken, match="told each twice") as broken:
        laws.delivery(FromTheThird, FromTheThird.notify, FromTheThird.by_order, st.just(LONG))
    assert str(broken.value).endswith("{'o1': 1, 'o2': 1, 'o3': 2}\nonce they are   {'o1': 1, 'o2': 1, 'o3': 1}")
    told = notes(broken.value)
    assert "it takes 3 of 9 events, the last of them:\n  1. stamps-example@1 StampGiven(order='o1'" in told
    assert "\n  3. stamps-example@3 StampGiven(order='o3'" in told
    assert "o4" not in told
    assert "a log of 9 events" in told


def test_of_a_long_beginning_the_last_five_events_are_shown() -> None:
    class FromTheSixth(Tally):
        def apply(self, batch: Sequence[Recorded[Any]]) -> None:
            super().apply([*batch, *batch] if any(each.position == 6 for each in batch) else batch)

    with pytest.raises(LawBroken, match="batching: fed 6 events one by one") as broken:
        laws.batching(FromTheSixth, FromTheSixth.apply, FromTheSixth.by_order, st.just(LONG))
    told = notes(broken.value)
    assert "it takes 6 of 9 events, the last of them:\n  2. stamps-example@2 " in told
    assert "\n  6. stamps-example@6 " in told


@pytest.mark.parametrize("law", [batching, delivery])
def test_a_whole_log_that_is_right_is_not_looked_at_further(law: Law) -> None:
    law(st.just(LONG))


def test_an_error_of_the_hosts_own_is_told_of_the_shortest_beginning_too() -> None:
    class Fails(TallyOnce):
        def notify(self, recorded: Recorded[Any]) -> None:
            raise KeyError(recorded.reference)

    with pytest.raises(KeyError, match="stamps-example@1") as raised:
        laws.delivery(Fails, Fails.notify, Fails.by_order, st.just(LONG))
    assert "it takes 1 of 9 events" in notes(raised.value)


def test_a_law_that_no_event_is_needed_to_break_says_so() -> None:
    def fed(model: Tally, batch: Sequence[Recorded[Any]]) -> None:
        model.stamps["batches"] = model.stamps.get("batches", 0) + 1

    with pytest.raises(LawBroken, match="fed 0 events one by one") as broken:
        laws.batching(Tally, fed, Tally.by_order, st.just(LONG))
    assert "it takes 0 of 9 events, the last of them:\n  none" in notes(broken.value)
