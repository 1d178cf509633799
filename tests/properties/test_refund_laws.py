"""Orders of any lines: what goes back unit by unit, in any order, is what was paid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import FEWER

import ordering
from ordering import line
from socialcommerce import Refused
from socialcommerce.domain.orders import buying
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.pricing import OrderLine
from socialcommerce.domain.orders.refunding import RefundAsked


@st.composite
def sold(draw: st.DrawFn, number: int, most: int) -> OrderLine:
    """A line of at most so many units, with a discount that leaves something to pay."""
    quantity = draw(st.integers(1, most))
    unit_price = draw(st.integers(1, 9) | st.integers(1, 10**12))
    discount = draw(st.integers(0, quantity * unit_price - 1))
    return line(f"p{number}", quantity, unit_price, discount=discount)


@st.composite
def paid(draw: st.DrawFn, most: int = 5) -> Order:
    """A paid order of one to three lines."""
    lines = [draw(sold(number, most)) for number in range(draw(st.integers(1, 3)))]
    return ordering.paid(*lines, delivery_fee=draw(st.integers(0, 1_000)))


def refund(order: Order, wish: RefundAsked) -> Order:
    """The order after a refund under a reference of its own."""
    facts = buying.refund(order, f"r{len(order.refunds)}", wish)
    return ORDER.evolve(order, facts[0])


@given(paid(), st.randoms(use_true_random=False))
def test_unit_by_unit_in_any_order_goes_back_exactly_what_was_paid(order: Order, random: object) -> None:
    units = [number for number, line in enumerate(order.lines, 1) for _ in range(line.sold.quantity)]
    random.shuffle(units)  # type: ignore[attr-defined]
    for number in units:
        assert order.status == "paid"
        order = refund(order, RefundAsked(line=number, quantity=1))
    assert (order.refunded, order.status) == (order.total, "refunded")


@given(paid(), st.data())
def test_in_steps_of_any_size_a_line_goes_back_exactly_as_it_was_paid(order: Order, data: st.DataObject) -> None:
    while left := order.lines[0].sold.quantity - order.lines[0].refunded_quantity:
        if order.lines[0].left == 0:
            break
        order = refund(order, RefundAsked(line=1, quantity=data.draw(st.integers(1, left))))
    assert order.lines[0].refunded_amount == order.lines[0].sold.amount


@given(paid(), st.data())
def test_amounts_and_units_in_any_order_never_give_back_more_than_was_paid_and_the_rest_closes_the_sum(
    order: Order, data: st.DataObject
) -> None:
    for _ in range(data.draw(st.integers(0, 6))):
        if order.status == "refunded":
            break
        number = data.draw(st.integers(1, len(order.lines)))
        left = max(1, order.lines[number - 1].left)
        wish = data.draw(
            st.builds(RefundAsked, line=st.just(number), amount=st.integers(1, left + 1))
            | st.builds(RefundAsked, line=st.just(number), quantity=st.integers(1, 6))
        )
        try:
            order = refund(order, wish)
        except Refused:
            continue
    if order.status == "paid":
        order = refund(order, RefundAsked())
    assert (order.refunded, order.status) == (order.total, "refunded")


@FEWER
@given(paid(most=1_000_000), st.data())
def test_one_fen_or_one_unit_too_many_is_refused_at_any_size(order: Order, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(order.lines)))
    line = order.lines[number - 1]
    wishes = [RefundAsked(line=number, amount=line.left + 1), RefundAsked(line=number, quantity=line.sold.quantity + 1)]
    for wish in wishes:
        with pytest.raises(Refused, match="more than the"):
            buying.refund(order, "r1", wish)
    assert refund(order, RefundAsked(line=number, amount=line.left)).lines[number - 1].left == 0
    assert refund(order, RefundAsked(line=number, quantity=line.sold.quantity)).lines[number - 1].left == 0
