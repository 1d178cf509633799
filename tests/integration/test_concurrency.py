"""Twelve threads on the same few shops, products and orders: each call succeeds, is refused or gives up; and the log
that they leave holds what was done, once, and nothing that its own facts forbid.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest
from replaying import forbidden, tables_of
from sql import on_disk

from auditing import audited
from socialcommerce import Conflict, ManualClock, NotFound, Recorded, Refused, Rules, ShelfRules, SocialCommerce
from socialcommerce.domain.orders.order import OrderPaid, OrderPlaced, PaymentToReturn
from socialcommerce.domain.referrals.journey import Visited
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductSwapped
from socialcommerce.services.orders import WantedLine

THREADS = 12
ROUNDS = 6
PATIENCE_SECONDS = 120
"""How long a thread may take before the test says that it hangs; far more than it ever needs."""

SHOPS = ("shop0", "shop1", "shop2")
PRODUCTS = tuple(f"p{number}" for number in range(7))
RULES = Rules(shelves=ShelfRules(lock_hours=1))

Wish = tuple[str, str, str]
"""What a call is to make a fact: the stream, what of it, and of what."""


@attrs.frozen
class Call:
    """A command, and the fact that is in the log if it was done; None if others' calls make the same."""

    command: Callable[[SocialCommerce], object]
    fact: Wish | None = None


Ended = tuple[Call, str]
"""A call and how it ended: done, a refusal's code, or in conflict."""


def stands(shop: str, product: str) -> Wish:
    return (f"shelf-{shop}", "stands", product)


class TickingClock(ManualClock):
    """A clock that goes on by some seconds whenever it is asked, whichever thread asks."""

    def __init__(self, start: datetime, step: timedelta) -> None:
        super().__init__(start)
        self._lock = threading.Lock()
        self._step = step

    def now(self) -> datetime:
        with self._lock:
            return self.advance(self._step)


@pytest.fixture
def ticking(clock: ManualClock) -> TickingClock:
    return TickingClock(clock.now(), timedelta(seconds=10))


def prepared(commerce: SocialCommerce) -> None:
    """Open the shops, with one product each on the shelf, shared, and the visitors as friends of the first."""
    commerce.merchants.invite("brand", "Brand")
    for product in PRODUCTS:
        commerce.products.list(product, "brand", "Title", "Category", 1_000, exclusive_price=900)
    for number, shop in enumerate(SHOPS):
        commerce.shops.open(shop)
        commerce.shelves.place(shop, PRODUCTS[number])
        commerce.shares.create(shop, PRODUCTS[number], share=f"share{number}")
        commerce.members.befriend(shop, "visitor0")


