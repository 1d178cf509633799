"""A store that was closed: every command and every read says so, but those under way have their connections."""

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from logs import fact, opened, told

from journals import line, written
from socialcommerce import ManualClock, SocialCommerce, StoreUnavailable
from socialcommerce.audit import audit, replay
from socialcommerce.audit.seals.store import ledger_of
from socialcommerce.domain.referrals.share import short_code
from socialcommerce.journal import ingest
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.prepared import Prepared
from world import COMMANDS, NOON, READS, furnish, method


def calls(commerce: SocialCommerce, journal: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """All that can be asked of a store, by name."""
    for name, deed in (COMMANDS | READS).items():
        yield name, partial(method(commerce, name), **deed.args)
    yield "board.top", commerce.board.top
    yield "board.top of the past", lambda: commerce.board.top(at=NOON)
    yield "influence.of", lambda: commerce.influence.of("lin")
    yield "storefronts.of", lambda: commerce.storefronts.of("lin")
    yield "storefronts.of in the past", lambda: commerce.storefronts.of("lin", at=NOON)
    yield "links.of", lambda: commerce.links.of(short_code("s1"))
    yield "log.read", lambda: list(commerce.log.read())
    yield "log.position", commerce.log.position
    yield "views.position", commerce.views.position
    yield "views.behind", commerce.views.behind
    yield "views.catch_up", commerce.views.catch_up
    yield "views.rebuild", commerce.views.rebuild
    yield "audit", lambda: audit(commerce)
    yield "seals", lambda: list(ledger_of(commerce).rows())
    yield "sealed position", ledger_of(commerce).position
    yield "sealed event", lambda: ledger_of(commerce).event("shop-lin", 1)
    if not commerce.log.engine.url.startswith("postgresql"):  # which forgets by itself
        yield "forget_past", commerce.views.database.forget_past
    yield "batch", lambda: commerce.batch("work")
    yield "ingest", lambda: ingest(commerce, journal)


def test_a_closed_store_does_nothing_and_says_that_it_is_closed(
    store_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    journal = written(tmp_path / "j", line("shops.open", owner="m1"))
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        furnish(commerce, clock)
        commerce.board.top()
    for name, call in calls(commerce, journal):
        with pytest.raises(StoreUnavailable, match=r"^store .*: is closed$"):
            pytest.fail(f"{name} gave {call()!r}")


def test_a_store_can_be_closed_twice(store_url: str) -> None:
    commerce = SocialCommerce.open(store_url)
    commerce.close()
    commerce.close()


@pytest.mark.parametrize("way", ["read", "moment", "write"])
def test_whoever_has_a_connection_when_the_store_is_closed_keeps_it_and_gets_no_other(store_url: str, way: str) -> None:
    commerce = SocialCommerce.open(store_url)
    shops = Prepared(sa.select(commerce._reading.models.storefronts.shops.c.shop))
    with getattr(commerce.views.database, way)() as asked:
        commerce.close()
        assert shops.rows(asked) == []
        for other in (commerce.views.position, commerce.log.position):
            with pytest.raises(StoreUnavailable, match=r": is closed$"):
                other()


def test_the_last_to_end_gives_up_all_connections(tmp_path: Path) -> None:
    commerce = SocialCommerce.open(f"sqlite:///{tmp_path / 'store.db'}")
    commerce.feeds.of("lin")
    commerce.board.top()
    beside = tmp_path / "store.db-wal"  # SQLite removes it with the last connection
    with commerce.views.database.moment():
        with commerce.views.database.read():
            commerce.close()
        assert beside.exists()
    assert not beside.exists()


class ClosedMeanwhile(EventLog):
    """A log that is closed in the midst of each appending."""

    def construct_recorder(self) -> Any:
        return ClosesFirst(super().construct_recorder(), self.close)


class ClosesFirst:
    def __init__(self, recorder: ApplicationRecorder, close: Callable[[], None]) -> None:
        self._recorder = recorder
        self._close = close

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        self._close()
        return self._recorder.insert_events(stored_events, **kwargs)


def test_what_is_being_appended_when_the_log_is_closed_is_appended(store_url: str) -> None:
    with opened(store_url, ClosedMeanwhile) as log:
        log.append([fact()])
        with pytest.raises(StoreUnavailable, match=r": is closed$"):
            log.append([fact(version=2)])
    with opened(store_url) as log:
        assert told(log) == ([] if store_url == "memory://" else [fact()])


def until_closed(call: Callable[[], object], begun: Barrier) -> str:
    """What *call*, again and again from when all have *begun*, is told in the end instead of an answer."""
    begun.wait()
    while True:
        try:
            call()
        except StoreUnavailable as closed:
            return str(closed)


def test_threads_that_ask_while_a_store_is_closed_are_answered_or_told_so(store_url: str, clock: ManualClock) -> None:
    commerce = SocialCommerce.open(store_url, clock=clock)
    furnish(commerce, clock)
    asking: list[Callable[[], object]] = [
        commerce.log.position,
        lambda: list(commerce.log.read()),
        lambda: list(ledger_of(commerce).rows()),
        lambda: commerce.storefronts.of("lin"),
        lambda: commerce.feeds.of("lin"),
        lambda: commerce.board.top(),
        lambda: commerce.orders.quote("an", [{"product": "shown"}]),
        lambda: commerce.shops.edit("lin", nickname=f"Lin {commerce.log.position()}"),
        lambda: audit(commerce),
        commerce.views.catch_up,
    ]
    begun = Barrier(len(asking) + 1)
    with ThreadPoolExecutor(len(asking)) as threads:
        told_in_the_end = [threads.submit(until_closed, call, begun) for call in asking]
        begun.wait()
        commerce.log.position()
        commerce.close()
    assert all(each.result().endswith(": is closed") for each in told_in_the_end)


def test_a_store_that_nobody_has_any_more_leaves_its_read_models_to_whoever_has_them(store_url: str) -> None:
    commerce = SocialCommerce.open(store_url)
    commerce.shops.open("lin")
    commerce.views.catch_up()
    database, shops = commerce.views.database, Prepared(sa.select(commerce._reading.models.storefronts.shops.c.shop))
    del commerce
    gc.collect()

    with database.read() as connection:
        assert [row.shop for row in shops.rows(connection)] == ["lin"]
    database.close()


def test_a_replay_reads_words_when_the_store_that_it_is_of_is_gone(store_url: str) -> None:
    commerce = SocialCommerce.open(store_url)
    commerce.shops.open("lin")
    commerce.shops.edit("lin", nickname="Lin")
    database = commerce.views.database
    with replay(commerce) as past:
        del commerce
        gc.collect()

        assert past.storefronts.of("lin").nickname == "Lin"
    database.close()
