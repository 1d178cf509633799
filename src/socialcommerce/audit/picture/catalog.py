"""Merchants, and products as they are offered."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.domain.catalog.product import (
    PriceObserved,
    ProductDelisted,
    ProductListed,
    ProductRelisted,
    ProductRepriced,
)
from socialcommerce.kernel.event import Recorded


@dataclass(slots=True)
class Product:
    """A product and what it was first listed as; ``seen`` are prices of other platforms, with how long each counts."""

    offer: ProductListed
    price: int
    exclusive_price: int | None
    is_listed: bool = True
    listing: int = 1
    by_platform: bool = False
    seen: list[tuple[int, datetime]] = field(default_factory=list)

    def is_listed_as(self, listing: int) -> bool:
        """Whether it has been on sale since that listing."""
        return self.is_listed and self.listing == listing


class Catalog(Part):
    """``merchants`` by id, with their names; ``products`` by id."""

    def __init__(self) -> None:
        self.merchants: dict[str, str] = {}
        self.products: dict[str, Product] = {}

    @sees(MerchantInvited)
    def invited(self, recorded: Recorded[Any]) -> None:
        self.merchants[recorded.key] = recorded.event.name

    @sees(ProductListed)
    def listed(self, recorded: Recorded[Any]) -> None:
        fact = recorded.event
        self.products[recorded.key] = Product(fact, fact.price, fact.exclusive_price)

    @sees(ProductRepriced)
    def repriced(self, recorded: Recorded[Any]) -> None:
        product = self.products[recorded.key]
        product.price, product.exclusive_price = recorded.event.price, recorded.event.exclusive_price

    @sees(ProductDelisted)
    def delisted(self, recorded: Recorded[Any]) -> None:
        product = self.products[recorded.key]
        product.is_listed, product.by_platform = False, recorded.event.by_platform

    @sees(ProductRelisted)
    def relisted(self, recorded: Recorded[Any]) -> None:
        product = self.products[recorded.key]
        product.is_listed, product.by_platform = True, False
        product.listing = recorded.event.listing

    @sees(PriceObserved)
    def observed(self, recorded: Recorded[Any]) -> None:
        self.products[recorded.key].seen.append((recorded.event.price, recorded.event.counts_until))
