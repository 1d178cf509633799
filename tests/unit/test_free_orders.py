"""Orders that cost nothing, and free lines of others: what a refund ends, and what comes back to the budget."""

from collections.abc import Callable

import pytest

from given import refused
from socialcommerce import SocialCommerce
from socialcommerce.domain.orders.order import Order, Status
from socialcommerce.services.orders import WantedLine
from socialcommerce.testing import laws

SAMPLE: WantedLine = {"product": "sample"}
CREAM: WantedLine = {"product": "cream"}


@pytest.fixture
def market(commerce: SocialCommerce) -> SocialCommerce:
    """A sample at ¥10.00, of which a budget for just one order gives ¥9.99, and a cream at 10 fen."""
    commerce.merchants.invite("dior", "Dior")
    commerce.products.list("sample", "dior", "Sample", "beauty", 1_000, 1)
    commerce.products.list("cream", "dior", "Cream", "beauty", 10)
    commerce.shops.open("lin")
    commerce.shelves.place("lin", "sample")
    commerce.shares.create("lin", "sample", share="s1")
    commerce.budgets.fund("sample", "f1", 999)
    return commerce


def order(market: SocialCommerce, *lines: WantedLine, off: int = 1, delivery_fee: int = 0) -> Order:
    """A paid order through the share, with so many fen off."""
    market.orders.place("o1", "an", list(lines), "s1", delivery_fee, discount={"amount": off})
    return market.orders.pay("o1", "x1")


def is_back(market: SocialCommerce) -> bool:
    """Whether the budget covers a sample again."""
    return not market.storefronts.of("lin").slots[0].subsidy_ended


BEFORE: dict[Status, Callable[[SocialCommerce], object]] = {
    "paid": lambda market: None,
    "shipped": lambda market: market.orders.ship("o1", "sf1", "SF Express"),
    "delivered": lambda market: (BEFORE["shipped"](market), market.orders.deliver("o1")),
    "completed": lambda market: (BEFORE["delivered"](market), market.orders.complete("o1")),
}


@pytest.mark.parametrize("status", BEFORE)
def test_a_refund_ends_an_order_that_cost_nothing_and_its_subsidy_comes_back(
    market: SocialCommerce, status: Status
) -> None:
    assert order(market, SAMPLE).total == 0
    BEFORE[status](market)
    assert (market.orders.of("o1").status, is_back(market)) == (status, False)

    refunded = market.orders.refund("o1", "r1")
    assert (refunded.status, refunded.refunded, is_back(market)) == ("refunded", 0, True)
    laws.soundness(market)


def test_an_order_that_cost_nothing_is_refunded_once(market: SocialCommerce) -> None:
    order(market, SAMPLE)
    market.orders.refund("o1", "r1")
    before = market.log.position()
    assert market.orders.refund("o1", "r1").status == "refunded"
    assert market.log.position() == before
    with refused("already-refunded"):
        market.orders.refund("o1", "r2")


def test_an_order_that_cost_nothing_is_refunded_only_once_it_was_paid(market: SocialCommerce) -> None:
    market.orders.place("o1", "an", [SAMPLE], "s1", discount={"amount": 1})
    with refused("not-paid"):
        market.orders.refund("o1", "r1")
    assert not is_back(market)


def test_of_a_free_line_nothing_goes_back_by_itself(market: SocialCommerce) -> None:
    order(market, SAMPLE)
    with refused("already-refunded"):
        market.orders.refund("o1", "r1", line=1)
    with refused("already-refunded"):
        market.cases.request("o1", 1, "refund_only", "broken")


def test_the_subsidy_of_a_free_line_comes_back_with_the_last_fen_of_the_order(market: SocialCommerce) -> None:
    placed = order(market, SAMPLE, CREAM, off=10)
    assert [(line.sold.amount, line.sold.subsidy) for line in placed.lines] == [(0, 999), (1, 0)]
    assert not is_back(market)
    assert market.orders.refund("o1", "r1").status == "refunded"
    assert is_back(market)


def test_the_subsidy_of_a_free_line_does_not_come_back_before(market: SocialCommerce) -> None:
    order(market, SAMPLE, {"product": "cream", "quantity": 2}, off=19)
    market.orders.refund("o1", "r1", line=2, amount=1)
    assert (market.orders.of("o1").status, is_back(market)) == ("paid", False)
    market.orders.refund("o1", "r2", line=2, amount=1)
    assert (market.orders.of("o1").status, is_back(market)) == ("refunded", True)


def test_free_goods_that_were_sent_keep_their_subsidy_because_the_fee_is_not_given_back(
    market: SocialCommerce,
) -> None:
    order(market, SAMPLE, delivery_fee=600)
    BEFORE["delivered"](market)
    with refused("already-refunded"):
        market.orders.refund("o1", "r1")
    assert not is_back(market)
