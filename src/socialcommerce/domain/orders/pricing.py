"""Pricing: what each line of an order costs, and why, by the prices, shares and budgets at its instant.

First the unit prices, then one discount, spread over the lines so that its parts add up exactly, then delivery. What
a line costs less than the platform price is drawn from its product's budget; what that does not hold, its merchant
owes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final, Literal

import attrs
from msgspec import Meta

from socialcommerce.domain.catalog.budget import Budget, exclusive_now
from socialcommerce.domain.catalog.product import Product
from socialcommerce.domain.orders.terms import Terms
from socialcommerce.domain.referrals.attribution import Attribution, NamedShare
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.clock import Instant, minutes
from socialcommerce.kernel.keys import JoinedKey, Key
from socialcommerce.kernel.money import MAX_MONEY, BasisPoints, Money, Price, allocate, at_basis_points, part
from socialcommerce.kernel.text import Title
from socialcommerce.rules import OrderRules

MAX_QUANTITY: Final = 1_000_000
"""Units of one line at most (our choice)."""

MAX_LINES: Final = 1_000
"""Lines of one order at most (our choice)."""

Quantity = Annotated[int, Meta(ge=1, le=MAX_QUANTITY)]
PercentBasisPoints = Annotated[int, Meta(ge=1, le=10_000)]
PriceReason = Literal["platform", "exclusive", "group", "bargain"]


@attrs.frozen
class Wanted:
    """A product and how many of it."""

    product: Key
    quantity: Quantity = 1


@attrs.frozen
class Discount:
    """What a coupon of the host's own takes off: an ``amount``, or a part in basis points.

    It can be had for goods that cost the ``threshold`` or more, in minor units.
    """

    amount: Price | None = None
    percent_bp: PercentBasisPoints | None = None
    threshold: Money = 0

    def __attrs_post_init__(self) -> None:
        if (self.amount is None) == (self.percent_bp is None):
            raise ValueError("a discount takes off an amount or a percentage: name one of the two")

    def worth(self, goods: int) -> int:
        """What it takes off *goods*, floored, and never more than they cost. Refused: ``below-threshold``."""
        if goods < self.threshold:
            message = f"the goods cost {goods}, less than the {self.threshold} that the discount asks for"
            raise Refused("below-threshold", message, threshold=self.threshold, goods=goods)
        if self.amount is not None:
            return min(self.amount, goods)
        return at_basis_points(goods, self.percent_bp or 0)


@attrs.frozen
class Asked:
    """What a buyer asks for: the content by which an order is the same or another."""

    buyer: Key
    wanted: tuple[Wanted, ...]
    share: JoinedKey | None = None
    delivery_fee: Money = 0
    discount: Discount | None = None

    def __attrs_post_init__(self) -> None:
        one_line_each([line.product for line in self.wanted])


def one_line_each(products: Sequence[str]) -> None:
    """``ValueError`` if the *products* of an order's lines are none, too many, or one of them is there twice."""
    if not products:
        raise ValueError("the order has no line: name at least one product")
    if len(products) > MAX_LINES:
        raise ValueError(f"the order has {len(products)} lines: at most {MAX_LINES} are possible")
    seen: set[str] = set()
    for product in products:
        if product in seen:
            raise ValueError(f"product {product} stands on two lines: name it once, with a quantity")
        seen.add(product)


@attrs.frozen(kw_only=True)
class OrderLine:
    """A line of an order, with the product as it was: ``unit_price`` and why, ``discount`` on the whole line.

    What its units cost less than the platform price is the ``subsidy``, drawn from the product's budget, and the
    ``excess``, owed by the merchant; both for the whole line.
    """

    product: Key
    title: Title
    category: Title
    sensitive: bool
    quantity: Quantity
    platform_price: Price
    unit_price: Price
    price_reason: PriceReason
    discount: Money
    subsidy: Money
    excess: Money
    commission_bp: BasisPoints

    @property
    def undiscounted(self) -> int:
        """What the units cost before the discount, in minor units."""
        return self.quantity * self.unit_price

    @property
    def amount(self) -> int:
        """What the line costs, in minor units."""
        return self.undiscounted - self.discount

    def without_budget(self) -> "OrderLine":
        """The line as it is told to its buyer: how much its merchant gave, or has to give, is left out as 0."""
        return attrs.evolve(self, subsidy=0, excess=0)


