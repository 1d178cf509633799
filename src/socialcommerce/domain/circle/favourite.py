"""A favourite: a product that a member keeps for themselves (key: member and product, joined).

Always: kept or not. It is never shown to others.
"""

from typing import assert_never

import attrs

from socialcommerce.domain.catalog.product import Product, offered
from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key


@event("favourite.kept")
class FavouriteKept:
    """``member`` keeps ``product``."""

    member: Key
    product: Key


@event("favourite.dropped")
class FavouriteDropped:
    """The member keeps the product no more."""


FavouriteEvent = FavouriteKept | FavouriteDropped


@attrs.frozen
class Favourite:
    """Whether the product is ``kept``."""

    kept: bool = False


def keep(favourite: Favourite, member: str, product: str, *, offer: Product) -> list[FavouriteEvent]:
    """Keep *product*, of which *offer* is the state; nothing if it is kept.

    ``NotFound``; refused: ``product-delisted``.
    """
    if favourite.kept:
        return []
    offered(offer)
    if not offer.listed:
        raise Refused("product-delisted", f"product {product} is delisted and cannot be kept")
    return [FavouriteKept(member=member, product=product)]


def drop(favourite: Favourite) -> list[FavouriteEvent]:
    """Keep the product no more; nothing if it is not kept."""
    return [FavouriteDropped()] if favourite.kept else []


def evolve(favourite: Favourite, fact: FavouriteEvent) -> Favourite:
    """The favourite after *fact*."""
    if favourite.kept == isinstance(fact, FavouriteKept):
        impossible(fact, favourite)
    match fact:
        case FavouriteKept():
            return Favourite(kept=True)
        case FavouriteDropped():
            return Favourite(kept=False)
        case _:
            assert_never(fact)


FAVOURITE = Aggregate("favourite", initial=Favourite(), evolve=evolve)
