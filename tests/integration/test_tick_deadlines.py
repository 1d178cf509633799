"""Each deadline on both sides: nothing happens an instant before it, and at it all that follows, dated so."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import attrs
import pytest
from overdue import Happened, ask, ask_and, bring, happened_since, open_market

from given import INSTANT, refused
from socialcommerce import ManualClock, SocialCommerce

LATE = timedelta(days=1)


@attrs.frozen
class Deadline:
    """What ``begins`` at noon has the facts of the ``topics`` follow ``after`` so long, by themselves."""

    begins: Callable[[SocialCommerce], object]
    after: timedelta
    topics: tuple[str, ...]


def bring_to(stage: str) -> Callable[[SocialCommerce], object]:
    return partial(bring, stage=stage)


def ask_in_shipped(*actions: str, kind: str = "return_and_refund") -> Callable[[SocialCommerce], object]:
    def begin(commerce: SocialCommerce) -> None:
        bring(commerce, "shipped")
        ask_and(commerce, *actions, kind=kind)

    return begin


DEADLINES = {
    "payment": Deadline(bring_to("placed"), timedelta(minutes=30), ("order.cancelled",)),
    "delivery": Deadline(bring_to("shipped"), timedelta(days=14), ("order.delivered",)),
    "completion": Deadline(bring_to("delivered"), timedelta(days=7), ("order.completed", "commission.frozen")),
    "approval": Deadline(bring_to("completed"), timedelta(days=7), ("commission.approved",)),
    "answer": Deadline(ask_in_shipped(), timedelta(hours=48), ("case.approved",)),
    "return": Deadline(ask_in_shipped("approve"), timedelta(days=7), ("case.withdrawn", "order.case-closed")),
    "receipt": Deadline(ask_in_shipped("approve", "send_back"), timedelta(days=10), ("case.received",)),
}

each_deadline = pytest.mark.parametrize("deadline", DEADLINES.values(), ids=DEADLINES.keys())


@pytest.fixture
def position(commerce: SocialCommerce, deadline: Deadline) -> int:
    """Where the log is once all has begun."""
    open_market(commerce)
    deadline.begins(commerce)
    return commerce.log.position()


@each_deadline
def test_nothing_happens_an_instant_before_a_deadline(
    commerce: SocialCommerce, clock: ManualClock, deadline: Deadline, position: int
) -> None:
    clock.advance(deadline.after - INSTANT)
    assert commerce.tick().facts == 0
    assert happened_since(commerce, position) == []


@each_deadline
@pytest.mark.parametrize("late", [timedelta(0), INSTANT, LATE], ids=["at it", "an instant late", "a day late"])
def test_at_a_deadline_all_happens_that_follows_dated_so_however_late(
    commerce: SocialCommerce, clock: ManualClock, deadline: Deadline, position: int, late: timedelta
) -> None:
    clock.advance(deadline.after + late)
    assert commerce.tick().facts == len(deadline.topics)
    assert happened_since(commerce, position) == [(topic, deadline.after) for topic in deadline.topics]


@each_deadline
def test_what_a_deadline_does_is_nobodys_act(
    commerce: SocialCommerce, clock: ManualClock, deadline: Deadline, position: int
) -> None:
    """Also when it is met by what a party does or reads."""
    clock.advance(deadline.after)
    commerce.orders.of("o1", by="an")
    followed = list(commerce.log.read(position))
    assert len(followed) == len(deadline.topics)
    assert {recorded.by for recorded in followed} == {None}


def test_deadlines_that_follow_from_each_other_are_each_dated_at_their_own_instant(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    open_market(commerce)
    bring(commerce, "shipped")
    before = commerce.log.position()
    clock.advance(timedelta(days=300))
    commerce.tick()
    expected: list[Happened] = [
        ("order.delivered", timedelta(days=14)),
        ("order.completed", timedelta(days=21)),
        ("commission.frozen", timedelta(days=21)),
        ("commission.approved", timedelta(days=28)),
    ]
    assert happened_since(commerce, before) == expected


def test_two_cases_of_an_order_end_in_order_of_time(commerce: SocialCommerce, clock: ManualClock) -> None:
    open_market(commerce)
    bring(commerce, "shipped")
    ask(commerce, "return_and_refund", line=2)
    clock.advance(timedelta(hours=1))
    ask(commerce, "return_and_refund", line=1)
    before = commerce.log.position()
    clock.advance(timedelta(days=9, hours=-1))
    assert commerce.tick().facts == 4
    hour, answer, back = timedelta(hours=1), timedelta(hours=48), timedelta(days=9)
    assert happened_since(commerce, before) == [
        ("case.approved", answer),
        ("case.approved", answer + hour),
        ("case.withdrawn", back),
        ("order.case-closed", back),
    ]


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=7) - INSTANT])
def test_a_rejected_case_can_be_escalated_before_seven_days_are_over(
    commerce: SocialCommerce, clock: ManualClock, after: timedelta
) -> None:
    open_market(commerce)
    bring(commerce, "shipped")
    case = ask_and(commerce, "reject")
    clock.advance(after)
    assert commerce.cases.escalate(case).status == "escalated"
    assert commerce.orders.of("o1").case_on(1) == case


@pytest.mark.parametrize("after", [timedelta(days=7), timedelta(days=7) + INSTANT])
def test_a_rejected_case_stays_rejected_once_seven_days_are_over(
    commerce: SocialCommerce, clock: ManualClock, after: timedelta
) -> None:
    open_market(commerce)
    bring(commerce, "shipped")
    case = ask_and(commerce, "reject")
    clock.advance(after)
    assert commerce.tick().facts == 0
    with refused("escalation-over"):
        commerce.cases.escalate(case)
    assert commerce.cases.of(case).status == "rejected"


def test_a_payment_is_in_time_an_instant_before_the_deadline_and_to_be_returned_at_it(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    open_market(commerce)
    bring(commerce, "placed", order="in-time")
    bring(commerce, "placed", order="late")
    clock.advance(timedelta(minutes=30) - INSTANT)
    assert commerce.orders.pay("in-time", "x1").status == "paid"
    clock.advance(INSTANT)
    late = commerce.orders.pay("late", "x2")
    assert (late.status, late.payments_to_return) == ("cancelled", ("x2",))


def test_a_payout_takes_at_the_deadline_of_approval_what_it_could_not_an_instant_before(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    """Nobody has ticked."""
    open_market(commerce)
    bring(commerce, "completed")
    clock.advance(timedelta(days=7) - INSTANT)
    with refused("payout-too-low"):
        commerce.payouts.make("po1", "lin")
    clock.advance(INSTANT)
    assert commerce.payouts.make("po1", "lin").amount == 180
