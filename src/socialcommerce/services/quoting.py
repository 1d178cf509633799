"""Quoting: what an order would be, from the states of all that it touches."""

from typing import NotRequired, TypedDict

from socialcommerce.domain.catalog.budget import BUDGET, Budget
from socialcommerce.domain.catalog.product import PRODUCT, Product
from socialcommerce.domain.orders.pricing import Asked, Discount, PercentBasisPoints, Quantity, Quote, Wanted, quote
from socialcommerce.domain.orders.terms import terms_by
from socialcommerce.domain.referrals.attribution import NamedShare, attribute
from socialcommerce.domain.referrals.journey import JOURNEY
from socialcommerce.domain.referrals.share import SHARE, created
from socialcommerce.domain.shops.shop import SHOP, Shop
from socialcommerce.kernel.keys import Key
from socialcommerce.kernel.money import Money, Price
from socialcommerce.services.actors import Actor, only_host, only_member
from socialcommerce.services.deadlines import BudgetShort
from socialcommerce.services.transaction import Transaction


class WantedLine(TypedDict):
    """A line of an order as a host gives it: a product, and how many units (1)."""

    product: Key
    quantity: NotRequired[Quantity]


class GivenDiscount(TypedDict):
    """What a coupon of the host's own takes off: an amount or a percentage, from a threshold on."""

    amount: NotRequired[Price]
    percent_bp: NotRequired[PercentBasisPoints]
    threshold: NotRequired[Money]


def asked_for(
    buyer: str,
    lines: list[WantedLine],
    share: str | None,
    delivery_fee: int,
    discount: GivenDiscount | None,
    by: Actor,
) -> Asked:
    """What *buyer* asks for, who alone may, beside the host; only the host gives a *discount*."""
    only_member(by, buyer, f"order for {buyer}")
    if discount is not None:
        only_host(by, "give discounts")
    wanted = tuple(Wanted(line["product"], line.get("quantity", 1)) for line in lines)
    return Asked(buyer, wanted, share, delivery_fee, None if discount is None else Discount(**discount))


def quoted(transaction: Transaction, asked: Asked, *, settled: bool) -> Quote:
    """What is *asked*, priced; :class:`BudgetShort` if a budget is short and it is not *settled* that it stays so."""
    products = {line.product: transaction.existing(PRODUCT, line.product) for line in asked.wanted}
    journey = transaction.load(JOURNEY, asked.buyer)
    named = _named(transaction, asked.share)
    budgets = _budgets(transaction, asked, products, named, settled=settled)
    bound_to = journey.binding.shop if journey.binding else None
    bound_shop = transaction.load(SHOP, bound_to) if bound_to else Shop()
    rules = transaction.rules
    attribution = attribute(
        asked.buyer,
        tuple(products),
        named=named,
        journey=journey,
        bound_shop=bound_shop,
        at=transaction.at,
        rules=rules.referrals,
    )
    sharer = transaction.load(SHOP, attribution.shop) if attribution.shop else Shop()
    return quote(
        asked,
        products=products,
        budgets=budgets,
        named=named,
        attribution=attribution,
        terms=terms_by(rules, sharer.recruiter),
        at=transaction.at,
        rules=rules.orders,
    )


def _budgets(
    transaction: Transaction,
    asked: Asked,
    products: dict[str, Product],
    named: NamedShare | None,
    *,
    settled: bool,
) -> dict[str, Budget]:
    """The budget of the one product that a live share can make cheaper; others are not touched, so not relied on."""
    if named is None or not named.is_live or named.made.product not in products:
        return {}
    id = named.made.product
    product, budget = products[id], transaction.load(BUDGET, id, may_be_later=True)
    quantity = next(line.quantity for line in asked.wanted if line.product == id)
    lowest = min(product.exclusive_price or product.price, named.made.promised_price)
    if not settled and not budget.covers(quantity * (product.price - lowest)):
        raise BudgetShort(id, budget)
    return {id: budget}


def _named(transaction: Transaction, share: str | None) -> NamedShare | None:
    if share is None:
        return None
    state = transaction.existing(SHARE, share)
    made = created(state)
    product = transaction.load(PRODUCT, made.product)
    shop = transaction.load(SHOP, made.shop)
    ending = state.ending(product=product, shop=shop, at=transaction.at)
    return NamedShare(made, is_live=ending is None)
