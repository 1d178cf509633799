"""Journals that are brought in while others write: what was decided on what has changed is decided anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from journals import NOON, facts, line, written
from socialcommerce import Conflict, ManualClock, Rules, ShelfRules, SocialCommerce
from socialcommerce.journal import LINES_AT_ONCE, ingest
from socialcommerce.journal_report import Report
from socialcommerce.services.decisions import ATTEMPTS

START = (
    line("merchants.invite", merchant="cd", name="Dior"),
    line("products.list", product="p1", merchant="cd", title="Lipstick", category="beauty", price=1_000),
    line("products.list", product="p2", merchant="cd", title="Scent", category="beauty", price=8_000),
    line("shops.open", owner="lin"),
)
REPEAT = START[-1]
ORDER = line("orders.place", order="o1", buyer="an", lines=[{"product": "p1"}])


def units(*of: tuple[str, ...]) -> list[str]:
    """Lines such that each of *of* is brought in by a transaction of its own, filled up with repetitions."""
    return [each for unit in of for each in (*unit, *[REPEAT] * (LINES_AT_ONCE - len(unit)))]


@contextmanager
def another(commerce: SocialCommerce) -> Iterator[SocialCommerce]:
    """Another host of the same store; one in memory has no other than itself."""
    url = commerce.log.engine.url
    if url == "memory://":
        yield commerce
        return
    with SocialCommerce.open(url, clock=commerce.clock) as other:
        yield other


@pytest.fixture
def store(store_url: str, clock: ManualClock) -> Iterator[SocialCommerce]:
    rules = Rules(shelves=ShelfRules(capacity_by_influence=((0, 1), (1, 2))))
    with SocialCommerce.open(store_url, rules=rules, clock=clock) as commerce:
        yield commerce


def ingest_while(
    commerce: SocialCommerce, path: Path, meanwhile: Callable[[SocialCommerce], Any], *, after: int = LINES_AT_ONCE
) -> Report:
    """Bring the journal in, and let another do something once *after* lines are in the store."""

    def progress(done: int, total: int) -> None:
        if done == after:
            with another(commerce) as other:
                meanwhile(other)

    report = ingest(commerce, path, progress=progress)
    assert report.applied + report.unchanged + report.refused + report.skipped == report.lines
    return report


def test_a_line_decided_on_what_another_changed_is_decided_anew(store: SocialCommerce, tmp_path: Path) -> None:
    path = written(tmp_path / "j", *units(START), ORDER)

    report = ingest_while(store, path, lambda other: other.products.reprice("p1", 700))

    assert store.orders.of("o1").total == 700
    assert (report.applied, report.refused) == (5, 0)
    assert [topic for stream, _, topic, _ in facts(store.log) if stream == "order-o1"] == ["order.placed.v2"]


def test_a_stream_that_another_wrote_to_is_gone_on_with(store: SocialCommerce, tmp_path: Path) -> None:
    path = written(tmp_path / "j", *units(START), line("products.reprice", product="p1", price=900))

    ingest_while(store, path, lambda other: other.products.reprice("p1", 700))

    versions = [(version, topic) for stream, version, topic, _ in facts(store.log) if stream == "product-p1"]
    assert versions == [(1, "product.listed"), (2, "product.repriced"), (3, "product.repriced")]


def test_a_refusal_that_no_longer_holds_is_decided_anew(store: SocialCommerce, tmp_path: Path) -> None:
    delisted = (*START, line("products.delist", product="p1"))
    path = written(tmp_path / "j", *units(delisted), ORDER)

    report = ingest_while(store, path, lambda other: other.products.relist("p1"))

    assert (report.applied, report.refused) == (6, 0)
    assert store.orders.of("o1").status == "placed"


def test_a_line_that_has_become_refused_is_reported_so(store: SocialCommerce, tmp_path: Path) -> None:
    path = written(tmp_path / "j", *units(START), ORDER)

    report = ingest_while(store, path, lambda other: other.products.delist("p1"))

    assert [(each.line, each.code) for each in report.refusals] == [(LINES_AT_ONCE + 1, "product-delisted")]


def test_a_wish_that_is_no_longer_fulfilled_is_decided_anew(store: SocialCommerce, tmp_path: Path) -> None:
    path = written(tmp_path / "j", *units((*START, line("shelves.place", shop="lin", product="p1"))), REPEAT)

    report = ingest_while(store, path, lambda other: other.shops.close("lin"))

    assert [(each.line, each.code) for each in report.refusals] == [(LINES_AT_ONCE + 1, "shop-closed")]


def test_every_line_around_a_conflict_is_applied_exactly_once(store: SocialCommerce, tmp_path: Path) -> None:
    befriending = [
        tuple(line("members.befriend", member="lin", friend=f"f{unit}-{n}") for n in range(20)) for unit in range(3)
    ]
    reading = line("shelves.place", shop="lin", product="p1")
    path = written(tmp_path / "j", *units((*START, *befriending[0]), (*befriending[1], reading), befriending[2]))

    report = ingest_while(store, path, lambda other: other.products.reprice("p1", 700))

    streams = [stream for stream, _, _, _ in facts(store.log) if stream.startswith("friendship-")]
    assert len(streams) == len(set(streams)) == 60
    assert (report.applied, report.skipped) == (60 + len(START) + 1, 0)


def test_a_conflict_that_a_claim_meets_in_the_middle_of_a_unit_is_mended(store: SocialCommerce, tmp_path: Path) -> None:
    placed = line("shelves.place", shop="lin", product="p1")
    claims = (
        line("products.reprice", product="p2", price=9_000),
        line("members.befriend", member="lin", friend="an"),
        line("shelves.place", shop="lin", product="p2"),
    )
    path = written(tmp_path / "j", *units((*START, placed)), *claims)

    report = ingest_while(store, path, lambda other: other.products.reprice("p2", 7_000))

    assert (report.applied, report.refused) == (len(START) + 4, 0)
    assert [slot.price for slot in store.storefronts.of("lin").slots] == [1_000, 9_000]
    assert store.shelves.claim("lin") == 2


def test_a_journal_that_another_brings_in_meanwhile_is_brought_in_once(store: SocialCommerce, tmp_path: Path) -> None:
    orders = [(line("orders.place", order=f"o{n}", buyer="an", lines=[{"product": "p1"}]),) for n in range(3)]
    path = written(tmp_path / "j", *units(START, *orders))

    report = ingest_while(store, path, lambda other: ingest(other, path))

    assert report.skipped == 3 * LINES_AT_ONCE
    assert sum(stream.startswith("order-") for stream, _, _, _ in facts(store.log)) == 3


def test_a_long_journal_may_meet_more_conflicts_than_one_decision(commerce: SocialCommerce, tmp_path: Path) -> None:
    orders = [
        (line("orders.place", order=f"o{n}", buyer="an", lines=[{"product": "p1"}]),) for n in range(ATTEMPTS + 1)
    ]
    path = written(tmp_path / "j", *units(START, *orders))

    def progress(done: int, total: int) -> None:
        if done < total:
            commerce.products.reprice("p1", done)

    ingest(commerce, path, progress=progress)

    assert [commerce.orders.of(f"o{n}").total for n in range(ATTEMPTS + 1)] == [
        (n + 1) * LINES_AT_ONCE for n in range(ATTEMPTS + 1)
    ]


class RestlessClock(ManualClock):
    """A clock at each look at which another has reason to write."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.meanwhile: Callable[[], Any] | None = None

    def now(self) -> datetime:
        if self.meanwhile:
            self.meanwhile()
        return super().now()


def test_a_unit_that_never_fits_is_given_up_and_can_be_brought_in_later(tmp_path: Path) -> None:
    url, clock, prices = f"sqlite:///{tmp_path / 'store.db'}", RestlessClock(NOON), count(1)
    with SocialCommerce.open(url, clock=clock) as commerce, SocialCommerce.open(url, clock=ManualClock(NOON)) as other:
        ingest(commerce, written(tmp_path / "start", *START))
        path = written(tmp_path / "j", ORDER, line("shops.open", owner="mei"))

        clock.meanwhile = lambda: other.products.reprice("p1", next(prices))
        with pytest.raises(Conflict):
            ingest(commerce, path)
        assert next(prices) == 2 * ATTEMPTS + 1
        assert not {"order-o1", "shop-mei"} & {stream for stream, _, _, _ in facts(commerce.log)}

        clock.meanwhile = None
        assert ingest(commerce, path).applied == 2
