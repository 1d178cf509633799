from datetime import timedelta
from typing import Any

import pytest

from earning import back, bought, line, paid
from given import INSTANT, NOON, expect_corrupt, given, then
from socialcommerce.domain.earnings import commission as commissions
from socialcommerce.domain.earnings.commission import COMMISSION, Commission, Earning, payable, shares_of
from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionEvent,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
    Part,
)
from socialcommerce.domain.orders.events import CaseClosed, CaseOpened, OrderPlaced
from socialcommerce.domain.orders.order import Order
from socialcommerce.kernel.money import MAX_MONEY

NONE = given(COMMISSION)
WEEK = NOON + timedelta(days=7)
FROZEN = CommissionFrozen(approve_by=WEEK)
HUNDRED = bought(line(10_000, 2_500))
"""¥100.00 at 25 %."""
FORTY_NINE = bought(line(4_900, 3_000))
"""$49.00 at 30 %."""
RECRUITED = bought(line(10_000, 2_500), recruiter="recruiter")


def earned(placed: OrderPlaced, *facts: CommissionEvent) -> Commission:
    """The commission of a paid order, after *facts*."""
    return given(COMMISSION, *commissions.earn(NONE, paid(placed)), *facts)


def approved(placed: OrderPlaced, *facts: CommissionEvent) -> Commission:
    return earned(placed, FROZEN, CommissionApproved(), *facts)


def settled(placed: OrderPlaced, member: str = "sharer") -> Commission:
    state = approved(placed)
    return then(COMMISSION, state, *commissions.settle(state, "po1", member))


def refunded(state: Commission, order: Order, refund: str = "r1") -> Commission:
    return then(COMMISSION, state, *commissions.refund(state, order, refund))


def test_a_paid_order_earns_the_sharer_its_rate() -> None:
    facts = commissions.earn(NONE, paid(HUNDRED))
    assert facts == [CommissionEarned(order="o1", parts=(Part("sharer", 1, 2_500),))]
    assert then(COMMISSION, NONE, *facts) == Commission("pending", (Earning("sharer", 1, 2_500),))


def test_commission_that_has_begun_does_not_begin_again() -> None:
    for state in (earned(HUNDRED), earned(HUNDRED, FROZEN), approved(HUNDRED)):
        assert commissions.earn(state, paid(HUNDRED)) == []


def test_each_line_is_floored_at_its_own_rate() -> None:
    order = paid(bought(line(199, 100), line(99, 100), line(1_000, 0), line(10, 10_000)))
    assert shares_of(order) == (Part("sharer", 1, 1 + 0 + 0 + 10),)


def test_the_delivery_fee_earns_nothing() -> None:
    assert shares_of(paid(bought(line(10_000, 2_500), delivery_fee=1_000))) == (Part("sharer", 1, 2_500),)


def test_one_fen_at_one_percent_earns_nothing_and_records_nothing() -> None:
    assert commissions.earn(NONE, paid(bought(line(1, 100)))) == []
    assert commissions.earn(NONE, paid(bought(line(99, 100)))) == []
    assert commissions.earn(NONE, paid(bought(line(100, 100)))) == [
        CommissionEarned(order="o1", parts=(Part("sharer", 1, 1),))
    ]


def test_the_largest_order_at_the_whole_rate_is_exact() -> None:
    assert shares_of(paid(bought(line(MAX_MONEY, 10_000)))) == (Part("sharer", 1, 10**15),)


@pytest.mark.parametrize("shop", [None, "buyer", "dior"])
def test_an_order_of_no_shop_or_the_buyers_or_the_merchants_own_earns_nothing(shop: str | None) -> None:
    order = paid(bought(line(10_000, 2_500), shop=shop, recruiter="recruiter"))
    assert shares_of(order) == ()
    assert commissions.earn(NONE, order) == []


def test_the_recruiter_gets_the_floor_of_their_part_and_the_sharer_the_rest() -> None:
    placed = bought(line(199, 10_000), recruiter="recruiter")
    assert shares_of(paid(placed)) == (Part("sharer", 1, 180), Part("recruiter", 2, 19))


