"""Orders of any lines, with any share, budgets and discount: what is taken off and who pays it adds up exactly."""

from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from given import product
from quoting import funded, quoted, through
from socialcommerce import Refused
from socialcommerce.domain.catalog.budget import BUDGET
from socialcommerce.domain.orders.pricing import Discount, OrderLine, Quote, Wanted, given_back

PRICES: Final = st.integers(1, 20) | st.integers(1, 10**9)
SUMS: Final = st.integers(0, 50) | st.integers(0, 10**15)
PARTS: Final = st.integers(1, 10_000)


@st.composite
def discounts(draw: st.DrawFn) -> Discount:
    """A discount of any kind that any goods are dear enough for."""
    return draw(st.builds(Discount, amount=PRICES) | st.builds(Discount, percent_bp=PARTS))


@st.composite
def quotes(draw: st.DrawFn, discount: st.SearchStrategy[Discount | None]) -> Quote:
    """One to five lines, the first of them perhaps through a share and with a budget."""
    states = {}
    for number in range(1, draw(st.integers(1, 5)) + 1):
        price = draw(PRICES)
        exclusive = draw(st.none() | st.integers(1, price - 1)) if price > 1 else None
        states[f"p{number}"] = product(f"p{number}", price=price, exclusive_price=exclusive)
    return quoted(
        *(Wanted(id, draw(st.integers(1, 100))) for id in states),
        states=states,
        named=draw(st.none() | st.builds(through, PRICES)),
        budget=draw(st.just(BUDGET.initial) | st.builds(funded, st.integers(1, 10**6))),
        delivery_fee=draw(st.integers(0, 1_000)),
        discount=draw(discount),
    )


def goods_of(lines: tuple[OrderLine, ...]) -> int:
    return sum(line.undiscounted for line in lines)


@given(st.data(), discounts())
def test_the_parts_of_a_discount_add_up_to_it_and_are_never_more_than_their_line(
    data: st.DataObject, discount: Discount
) -> None:
    lines = data.draw(quotes(st.just(discount))).lines
    assert sum(line.discount for line in lines) == discount.worth(goods_of(lines))
    assert all(0 <= line.discount <= line.undiscounted for line in lines)


@given(quotes(st.none() | discounts()))
def test_a_total_is_what_the_lines_come_to_and_the_delivery_fee(found: Quote) -> None:
    assert found.goods == sum(line.amount for line in found.lines) >= 0
    assert found.total == found.goods + found.delivery_fee


@given(discounts(), SUMS)
def test_a_discount_takes_off_something_between_nothing_and_all(discount: Discount, goods: int) -> None:
    assert 0 <= discount.worth(goods) <= goods


@given(discounts(), SUMS, SUMS)
def test_a_threshold_parts_goods_that_reach_it_from_those_that_do_not(
    discount: Discount, goods: int, threshold: int
) -> None:
    limited = attrs.evolve(discount, threshold=threshold)
    if goods >= threshold:
        assert limited.worth(goods) == discount.worth(goods)
    else:
        with pytest.raises(Refused, match="less than the"):
            limited.worth(goods)


@given(quotes(st.none() | discounts()))
def test_what_the_budget_and_the_merchant_pay_is_the_difference_to_the_platform_price(found: Quote) -> None:
    for line in found.lines:
        assert line.subsidy + line.excess == line.quantity * (line.platform_price - line.unit_price)
        assert min(line.subsidy, line.excess) >= 0
        assert (line.price_reason == "exclusive") == (line.subsidy + line.excess > 0)


@given(SUMS, st.lists(SUMS, min_size=1, max_size=8))
def test_what_comes_back_of_a_subsidy_only_grows_and_ends_at_all_of_it(granted: int, refunds: list[int]) -> None:
    amount = sum(refunds)
    refunded = [sum(refunds[:count]) for count in range(len(refunds) + 1)]
    back = [given_back(granted, each, amount) for each in refunded]
    assert back == sorted(back)
    assert back[0] == 0
    assert back[-1] == (granted if amount else 0)
