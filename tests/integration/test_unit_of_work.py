"""A unit of work on a store that fails: nothing is marked as done without its facts, and the work can go on."""

from pathlib import Path
from typing import Any, cast

import pytest
from eventsourcing.persistence import ApplicationRecorder, OperationalError

from journals import facts, line, written
from socialcommerce import SocialCommerce, StoreUnavailable
from socialcommerce.journal import ingest

WORK = "work"


class Unsteady:
    """A recorder that fails with each of ``outages``, from the next insert on, whatever it is asked then."""

    def __init__(self, recorder: ApplicationRecorder) -> None:
        self._recorder = recorder
        self._is_down = False
        self.outages: list[str] = []

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._recorder, name)

        def answer(*args: Any, **kwargs: Any) -> Any:
            self._is_down = bool(self.outages) and (self._is_down or name == "insert_events")
            if self._is_down:
                raise OperationalError(self.outages.pop(0))
            return method(*args, **kwargs)

        return answer


@pytest.fixture
def recorder(commerce: SocialCommerce) -> Unsteady:
    unsteady = Unsteady(commerce.log.recorder)
    commerce.log.recorder = cast(ApplicationRecorder, unsteady)
    return unsteady


def shops(commerce: SocialCommerce) -> list[str]:
    return [stream for stream, *_ in facts(commerce.log) if stream.startswith("shop-")]


def test_an_append_that_fails_marks_nothing_as_done(commerce: SocialCommerce, recorder: Unsteady) -> None:
    batch = commerce.batch(WORK)
    batch.shops.open("m1")
    batch.unit.done = 1
    recorder.outages = ["first", "second"]
    with pytest.raises(StoreUnavailable, match=r"first$"):
        batch.unit.append()
    assert batch.unit.done == 0
    with pytest.raises(StoreUnavailable, match=r"second$"):
        batch.unit.append()
    batch.unit.append()
    assert (commerce.log.tracked(WORK), shops(commerce)) == (0, [])

    batch.shops.open("m1")
    batch.unit.done = 1
    batch.unit.append()
    assert (commerce.log.tracked(WORK), shops(commerce)) == (1, ["shop-m1"])


def test_after_an_append_that_failed_the_work_that_others_did_is_known(
    commerce: SocialCommerce, recorder: Unsteady
) -> None:
    batch, other = commerce.batch(WORK), commerce.batch(WORK)
    batch.shops.open("m1")
    batch.unit.done = 1
    recorder.outages = ["first"]
    with pytest.raises(StoreUnavailable, match=r"first$"):
        batch.unit.append()
    for number in (1, 2):
        other.shops.open(f"m{number}")
        other.unit.done = number
    other.unit.append()

    batch.unit.refresh()
    assert batch.unit.done == 2
    batch.shops.open("m2")
    batch.shops.open("m3")
    batch.unit.done = 3
    batch.unit.append()
    assert (commerce.log.tracked(WORK), shops(commerce)) == (3, ["shop-m1", "shop-m2", "shop-m3"])


def test_a_journal_whose_store_failed_twice_is_brought_in_by_the_same_call(
    commerce: SocialCommerce, recorder: Unsteady, tmp_path: Path
) -> None:
    path = written(tmp_path / "j", line("shops.open", owner="m1"), line("shops.open", owner="m2"))
    recorder.outages = ["first", "second"]
    for outage in ("first", "second"):
        with pytest.raises(StoreUnavailable, match=f"{outage}$"):
            ingest(commerce, path)
    assert shops(commerce) == []

    assert ingest(commerce, path).applied == 2
    assert shops(commerce) == ["shop-m1", "shop-m2"]
