"""Giving money back: units, amounts, lines, all that is left; and what is refused."""

import attrs
import pytest

from given import refused, then
from ordering import TWO_LINES as SOLD
from ordering import completed, delivered, line, paid, placed, shipped
from socialcommerce.domain.orders import buying
from socialcommerce.domain.orders.events import OrderCancelled, OrderRefunded
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.refunding import Grant, Line, RefundAsked, RefundPart, granted_parts, refund_parts


def refund(order: Order, *wishes: RefundAsked) -> Order:
    """The order after one refund after the other."""
    for wish in wishes:
        order = then(ORDER, order, *buying.refund(order, f"r{len(order.refunds) + 1}", wish))
    return order


ALL = RefundAsked()
UNIT = RefundAsked(line=1, quantity=1)
ONE_YUAN = paid(line("p1", 3, 100, discount=200), delivery_fee=0)
"""¥1.00 in three units."""

TWO_LINES = paid(*SOLD)


def test_one_yuan_in_three_units_goes_back_as_33_33_34() -> None:
    amounts = [refund(ONE_YUAN, *[UNIT] * units).refunded for units in range(4)]
    assert amounts == [0, 33, 66, 100]
    assert refund(ONE_YUAN, UNIT, UNIT, UNIT).status == "refunded"


def test_two_units_at_once_are_worth_what_they_are_one_by_one() -> None:
    assert refund(ONE_YUAN, RefundAsked(line=1, quantity=2)).refunded == 66


def test_three_at_100_euros_with_10_percent_off_and_two_returned_give_180_euros_back() -> None:
    order = paid(line("p1", 3, 10_000, discount=3_000), delivery_fee=0)
    assert refund(order, RefundAsked(line=1, quantity=2)).refunded == 18_000


def test_a_grant_without_measure_gives_back_all_that_is_left_of_its_line() -> None:
    lines = refund(TWO_LINES, UNIT).lines

    assert granted_parts(lines, Grant(1)) == (RefundPart(1, 1, 1_000),)
    assert granted_parts(lines, Grant(2)) == (RefundPart(2, 1, 500),)


def test_a_grant_gives_back_units_or_an_amount_as_far_as_they_are_left() -> None:
    lines = refund(TWO_LINES, UNIT).lines

    assert granted_parts(lines, Grant(1, quantity=5)) == (RefundPart(1, 1, 1_000),)
    assert granted_parts(lines, Grant(1, amount=5_000)) == (RefundPart(1, 0, 1_000),)


@pytest.mark.parametrize("grant", [Grant(1), Grant(1, quantity=1), Grant(1, amount=1)])
def test_a_grant_for_a_line_of_which_nothing_is_left_gives_nothing(grant: Grant) -> None:
    assert granted_parts(refund(TWO_LINES, RefundAsked(line=1)).lines, grant) == ()


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        (RefundAsked(line=3), "line-unknown", "order o1 has lines 1 to 2, not 3"),
        (RefundAsked(line=1, quantity=3), "refund-too-high", "3 units of line 1 of order o1 are more than the 2 left"),
        (
            RefundAsked(line=1, amount=2_001),
            "refund-too-high",
            "2001 minor units of line 1 of order o1 are more than the 2000 left",
        ),
    ],
)
def test_a_refund_of_more_than_there_is_says_what_there_is(asked: RefundAsked, code: str, told: str) -> None:
    with refused(code) as refusal:
        refund_parts(TWO_LINES.lines, asked, "o1")

    assert str(refusal.value) == told


def test_nothing_goes_back_of_a_line_of_which_nothing_is_left_or_that_cost_nothing() -> None:
    gone = refund(TWO_LINES, RefundAsked(line=1)).lines
    free = paid(line("p1", 1, 100, discount=100), line("p2")).lines
    for lines, told in ((gone, "has been refunded in full"), (free, "cost nothing")):
        with refused("already-refunded") as refusal:
            refund_parts(lines, RefundAsked(line=1), "o1")
        assert str(refusal.value) == f"line 1 of order o1 {told}"


@pytest.mark.parametrize(
    ("parts", "fee"),
    [
        ((RefundPart(1, 0, 2_000), RefundPart(2, 0, 501)), 600),
        ((RefundPart(1, 0, 2_001),), 0),
        ((), 601),
    ],
    ids=["more than the order cost", "more than a line cost", "more than delivery cost"],
)
def test_more_than_there_was_cannot_have_gone_back(parts: tuple[RefundPart, ...], fee: int) -> None:
    fact = OrderRefunded(refund="r1", asked=RefundAsked(), parts=parts, delivery_fee=fee)
    with pytest.raises(ValueError, match=r"^OrderRefunded cannot follow Order\("):
        then(ORDER, paid(*SOLD), fact)


