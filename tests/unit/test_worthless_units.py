"""Units that cost nothing can go back, and be exchanged, like others."""

from datetime import timedelta
from typing import Any

import pytest

from given import refused
from socialcommerce import ManualClock, SocialCommerce


def delivered(commerce: SocialCommerce, price: int, quantity: int, discount: Any) -> None:
    commerce.merchants.invite("cha", "Cha")
    commerce.products.list("tea", "cha", "Tea", "food", price)
    lines: Any = [{"product": "tea", "quantity": quantity}]
    commerce.orders.place("o1", "an", lines, None, 100, discount)
    commerce.orders.pay("o1", "p1")
    commerce.orders.ship("o1", "x", "SF")
    commerce.orders.deliver("o1")


def test_a_case_for_a_unit_that_is_worth_nothing_ends_with_its_refund(
    commerce: SocialCommerce, clock: ManualClock
) -> None:
    """Three units for 2: they are worth 0, 1 and 1, as differences of floors."""
    delivered(commerce, 1, 3, {"amount": 1})
    case = commerce.cases.request("o1", 1, "refund_only", "stale", quantity=1)
    commerce.cases.approve(case)

    order = commerce.orders.refund("o1", "r1", case=case)

    assert (order.refunded, order.lines[0].refunded_quantity, order.holds) == (0, 1, ())
    assert commerce.cases.of(case).status == "refunded"
    clock.advance(timedelta(days=7))
    assert commerce.orders.of("o1").status == "completed"


@pytest.mark.parametrize("quantity", [None, 1, 2])
def test_goods_that_cost_nothing_can_be_exchanged(commerce: SocialCommerce, quantity: int | None) -> None:
    delivered(commerce, 500, 2, {"percent_bp": 10_000})
    case = commerce.cases.request("o1", 1, "exchange", "broken", quantity=quantity)
    commerce.cases.approve(case)
    commerce.cases.send_back(case, "y", "SF")
    commerce.cases.receive(case)

    assert commerce.cases.exchange(case, "z", "SF").status == "exchanged"
    assert commerce.orders.of("o1").holds == ()


def test_more_units_than_there_are_cannot_be_exchanged(commerce: SocialCommerce) -> None:
    delivered(commerce, 500, 2, {"percent_bp": 10_000})

    with refused("refund-too-high"):
        commerce.cases.request("o1", 1, "exchange", "broken", quantity=3)


def test_no_money_is_asked_back_for_goods_that_cost_nothing(commerce: SocialCommerce) -> None:
    delivered(commerce, 500, 2, {"percent_bp": 10_000})

    with refused("already-refunded") as caught:
        commerce.cases.request("o1", 1, "refund_only", "broken")
    assert "cost nothing" in str(caught.value)