@pytest.mark.parametrize("recruiter", ["buyer", "dior", "sharer"])
def test_a_recruiter_who_may_not_earn_leaves_all_to_the_sharer(recruiter: str) -> None:
    placed = bought(line(10_000, 2_500), recruiter=recruiter)
    assert shares_of(paid(placed)) == (Part("sharer", 1, 2_500),)


def test_a_recruiters_part_of_nothing_is_kept_as_nothing() -> None:
    state = earned(bought(line(9, 10_000), recruiter="recruiter"))
    assert state.earnings == (Earning("sharer", 1, 9), Earning("recruiter", 2, 0))


def test_forty_of_a_hundred_yuan_refunded_at_25_percent_leave_fifteen_yuan() -> None:
    order = paid(HUNDRED, back(4_000))
    facts = commissions.refund(earned(HUNDRED), order, "r1")
    assert facts == [CommissionReduced(refund="r1", parts=(Part("sharer", 1, 1_000),))]
    assert refunded(earned(HUNDRED), order).earnings == (Earning("sharer", 1, 1_500),)


def test_a_refund_before_the_payout_leaves_nothing_of_14_70() -> None:
    assert payable(approved(FORTY_NINE), "sharer") == 1_470
    state = refunded(approved(FORTY_NINE), paid(FORTY_NINE, back(4_900)))
    assert state.earnings == (Earning("sharer", 1, 0),)
    assert commissions.settle(state, "po1", "sharer") == []


def test_a_refund_after_the_payout_is_a_separate_negative_14_70() -> None:
    before = settled(FORTY_NINE)
    facts = commissions.refund(before, paid(FORTY_NINE, back(4_900)), "r1")
    assert facts == [CommissionClawedBack(refund="r1", parts=(Part("sharer", 1, 1_470),))]
    after = then(COMMISSION, before, *facts)
    assert after.earnings == (Earning("sharer", 1, 1_470, True, 1_470, 1_470, ("po1",)),)
    assert payable(after, "sharer") == -1_470


def test_a_later_payout_takes_what_was_clawed_back_once() -> None:
    state = refunded(settled(FORTY_NINE), paid(FORTY_NINE, back(4_900)))
    facts = commissions.settle(state, "po2", "sharer")
    assert facts == [CommissionSettled(payout="po2", member="sharer", amount=-1_470)]
    after = then(COMMISSION, state, *facts)
    assert after.earnings == (Earning("sharer", 1, 1_470, True, 1_470, 0, ("po1", "po2")),)
    assert commissions.settle(after, "po3", "sharer") == []


def test_a_payout_that_took_its_entry_takes_nothing_that_was_clawed_back_later() -> None:
    state = refunded(settled(FORTY_NINE), paid(FORTY_NINE, back(4_900)))
    assert commissions.settle(state, "po1", "sharer") == []


def test_a_refund_that_lessens_no_floor_records_nothing() -> None:
    placed = bought(line(199, 100))
    assert commissions.refund(earned(placed), paid(placed, back(99)), "r1") == []
    assert commissions.refund(earned(placed), paid(placed, back(100)), "r1") == [
        CommissionReduced(refund="r1", parts=(Part("sharer", 1, 1),))
    ]


def test_only_the_part_that_lost_is_named() -> None:
    placed = bought(line(19, 10_000), recruiter="recruiter")
    facts = commissions.refund(earned(placed), paid(placed, back(1)), "r1")
    assert facts == [CommissionReduced(refund="r1", parts=(Part("sharer", 1, 1),))]


def test_a_refund_that_was_followed_changes_nothing_more() -> None:
    order = paid(HUNDRED, back(4_000))
    for state in (earned(HUNDRED), settled(HUNDRED)):
        assert commissions.refund(refunded(state, order), order, "r1") == []


def test_a_refund_of_an_order_without_commission_changes_nothing() -> None:
    placed = bought(line(10_000, 2_500), shop=None)
    assert commissions.refund(NONE, paid(placed, back(1)), "r1") == []