def test_an_amount_goes_back_without_units() -> None:
    facts = buying.refund(ONE_YUAN, "r1", RefundAsked(line=1, amount=40))
    assert facts == [
        OrderRefunded(refund="r1", asked=RefundAsked(line=1, amount=40), parts=(RefundPart(1, 0, 40),), delivery_fee=0)
    ]
    assert facts[0].goods == 40


def test_an_amount_refunded_and_then_the_units_give_back_what_was_paid_and_no_more() -> None:
    after_amount = refund(ONE_YUAN, RefundAsked(line=1, amount=50), UNIT)
    assert after_amount.refunded == 83
    emptied = refund(after_amount, UNIT)
    assert (emptied.refunded, emptied.status) == (100, "refunded")
    with refused("already-refunded"):
        refund(emptied, UNIT)


def test_all_units_after_an_amount_are_worth_what_is_left() -> None:
    order = refund(ONE_YUAN, RefundAsked(line=1, amount=99), RefundAsked(line=1, quantity=3))
    assert (order.refunded, order.status) == (100, "refunded")


def test_a_refund_of_all_that_is_left_to_the_fen_is_taken() -> None:
    assert refund(ONE_YUAN, RefundAsked(line=1, amount=100)).status == "refunded"
    assert refund(ONE_YUAN, UNIT, RefundAsked(line=1, amount=67)).status == "refunded"


@pytest.mark.parametrize(("before", "amount"), [((), 101), ((UNIT,), 68)], ids=["at-first", "after-a-unit"])
def test_a_refund_one_fen_too_high_is_refused_and_changes_nothing(before: tuple[RefundAsked, ...], amount: int) -> None:
    order = refund(ONE_YUAN, *before)
    untouched = attrs.evolve(order)
    with refused("refund-too-high") as caught:
        buying.refund(order, "r9", RefundAsked(line=1, amount=amount))
    assert caught.value.facts == {"left": amount - 1}
    assert order == untouched
    assert refund(order, RefundAsked(line=1, amount=amount - 1)).refunded == 100


def test_a_refund_of_one_unit_too_many_is_refused_with_the_units_left() -> None:
    order = refund(ONE_YUAN, UNIT)
    with refused("refund-too-high") as caught:
        buying.refund(order, "r9", RefundAsked(line=1, quantity=3))
    assert caught.value.facts == {"left": 2}


@pytest.mark.parametrize("number", [3, 10**9])
def test_a_line_that_the_order_has_not_is_refused(number: int) -> None:
    with refused("line-unknown"):
        buying.refund(TWO_LINES, "r1", RefundAsked(line=number))
    assert buying.refund(TWO_LINES, "r1", RefundAsked(line=2))


def test_the_rest_of_a_line_goes_back_with_its_units() -> None:
    facts = buying.refund(refund(TWO_LINES, UNIT), "r2", RefundAsked(line=1))
    assert facts[0].parts == (RefundPart(1, 1, 1_000),)
    assert facts[0].delivery_fee == 0


def test_a_line_that_was_given_back_is_not_given_back_again() -> None:
    order = refund(TWO_LINES, RefundAsked(line=1))
    assert order.status == "paid"
    for again in (RefundAsked(line=1), UNIT, RefundAsked(line=1, amount=1)):
        with refused("already-refunded"):
            buying.refund(order, "r9", again)


def test_naming_nothing_gives_back_all_that_is_left_and_the_delivery_fee() -> None:
    facts = buying.refund(TWO_LINES, "r1", ALL)
    assert facts[0].parts == (RefundPart(1, 2, 2_000), RefundPart(2, 1, 500))
    assert facts[0].delivery_fee == 600
    assert then(ORDER, TWO_LINES, *facts).status == "refunded"


def test_naming_nothing_leaves_out_lines_that_were_given_back() -> None:
    facts = buying.refund(refund(TWO_LINES, RefundAsked(line=1)), "r2", ALL)
    assert facts[0].parts == (RefundPart(2, 1, 500),)


@pytest.mark.parametrize(
    "last", [ALL, RefundAsked(line=2), RefundAsked(line=2, quantity=1), RefundAsked(line=2, amount=500)]
)
def test_the_delivery_fee_goes_back_with_whatever_empties_the_last_line(last: RefundAsked) -> None:
    almost = refund(TWO_LINES, RefundAsked(line=1))
    assert almost.refunded == 2_000
    order = refund(almost, last)
    assert (order.refunded, order.status) == (3_100, "refunded")


