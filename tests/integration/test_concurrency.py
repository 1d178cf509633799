"""Twelve threads on the same few shops, products and orders: each call succeeds, is refused or gives up; and the log
that they leave holds nothing that its own facts forbid.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from replaying import forbidden, tables_of
from sql import on_disk

from socialcommerce import Conflict, ManualClock, Refused, Rules, ShelfRules, SocialCommerce

THREADS = 12
ROUNDS = 6
PATIENCE_SECONDS = 120
"""How long a thread may take before the test says that it hangs; far more than it ever needs."""

SHOPS = ("shop0", "shop1", "shop2")
PRODUCTS = tuple(f"p{number}" for number in range(7))
RULES = Rules(shelves=ShelfRules(lock_hours=1))

Command = Callable[[SocialCommerce], object]


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


def script(worker: int) -> Iterator[Command]:
    """What one thread does: most of it is wanted by others at the same time.

    First of all every thread wants the one slot that is unlocked in its shop, so that one of them gets it.
    """
    first = worker % len(SHOPS)
    yield lambda c: c.shelves.swap(SHOPS[first], PRODUCTS[first], PRODUCTS[3 + worker // len(SHOPS)])
    for step in range(ROUNDS):
        shop = SHOPS[(worker + step) % len(SHOPS)]
        product, other = (PRODUCTS[(worker + step * each) % len(PRODUCTS)] for each in (3, 5))
        visitor, share = f"visitor{step % 3}", f"share{(worker + step) % len(SHOPS)}"
        ours, everyones = f"order{worker}.{step}", f"order.{step}"
        yield lambda c, s=shop, p=product: c.shelves.place(s, p)
        yield lambda c, v=visitor, s=share: c.journeys.visit(v, s)
        yield lambda c, o=ours, v=visitor, p=product, s=share: (
            c.orders.place(o, v, [{"product": p}], share=s),
            c.orders.pay(o, f"payment-{o}"),
        )
        yield lambda c, o=everyones, w=worker % 4: (
            c.orders.place(o, "visitor0", [{"product": PRODUCTS[0]}]),
            c.orders.pay(o, f"payment-{o}-{w}"),
        )
        yield lambda c, s=shop, p=product, q=other: c.shelves.swap(s, p, q) if p != q else None
        if worker == 0:
            yield lambda c, p=PRODUCTS[-1 - step % 2]: (c.products.delist(p), c.products.relist(p))
        if worker == 1 and step == ROUNDS - 2:
            yield lambda c: (c.shops.close(SHOPS[2]), c.shops.reopen(SHOPS[2]))
        if worker == 2:
            yield lambda c: c.board.top()


def outcome(commerce: SocialCommerce, command: Command) -> str:
    """How a command ended; whatever else it raises ends the test."""
    try:
        command(commerce)
    except Refused as error:
        return error.code
    except Conflict:
        return "conflict"
    return "done"


def run_all(hosts: Sequence[SocialCommerce]) -> Counter[str]:
    """Run all scripts at once, the threads in turn on each of the *hosts*; how the commands ended."""
    start = threading.Barrier(THREADS)

    def work(worker: int) -> list[str]:
        start.wait(PATIENCE_SECONDS)
        return [outcome(hosts[worker % len(hosts)], command) for command in script(worker)]

    with ThreadPoolExecutor(THREADS) as threads:
        running = [threads.submit(work, worker) for worker in range(THREADS)]
        return Counter(each for future in running for each in future.result(PATIENCE_SECONDS))


def assert_all_is_well(hosts: Sequence[SocialCommerce], outcomes: Counter[str]) -> None:
    """No fact is forbidden, every host reads the same, and the views are those that a rebuilding gives."""
    events = list(hosts[0].log.read())
    assert forbidden(events) == []
    happened = Counter(type(recorded.event).__name__ for recorded in events)
    for wanted in ("ProductPlaced", "ProductSwapped", "Visited", "VisitCounted", "OrderPlaced", "OrderPaid"):
        assert happened[wanted] > 0, wanted
    assert outcomes["done"] > 0
    assert outcomes["already-paid"] > 0

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
        outcomes = run_all([commerce])
        assert_all_is_well([commerce], outcomes)


@on_disk
def test_twelve_threads_on_three_hosts_of_one_store(store_url: str, ticking: TickingClock) -> None:
    with ExitStack() as stack:
        hosts = [stack.enter_context(SocialCommerce.open(store_url, rules=RULES, clock=ticking)) for _ in range(3)]
        prepared(hosts[0])
        ticking.advance(timedelta(hours=1))
        outcomes = run_all(hosts)
        assert_all_is_well(hosts, outcomes)


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
        assert commerce.rules == RULES


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