def script(worker: int) -> Iterator[Call]:
    """What one thread does: most of it is wanted by others at the same time.

    First of all every thread wants the one slot that is unlocked in its shop, so that one of them gets it.
    """
    first = worker % len(SHOPS)
    taker = PRODUCTS[3 + worker // len(SHOPS)]
    yield Call(lambda c: c.shelves.swap(SHOPS[first], PRODUCTS[first], taker), stands(SHOPS[first], taker))
    for step in range(ROUNDS):
        shop = SHOPS[(worker + step) % len(SHOPS)]
        product, other = (PRODUCTS[(worker + step * each) % len(PRODUCTS)] for each in (3, 5))
        visitor, share, made = f"visitor{step % 3}", f"share{(worker + step) % len(SHOPS)}", f"made{worker}.{step}"
        yield Call(lambda c, s=shop, p=product: c.shelves.place(s, p), stands(shop, product))
        yield Call(lambda c, s=shop, p=product, m=made: c.shares.create(s, p, share=m), (f"share-{made}", "made", ""))
        yield Call(lambda c, v=visitor, s=share: c.journeys.visit(v, s), (f"journey-{visitor}", "visited", share))
        yield from ordering(f"order{worker}.{step}", visitor, product, "ours", share)
        yield from ordering(f"order.{step}", "visitor0", PRODUCTS[0], f"theirs{worker % 4}")
        if product != other:
            yield Call(lambda c, s=shop, p=product, q=other: c.shelves.swap(s, p, q), stands(shop, other))
        if worker == 0:
            yield Call(lambda c, p=PRODUCTS[-1 - step % 2]: (c.products.delist(p), c.products.relist(p)))
        if worker == 1 and step == ROUNDS - 2:
            yield Call(lambda c: (c.shops.close(SHOPS[2]), c.shops.reopen(SHOPS[2])))
        if worker == 2:
            yield Call(lambda c: c.board.top())


def ordering(order: str, buyer: str, product: str, payment: str, share: str | None = None) -> Iterator[Call]:
    """Place an order and pay it."""
    lines: list[WantedLine] = [{"product": product}]
    yield Call(lambda c: c.orders.place(order, buyer, lines, share=share), (f"order-{order}", "placed", ""))
    yield Call(lambda c: c.orders.pay(order, f"{order}.{payment}"), (f"order-{order}", "paid", f"{order}.{payment}"))


def outcome(commerce: SocialCommerce, call: Call) -> str:
    """How a call ended; whatever else it raises ends the test."""
    try:
        call.command(commerce)
    except (Refused, NotFound) as error:
        return error.code
    except Conflict:
        return "conflict"
    return "done"


def run_all(hosts: Sequence[SocialCommerce]) -> list[Ended]:
    """Run all scripts at once, the threads in turn on each of the *hosts*; every call, and how it ended."""
    start = threading.Barrier(THREADS)

    def work(worker: int) -> list[Ended]:
        start.wait(PATIENCE_SECONDS)
        return [(call, outcome(hosts[worker % len(hosts)], call)) for call in script(worker)]

    with ThreadPoolExecutor(THREADS) as threads:
        running = [threads.submit(work, worker) for worker in range(THREADS)]
        return [ended for future in running for ended in future.result(PATIENCE_SECONDS)]


def wished(events: Iterable[Recorded[Any]]) -> Counter[Wish]:
    """How often each wish is a fact."""
    found: Counter[Wish] = Counter()
    for recorded in events:
        match recorded.event:
            case ProductPlaced(product=product) | ProductSwapped(product=product):
                found[recorded.stream, "stands", product] += 1
            case ShareCreated():
                found[recorded.stream, "made", ""] += 1
            case Visited(share=share):
                found[recorded.stream, "visited", share] += 1
            case OrderPlaced():
                found[recorded.stream, "placed", ""] += 1
            case OrderPaid(payment=payment) | PaymentToReturn(payment=payment):
                found[recorded.stream, "paid", payment] += 1
    return found


def assert_nothing_is_lost_or_doubled(before: Counter[Wish], after: Counter[Wish], calls: Sequence[Ended]) -> None:
    """Each wish that was fulfilled is a fact, and none is that was refused or given up.

    What stands on a shelf may leave it and come again, so often at most as it was asked for with success; all else
    happens once.
    """
    done = Counter(call.fact for call, ended in calls if ended == "done")
    for fact in {call.fact for call, _ in calls if call.fact is not None}:
        asked, added = done[fact], after[fact] - before[fact]
        assert added <= (asked if fact[1] == "stands" else min(asked, 1)), f"{fact} was done {asked}, but is {added}"
        assert not asked or after[fact], f"{fact} was done, but is lost"
    assert sum(after.values()) - sum(before.values()) <= sum(done.values())


def assert_all_is_well(hosts: Sequence[SocialCommerce], before: Counter[Wish], calls: Sequence[Ended]) -> None:
    """No fact is lost or forbidden, every host reads the same, and the views are those that a rebuilding gives."""
    events = list(hosts[0].log.read())
    assert forbidden(events) == []
    assert audited(events) == []
    assert_nothing_is_lost_or_doubled(before, wished(events), calls)
    outcomes = Counter(ended for _, ended in calls)
    assert outcomes["conflict"] <= len(calls) / 2
    assert outcomes["already-paid"] > 0
    fulfilled = {call.fact[1] for call, ended in calls if ended == "done" and call.fact}
    assert fulfilled == {"stands", "made", "visited", "placed", "paid"}

    tables = tables_of(hosts[0])
    for host in hosts[1:]:
        assert list(host.log.read()) == events
        assert tables_of(host) == tables
    hosts[0].views.rebuild()
    assert tables_of(hosts[0]) == tables


def test_twelve_threads_on_one_host(store_url: str, ticking: TickingClock) -> None:
    with SocialCommerce.open(store_url, rules=RULES, clock=ticking) as commerce:
        prepared(commerce)
        ticking.advance(timedelta(hours=1))
        before = wished(commerce.log.read())
        assert_all_is_well([commerce], before, run_all([commerce]))


@on_disk
def test_twelve_threads_on_three_hosts_of_one_store(store_url: str, ticking: TickingClock) -> None:
    with ExitStack() as stack:
        hosts = [stack.enter_context(SocialCommerce.open(store_url, rules=RULES, clock=ticking)) for _ in range(3)]
        prepared(hosts[0])
        ticking.advance(timedelta(hours=1))
        before = wished(hosts[0].log.read())
        assert_all_is_well(hosts, before, run_all(hosts))


@on_disk
def test_hosts_that_open_a_new_store_at_once_all_get_the_same_one(store_url: str, clock: ManualClock) -> None:
    start = threading.Barrier(THREADS)

    def open_shop(worker: int) -> None:
        start.wait(PATIENCE_SECONDS)
        with SocialCommerce.open(store_url, rules=RULES, clock=clock) as commerce:
            commerce.shops.open(f"shop{worker}")

    with ThreadPoolExecutor(THREADS) as threads:
        for future in [threads.submit(open_shop, worker) for worker in range(THREADS)]:
            future.result(PATIENCE_SECONDS)
    with SocialCommerce.open(store_url, clock=clock, create=False) as commerce:
        events = list(commerce.log.read())
        assert forbidden(events) == []
        assert [recorded.stream for recorded in events].count("rulebook-store") == 1
        assert {e.key for e in events if e.category == "shop"} == {f"shop{worker}" for worker in range(THREADS)}
        assert commerce.rules.at() == RULES


@on_disk
def test_views_that_many_hosts_catch_up_at_once_hold_each_event_once(store_url: str, clock: ManualClock) -> None:
    with ExitStack() as stack:
        hosts = [stack.enter_context(SocialCommerce.open(store_url, clock=clock)) for _ in range(3)]
        prepared(hosts[0])
        for number in range(30):
            hosts[0].journeys.visit(f"visitor{number}", f"share{number % 3}")
        start = threading.Barrier(THREADS)

        def catch_up(worker: int) -> int:
            start.wait(PATIENCE_SECONDS)
            return hosts[worker % len(hosts)].views.catch_up()

        with ThreadPoolExecutor(THREADS) as threads:
            reached = {
                future.result(PATIENCE_SECONDS)
                for future in [threads.submit(catch_up, worker) for worker in range(THREADS)]
            }
        assert reached == {hosts[0].log.position()}
        tables = tables_of(hosts[0])
        hosts[0].views.rebuild()
        assert tables_of(hosts[0]) == tables
