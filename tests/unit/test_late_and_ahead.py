"""What is told late, and what is told of a time to come."""

from datetime import timedelta
from typing import Any

import pytest

from given import INSTANT, NOON, refused
from socialcommerce import EarningsRules, ManualClock, ReferralRules, Rules, SocialCommerce

LINES: Any = [{"product": "tea", "quantity": 1}]
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def market(clock: ManualClock) -> SocialCommerce:
    """``an`` came to the shop of ``lin`` through ``s1``."""
    commerce = SocialCommerce.open(clock=clock, rules=Rules(earnings=EarningsRules(payout_minimum=1)))
    commerce.merchants.invite("cha", "Cha")
    commerce.products.list("tea", "cha", "Tea", "food", 1_000, None, 1_000)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "tea")
    commerce.shares.create("lin", "tea", share="s1")
    commerce.journeys.visit("an", "s1")
    return commerce


def complete(commerce: SocialCommerce, order: str) -> None:
    commerce.orders.place(order, "an", LINES, "s1")
    commerce.orders.pay(order, f"pay-{order}")
    commerce.orders.ship(order, f"parcel-{order}", "SF")
    commerce.orders.deliver(order)
    commerce.orders.complete(order)


def test_a_payment_in_time_that_is_told_before_anybody_looked_is_taken(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.orders.place("o1", "an", LINES)
    clock.advance(31 * MINUTE)

    assert market.orders.pay("o1", "p1", at=NOON + 29 * MINUTE).status == "paid"


def test_a_payment_in_time_that_is_told_after_the_order_was_cancelled_is_to_be_returned(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.orders.place("o1", "an", LINES)
    clock.advance(31 * MINUTE)
    market.tick()

    for _ in range(2):
        order = market.orders.pay("o1", "p1", at=NOON + 29 * MINUTE)
        assert (order.status, order.payments_to_return) == ("cancelled", ("p1",))


def test_a_payment_told_of_an_order_that_has_gone_on_is_refused(market: SocialCommerce, clock: ManualClock) -> None:
    market.orders.place("o1", "an", LINES)
    clock.advance(2 * MINUTE)
    market.orders.pay("o1", "p1")

    with refused("time-goes-back"):
        market.orders.pay("o1", "p2", at=NOON + MINUTE)


def test_the_platform_cannot_announce_rules_as_if_it_had_done_so_earlier(
    market: SocialCommerce, clock: ManualClock
) -> None:
    clock.advance(30 * DAY)
    settings: Any = {"shelves.lock_hours": 24}

    with refused("notice-too-short"):
        market.rules.announce(settings, clock.now() + 7 * DAY - INSTANT, at=NOON, by="platform:op")
    market.rules.announce(settings, clock.now() + 7 * DAY, at=NOON, by="platform:op")
    assert market.rules.at(clock.now() + 7 * DAY).shelves.lock_hours == 24


def test_the_host_brings_in_what_was_announced_then(market: SocialCommerce, clock: ManualClock) -> None:
    clock.advance(30 * DAY)
    market.rules.announce({"shelves.lock_hours": 24}, NOON + 7 * DAY, at=NOON)

    assert market.rules.at(NOON + 7 * DAY).shelves.lock_hours == 24


def test_a_carrier_cannot_have_said_what_lies_ahead(market: SocialCommerce, clock: ManualClock) -> None:
    market.orders.place("o1", "an", LINES)
    market.orders.pay("o1", "p1")

    with refused("time-ahead"):
        market.orders.track("o1", "x", "collected", NOON + 5 * MINUTE + INSTANT)
    market.orders.track("o1", "x", "collected", NOON + 5 * MINUTE)


def test_a_payout_told_late_leaves_out_what_went_on_since(market: SocialCommerce, clock: ManualClock) -> None:
    complete(market, "early")
    clock.advance(DAY)
    complete(market, "late")
    clock.set(NOON + 9 * DAY)
    market.tick()

    made = market.payouts.make("po1", "lin", at=NOON + 7 * DAY)
    assert [entry.order for entry in made.entries] == ["early"]
    assert [entry.order for entry in market.payouts.make("po2", "lin").entries] == ["late"]


def test_without_bindings_a_paid_order_prolongs_none(clock: ManualClock, market: SocialCommerce) -> None:
    until = market.journeys.binding_of("an")
    market.rules.announce({"referrals.binding": "none"}, NOON + 7 * DAY)
    clock.set(NOON + 7 * DAY)

    order = market.orders.place("o1", "an", LINES)
    market.orders.pay("o1", "p1")

    assert order.attribution.reason == "binding"
    assert market.journeys.binding_of("an") == until
    assert ReferralRules().binding_days == 30