@attrs.frozen(kw_only=True)
class Quote:
    """What an order would be: all that is fixed at placing. Amounts in minor units."""

    merchant: str
    lines: tuple[OrderLine, ...]
    delivery_fee: int
    attribution: Attribution
    terms: Terms
    pay_by: Instant

    @property
    def goods(self) -> int:
        """What the lines cost together, without delivery."""
        return sum(line.amount for line in self.lines)

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.goods + self.delivery_fee

    def as_told_to_buyer(self) -> "Quote":
        """The quote without who recruited the sharer, and without the budgets."""
        lines = tuple(line.without_budget() for line in self.lines)
        return attrs.evolve(self, lines=lines, terms=self.terms.without_recruiter())


def quote(
    asked: Asked,
    *,
    products: Mapping[str, Product],
    budgets: Mapping[str, Budget],
    named: NamedShare | None,
    attribution: Attribution,
    terms: Terms,
    at: datetime,
    rules: OrderRules,
) -> Quote:
    """Price what is *asked* at *at*; *products* holds the states of all that are wanted.

    *budgets* holds those of the products that a live share can make cheaper.

    ``NotFound`` if a product is unknown; refused: ``product-delisted``, ``several-merchants``, ``below-threshold``;
    ``ValueError`` if the order would cost more than 10^15 at platform prices.
    """
    lines = [
        _line(wanted, products[wanted.product], budgets.get(wanted.product, Budget()), named) for wanted in asked.wanted
    ]
    merchants = sorted({state.offer.merchant for state in products.values() if state.offer})
    if len(merchants) != 1:
        raise Refused("several-merchants", f"the order names products of {', '.join(merchants)}: place one each")
    at_most = sum(line.quantity * line.platform_price for line in lines) + asked.delivery_fee
    if at_most > MAX_MONEY:
        raise ValueError(f"the order costs up to {at_most}: at most {MAX_MONEY} minor units are possible")
    return Quote(
        merchant=merchants[0],
        lines=_discounted(lines, asked.discount),
        delivery_fee=asked.delivery_fee,
        attribution=attribution,
        terms=terms,
        pay_by=at + minutes(rules.payment_minutes),
    )


def _line(wanted: Wanted, product: Product, budget: Budget, named: NamedShare | None) -> OrderLine:
    offer = product.offer
    if offer is None:
        raise NotFound(f"there is no product {wanted.product}")
    if not product.listed:
        raise Refused("product-delisted", f"product {wanted.product} is delisted and cannot be ordered")
    unit_price = product.price
    if named and named.is_live and named.made.product == wanted.product:
        exclusive_price = exclusive_now(product, budget, wanted.quantity)
        unit_price = price_through_share(product.price, exclusive_price, named.made.promised_price)
    difference = wanted.quantity * (product.price - unit_price)
    subsidy = min(budget.left, difference)
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
        subsidy=subsidy,
        excess=difference - subsidy,
        commission_bp=offer.commission_bp,
    )


def _discounted(lines: Sequence[OrderLine], discount: Discount | None) -> tuple[OrderLine, ...]:
    if discount is None:
        return tuple(lines)
    costs = [line.undiscounted for line in lines]
    parts = allocate(discount.worth(sum(costs)), costs)
    return tuple(attrs.evolve(line, discount=off) for line, off in zip(lines, parts, strict=True))


def price_through_share(price: int, exclusive_price: int | None, promised_price: int) -> int:
    """What a unit costs through a live share: the lowest of the promised, the exclusive and the platform price.

    *exclusive_price* is the one that holds: None if there is none, or no budget that covers it.
    """
    return min(promised_price, exclusive_price or price, price)


def given_back(granted: int, refunded: int, amount: int, *, in_full: bool = False) -> int:
    """What of a line's subsidy or excess, *granted*, is back once *refunded* of the line's *amount* is.

    The floor of the cumulative part, and all of it with the last of the amount, or once the order is refunded
    *in_full*: so it comes back for lines that cost nothing too. Raises ``ValueError`` unless 0 <= refunded <= amount.
    """
    if in_full:
        return granted
    return part(granted, 0, refunded, of=amount) if amount else 0
