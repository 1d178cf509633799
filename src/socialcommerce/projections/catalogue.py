"""Read model: products as they are, what their budgets hold, and the platform prices that they had."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.catalog.product import (
    PriceObserved,
    ProductDelisted,
    ProductListed,
    ProductRelisted,
    ProductRepriced,
)
from socialcommerce.kernel.clock import days
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Row, Rows, Text


class Catalogue:
    """``products``: one row each; ``budget_left`` is null for those without a budget.

    ``prices``: each platform price, and from when it held.
    ``references``: prices of other platforms, and until when they count. All in minor units.
    """

    name = "catalogue"
    version = 2

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.products: Final = table_of(
            self,
            "products",
            sa.Column("product", Text, primary_key=True),
            sa.Column("merchant", Text, nullable=False),
            sa.Column("title", Text, nullable=False),
            sa.Column("category", Text, nullable=False),
            sa.Column("price", sa.BigInteger, nullable=False),
            sa.Column("exclusive_price", sa.BigInteger),
            sa.Column("budget_left", sa.BigInteger),
            sa.Column("sensitive", sa.Boolean, nullable=False),
            sa.Column("listed", sa.Boolean, nullable=False),
            sa.Column("listing", sa.Integer, nullable=False),
        )
        self.prices: Final = table_of(
            self,
            "prices",
            sa.Column("product", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, primary_key=True),
            sa.Column("since", Instant, nullable=False),
            sa.Column("price", sa.BigInteger, nullable=False),
        )

        self.references: Final = table_of(
            self,
            "references",
            sa.Column("product", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, primary_key=True),
            sa.Column("counts_until", Instant, nullable=False),
            sa.Column("price", sa.BigInteger, nullable=False),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow listings, prices and budgets."""
        products, prices = Rows(connection, self.products), Rows(connection, self.prices)
        references = Rows(connection, self.references)
        products.load(recorded.key for recorded in batch if recorded.category in ("product", "budget"))
        for recorded in batch:
            product = recorded.key
            match recorded.event:
                case ProductListed() as offer:
                    products.put(_listed(product, offer))
                case ProductRepriced(price=price, exclusive_price=exclusive):
                    products.change(product, price=price, exclusive_price=exclusive)
                case ProductDelisted():
                    products.change(product, listed=False)
                case ProductRelisted(listing=listing):
                    products.change(product, listed=True, listing=listing)
                case BudgetFunded(amount=amount) | BudgetGivenBack(amount=amount):
                    _fill(products, product, amount)
                case BudgetDrawn(amount=amount):
                    _fill(products, product, -amount)
                case PriceObserved() as seen:
                    references.put(
                        {
                            "product": product,
                            "position": recorded.position,
                            "counts_until": seen.counts_until,
                            "price": seen.price,
                        }
                    )
            if isinstance(recorded.event, ProductListed | ProductRepriced):
                prices.put(
                    {
                        "product": product,
                        "position": recorded.position,
                        "since": recorded.at,
                        "price": recorded.event.price,
                    }
                )
        products.write()
        prices.write()
        references.write()

    def is_listed_as(self, listing: "sa.ColumnElement[int]") -> "sa.ColumnElement[bool]":
        """Whether a product is on sale, and has been since the *listing* of another row."""
        return sa.and_(self.products.c.listed, self.products.c.listing == listing)

    @cached_property
    def exclusive_now(self) -> "sa.ColumnElement[int | None]":
        """The exclusive price of a product, null while its budget does not cover the difference of one unit."""
        columns = self.products.c
        covered = sa.or_(columns.budget_left.is_(None), columns.budget_left >= columns.price - columns.exclusive_price)
        return sa.case((covered, columns.exclusive_price), else_=None)

    def lowest_prices(
        self, connection: sa.Connection, products: Iterable[str], *, at: datetime, window_days: int
    ) -> dict[str, int]:
        """The lowest platform price that each product had within the *window_days* up to *at*, in minor units.

        A price counts that was set before the window and still held at its beginning.
        """
        since = at - days(window_days)
        rows = connection.execute(
            sa.select(self.prices)
            .where(self.prices.c.product.in_(sorted(products)))
            .order_by(self.prices.c.product, self.prices.c.position)
        )
        held: dict[str, list[int]] = {}
        for row in rows:
            if row.since > since:
                held.setdefault(row.product, []).append(row.price)
            else:
                held[row.product] = [row.price]
        return {product: min(prices) for product, prices in held.items()}

    def lowest_references(self, connection: sa.Connection, products: Iterable[str], *, at: datetime) -> dict[str, int]:
        """The lowest price that other platforms ask for each product, of those seen that still count at *at*."""
        table = self.references
        lowest = (
            sa.select(table.c.product, sa.func.min(table.c.price).label("lowest"))
            .where(table.c.product.in_(sorted(products)), table.c.counts_until > at)
            .group_by(table.c.product)
        )
        return {row.product: row.lowest for row in connection.execute(lowest)}


def _listed(product: str, offer: ProductListed) -> Row:
    return {
        "product": product,
        "merchant": offer.merchant,
        "title": offer.title,
        "category": offer.category,
        "price": offer.price,
        "exclusive_price": offer.exclusive_price,
        "budget_left": None,
        "sensitive": offer.sensitive,
        "listed": True,
        "listing": 1,
    }


def _fill(products: Rows, product: str, amount: int) -> None:
    left = products.existing(product)["budget_left"] or 0
    products.change(product, budget_left=left + amount)
