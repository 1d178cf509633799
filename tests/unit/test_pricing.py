from datetime import timedelta

import attrs
import msgspec
import pytest

from given import NOON, product, refused
from quoting import TERMS, quoted, through
from socialcommerce import NotFound, OrderRules
from socialcommerce.domain.catalog.product import Product, ProductDelisted, ProductRelisted, ProductRepriced
from socialcommerce.domain.orders.pricing import MAX_LINES, MAX_QUANTITY, Asked, Discount, OrderLine, Quantity, Wanted
from socialcommerce.domain.referrals.attribution import NOBODY, Attribution, NamedShare
from socialcommerce.kernel.money import MAX_MONEY


def price_of(state: Product, named: NamedShare | None) -> tuple[int, str]:
    """What a unit of ``p1`` costs, and why."""
    line = quoted(Wanted("p1"), named=named, states={"p1": state}).lines[0]
    return line.unit_price, line.price_reason


def test_an_order_names_at_least_one_product() -> None:
    with pytest.raises(ValueError, match="the order has no line"):
        Asked("buyer", ())


def test_an_order_names_a_product_once() -> None:
    with pytest.raises(ValueError, match="product p1 stands on two lines"):
        Asked("buyer", (Wanted("p1"), Wanted("p2"), Wanted("p1", 2)))


def test_an_order_has_at_most_a_thousand_lines() -> None:
    lines = tuple(Wanted(f"p{number}") for number in range(MAX_LINES + 1))
    assert len(Asked("buyer", lines[:-1]).wanted) == 1_000
    with pytest.raises(ValueError, match="the order has 1001 lines: at most 1000 are possible"):
        Asked("buyer", lines)


@pytest.mark.parametrize(
    ("quantity", "valid"), [(0, False), (1, True), (MAX_QUANTITY, True), (MAX_QUANTITY + 1, False)]
)
def test_a_quantity_is_1_to_a_million(quantity: int, valid: bool) -> None:
    try:
        assert msgspec.convert(quantity, Quantity) == quantity
    except msgspec.ValidationError:
        assert not valid
    else:
        assert valid


def test_a_line_keeps_the_product_as_it_was() -> None:
    state = product(title="Rouge", category="beauty", price=500, commission_bp=1_200, sensitive=True)
    line = quoted(Wanted("p1", 3), states={"p1": state}).lines[0]
    assert line == OrderLine(
        product="p1",
        title="Rouge",
        category="beauty",
        sensitive=True,
        quantity=3,
        platform_price=500,
        unit_price=500,
        price_reason="platform",
        discount=0,
        subsidy=0,
        excess=0,
        commission_bp=1_200,
    )
    assert line.amount == 1_500


def test_a_line_costs_its_units_less_its_discount() -> None:
    line = quoted(Wanted("p1", 3)).lines[0]
    assert line.amount == 3_000
    assert attrs.evolve(line, discount=1).amount == 2_999


def test_a_total_is_the_lines_and_the_delivery_fee() -> None:
    found = quoted(Wanted("p1", 2), Wanted("p2"), delivery_fee=600, states={"p2": product("p2", price=1)})
    assert (found.goods, found.delivery_fee, found.total) == (2_001, 600, 2_601)


def test_lines_stand_in_the_order_in_which_they_are_asked_for() -> None:
    assert [line.product for line in quoted(Wanted("p2"), Wanted("p1")).lines] == ["p2", "p1"]


def test_a_quote_names_the_merchant_the_attribution_and_the_deadline_of_30_minutes() -> None:
    found = quoted(Wanted("p1"))
    assert (found.merchant, found.attribution) == ("dior", NOBODY)
    assert found.pay_by == NOON + timedelta(minutes=30)
    assert quoted(Wanted("p1"), rules=OrderRules(payment_minutes=1)).pay_by == NOON + timedelta(minutes=1)


