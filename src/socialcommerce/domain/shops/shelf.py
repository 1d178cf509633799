"""A shelf: the slots of a shop, one product a slot (key: the owner's id).

Always: a product stays in its slot until it unlocks; never more placements than slots; the number of slots only
grows. A placement holds the number of the product's listing under which it was made and lives only while that is
current, so a delisted product frees its slot at once, lock or not, and does not come back by itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, assert_never

import attrs
from msgspec import Meta

from socialcommerce.domain.catalog.product import Product
from socialcommerce.domain.shops.shop import Shop
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key, Ordinal
from socialcommerce.rule_checks import MOST_SLOTS
from socialcommerce.rules import ShelfRules

Slot = Annotated[int, Meta(ge=0, le=10_000)]
Capacity = Annotated[int, Meta(ge=1, le=MOST_SLOTS)]  # no table of the rules gives more


@event("shelf.opened")
class ShelfOpened:
    """The shelf of a new shop, with ``capacity`` slots."""

    capacity: Capacity


@event("shelf.capacity-raised")
class CapacityRaised:
    """The shelf has ``capacity`` slots, because the shop's ``score`` reached the ``threshold`` for them."""

    capacity: Capacity
    score: int
    threshold: int


@event("shelf.product-placed")
class ProductPlaced:
    """A product stands in ``slot`` (from 0) under its ``listing``, and cannot leave before ``unlocks_at``."""

    product: Key
    slot: Slot
    listing: Ordinal
    unlocks_at: Instant


@event("shelf.product-removed")
class ProductRemoved:
    """The owner took a product out of its ``slot``."""

    product: Key
    slot: Slot


@event("shelf.product-swapped")
class ProductSwapped:
    """The owner took ``removed`` out of ``slot`` and placed ``product`` there, locked until ``unlocks_at``."""

    removed: Key
    product: Key
    slot: Slot
    listing: Ordinal
    unlocks_at: Instant


ShelfEvent = ShelfOpened | CapacityRaised | ProductPlaced | ProductRemoved | ProductSwapped


@attrs.frozen
class Placement:
    """A product in a slot, under the listing it was placed in."""

    product: str
    listing: int
    unlocks_at: datetime


@attrs.frozen
class Shelf:
    """``slots[slot]`` is what was placed there last, or None; a shelf without slots was never opened."""

    slots: tuple[Placement | None, ...] = ()

    @property
    def placed(self) -> tuple[str, ...]:
        """The products in the slots, whether still listed or not."""
        return tuple(placement.product for placement in self.slots if placement)

    def slot_of(self, product: str, state: Product) -> int | None:
        """The slot in which *product*, whose state is given, stands now; None if it does not."""
        for slot, placement in enumerate(self.slots):
            if placement and placement.product == product and state.is_listed_as(placement.listing):
                return slot
        return None

    def standing_slot(self, product: str, state: Product) -> int:
        """The same; refused if it does not stand there: ``not-on-shelf``."""
        slot = self.slot_of(product, state)
        if slot is None:
            raise Refused("not-on-shelf", f"product {product} does not stand on the shelf")
        return slot

    def free_slot(self, products: Mapping[str, Product]) -> int | None:
        """The lowest slot in which nothing listed stands; *products* holds the states of all that are placed."""
        taken = (each is not None and products[each.product].is_listed_as(each.listing) for each in self.slots)
        return next((slot for slot, is_taken in enumerate(taken) if not is_taken), None)


def open(shelf: Shelf, rules: ShelfRules) -> list[ShelfEvent]:
    """Give a new shop its first slots; nothing if it has them."""
    return [] if shelf.slots else [ShelfOpened(capacity=rules.capacity_at(0))]


def claim(shelf: Shelf, score: int, rules: ShelfRules) -> list[ShelfEvent]:
    """Raise the capacity to what *score* points give; nothing if it is as high already."""
    capacity = rules.capacity_at(score)
    if capacity <= len(shelf.slots):
        return []
    threshold = max(least for least, slots in rules.capacity_by_influence if slots == capacity)
    return [CapacityRaised(capacity=capacity, score=score, threshold=threshold)]


def place(
    shelf: Shelf, product: str, *, shop: Shop, products: Mapping[str, Product], at: datetime, rules: ShelfRules
) -> list[ShelfEvent]:
    """Put *product* on the lowest free slot; nothing if it stands there already.

    *products* holds the states of *product* and of all that are placed. Refused: ``shop-closed``,
    ``product-delisted``, ``product-dearer``, ``shelf-full``.
    """
    state = products[product]
    _sellable(product, state, shop)
    if shelf.slot_of(product, state) is not None:
        return []
    _not_dearer(product, state, at, rules)
    slot = shelf.free_slot(products)
    if slot is None:
        raise Refused("shelf-full", f"all {len(shelf.slots)} slots of shop {shop.owner} are taken: swap one")
    return [ProductPlaced(product=product, slot=slot, listing=state.listing, unlocks_at=rules.unlocks_at(at))]


