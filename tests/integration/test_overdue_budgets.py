"""An unpaid order that is overdue gives its budget back at its deadline, though nobody ticked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from overdue import happened_since

from given import INSTANT, NOON
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.domain.referrals.share import short_code
from socialcommerce.services.orders import WantedLine

DEADLINE = timedelta(minutes=30)
ONE: list[WantedLine] = [{"product": "lipstick"}]
TOO_EARLY = DEADLINE - INSTANT


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """At noon ``o1`` took all that the budget holds. The share ``s1`` was made before there was an exclusive price."""
    commerce.merchants.invite("dior", "Dior")
    commerce.products.list("lipstick", "dior", "Lipstick", "beauty", 1_000)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "lipstick")
    commerce.shares.create("lin", "lipstick", share="s1")
    commerce.products.reprice("lipstick", exclusive_price=900)
    commerce.budgets.fund("lipstick", "f1", 199)
    commerce.orders.place("o1", "an", ONE, share="s1")
    return commerce


def price_placed(commerce: SocialCommerce) -> int:
    return commerce.orders.place("o2", "bo", ONE, share="s1").total


def price_quoted(commerce: SocialCommerce) -> int:
    return commerce.orders.quote("bo", ONE, share="s1").total


def price_in_a_batch(commerce: SocialCommerce) -> int:
    batch = commerce.batch("orders")
    total = batch.orders.place("o2", "bo", ONE, share="s1").total
    batch.unit.append()
    return total


def price_promised(commerce: SocialCommerce) -> int:
    commerce.shares.create("lin", "lipstick", share="s2")
    commerce.products.reprice("lipstick", exclusive_price=None)
    return commerce.orders.quote("bo", ONE, share="s2").total


def price_on_show(commerce: SocialCommerce) -> int:
    (slot,) = commerce.storefronts.of("lin").slots
    return slot.exclusive_price or slot.price


def price_of_the_link(commerce: SocialCommerce) -> int:
    link = commerce.links.of(short_code("s1"))
    return link.exclusive_price or link.price


def price_in_the_feed(commerce: SocialCommerce) -> int:
    commerce.members.befriend("di", "lin")
    (price,) = {entry.exclusive_price or entry.price for entry in commerce.feeds.of("di").entries}
    return price


prices = pytest.mark.parametrize(
    "price",
    [
        price_placed,
        price_quoted,
        price_in_a_batch,
        price_promised,
        price_on_show,
        price_of_the_link,
        price_in_the_feed,
    ],
    ids=["placed", "quoted", "in a batch", "promised", "on show", "of the link", "in the feed"],
)
Price = Callable[[SocialCommerce], int]


@prices
def test_while_an_unpaid_order_holds_the_budget_the_next_buyer_has_no_exclusive_price(
    market: SocialCommerce, clock: ManualClock, price: Price
) -> None:
    clock.advance(TOO_EARLY)
    assert price(market) == 1_000


@prices
@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=3)])
def test_once_an_unpaid_order_is_overdue_the_next_buyer_has_the_exclusive_price(
    market: SocialCommerce, clock: ManualClock, price: Price, late: timedelta
) -> None:
    clock.advance(DEADLINE + late)
    assert price(market) == 900


def test_the_budget_is_filled_again_as_of_the_deadline_before_the_next_order_draws(
    market: SocialCommerce, clock: ManualClock
) -> None:
    clock.advance(timedelta(hours=5))
    before = market.log.position()
    market.orders.place("o2", "bo", ONE, share="s1")
    assert happened_since(market, before) == [
        ("order.cancelled", DEADLINE),
        ("budget.given-back", DEADLINE),
        ("order.placed.v2", timedelta(hours=5)),
        ("budget.drawn", timedelta(hours=5)),
    ]


def test_an_order_that_is_told_late_has_the_budget_as_it_was_at_its_instant(
    market: SocialCommerce, clock: ManualClock
) -> None:
    clock.advance(timedelta(hours=5))
    early = market.orders.place("o2", "bo", ONE, share="s1", at=NOON + TOO_EARLY)
    assert early.total == 1_000
    late = market.orders.place("o3", "bo", ONE, share="s1", at=NOON + DEADLINE)
    assert late.total == 900


def test_a_promise_is_paid_from_the_budget_that_an_overdue_order_gives_back(
    market: SocialCommerce, clock: ManualClock
) -> None:
    clock.advance(DEADLINE)
    market.shares.create("lin", "lipstick", share="s2")
    (line,) = market.orders.place("o2", "bo", ONE, share="s2").lines
    assert (line.sold.subsidy, line.sold.excess) == (100, 0)


def test_a_budget_that_was_short_is_looked_at_again_once_somebody_drew_from_it(
    market: SocialCommerce, clock: ManualClock
) -> None:
    market.orders.cancel("o1")
    many: list[WantedLine] = [{"product": "lipstick", "quantity": 5}]
    assert market.orders.quote("bo", many, share="s1").total == 5_000  # short, and nothing overdue holds any of it

    assert price_placed(market) == 900
    clock.advance(DEADLINE)
    (line,) = market.orders.place("o3", "di", ONE, share="s1").lines
    assert (line.sold.unit_price, line.sold.subsidy) == (900, 100)


def test_a_paid_order_keeps_what_it_drew(market: SocialCommerce, clock: ManualClock) -> None:
    market.orders.pay("o1", "x1")
    clock.advance(timedelta(days=3))
    market.tick()
    assert price_placed(market) == 1_000