def test_the_attribution_given_is_the_attribution_quoted() -> None:
    attribution = Attribution("binding", "m1")
    assert quoted(Wanted("p1"), attribution=attribution).attribution == attribution


def test_the_terms_given_are_the_terms_quoted() -> None:
    assert quoted(Wanted("p1")).terms == TERMS


def test_without_a_share_the_platform_price_holds_though_there_is_an_exclusive_one() -> None:
    assert price_of(product(exclusive_price=700), None) == (1_000, "platform")


@pytest.mark.parametrize(
    ("promised", "exclusive", "platform", "pays"),
    [
        (700, 700, 1_000, 700),
        (700, 800, 1_000, 700),
        (700, None, 1_000, 700),
        (800, 700, 1_000, 700),
        (1_000, None, 900, 900),
        (900, 800, 850, 800),
    ],
)
def test_through_a_live_share_the_lowest_of_promised_exclusive_and_platform_price_holds(
    promised: int, exclusive: int | None, platform: int, pays: int
) -> None:
    state = product("p1", ProductRepriced(price=platform, exclusive_price=exclusive))
    reason = "exclusive" if pays < platform else "platform"
    assert price_of(state, through(promised)) == (pays, reason)


@pytest.mark.parametrize(("promised", "reason"), [(999, "exclusive"), (1_000, "platform"), (1_001, "platform")])
def test_a_price_is_exclusive_only_below_the_platform_price(promised: int, reason: str) -> None:
    assert price_of(product(), through(promised)) == (min(promised, 1_000), reason)


def test_a_dead_share_gives_the_platform_price() -> None:
    assert price_of(product(exclusive_price=700), through(600, is_live=False)) == (1_000, "platform")


def test_a_share_gives_its_price_to_its_own_product_alone() -> None:
    found = quoted(Wanted("p1"), Wanted("p2"), named=through(600))
    assert [line.unit_price for line in found.lines] == [600, 1_000]
    assert price_of(product(exclusive_price=700), through(600, product="p9")) == (1_000, "platform")


def test_a_product_that_does_not_exist_cannot_be_ordered() -> None:
    with pytest.raises(NotFound, match="no product p1"):
        quoted(Wanted("p1"), states={"p1": Product()})


def test_a_delisted_product_cannot_be_ordered_and_a_relisted_one_can() -> None:
    delisted = product("p1", ProductDelisted(by_platform=False))
    with refused("product-delisted"):
        quoted(Wanted("p2"), Wanted("p1"), states={"p1": delisted})
    relisted = product("p1", ProductDelisted(by_platform=False), ProductRelisted(listing=2))
    assert quoted(Wanted("p1"), states={"p1": relisted}).total == 1_000


def test_an_order_of_products_of_several_merchants_is_refused_and_names_them_in_order() -> None:
    with refused("several-merchants") as caught:
        quoted(Wanted("p1"), Wanted("p2"), states={"p2": product("p2", merchant="chanel")})
    assert "chanel, dior" in str(caught.value)


def test_an_order_of_ten_trillion_yuan_is_the_dearest_that_is_possible() -> None:
    dearest = {"p1": product(price=MAX_MONEY)}
    assert quoted(Wanted("p1"), states=dearest).total == MAX_MONEY
    with pytest.raises(ValueError, match="at most 1000000000000000 minor units are possible"):
        quoted(Wanted("p1"), states=dearest, delivery_fee=1)
    with pytest.raises(ValueError, match="at most"):
        quoted(Wanted("p1", MAX_QUANTITY), states=dearest)


def test_what_a_share_or_a_discount_takes_off_counts_towards_the_dearest_order() -> None:
    dearest = {"p1": product(price=MAX_MONEY)}
    with pytest.raises(ValueError, match="at most"):
        quoted(Wanted("p1", 2), states=dearest, named=through(1))
    with pytest.raises(ValueError, match="at most"):
        quoted(Wanted("p1", 2), states=dearest, discount=Discount(percent_bp=10_000))
