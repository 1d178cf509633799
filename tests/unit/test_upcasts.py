"""Events as version 0.1 wrote them, read in the form of today."""

from datetime import timedelta
from typing import Any

import attrs
import pytest

from given import NOON, recorded
from ordering import TERMS
from socialcommerce.domain.orders.events import OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.pricing import Asked, Wanted
from socialcommerce.domain.orders.refunding import RefundAsked, RefundPart
from socialcommerce.domain.orders.v1 import AskedV1, OrderLineV1, OrderPlacedV1, OrderRefundedV1, RefundAskedV1
from socialcommerce.domain.referrals.attribution import NOBODY
from socialcommerce.domain.shops.shop import ShopOpened
from socialcommerce.domain.shops.v1 import ShopOpenedV1
from socialcommerce.kernel.event import current
from socialcommerce.kernel.money import MAX_MONEY
from socialcommerce.testing.mapping import new_mapper

LINE = OrderLineV1(
    product="p1",
    title="Lipstick",
    category="lips",
    sensitive=False,
    quantity=3,
    platform_price=1_000,
    unit_price=700,
    price_reason="exclusive",
    discount=0,
    commission_bp=500,
)


def placed(line: OrderLineV1 = LINE) -> OrderPlacedV1:
    return OrderPlacedV1(
        order="o1",
        asked=AskedV1("an", (Wanted("p1", line.quantity),), "s1", 500),
        merchant="dior",
        lines=(line,),
        attribution=NOBODY,
        total=line.quantity * line.unit_price + 500,
        pay_by=NOON + timedelta(minutes=30),
    )


def test_an_order_keeps_all_that_was_said_of_it() -> None:
    old, new = placed(), current(placed())
    assert isinstance(new, OrderPlaced)
    assert new.asked == Asked("an", (Wanted("p1", 3),), "s1", 500, discount=None)
    for name in ("order", "merchant", "attribution", "total", "pay_by"):
        assert getattr(new, name) == getattr(old, name)
    (line,) = new.lines
    assert attrs.asdict(line).items() >= attrs.asdict(LINE).items()


def test_the_later_life_of_an_old_order_goes_by_the_published_rules_and_earns_no_recruiter() -> None:
    assert current(placed()).terms == TERMS
    assert (TERMS.recruiter, TERMS.recruiter_bp) == (None, 0)


def test_what_an_old_order_cost_less_than_the_platform_price_is_all_owed_by_the_merchant() -> None:
    (line,) = current(placed()).lines
    assert (line.subsidy, line.excess) == (0, 3 * 300)


def test_a_refund_and_the_opening_of_a_shop_keep_all_that_was_said_of_them() -> None:
    parts = (RefundPart(1, 1, 700),)
    old = OrderRefundedV1(refund="r1", asked=RefundAskedV1(1, 1), parts=parts, delivery_fee=5)
    assert current(old) == OrderRefunded(refund="r1", asked=RefundAsked(1, 1), parts=parts, delivery_fee=5)
    assert current(ShopOpenedV1(owner="m1")) == ShopOpened(owner="m1", recruiter=None)


@pytest.mark.parametrize("fact", [placed(), ShopOpenedV1(owner="m1")], ids=lambda fact: type(fact).__name__)
def test_what_was_stored_by_the_old_version_is_loaded_in_the_form_of_today(fact: Any) -> None:
    mapper = new_mapper()
    (old,) = recorded(fact)
    assert mapper.to_domain_event(mapper.to_stored_event(old)).event == current(fact)


def test_the_excess_of_an_old_order_is_an_amount_however_dear_the_platform_price() -> None:
    """Version 0.1 limited what an order cost, not what it would have cost at platform prices."""
    (line,) = current(placed(attrs.evolve(LINE, quantity=1_000_000, platform_price=MAX_MONEY, unit_price=1))).lines
    assert 0 <= line.excess <= MAX_MONEY
