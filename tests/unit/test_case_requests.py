"""After-sale cases: what can be asked for, and of which orders."""

from typing import Any

import pytest

from given import NOON, given, refused, then
from ordering import ANSWER_BY, CASE_ID, asked, completed, delivered, line, own, paid, placed, repaid, shipped
from socialcommerce import NotFound
from socialcommerce.domain.orders import after_sale, buying
from socialcommerce.domain.orders.case import CASE, case_id
from socialcommerce.domain.orders.case_events import CaseAsked, CaseRequested, Kind
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.refunding import RefundAsked

RETURN_KINDS: list[Kind] = ["return_and_refund", "exchange"]
NEVER = given(CASE)


def request(order: Order, line: int = 1, kind: Kind = "refund_only", **changes: Any) -> list[Any]:
    """What is decided when the first case of *line* is requested at noon."""
    return after_sale.request(NEVER, CASE_ID, order, line, asked(kind, **changes), at=NOON)


def test_a_case_is_known_by_order_line_and_number() -> None:
    assert case_id("o-1", 2, 3) == "o-1~2~3"


def test_a_case_is_requested_and_waits_48_hours_for_an_answer() -> None:
    facts = request(paid())
    assert facts == [CaseRequested(case=CASE_ID, order="o1", line=1, asked=asked(), answer_by=ANSWER_BY)]
    case = given(CASE, *facts)
    assert (case.status, case.key, case.order, case.line) == ("requested", CASE_ID, "o1", 1)
    assert (case.asked, case.due, case.is_open) == (asked(), ANSWER_BY, True)


@pytest.mark.parametrize("kind", RETURN_KINDS)
def test_goods_are_sent_back_only_once_they_were_shipped(kind: Kind) -> None:
    for order in (shipped(), delivered(), completed()):
        assert request(order, kind=kind)
    with refused("not-shipped"):
        request(paid(), kind=kind)


def test_a_case_is_of_an_order_that_was_paid_and_of_a_line_that_there_is() -> None:
    with refused("not-paid"):
        request(placed())
    with refused("line-unknown"):
        request(paid(), 3)
    with pytest.raises(NotFound):
        request(Order())


def test_a_case_asks_for_no_more_than_is_left_of_its_line() -> None:
    assert request(paid(), quantity=2)
    assert request(paid(), amount=2_000)
    too_much: list[tuple[dict[str, Any], int]] = [({"quantity": 3}, 2), ({"amount": 2_001}, 2_000)]
    for change, left in too_much:
        with refused("refund-too-high") as refusal:
            request(paid(), **change)
        assert refusal.value.facts == {"left": left}
    with refused("already-refunded"):
        request(repaid(paid(), 1))


@pytest.mark.parametrize(("number", "back", "left"), [(1, 0, 3), (1, 2, 1), (2, 0, 2), (2, 1, 1), (3, 0, 4)])
def test_an_exchange_asks_for_no_more_units_than_are_left_of_its_line(number: int, back: int, left: int) -> None:
    order = delivered(line("p1", 3), line("p2", 2), line("p3", 4))
    if back:
        order = then(ORDER, order, *buying.refund(order, "r1", RefundAsked(line=number, quantity=back)))

    assert request(order, number, "exchange", quantity=left)
    with refused("refund-too-high") as refusal:
        request(order, number, "exchange", quantity=left + 1)
    assert refusal.value.facts == {"left": left}
    assert str(refusal.value) == f"{left + 1} units of line {number} of order o1 are more than the {left} left"


def test_what_cost_nothing_can_be_exchanged_and_not_refunded() -> None:
    order = delivered(line("p1"), line("p2", 2, 500, discount=1_000))

    assert request(order, 2, "exchange", quantity=2)
    with refused("already-refunded") as refusal:
        request(order, 2, "return_and_refund", quantity=2)
    assert str(refusal.value) == "line 2 of order o1 cost nothing"


def test_an_exchange_is_of_a_line_that_there_is_and_of_which_something_is_left() -> None:
    order = delivered()
    assert request(order, len(order.lines), "exchange", quantity=1)
    with refused("line-unknown") as unknown:
        request(order, len(order.lines) + 1, "exchange", quantity=1)
    with refused("already-refunded") as gone:
        request(repaid(order, 1), 1, "exchange", quantity=1)

    assert str(unknown.value) == "order o1 has lines 1 to 2, not 3"
    assert str(gone.value) == "line 1 of order o1 has been refunded in full"


def test_a_case_asks_for_a_quantity_or_an_amount_and_not_both() -> None:
    with pytest.raises(ValueError, match="not both"):
        asked(quantity=1, amount=1)


@pytest.mark.parametrize("kind", RETURN_KINDS)
def test_a_case_with_goods_to_return_asks_for_no_amount(kind: Kind) -> None:
    with pytest.raises(ValueError, match="only where nothing is sent back"):
        asked(kind, amount=1)


def test_a_case_has_at_most_nine_proofs() -> None:
    image = own("image")
    assert CaseAsked("exchange", image, proofs=(image,) * 9).proofs
    with pytest.raises(ValueError, match="the case has 10 proofs: at most 9"):
        CaseAsked("exchange", image, proofs=(image,) * 10)
