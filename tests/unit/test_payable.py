"""To whom a payout can be made now, and what it comes to."""

from datetime import timedelta

import pytest

from given import INSTANT, NOON, refused
from socialcommerce import EarningsRules, ManualClock, NotAllowed, Rules, SocialCommerce
from socialcommerce.services.earnings import Payable
from trading import buy

APPROVED_AT = NOON + timedelta(days=7)
"""When what was complete at noon is approved."""


def share(commerce: SocialCommerce, shop: str, product: str, price: int, invited_by: str | None = None) -> None:
    """A product in a shop that shares it under its own name, at 10 % commission."""
    commerce.products.list(product, "hill", product.title(), "tea", price, commission_bp=1_000)
    commerce.shops.open(shop, invited_by)
    commerce.shelves.place(shop, product)
    commerce.shares.create(shop, product, share=product)


def sell(commerce: SocialCommerce, order: str, product: str = "tea") -> None:
    """A complete order through the product's share."""
    buy(commerce, order, product, share=product)
    commerce.orders.ship(order, f"sf-{order}", "SF Express")
    commerce.orders.deliver(order)
    commerce.orders.complete(order)


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """Tea at ¥10.00 in Lin's shop brings ¥1.00, the least that is paid out; a leaf at ¥9.90 in Bo's one fen less."""
    commerce.merchants.invite("hill", "Tea Hill")
    share(commerce, "lin", "tea", 1_000)
    share(commerce, "bo", "leaf", 990)
    return commerce


def test_nothing_is_payable_before_anything_is_sold(market: SocialCommerce) -> None:
    assert market.earnings.payable() == []


def test_commission_is_payable_from_its_approval_on_without_a_tick(market: SocialCommerce, clock: ManualClock) -> None:
    sell(market, "o1")
    clock.set(APPROVED_AT - INSTANT)
    assert market.earnings.payable() == []
    clock.set(APPROVED_AT)
    assert market.earnings.payable() == [Payable("lin", 100)]


def test_an_order_that_went_through_by_deadlines_alone_is_payable_after_the_last(
    market: SocialCommerce, clock: ManualClock
) -> None:
    buy(market, "o1", "tea", share="tea")
    market.orders.ship("o1", "sf1", "SF Express")
    clock.set(NOON + timedelta(days=14 + 7 + 7) - INSTANT)
    assert market.earnings.payable() == []
    clock.advance(INSTANT)
    assert market.earnings.payable() == [Payable("lin", 100)]


def test_less_than_the_minimum_waits_until_another_order_adds_to_it(market: SocialCommerce, clock: ManualClock) -> None:
    sell(market, "o1", "leaf")
    clock.advance(timedelta(days=1))
    sell(market, "o2", "leaf")
    clock.set(APPROVED_AT)
    assert market.earnings.payable() == []
    clock.advance(timedelta(days=1))
    assert market.earnings.payable() == [Payable("bo", 198)]


def test_members_are_listed_by_id(market: SocialCommerce, clock: ManualClock) -> None:
    for number, product in enumerate(("tea", "leaf", "leaf")):
        sell(market, f"o{number}", product)
    clock.set(APPROVED_AT)
    assert market.earnings.payable() == [Payable("bo", 198), Payable("lin", 100)]


def test_a_recruiter_is_payable_beside_the_sharer(clock: ManualClock) -> None:
    rules = Rules(earnings=EarningsRules(levels=2))
    with SocialCommerce.open(clock=clock, rules=rules) as store:
        store.merchants.invite("hill", "Tea Hill")
        share(store, "lin", "tea", 10_000)
        store.shops.invite("lin", "bo")
        share(store, "bo", "leaf", 10_000, "lin")
        sell(store, "o1", "leaf")
        clock.set(APPROVED_AT)
        assert store.earnings.payable() == [Payable("bo", 900), Payable("lin", 100)]


def test_a_refund_takes_from_what_is_payable(market: SocialCommerce, clock: ManualClock) -> None:
    for order in ("o1", "o2"):
        sell(market, order)
    clock.set(APPROVED_AT)
    market.orders.refund("o1", "r1", line=1, amount=1_000)
    assert market.earnings.payable() == [Payable("lin", 100)]
    market.orders.refund("o2", "r2", line=1, amount=10)
    assert market.earnings.payable() == []


def test_what_was_paid_out_is_payable_no_more_and_a_later_refund_is_set_off(
    market: SocialCommerce, clock: ManualClock
) -> None:
    sell(market, "o1")
    clock.advance(timedelta(days=1))
    for order in ("o2", "o3"):
        sell(market, order)
    clock.set(APPROVED_AT)
    market.payouts.make("p1", "lin")
    assert market.earnings.payable() == []

    market.orders.refund("o1", "r1", line=1, amount=500)
    clock.advance(timedelta(days=1))
    assert market.earnings.payable() == [Payable("lin", 150)]


def test_an_order_that_an_open_case_holds_up_is_not_payable(market: SocialCommerce, clock: ManualClock) -> None:
    sell(market, "o1")
    case = market.cases.request("o1", 1, "exchange", "broken")
    clock.set(APPROVED_AT)
    assert market.earnings.payable() == []
    market.cases.withdraw(case)
    assert market.earnings.payable() == [Payable("lin", 100)]


def test_the_minimum_is_that_of_the_rules_in_force(market: SocialCommerce, clock: ManualClock) -> None:
    change = APPROVED_AT + timedelta(days=1)
    market.rules.announce({"earnings.payout_minimum": 101}, change)
    sell(market, "o1")
    clock.set(change - INSTANT)
    assert market.earnings.payable() == [Payable("lin", 100)]
    clock.set(change)
    assert market.earnings.payable() == []


def test_just_the_payouts_that_are_listed_can_be_made_and_come_to_what_is_said(
    market: SocialCommerce, clock: ManualClock
) -> None:
    sell(market, "o1")
    sell(market, "o2", "leaf")
    clock.set(APPROVED_AT)
    (listed,) = market.earnings.payable()

    assert market.payouts.make("p1", listed.member).amount == listed.amount
    with refused("payout-too-low"):
        market.payouts.make("p2", "bo")


@pytest.mark.parametrize("by", ["lin", "an", "merchant:hill"])
def test_what_is_payable_is_for_the_platform_and_the_host_alone(market: SocialCommerce, by: str) -> None:
    assert market.earnings.payable(by="platform:op") == market.earnings.payable() == []
    with pytest.raises(NotAllowed):
        market.earnings.payable(by=by)


def test_what_is_payable_is_the_same_on_every_engine(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as store:
        store.merchants.invite("hill", "Tea Hill")
        share(store, "lin", "tea", 1_000)
        sell(store, "o1")
        sell(store, "o2")
        clock.set(APPROVED_AT)
        assert store.earnings.payable() == [Payable("lin", 200)]
