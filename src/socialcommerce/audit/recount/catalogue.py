"""Recount of products, their prices and their budgets."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar, microseconds
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.catalog.product import (
    PriceObserved,
    ProductDelisted,
    ProductListed,
    ProductRelisted,
    ProductRepriced,
)
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels


class Product(Row):
    """A product as it is now."""

    product: str
    merchant: str
    title: str
    category: str
    price: int
    exclusive_price: int | None
    budget_left: int | None
    sensitive: bool
    listed: bool
    listing: int


class Price(Row):
    """A platform price, and since when it holds."""

    product: str
    position: int
    since: int
    price: int


class Reference(Row):
    """A price that was seen elsewhere, and until when it counts."""

    product: str
    position: int
    counts_until: int
    price: int


class Catalogue(Recounted):
    """Products as they are now, and all the prices that they had."""

    model = "catalogue"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.products = Table[str, Product](models.catalogue.products, Product)
        self.prices = Table[int, Price](models.catalogue.prices, Price, by="position")
        self.references = Table[int, Reference](models.catalogue.references, Reference, by="position")
        self._calendar = calendar

    @sees(ProductListed)
    def listed(self, product: str, fact: ProductListed, recorded: Recorded[Any]) -> None:
        self.products[product] = Product(
            product=product,
            merchant=fact.merchant,
            title=fact.title,
            category=fact.category,
            price=fact.price,
            exclusive_price=fact.exclusive_price,
            budget_left=None,
            sensitive=fact.sensitive,
            listed=True,
            listing=1,
        )
        self._priced(product, fact.price, recorded)

    @sees(ProductRepriced)
    def repriced(self, product: str, fact: ProductRepriced, recorded: Recorded[Any]) -> None:
        self.products[product].price = fact.price
        self.products[product].exclusive_price = fact.exclusive_price
        self._priced(product, fact.price, recorded)

    @sees(ProductDelisted)
    def delisted(self, product: str, fact: ProductDelisted, recorded: Recorded[Any]) -> None:
        self.products[product].listed = False

    @sees(ProductRelisted)
    def relisted(self, product: str, fact: ProductRelisted, recorded: Recorded[Any]) -> None:
        self.products[product].listed = True
        self.products[product].listing = fact.listing

    @sees(BudgetFunded, BudgetGivenBack)
    def filled(self, product: str, fact: BudgetFunded | BudgetGivenBack, recorded: Recorded[Any]) -> None:
        self._fill(product, fact.amount)

    @sees(BudgetDrawn)
    def drawn(self, product: str, fact: BudgetDrawn, recorded: Recorded[Any]) -> None:
        self._fill(product, -fact.amount)

    @sees(PriceObserved)
    def observed(self, product: str, fact: PriceObserved, recorded: Recorded[Any]) -> None:
        self.references[recorded.position] = Reference(
            product=product,
            position=recorded.position,
            counts_until=microseconds(fact.counts_until),
            price=fact.price,
        )

    def _priced(self, product: str, price: int, recorded: Recorded[Any]) -> None:
        since = self._calendar.instant(recorded.at)
        self.prices[recorded.position] = Price(product=product, position=recorded.position, since=since, price=price)

    def _fill(self, product: str, amount: int) -> None:
        self.products[product].budget_left = (self.products[product].budget_left or 0) + amount
