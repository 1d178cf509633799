"""Pricing: what each line of an order costs, and why, by the prices and shares at its instant."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

import attrs
from msgspec import Meta

from socialcommerce.domain.catalog.product import Product
from socialcommerce.domain.referrals.attribution import Attribution, NamedShare
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import JoinedKey, Key
from socialcommerce.kernel.money import MAX_MONEY, BasisPoints, Money, Price
from socialcommerce.kernel.text import Title
from socialcommerce.rules import OrderRules

MAX_QUANTITY: Final = 1_000_000
"""Units of one line at most (our choice)."""

MAX_LINES: Final = 1_000
"""Lines of one order at most (our choice)."""

Quantity = Annotated[int, Meta(ge=1, le=MAX_QUANTITY)]
PriceReason = Literal["platform", "exclusive"]


@attrs.frozen
class Wanted:
    """A product and how many of it."""

    product: Key
    quantity: Quantity = 1


@attrs.frozen
class Asked:
    """What a buyer asks for: the content by which an order is the same or another."""

    buyer: Key
    wanted: tuple[Wanted, ...]
    share: JoinedKey | None = None
    delivery_fee: Money = 0

    def __attrs_post_init__(self) -> None:
        if not self.wanted:
            raise ValueError("the order has no line: name at least one product")
        if len(self.wanted) > MAX_LINES:
            raise ValueError(f"the order has {len(self.wanted)} lines: at most {MAX_LINES} are possible")
        seen: set[str] = set()
        for line in self.wanted:
            if line.product in seen:
                raise ValueError(f"product {line.product} stands on two lines: name it once, with a quantity")
            seen.add(line.product)


@attrs.frozen(kw_only=True)
class OrderLine:
    """A line of an order, with the product as it was: ``unit_price`` and why, ``discount`` on the whole line."""

    product: Key
    title: Title
    category: Title
    sensitive: bool
    quantity: Quantity
    platform_price: Price
    unit_price: Price
    price_reason: PriceReason
    discount: Money
    commission_bp: BasisPoints

    @property
    def amount(self) -> int:
        """What the line costs, in minor units."""
        return self.quantity * self.unit_price - self.discount


@attrs.frozen(kw_only=True)
class Quote:
    """What an order would be: all that is fixed at placing. Amounts in minor units."""

    merchant: str
    lines: tuple[OrderLine, ...]
    delivery_fee: int
    attribution: Attribution
    pay_by: Instant

    @property
    def goods(self) -> int:
        """What the lines cost together, without delivery."""
        return sum(line.amount for line in self.lines)

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.goods + self.delivery_fee


def quote(
    asked: Asked,
    *,
    products: Mapping[str, Product],
    named: NamedShare | None,
    attribution: Attribution,
    at: datetime,
    rules: OrderRules,
) -> Quote:
    """Price what is *asked* at *at*; *products* holds the states of all that are wanted.

    ``NotFound`` if a product is unknown; refused: ``product-delisted``, ``several-merchants``; ``ValueError`` if
    the total is over 10^15.
    """
    lines = tuple(_line(wanted, products[wanted.product], named) for wanted in asked.wanted)
    merchants = sorted({state.offer.merchant for state in products.values() if state.offer})
    if len(merchants) != 1:
        raise Refused("several-merchants", f"the order names products of {', '.join(merchants)}: place one each")
    quoted = Quote(
        merchant=merchants[0],
        lines=lines,
        delivery_fee=asked.delivery_fee,
        attribution=attribution,
        pay_by=at + timedelta(minutes=rules.payment_minutes),
    )
    if quoted.total > MAX_MONEY:
        raise ValueError(f"the order costs {quoted.total}: at most {MAX_MONEY} minor units are possible")
    return quoted


def _line(wanted: Wanted, product: Product, named: NamedShare | None) -> OrderLine:
    offer = product.offer
    if offer is None:
        raise NotFound(f"there is no product {wanted.product}")
    if not product.listed:
        raise Refused("product-delisted", f"product {wanted.product} is delisted and cannot be ordered")
    unit_price = product.price
    if named and named.is_live and named.made.product == wanted.product:
        unit_price = price_through_share(product.price, product.exclusive_price, named.made.promised_price)
    return OrderLine(
        product=wanted.product,
        title=offer.title,
        category=offer.category,
        sensitive=offer.sensitive,
        quantity=wanted.quantity,
        platform_price=product.price,
        unit_price=unit_price,
        price_reason="exclusive" if unit_price < product.price else "platform",
        discount=0,
        commission_bp=offer.commission_bp,
    )


def price_through_share(price: int, exclusive_price: int | None, promised_price: int) -> int:
    """What a unit costs through a live share: the lowest of the promised, the exclusive and the platform price."""
    return min(promised_price, exclusive_price or price, price)
