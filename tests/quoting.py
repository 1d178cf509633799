"""Quotes of orders of which an example says only what it is about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from given import NOON, given, made, product
from socialcommerce import OrderRules, Rules
from socialcommerce.domain.catalog.budget import BUDGET, Budget, BudgetFunded
from socialcommerce.domain.catalog.product import Product
from socialcommerce.domain.orders.pricing import Asked, Discount, Quote, Wanted, quote
from socialcommerce.domain.orders.terms import terms_by
from socialcommerce.domain.referrals.attribution import NOBODY, Attribution, NamedShare

TERMS: Final = terms_by(Rules())
"""The terms of the default rules."""


def quoted(
    *wanted: Wanted,
    named: NamedShare | None = None,
    delivery_fee: int = 0,
    at: datetime = NOON,
    rules: OrderRules | None = None,
    states: Mapping[str, Product] | None = None,
    budget: Budget = BUDGET.initial,
    discount: Discount | None = None,
    attribution: Attribution = NOBODY,
) -> Quote:
    """Quote *wanted* at noon, by default products of ``dior`` at ¥10.00; ``p1`` has the *budget*, others none."""
    return quote(
        Asked("buyer", wanted, delivery_fee=delivery_fee, discount=discount),
        products={line.product: product(line.product) for line in wanted} | dict(states or {}),
        budgets=dict.fromkeys((line.product for line in wanted), BUDGET.initial) | {"p1": budget},
        named=named,
        attribution=attribution,
        terms=TERMS,
        at=at,
        rules=rules or OrderRules(),
    )


def funded(amount: int) -> Budget:
    """A budget of which all is left."""
    return given(BUDGET, BudgetFunded(funding="f1", amount=amount))


def through(promised_price: int, *, product: str = "p1", is_live: bool = True) -> NamedShare:
    """A share that promises a price."""
    return NamedShare(made(product=product, promised_price=promised_price), is_live)
