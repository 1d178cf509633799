"""Discounts: what is taken off the goods, how it is spread over the lines, and what then goes back."""

from collections.abc import Sequence

import msgspec
import pytest

from given import product, refused
from quoting import quoted, through
from socialcommerce.domain.orders.pricing import Discount, Wanted
from socialcommerce.domain.orders.refunding import Line, RefundAsked, refund_parts
from socialcommerce.kernel.money import MAX_MONEY


def parts(prices: Sequence[int], discount: Discount) -> list[int]:
    """What *discount* takes off each line of one unit at these prices."""
    states = {f"p{number}": product(f"p{number}", price=price) for number, price in enumerate(prices)}
    return [line.discount for line in quoted(*map(Wanted, states), states=states, discount=discount).lines]


def returned(line: Line, quantity: int) -> int:
    """What goes back for so many units of *line*."""
    (given,) = refund_parts([line], RefundAsked(1, quantity), "o1")
    return given.amount


def test_a_discount_takes_off_an_amount_or_a_percentage_and_not_both_or_neither() -> None:
    with pytest.raises(ValueError, match="an amount or a percentage"):
        Discount()
    with pytest.raises(ValueError, match="an amount or a percentage"):
        Discount(amount=1, percent_bp=1)


@pytest.mark.parametrize(("percent_bp", "valid"), [(0, False), (1, True), (10_000, True), (10_001, False)])
def test_a_percentage_is_1_to_10000_basis_points(percent_bp: int, valid: bool) -> None:
    try:
        found = msgspec.convert({"percent_bp": percent_bp}, Discount)
    except msgspec.ValidationError:
        assert not valid
    else:
        assert valid
        assert found == Discount(percent_bp=percent_bp)


def test_an_amount_never_takes_off_more_than_the_goods_cost() -> None:
    assert Discount(amount=999).worth(1_000) == 999
    assert Discount(amount=1_001).worth(1_000) == 1_000
    assert Discount(amount=1).worth(0) == 0


@pytest.mark.parametrize(("goods", "off"), [(10, 3), (9, 2), (3, 0), (0, 0)])
def test_a_percentage_is_floored(goods: int, off: int) -> None:
    assert Discount(percent_bp=3_000).worth(goods) == off


def test_a_threshold_is_reached_at_just_its_amount() -> None:
    discount = Discount(amount=100, threshold=1_000)
    assert quoted(Wanted("p1"), discount=discount).goods == 900
    with refused("below-threshold") as caught:
        quoted(Wanted("p1"), states={"p1": product(price=999)}, discount=discount)
    assert caught.value.facts == {"threshold": 1_000, "goods": 999}


def test_a_threshold_is_judged_on_what_the_goods_cost_through_the_share_without_delivery() -> None:
    with refused("below-threshold") as caught:
        quoted(
            Wanted("p1"),
            named=through(999),
            delivery_fee=1,
            discount=Discount(amount=1, threshold=1_000),
        )
    assert caught.value.facts == {"threshold": 1_000, "goods": 999}


def test_a_discount_leaves_the_delivery_fee() -> None:
    found = quoted(Wanted("p1"), delivery_fee=600, discount=Discount(percent_bp=10_000))
    assert (found.goods, found.total) == (0, 600)


def test_a_discount_changes_neither_unit_prices_nor_their_reasons() -> None:
    line = quoted(Wanted("p1", 2), named=through(700), discount=Discount(amount=1_400)).lines[0]
    assert (line.unit_price, line.price_reason, line.undiscounted, line.amount) == (700, "exclusive", 1_400, 0)


def test_without_a_discount_nothing_is_taken_off() -> None:
    assert [line.discount for line in quoted(Wanted("p1"), Wanted("p2")).lines] == [0, 0]


@pytest.mark.parametrize(
    ("prices", "amount", "expected"),
    [
        ((100, 100, 100), 100, [34, 33, 33]),
        ((100, 100, 100), 101, [34, 34, 33]),
        ((1, 1, 1, 1), 1, [1, 0, 0, 0]),
        ((100, 200), 100, [33, 67]),
        ((1, 999), 999, [1, 998]),
        ((3, 3, 3), 9, [3, 3, 3]),
    ],
)
def test_a_discount_is_spread_by_largest_remainder_and_ties_go_to_the_lowest_line(
    prices: Sequence[int], amount: int, expected: list[int]
) -> None:
    assert parts(prices, Discount(amount=amount)) == expected


def test_a_line_weighs_what_all_its_units_cost() -> None:
    found = quoted(Wanted("p1", 3), Wanted("p2"), discount=Discount(amount=400))
    assert [line.discount for line in found.lines] == [300, 100]


def test_three_at_100_euros_with_10_percent_off_and_two_returned_give_180_euros_back() -> None:
    found = quoted(Wanted("p1", 3), states={"p1": product(price=10_000)}, discount=Discount(percent_bp=1_000))
    assert found.total == 27_000
    assert returned(Line(found.lines[0]), 2) == 18_000


def test_after_a_promotion_of_40_percent_a_voucher_of_70_percent_leaves_18_percent_to_pay() -> None:
    assert quoted(Wanted("p1"), named=through(600), discount=Discount(percent_bp=7_000)).total == 180


def test_one_yuan_in_three_units_goes_back_as_33_33_34() -> None:
    found = quoted(Wanted("p1", 3), states={"p1": product(price=50)}, discount=Discount(amount=50))
    line, amounts = Line(found.lines[0]), []
    for _ in range(3):
        (given,) = refund_parts([line], RefundAsked(1, 1), "o1")
        amounts.append(given.amount)
        line = line.less(given)
    assert amounts == [33, 33, 34]


def test_a_discount_on_the_dearest_order_loses_nothing() -> None:
    prices = (MAX_MONEY - 2, 1, 1)
    assert parts(prices, Discount(amount=MAX_MONEY - 1)) == [MAX_MONEY - 3, 1, 1]
    assert parts(prices, Discount(percent_bp=10_000)) == [MAX_MONEY - 2, 1, 1]
    assert parts((MAX_MONEY,), Discount(percent_bp=9_999)) == [MAX_MONEY // 10_000 * 9_999]