def test_the_delivery_fee_stays_while_a_fen_of_the_goods_is_left() -> None:
    order = refund(TWO_LINES, RefundAsked(line=1), RefundAsked(line=2, amount=499))
    assert (order.refunded, order.status) == (2_499, "paid")


@pytest.mark.parametrize("order", [shipped(), delivered(), completed()], ids=lambda order: order.status)
@pytest.mark.parametrize("wishes", [(ALL,), (RefundAsked(line=1), RefundAsked(line=2))], ids=["at-once", "by-line"])
def test_the_delivery_fee_stays_once_anything_is_shipped_and_so_does_the_status(
    order: Order, wishes: tuple[RefundAsked, ...]
) -> None:
    emptied = refund(order, *wishes)
    assert (emptied.refunded, emptied.fee_left, emptied.status) == (2_500, 600, order.status)
    with refused("already-refunded"):
        refund(emptied, ALL)


def test_goods_that_cost_nothing_leave_only_the_delivery_fee_to_go_back() -> None:
    free = line("p1", 1, 1_000, discount=1_000)
    facts = buying.refund(paid(free), "r1", ALL)
    assert (facts[0].parts, facts[0].delivery_fee) == ((), 600)
    with refused("already-refunded"):
        buying.refund(shipped(free), "r1", ALL)


def test_nothing_more_goes_back_of_a_refunded_order() -> None:
    order = refund(TWO_LINES, ALL)
    for again in (ALL, UNIT, RefundAsked(line=9)):
        with refused("already-refunded"):
            buying.refund(order, "r9", again)


@pytest.mark.parametrize("order", [refund(TWO_LINES, UNIT), refund(TWO_LINES, UNIT, ALL)], ids=["paid", "refunded"])
def test_the_same_refund_again_changes_nothing(order: Order) -> None:
    assert buying.refund(order, "r1", UNIT) == []


@pytest.mark.parametrize("order", [refund(TWO_LINES, UNIT), refund(TWO_LINES, UNIT, ALL)], ids=["paid", "refunded"])
@pytest.mark.parametrize("other", [ALL, RefundAsked(line=1), RefundAsked(line=1, quantity=2), RefundAsked(line=2)])
def test_the_reference_of_a_refund_with_other_content_is_refused(order: Order, other: RefundAsked) -> None:
    with refused("refund-differs"):
        buying.refund(order, "r1", other)


@pytest.mark.parametrize("asked", [ALL, UNIT, RefundAsked(line=9)])
def test_nothing_goes_back_of_an_order_that_was_not_paid(asked: RefundAsked) -> None:
    order = placed(line("p1", 1, 100))
    with refused("not-paid"):
        buying.refund(order, "r1", asked)
    with refused("not-paid"):
        buying.refund(then(ORDER, order, OrderCancelled(kind="unpaid")), "r1", asked)


def test_a_quantity_or_an_amount_names_its_line() -> None:
    for wish in ({"quantity": 1}, {"amount": 1}):
        with pytest.raises(ValueError, match="names its line"):
            RefundAsked(**wish)


def test_a_refund_names_a_quantity_or_an_amount_and_not_both() -> None:
    with pytest.raises(ValueError, match="a quantity or an amount, not both"):
        RefundAsked(line=1, quantity=1, amount=1)


@pytest.mark.parametrize("also", [{"line": 1}, {"line": 1, "quantity": 1}, {"line": 1, "amount": 1}])
def test_a_refund_of_a_case_names_nothing_else(also: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="the case says what goes back"):
        RefundAsked(case="o1~1~1", **also)


def test_lines_of_which_nothing_is_left_have_no_parts() -> None:
    emptied = Line(line("p1", 1, 100), refunded_quantity=1, refunded_amount=100)
    assert refund_parts([emptied], ALL, "o1") == ()
    with refused("already-refunded"):
        refund_parts([emptied], RefundAsked(line=1), "o1")


def test_a_refund_that_gives_more_than_was_paid_cannot_have_happened() -> None:
    for part, fee in ((RefundPart(1, 3, 101), 0), (RefundPart(1, 3, 100), 1)):
        fact = OrderRefunded(refund="r1", asked=ALL, parts=(part,), delivery_fee=fee)
        with pytest.raises(ValueError, match="cannot follow"):
            then(ORDER, ONE_YUAN, fact)
