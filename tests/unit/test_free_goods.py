"""Orders whose goods cost nothing, so that the delivery fee is all that was paid."""

from given import then
from ordering import line, paid, shipped
from socialcommerce.domain.orders import buying
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.domain.orders.refunding import RefundAsked

FREE = line("p1", 1, 1_000, discount=1_000)


def test_the_fee_of_an_order_of_free_goods_goes_back_before_it_is_shipped() -> None:
    order = paid(FREE, delivery_fee=500)
    order = then(ORDER, order, *buying.refund(order, "r1", RefundAsked()))
    assert (order.refunded, order.status) == (500, "refunded")


def test_free_goods_on_their_way_keep_their_order_shipped() -> None:
    assert shipped(FREE, delivery_fee=500).status == "shipped"