def test_a_refund_reduces_the_part_that_waits_and_claws_back_the_one_that_was_paid() -> None:
    order = paid(RECRUITED, back(4_000))
    assert commissions.refund(settled(RECRUITED, "recruiter"), order, "r1") == [
        CommissionReduced(refund="r1", parts=(Part("sharer", 1, 900),)),
        CommissionClawedBack(refund="r1", parts=(Part("recruiter", 2, 100),)),
    ]


def test_completion_freezes_commission_once() -> None:
    assert commissions.freeze(earned(HUNDRED), WEEK) == [FROZEN]
    for state in (NONE, earned(HUNDRED, FROZEN), approved(HUNDRED)):
        assert commissions.freeze(state, WEEK + INSTANT) == []


def test_frozen_commission_is_due_at_its_approval() -> None:
    order = paid(HUNDRED)
    assert commissions.due(earned(HUNDRED, FROZEN), order) == WEEK
    for state in (NONE, earned(HUNDRED), approved(HUNDRED)):
        assert commissions.due(state, order) is None


def test_an_open_case_holds_approval_up_until_it_is_closed() -> None:
    held = paid(HUNDRED, CaseOpened(case="c1", line=1))
    assert commissions.due(earned(HUNDRED, FROZEN), held) is None
    for free_since, due in ((WEEK - INSTANT, WEEK), (WEEK + INSTANT, WEEK + INSTANT)):
        free = paid(HUNDRED, CaseOpened(case="c1", line=1), CaseClosed(case="c1", free_since=free_since))
        assert commissions.due(earned(HUNDRED, FROZEN), free) == due


def test_only_frozen_commission_lapses_into_approval() -> None:
    assert commissions.lapse(earned(HUNDRED, FROZEN)) == [CommissionApproved()]
    for state in (NONE, earned(HUNDRED), approved(HUNDRED)):
        assert commissions.lapse(state) == []


def test_nothing_is_payable_before_approval() -> None:
    for state in (NONE, earned(HUNDRED), earned(HUNDRED, FROZEN)):
        assert payable(state, "sharer") == 0
        assert commissions.settle(state, "po1", "sharer") == []
    assert payable(approved(HUNDRED), "sharer") == 2_500


def test_a_payout_takes_the_part_of_its_member_alone() -> None:
    state = settled(RECRUITED, "recruiter")
    assert (payable(state, "recruiter"), payable(state, "sharer")) == (0, 2_250)
    assert commissions.settle(state, "po2", "stranger") == []


def test_two_payouts_never_take_the_same_part() -> None:
    state = approved(HUNDRED)
    facts = commissions.settle(state, "po1", "sharer")
    assert facts == [CommissionSettled(payout="po1", member="sharer", amount=2_500)]
    assert commissions.settle(then(COMMISSION, state, *facts), "po2", "sharer") == []


EARNED = CommissionEarned(order="o1", parts=(Part("sharer", 1, 10),))
TOO_MUCH = (Part("sharer", 1, 11),)
APPROVED = (EARNED, FROZEN, CommissionApproved())
TAKEN = CommissionSettled(payout="po1", member="sharer", amount=10)


@pytest.mark.parametrize(
    "facts",
    [
        (EARNED, EARNED),
        (FROZEN,),
        (EARNED, CommissionApproved()),
        (EARNED, FROZEN, FROZEN),
        (EARNED, TAKEN),
        (*APPROVED, TAKEN, TAKEN),
        (*APPROVED, CommissionSettled(payout="po1", member="sharer", amount=9)),
        (*APPROVED, CommissionSettled(payout="po1", member="stranger", amount=0)),
        (EARNED, CommissionReduced(refund="r1", parts=TOO_MUCH)),
        (EARNED, CommissionClawedBack(refund="r1", parts=EARNED.parts)),
        (*APPROVED, TAKEN, CommissionReduced(refund="r1", parts=EARNED.parts)),
        (*APPROVED, TAKEN, CommissionClawedBack(refund="r1", parts=TOO_MUCH)),
    ],
)
def test_what_cannot_have_happened_is_a_corrupt_log(facts: tuple[Any, ...]) -> None:
    expect_corrupt(COMMISSION, *facts)
