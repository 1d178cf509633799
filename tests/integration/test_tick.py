"""Ticking late, often, twice or from several sides at once: the same facts, dated at the same deadlines."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from threading import Barrier

import pytest
from overdue import ask, ask_and, bring, open_market, tick_in_steps
from sql import on_disk

from given import NOON, refused
from journals import Fact, facts
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.services.deadlines import Tick

PATIENCE_SECONDS = 60
LONG_AFTER = NOON + timedelta(days=90)
"""When everything is over."""
HALF_A_DAY = timedelta(hours=12)


def furnish(commerce: SocialCommerce) -> None:
    """Orders at every point of life, and cases that wait for each of their deadlines, all at noon."""
    open_market(commerce)
    commerce.budgets.fund("lipstick", "f1", 250)
    for stage in ("placed", "paid", "shipped", "delivered", "completed"):
        bring(commerce, stage, order=stage)
    for stage in ("delivered", "completed"):
        for number, done in enumerate(([], ["approve"], ["approve", "send_back"], ["reject"])):
            order = f"{stage}-{number}"
            bring(commerce, stage, order=order)
            ask_and(commerce, *done, order=order)
    ask(commerce, "refund_only", order="shipped", line=2)


def furnished(stack: ExitStack, url: str = "memory://", handles: int = 1) -> tuple[list[SocialCommerce], ManualClock]:
    """Handles on a furnished store, and their clock, which stands at noon."""
    clock = ManualClock(NOON)
    opened = [stack.enter_context(SocialCommerce.open(url, clock=clock)) for _ in range(handles)]
    furnish(opened[0])
    return opened, clock


@pytest.fixture(scope="module")
def in_time() -> list[Fact]:
    """The facts when every deadline is carried out by the half day in which it passes."""
    with ExitStack() as stack:
        (commerce,), clock = furnished(stack)
        tick_in_steps(commerce, clock, LONG_AFTER, HALF_A_DAY)
        return sorted(facts(commerce.log))


def test_all_that_can_be_due_is_due_in_these_examples(in_time: list[Fact]) -> None:
    by_themselves = (
        "order.cancelled",
        "order.delivered",
        "order.completed",
        "order.case-closed",
        "commission.approved",
    )
    in_cases = ("case.approved", "case.withdrawn", "case.received")
    assert {*by_themselves, *in_cases, "budget.given-back"} <= {topic for _, _, topic, _ in in_time}


def test_one_late_tick_leaves_the_same_facts_as_many_in_time_and_another_none(
    store_url: str, in_time: list[Fact]
) -> None:
    with ExitStack() as stack:
        (commerce,), clock = furnished(stack, store_url)
        clock.set(LONG_AFTER)
        before = len(facts(commerce.log))
        done = commerce.tick()
        assert done.facts == len(in_time) - before
        assert sorted(facts(commerce.log)) == in_time
        assert commerce.tick() == Tick(0, 0)
        assert len(facts(commerce.log)) == len(in_time)


@pytest.mark.parametrize("step", [timedelta(days=5), timedelta(days=13, seconds=1)])
def test_however_far_apart_ticks_are_the_facts_are_the_same(step: timedelta, in_time: list[Fact]) -> None:
    with ExitStack() as stack:
        (commerce,), clock = furnished(stack)
        tick_in_steps(commerce, clock, LONG_AFTER, step)
        assert sorted(facts(commerce.log)) == in_time


def test_reads_that_carry_deadlines_out_leave_the_same_facts_as_ticks(in_time: list[Fact]) -> None:
    with ExitStack() as stack:
        (commerce,), clock = furnished(stack)
        clock.set(LONG_AFTER)
        for order in {recorded.key for recorded in commerce.log.read() if recorded.category == "order"}:
            commerce.orders.of(order)
        assert sorted(facts(commerce.log)) == in_time
        assert commerce.tick() == Tick(0, 0)


def tick_at_once(hosts: Sequence[SocialCommerce]) -> list[Tick]:
    """Let every host tick in a thread of its own, all at the same time."""
    start = Barrier(len(hosts))

    def work(host: SocialCommerce) -> Tick:
        start.wait(PATIENCE_SECONDS)
        return host.tick()

    with ThreadPoolExecutor(len(hosts)) as threads:
        return [each.result(PATIENCE_SECONDS) for each in [threads.submit(work, host) for host in hosts]]


def test_two_threads_that_tick_at_once_leave_the_same_facts(store_url: str, in_time: list[Fact]) -> None:
    with ExitStack() as stack:
        (commerce,), clock = furnished(stack, store_url)
        clock.set(LONG_AFTER)
        tick_at_once([commerce, commerce])
        assert sorted(facts(commerce.log)) == in_time


@on_disk
def test_two_hosts_that_tick_at_once_leave_the_same_facts(store_url: str, in_time: list[Fact]) -> None:
    with ExitStack() as stack:
        hosts, clock = furnished(stack, store_url, handles=2)
        clock.set(LONG_AFTER)
        tick_at_once(hosts)
        assert sorted(facts(hosts[1].log)) == in_time


def test_a_tick_of_an_earlier_instant_carries_out_only_what_was_due_by_then(in_time: list[Fact]) -> None:
    with ExitStack() as stack:
        (commerce,), clock = furnished(stack)
        clock.set(LONG_AFTER)
        commerce.tick(NOON + timedelta(days=7))
        assert max(recorded.at for recorded in commerce.log.read()) == NOON + timedelta(days=7)
        commerce.tick()
        assert sorted(facts(commerce.log)) == in_time


def test_a_tick_behind_what_is_recorded_already_does_nothing(in_time: list[Fact]) -> None:
    with ExitStack() as stack:
        (commerce,), clock = furnished(stack)
        clock.set(LONG_AFTER)
        commerce.tick()
        assert commerce.tick(NOON) == Tick(0, 0)
        assert sorted(facts(commerce.log)) == in_time


def test_a_tick_far_ahead_of_the_clock_is_refused(commerce: SocialCommerce, clock: ManualClock) -> None:
    open_market(commerce)
    bring(commerce, "placed")
    with refused("time-ahead"):
        commerce.tick(clock.now() + timedelta(minutes=30))
    assert commerce.orders.of("o1").status == "placed"


def test_a_tick_far_ahead_of_the_clock_is_refused_also_when_nothing_is_due(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    with refused("time-ahead"):
        commerce.tick(clock.now() + timedelta(minutes=30))


def test_progress_counts_the_orders(commerce: SocialCommerce, clock: ManualClock) -> None:
    open_market(commerce)
    for number in range(3):
        bring(commerce, "placed", order=f"o{number}")
    clock.advance(timedelta(minutes=30))
    told: list[int] = []
    assert commerce.tick(progress=told.append) == Tick(orders=3, facts=3)
    assert told == [1, 2, 3]