def remove(shelf: Shelf, product: str, *, state: Product, at: datetime) -> list[ShelfEvent]:
    """Take *product*, whose *state* is given, out of its slot; nothing if it is not there. Refused: ``slot-locked``."""
    slot = shelf.slot_of(product, state)
    if slot is None:
        return []
    _unlocked(shelf, slot, at)
    return [ProductRemoved(product=product, slot=slot)]


def swap(
    shelf: Shelf,
    remove: str,
    place: str,
    *,
    shop: Shop,
    products: Mapping[str, Product],
    at: datetime,
    rules: ShelfRules,
) -> list[ShelfEvent]:
    """Put the product *place* into the slot of *remove*; nothing if that is how it stands.

    *products* holds the states of both. Refused: ``shop-closed``, ``product-delisted``, ``product-dearer``,
    ``not-on-shelf``, ``product-placed``, ``slot-locked``. ``ValueError`` if both are the same product.
    """
    if remove == place:
        raise ValueError(f"cannot swap product {place} for itself: name two products")
    _sellable(place, products[place], shop)
    standing = shelf.slot_of(place, products[place])
    if standing is not None and shelf.slot_of(remove, products[remove]) is None:
        return []
    slot = shelf.standing_slot(remove, products[remove])
    if standing is not None:
        raise Refused("product-placed", f"product {place} stands in slot {standing} already: remove {remove}")
    _not_dearer(place, products[place], at, rules)
    _unlocked(shelf, slot, at)
    listing, unlocks_at = products[place].listing, rules.unlocks_at(at)
    return [ProductSwapped(removed=remove, product=place, slot=slot, listing=listing, unlocks_at=unlocks_at)]


def evolve(shelf: Shelf, fact: ShelfEvent) -> Shelf:
    """The shelf after *fact*."""
    match fact:
        case ShelfOpened():
            if shelf.slots or fact.capacity < 1:
                impossible(fact, shelf)
            return Shelf((None,) * fact.capacity)
        case CapacityRaised():
            if fact.capacity <= len(shelf.slots):
                impossible(fact, shelf)
            return Shelf(shelf.slots + (None,) * (fact.capacity - len(shelf.slots)))
        case ProductPlaced():
            return _with(shelf, fact, fact.slot, Placement(fact.product, fact.listing, fact.unlocks_at))
        case ProductRemoved():
            _holds(shelf, fact, fact.slot, fact.product)
            return _with(shelf, fact, fact.slot, None)
        case ProductSwapped():
            _holds(shelf, fact, fact.slot, fact.removed)
            return _with(shelf, fact, fact.slot, Placement(fact.product, fact.listing, fact.unlocks_at))
        case _:
            assert_never(fact)


def _sellable(product: str, state: Product, shop: Shop) -> None:
    if shop.opening == 0:
        raise NotFound("the shop was never opened")
    if not shop.is_open:
        raise Refused("shop-closed", f"shop {shop.owner} is closed: nothing can be placed")
    if state.offer is None:
        raise NotFound(f"there is no product {product}")
    if not state.listed:
        raise Refused("product-delisted", f"product {product} is delisted and cannot be placed")


def _not_dearer(product: str, state: Product, at: datetime, rules: ShelfRules) -> None:
    if rules.refuse_dearer and state.comparison(at) == "dearer":
        raise Refused("product-dearer", f"product {product} costs less on another platform")


def _unlocked(shelf: Shelf, slot: int, at: datetime) -> None:
    placement = shelf.slots[slot]
    if placement and at < placement.unlocks_at:
        raise Refused(
            "slot-locked",
            f"product {placement.product} is locked in slot {slot} until {placement.unlocks_at.isoformat()}",
            unlocks_at=placement.unlocks_at,
        )


def _holds(shelf: Shelf, fact: ShelfEvent, slot: int, product: str) -> None:
    placement = shelf.slots[slot]
    if placement is None or placement.product != product:
        impossible(fact, shelf)


def _with(shelf: Shelf, fact: ShelfEvent, slot: int, placement: Placement | None) -> Shelf:
    if not 0 <= slot < len(shelf.slots):
        impossible(fact, shelf)
    return Shelf((*shelf.slots[:slot], placement, *shelf.slots[slot + 1 :]))


SHELF = Aggregate("shelf", initial=Shelf(), evolve=evolve)
