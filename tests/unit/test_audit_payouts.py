"""An audit of payouts: what they may leave out, and what not."""

from datetime import timedelta
from typing import Final

import pytest

from auditing import audited
from faults.payouts import left_out
from given import INSTANT
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.domain.earnings.payout import PayoutMade

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


@pytest.fixture
def earning(commerce: SocialCommerce, clock: ManualClock) -> SocialCommerce:
    """A store in which an earns by two orders, both approved just now."""
    commerce.merchants.invite("m1", "Merchant")
    commerce.products.list("p1", "m1", "Title", "Category", 10_000, commission_bp=1_000)
    commerce.shops.open("an")
    commerce.shelves.place("an", "p1")
    commerce.shares.create("an", "p1", share="s1")
    for order in ("o1", "o2"):
        commerce.orders.place(order, "bo", [{"product": "p1"}], share="s1")
        commerce.orders.pay(order, f"pay-{order}")
        commerce.orders.ship(order, f"parcel-{order}", "SF")
        commerce.orders.deliver(order)
        commerce.orders.complete(order)
    clock.advance(7 * DAY)
    commerce.tick()
    return commerce


def paid_out(commerce: SocialCommerce) -> list[str]:
    """The orders that payouts took."""
    made = (each.event for each in commerce.log.read() if isinstance(each.event, PayoutMade))
    return [entry.order for fact in made for entry in fact.entries]


@pytest.mark.parametrize(("after", "found"), [(timedelta(0), []), (INSTANT, ["payout-complete"])])
def test_a_payout_may_leave_out_what_was_approved_five_minutes_before(
    earning: SocialCommerce, clock: ManualClock, after: timedelta, found: list[str]
) -> None:
    clock.advance(5 * MINUTE + after)
    earning.payouts.make("po-1", "an")
    log = list(earning.log.read())
    payout = next(each for each in log if isinstance(each.event, PayoutMade))
    left_out(log, payout, "o2")

    assert [each.check for each in audited(log)] == found


def test_a_payout_that_is_told_late_leaves_out_an_order_that_has_gone_on_since(
    earning: SocialCommerce, clock: ManualClock
) -> None:
    clock.advance(2 * HOUR)
    earning.cases.request("o1", 1, "refund_only", "broken")
    earning.payouts.make("po-1", "an", at=clock.now() - HOUR)

    assert paid_out(earning) == ["o2"]
    assert audited(earning.log.read()) == []


def test_a_payout_that_is_told_late_leaves_out_an_order_of_which_a_case_has_gone_on_since(
    earning: SocialCommerce, clock: ManualClock
) -> None:
    case = earning.cases.request("o1", 1, "refund_only", "broken")
    clock.advance(2 * HOUR)
    earning.cases.say(case, "w1", "bo", "Hello?")
    earning.payouts.make("po-1", "an", at=clock.now() - HOUR)

    assert paid_out(earning) == ["o2"]
    assert audited(earning.log.read()) == []


def test_a_payout_leaves_out_what_is_paid_already_and_what_is_not_approved(
    earning: SocialCommerce, clock: ManualClock
) -> None:
    clock.advance(DAY)
    earning.payouts.make("po-1", "an")
    earning.shares.create("an", "p1", share="s2")
    for order in ("o3", "o4"):
        earning.orders.place(order, "bo", [{"product": "p1"}], share="s2")
        earning.orders.pay(order, f"pay-{order}")
    earning.orders.ship("o4", "parcel-o4", "SF")
    earning.orders.deliver("o4")
    earning.orders.complete("o4")
    clock.advance(8 * DAY)
    earning.payouts.make("po-2", "an")

    assert paid_out(earning) == ["o1", "o2", "o4"]
    assert audited(earning.log.read()) == []
