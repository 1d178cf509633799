"""Merchants, and products as they are offered."""

from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Kept, Part, sees
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.domain.catalog.product import (
    PriceObserved,
    ProductDelisted,
    ProductListed,
    ProductRelisted,
    ProductRepriced,
)
from socialcommerce.kernel.event import Recorded


class Product(Kept):
    """A product and what it was first listed as; ``seen`` are prices of other platforms, with how long each counts."""

    offer: ProductListed
    price: int
    exclusive_price: int | None
    is_listed: bool = True
    listing: int = 1
    by_platform: bool = False
    seen: list[tuple[int, datetime]] = []

    def is_listed_as(self, listing: int) -> bool:
        """Whether it has been on sale since that listing."""
        return self.is_listed and self.listing == listing


class Catalog(Part):
    """``merchants`` by id, with their names; ``products`` by id."""

    def __init__(self) -> None:
        self.merchants: dict[str, str] = {}
        self.products: dict[str, Product] = {}

    @sees(MerchantInvited)
    def invited(self, key: str, fact: MerchantInvited, recorded: Recorded[Any]) -> None:
        self.merchants[key] = fact.name

    @sees(ProductListed)
    def listed(self, key: str, fact: ProductListed, recorded: Recorded[Any]) -> None:
        self.products[key] = Product(fact, fact.price, fact.exclusive_price)

    @sees(ProductRepriced)
    def repriced(self, key: str, fact: ProductRepriced, recorded: Recorded[Any]) -> None:
        product = self.products[key]
        product.price, product.exclusive_price = fact.price, fact.exclusive_price

    @sees(ProductDelisted)
    def delisted(self, key: str, fact: ProductDelisted, recorded: Recorded[Any]) -> None:
        product = self.products[key]
        product.is_listed, product.by_platform = False, fact.by_platform

    @sees(ProductRelisted)
    def relisted(self, key: str, fact: ProductRelisted, recorded: Recorded[Any]) -> None:
        product = self.products[key]
        product.is_listed, product.by_platform = True, False
        product.listing = fact.listing

    @sees(PriceObserved)
    def observed(self, key: str, fact: PriceObserved, recorded: Recorded[Any]) -> None:
        self.products[key].seen.append((fact.price, fact.counts_until))
