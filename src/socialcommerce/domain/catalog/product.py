"""A product: what a merchant sells (key: the product's id).

Always: an exclusive price is strictly below the platform price; each listing has a number, under which placements
and shares live, so that what a delisting ended does not come back with the next listing.
"""

from datetime import datetime
from typing import Literal, assert_never

import attrs

from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import Instant, days
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key, Ordinal
from socialcommerce.kernel.money import BasisPoints, Price
from socialcommerce.kernel.text import Title
from socialcommerce.rules import CatalogRules

Comparison = Literal["dearer", "level", "cheaper"]


@event("product.listed")
class ProductListed:
    """A merchant offers a product; prices in minor units, ``commission_bp`` in basis points of what is paid.

    ``sensitive``: never to be shown together with a person.
    """

    product: Key
    merchant: Key
    title: Title
    category: Title
    price: Price
    exclusive_price: Price | None
    commission_bp: BasisPoints
    sensitive: bool


@event("product.repriced")
class ProductRepriced:
    """Both prices as they are from now on; ``exclusive_price`` None: there is none."""

    price: Price
    exclusive_price: Price | None


@event("product.delisted")
class ProductDelisted:
    """The product is off sale: slots are free of it and its shares end for good.

    ``by_platform``: the platform did it, so the merchant cannot undo it.
    """

    by_platform: bool


@event("product.relisted")
class ProductRelisted:
    """The product is on sale again; ``listing`` is how many times it has been listed now."""

    listing: Ordinal


@event("product.price-observed")
class PriceObserved:
    """Another platform, ``source``, asks ``price``; it counts as a reference until ``counts_until``."""

    source: Title
    price: Price
    observed_at: Instant
    counts_until: Instant


ProductEvent = ProductListed | ProductRepriced | ProductDelisted | ProductRelisted | PriceObserved
Facts = list[ProductEvent]


def compare(price: int, reference: int) -> Comparison:
    """How a platform price compares with the lowest of other platforms (S1)."""
    return "dearer" if price > reference else "level" if price == reference else "cheaper"


@attrs.frozen
class Product:
    """``offer`` is what it was first listed as (None: never); ``listing`` counts its listings, from 1.

    ``references`` are the observed prices that may still be the lowest, oldest first.
    """

    offer: ProductListed | None = None
    price: int = 0
    exclusive_price: int | None = None
    listed: bool = False
    listing: int = 0
    delisted_by_platform: bool = False
    references: tuple[PriceObserved, ...] = ()

    def is_listed_as(self, listing: int) -> bool:
        """Whether the product is on sale, and has been since its *listing*-th listing."""
        return self.listed and self.listing == listing

    def comparison(self, at: datetime) -> Comparison | None:
        """How the platform price compares with the lowest reference that counts at *at*; None without any."""
        lowest = min((seen.price for seen in self.references if at < seen.counts_until), default=None)
        return None if lowest is None else compare(self.price, lowest)


def list(product: Product, offer: ProductListed) -> Facts:
    """Offer a new product; nothing if it is listed and was first listed with this content.

    Refused: ``exclusive-not-below``; ``product-differs``; ``product-delisted`` (a delisted one is relisted).
    """
    _below(offer.price, offer.exclusive_price)
    if product.offer is None:
        return [offer]
    if product.offer != offer:
        raise Refused("product-differs", f"product {offer.product} was listed with other content")
    if not product.listed:
        raise Refused("product-delisted", f"product {offer.product} is delisted: relist it")
    return []


def reprice(product: Product, price: int, exclusive_price: int | None) -> Facts:
    """Set both prices; nothing if they are so. ``NotFound``; refused: ``exclusive-not-below``."""
    offered(product)
    _below(price, exclusive_price)
    if (price, exclusive_price) == (product.price, product.exclusive_price):
        return []
    return [ProductRepriced(price=price, exclusive_price=exclusive_price)]


def delist(product: Product, *, by_platform: bool) -> Facts:
    """Take the product off sale; nothing if it is, unless the platform now stands behind it. ``NotFound``."""
    offered(product)
    if not product.listed and (product.delisted_by_platform or not by_platform):
        return []
    return [ProductDelisted(by_platform=by_platform)]


def relist(product: Product, *, by_merchant: bool) -> Facts:
    """Put the product on sale again; nothing if it is. ``NotFound``; refused: ``delisted-by-platform``."""
    offer = offered(product)
    if product.listed:
        return []
    if product.delisted_by_platform and by_merchant:
        raise Refused("delisted-by-platform", f"product {offer.product} was delisted by the platform")
    return [ProductRelisted(listing=product.listing + 1)]


def observe_price(product: Product, source: str, price: int, *, at: datetime, rules: CatalogRules) -> Facts:
    """Record what another platform asks; nothing if just that was seen at this instant. ``NotFound``."""
    offered(product)
    seen = PriceObserved(
        source=source,
        price=price,
        observed_at=at,
        counts_until=at + days(rules.reference_window_days),
    )
    return [] if seen in product.references else [seen]


def offered(product: Product) -> ProductListed:
    """What the product was first listed as; ``NotFound`` if it never was."""
    if product.offer is None:
        raise NotFound("there is no such product")
    return product.offer


def evolve(product: Product, fact: ProductEvent) -> Product:
    """The product after *fact*."""
    if (product.offer is None) != isinstance(fact, ProductListed):
        impossible(fact, product)
    match fact:
        case ProductListed():
            return Product(fact, fact.price, fact.exclusive_price, listed=True, listing=1)
        case ProductRepriced():
            return attrs.evolve(product, price=fact.price, exclusive_price=fact.exclusive_price)
        case ProductDelisted():
            return attrs.evolve(product, listed=False, delisted_by_platform=fact.by_platform)
        case ProductRelisted():
            if product.listed or fact.listing != product.listing + 1:
                impossible(fact, product)
            return attrs.evolve(product, listed=True, listing=fact.listing, delisted_by_platform=False)
        case PriceObserved():
            return attrs.evolve(product, references=(*_still_lowest(product.references, fact), fact))
        case _:
            assert_never(fact)


def _still_lowest(seen: tuple[PriceObserved, ...], new: PriceObserved) -> tuple[PriceObserved, ...]:
    """The references that *new* neither outlives nor undercuts: all that can ever be the lowest again."""
    return tuple(
        old
        for old in seen
        if new.observed_at < old.counts_until and (old.price < new.price or new.counts_until < old.counts_until)
    )


def _below(price: int, exclusive_price: int | None) -> None:
    if exclusive_price is not None and exclusive_price >= price:
        raise Refused(
            "exclusive-not-below",
            f"exclusive price {exclusive_price} is not below the platform price {price}: lower it or take it away",
        )


PRODUCT = Aggregate("product", initial=Product(), evolve=evolve)
