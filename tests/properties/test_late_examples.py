"""Histories told late, and in zones whose clocks change, on which the store and the naive model must agree."""

from datetime import date

import pytest
from reading import assert_board_agrees, assert_reads_agree
from telling import tell
from twin import Twin

from socialcommerce import Rules
from socialcommerce.testing.steps import (
    BEFORE_CHANGE,
    BEFORE_MIDNIGHT,
    DAY,
    HOUR,
    MIDNIGHT,
    Command,
    InMonths,
    Last,
    Late,
    Of,
    Step,
    Wait,
)

ORDER = Command("orders.place", {"order": "o1", "buyer": "m2", "lines": [{"product": "p2"}]})
PAY = Command("orders.pay", {"order": "o0", "payment": "first"})
PAY_THE_OTHER = Command("orders.pay", {"order": "o1", "payment": "first"})
SHOW = Command("members.show_purchases", {"member": "m2"})
CLAIM = Command("shelves.claim", {"shop": "m1"})
SHIP = Command("orders.ship", {"order": "o0", "parcel": "a", "carrier": "SF"}, Of("merchant"))
PAY_OUT = Command("payouts.make", {"payout": "x1", "member": "m1"})
DAYS_IN_ZONES = {
    "Asia/Shanghai": [date(2021, 5, 2), date(2021, 5, 3), date(2021, 5, 4)],
    "UTC": [date(2021, 5, 2), date(2021, 5, 3), date(2021, 5, 4)],
    "Europe/London": [date(2021, 10, 31), date(2021, 11, 1), date(2021, 11, 2)],
    "America/St_Johns": [date(2006, 10, 28), date(2006, 10, 29), date(2006, 10, 30)],
    "Pacific/Apia": [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)],
}


def visit(visitor: str) -> Command:
    return Command("journeys.visit", {"visitor": visitor, "share": Last("share", 0)})


def told(*steps: Step, rules: Rules | None = None) -> Twin:
    """All reads compared after the last of *steps*."""
    twin = tell(*steps, rules=rules, check=assert_board_agrees)
    assert_reads_agree(twin)
    return twin


def answer(twin: Twin) -> object:
    """What the last command was answered, an error by its code."""
    last = twin.told[-1].answer
    return getattr(last, "code", last)


@pytest.mark.parametrize(("late", "shown"), [(601, False), (600, True)])
def test_what_was_paid_before_its_buyer_showed_purchases_and_is_told_afterwards_is_not_shown(
    late: int, shown: bool
) -> None:
    with told(Wait(600), SHOW, Wait(600), Late(PAY, late)) as twin:
        kinds = [entry.kind for entry in twin.commerce.feeds.of("m1").entries]
        assert ("purchase" in kinds) == shown


@pytest.mark.parametrize(("closed", "month"), [(False, "2021-05"), (True, "2021-06")])
def test_what_is_told_once_its_month_is_closed_stands_in_the_first_open_one(closed: bool, month: str) -> None:
    close = Command("statements.close", {"merchant": "cd", "month": InMonths(-1)})
    late = Late(PAY_THE_OTHER, 61)
    with told(Wait(30 * DAY), Wait(BEFORE_MIDNIGHT), ORDER, Wait(61), *[close] * closed, late) as twin:
        payments = {each: twin.commerce.statements.of("cd", each).payments for each in ("2021-05", "2021-06")}
        assert payments == {"2021-05": 0, "2021-06": 0, month: 250}


def test_a_payment_that_is_told_once_its_order_was_cancelled_is_to_be_returned() -> None:
    with told(Wait(HOUR), Late(PAY, HOUR - 1)) as twin:
        assert twin.commerce.orders.of("o0").payments_to_return == ("first",)


def test_of_an_order_that_has_gone_on_a_payout_that_is_told_late_takes_nothing() -> None:
    done = [Command(f"orders.{verb}", {"order": "o0"}) for verb in ("deliver", "complete")]
    refund = Command("orders.refund", {"order": "o0", "refund": "r1", "line": 1, "amount": 10})
    rules = Rules.from_settings(Rules().settings() | {"earnings.payout_minimum": 1})
    approved = (PAY, SHIP, *done, Wait(8 * DAY))
    with told(*approved, Late(PAY_OUT, HOUR), rules=rules) as twin:
        assert twin.commerce.earnings.of("m1").paid_out > 0
    with told(*approved, refund, Wait(1), Late(PAY_OUT, HOUR), rules=rules) as twin:
        assert answer(twin) == "payout-too-low"


def test_capacity_is_claimed_from_what_had_happened_by_the_instant_that_is_told() -> None:
    rules = Rules.from_settings(Rules().settings() | {"shelves.capacity_by_influence": ((0, 1), (3, 2))})
    visits = (visit("m2"), visit("m3"))
    with told(Wait(DAY), *visits, Wait(HOUR), Late(CLAIM, HOUR + 1), rules=rules) as twin:
        assert answer(twin) == 1
    with told(Wait(DAY), *visits, Wait(HOUR), Late(CLAIM, HOUR), rules=rules) as twin:
        assert answer(twin) == 2


def test_a_visit_is_told_late_until_a_later_one_was_told_and_may_be_told_again_after_that() -> None:
    late, later = Late(visit("m3"), 3 * HOUR), Late(visit("m3"), 2 * HOUR)
    with told(Wait(DAY), late, later, visit("m2"), Late(visit("m2"), 1)) as twin:
        assert answer(twin) == "friend"
    with told(Wait(DAY), visit("m3"), Late(visit("m3"), 10 * HOUR)) as twin:
        assert answer(twin) == "friend"
    with told(Wait(DAY), visit("m3"), Late(visit("m3"), 13 * HOUR)) as twin:
        assert answer(twin) == "time-goes-back"


@pytest.mark.parametrize("zone", DAYS_IN_ZONES)
def test_where_clocks_change_visits_are_of_the_days_that_the_zone_has(zone: str) -> None:
    """Before and after midnight, again after the clocks went back, and on the two days that follow."""
    share = Command("shares.create", {"shop": "m1", "product": "p1", "channel": "moments"})
    waits = (Wait(1800), Wait(MIDNIGHT), Wait(60), Wait(MIDNIGHT), Wait(MIDNIGHT))
    visits = [step for wait in waits for step in (wait, visit("m3"))]
    with told(Wait(BEFORE_CHANGE), share, *visits, rules=Rules(zone=zone)) as twin:
        by_day = twin.commerce.analytics.of("m1").by_day
        assert [each.key for each in by_day if each.figures.visits][:3] == DAYS_IN_ZONES[zone]
