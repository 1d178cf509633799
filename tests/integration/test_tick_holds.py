"""An open case holds its order up: what a deadline would have done meanwhile happens at the instant it ends."""

from datetime import timedelta

import pytest
from overdue import Happened, ask, ask_and, bring, happened_since, open_market

from given import INSTANT, NOON, refused
from socialcommerce import ManualClock, SocialCommerce

DAY = timedelta(days=1)
COMPLETE_AFTER = 7 * DAY
APPROVE_AFTER = 7 * DAY
LONG = 100 * DAY
HELD_UP = ("order.completed", "commission.frozen", "commission.approved")


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """A market in which ``o1`` was delivered at noon."""
    open_market(commerce)
    bring(commerce, "delivered")
    return commerce


def let_go(commerce: SocialCommerce, position: int) -> list[Happened]:
    """What was held up and has happened since *position*, in the command that ended the case or later."""
    return [(topic, after) for topic, after in happened_since(commerce, position) if topic in HELD_UP]


def test_an_order_is_not_complete_while_a_case_is_open(market: SocialCommerce, clock: ManualClock) -> None:
    ask_and(market, "approve", kind="refund_only")
    clock.advance(LONG)
    assert market.tick().facts == 0
    assert market.orders.of("o1").status == "delivered"


@pytest.mark.parametrize(
    ("ends", "completed"),
    [
        (COMPLETE_AFTER - INSTANT, COMPLETE_AFTER),
        (COMPLETE_AFTER, COMPLETE_AFTER),
        (COMPLETE_AFTER + INSTANT, COMPLETE_AFTER + INSTANT),
        (30 * DAY, 30 * DAY),
    ],
    ids=["an instant before", "just then", "an instant after", "long after"],
)
def test_an_order_is_complete_at_its_deadline_or_when_its_case_ends_if_that_is_later(
    market: SocialCommerce, clock: ManualClock, ends: timedelta, completed: timedelta
) -> None:
    case = ask_and(market, "approve", kind="refund_only")
    clock.advance(ends)
    before = market.log.position()
    market.cases.withdraw(case)
    clock.set(NOON + LONG)
    market.tick()
    assert let_go(market, before) == [
        ("order.completed", completed),
        ("commission.frozen", completed),
        ("commission.approved", completed + APPROVE_AFTER),
    ]


def test_a_case_that_ends_by_its_own_deadline_frees_the_order_at_that_instant(
    market: SocialCommerce, clock: ManualClock
) -> None:
    ask(market, "return_and_refund")
    before = market.log.position()
    clock.advance(LONG)
    market.tick()
    assert happened_since(market, before) == [
        ("case.approved", 2 * DAY),
        ("case.withdrawn", 9 * DAY),
        ("order.case-closed", 9 * DAY),
        ("order.completed", 9 * DAY),
        ("commission.frozen", 9 * DAY),
        ("commission.approved", 9 * DAY + APPROVE_AFTER),
    ]


def test_the_last_of_two_cases_frees_the_order(market: SocialCommerce, clock: ManualClock) -> None:
    first, second = (ask_and(market, "approve", kind="refund_only"), ask(market, line=2))
    clock.advance(8 * DAY)
    market.cases.withdraw(first)
    clock.advance(2 * DAY)
    assert market.tick().facts == 0
    market.orders.refund("o1", "r1", case=second)
    clock.advance(LONG)
    market.tick()
    assert market.orders.of("o1").after_sale_until == NOON + (10 + 15) * DAY


def test_a_refund_that_ends_the_case_lets_the_order_be_complete_at_that_instant(
    market: SocialCommerce, clock: ManualClock
) -> None:
    case = ask_and(market, "approve", kind="refund_only")
    clock.advance(20 * DAY)
    before = market.log.position()
    market.orders.refund("o1", "r1", case=case)
    market.tick()
    assert let_go(market, before) == [("order.completed", 20 * DAY), ("commission.frozen", 20 * DAY)]


def test_a_ruling_that_awards_holds_the_order_up_until_its_refund(market: SocialCommerce, clock: ManualClock) -> None:
    case = ask_and(market, "reject", "escalate")
    market.cases.rule(case, 100)
    clock.advance(20 * DAY)
    assert market.tick().facts == 0
    market.orders.refund("o1", "r1", case=case)
    assert market.orders.of("o1").status == "completed"


def test_a_ruling_that_awards_nothing_frees_the_order_at_once(market: SocialCommerce, clock: ManualClock) -> None:
    case = ask_and(market, "reject", "escalate")
    clock.advance(20 * DAY)
    before = market.log.position()
    market.cases.rule(case, 0)
    clock.advance(DAY)
    market.tick()
    assert let_go(market, before) == [("order.completed", 20 * DAY), ("commission.frozen", 20 * DAY)]


@pytest.mark.parametrize(
    ("ends", "approved"),
    [
        (APPROVE_AFTER - INSTANT, APPROVE_AFTER),
        (APPROVE_AFTER, APPROVE_AFTER),
        (APPROVE_AFTER + INSTANT, APPROVE_AFTER + INSTANT),
        (30 * DAY, 30 * DAY),
    ],
    ids=["an instant before", "just then", "an instant after", "long after"],
)
def test_commission_is_approved_at_its_deadline_or_when_the_case_ends_if_that_is_later(
    market: SocialCommerce, clock: ManualClock, ends: timedelta, approved: timedelta
) -> None:
    market.orders.complete("o1")
    case = ask_and(market, "approve", kind="refund_only")
    clock.advance(ends)
    before = market.log.position()
    market.cases.withdraw(case)
    clock.set(NOON + LONG)
    market.tick()
    assert let_go(market, before) == [("commission.approved", approved)]


def test_no_payout_takes_the_commission_of_an_order_that_is_held_up(market: SocialCommerce, clock: ManualClock) -> None:
    market.orders.complete("o1")
    case = ask_and(market, "approve", kind="refund_only")
    clock.advance(LONG)
    with refused("payout-too-low"):
        market.payouts.make("po1", "lin")
    market.cases.withdraw(case)
    assert market.payouts.make("po1", "lin").amount == 180


def test_a_case_that_is_opened_when_the_commission_was_due_comes_too_late_to_hold_it(
    market: SocialCommerce, clock: ManualClock
) -> None:
    """Nobody has ticked."""
    market.orders.complete("o1")
    clock.advance(APPROVE_AFTER)
    ask_and(market, "approve", kind="refund_only")
    assert market.payouts.make("po1", "lin").amount == 180


def test_a_rejected_case_holds_nothing_up_until_it_is_escalated(market: SocialCommerce, clock: ManualClock) -> None:
    case = ask_and(market, "reject")
    clock.advance(COMPLETE_AFTER - INSTANT)
    market.cases.escalate(case)
    clock.advance(LONG)
    assert market.tick().facts == 0
    market.cases.withdraw(case)
    assert market.orders.of("o1").status == "completed"


def test_what_is_held_up_is_not_looked_at_by_every_tick(market: SocialCommerce, clock: ManualClock) -> None:
    ask_and(market, "approve", kind="refund_only")
    clock.advance(LONG)
    assert market.tick().orders == 0
