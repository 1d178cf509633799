"""The slots of shops."""

from typing import Any

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.shops import Slot
from socialcommerce.domain.shops.shelf import (
    CapacityRaised,
    ProductPlaced,
    ProductRemoved,
    ProductSwapped,
    ShelfOpened,
)
from socialcommerce.kernel.clock import hours
from socialcommerce.kernel.event import Recorded


@check("slot-is-there", "No more products are placed than the shop has slots.", ProductPlaced, refusals=("shelf-full",))
def _(picture: Picture, key: str, fact: ProductPlaced, recorded: Recorded[Any]) -> Doubt | None:
    slots = picture.shops.of[key].slots
    if fact.slot < len(slots):
        return None
    return Doubt(f"one of the slots 0 to {len(slots) - 1}", f"slot {fact.slot}")


@check(
    "slot-unlocked",
    "A product leaves its slot only once it unlocks.",
    ProductRemoved,
    ProductSwapped,
    refusals=("slot-locked",),
)
def _(picture: Picture, key: str, fact: ProductRemoved | ProductSwapped, recorded: Recorded[Any]) -> Doubt | None:
    left = picture.shops.of[key].slots[fact.slot]
    if left is None or left.unlocks_at <= recorded.at:
        return None
    return Doubt(f"{left.product} in slot {fact.slot} until {left.unlocks_at.isoformat()}", "it left")


@check("lock", "A placed product is locked for as long as the rules say.", ProductPlaced, ProductSwapped)
def _(picture: Picture, key: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> Doubt | None:
    rules = picture.rulebook.at(recorded.at)
    return differs(recorded.at + hours(rules.shelves.lock_hours), fact.unlocks_at)


@check(
    "capacity",
    "The slots of a shop grow as its influence does, by the table of the rules.",
    ShelfOpened,
    CapacityRaised,
)
def _(picture: Picture, key: str, fact: ShelfOpened | CapacityRaised, recorded: Recorded[Any]) -> Doubt | None:
    steps = picture.rulebook.at(recorded.at).shelves.capacity_by_influence
    score = fact.score if isinstance(fact, CapacityRaised) else 0
    return differs(max(slots for least, slots in steps if score >= least), fact.capacity)


@check(
    "capacity-grows", "A shop never loses slots, and the step of the table that gave new ones is told.", CapacityRaised
)
def _(picture: Picture, key: str, fact: CapacityRaised, recorded: Recorded[Any]) -> Doubt | None:
    had = len(picture.shops.of[key].slots)
    if fact.capacity <= had:
        return Doubt(f"more than {had} slots", f"{fact.capacity}")
    steps = picture.rulebook.at(recorded.at).shelves.capacity_by_influence
    return differs(max(least for least, slots in steps if slots == fact.capacity), fact.threshold)


@check(
    "placed-in-open-shop",
    "Nothing is placed in a closed shop.",
    ProductPlaced,
    ProductSwapped,
    refusals=("shop-closed",),
)
def _(picture: Picture, key: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> Doubt | None:
    return None if picture.shops.is_open(key) else Doubt("an open shop", "it is closed")


@check(
    "placed-as-listed",
    "Only listed products are placed, under the number of their listing.",
    ProductPlaced,
    ProductSwapped,
    refusals=("product-delisted",),
)
def _(picture: Picture, key: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> Doubt | None:
    product = picture.catalog.products[fact.product]
    if not product.is_listed:
        return Doubt("a listed product", f"{fact.product} is delisted")
    return differs(product.listing, fact.listing)


@check(
    "placed-once",
    "A product stands in one slot of a shop.",
    ProductPlaced,
    ProductSwapped,
    refusals=("product-placed",),
)
def _(picture: Picture, key: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> Doubt | None:
    standing = slot_of(picture, key, fact.product)
    return None if standing is None else Doubt("a product that stands nowhere", f"it is in slot {standing}")


@check(
    "placed-in-free-slot",
    "A product is placed in the first slot in which nothing listed stands.",
    ProductPlaced,
    refusals=("shelf-full",),
)
def _(picture: Picture, key: str, fact: ProductPlaced, recorded: Recorded[Any]) -> Doubt | None:
    for slot, held in enumerate(picture.shops.of[key].slots):
        if not _stands(picture, held):
            return differs(slot, fact.slot)
    return Doubt("a free slot", "all are taken")


@check(
    "leaves-its-slot",
    "What is removed or swapped stood in that slot.",
    ProductRemoved,
    ProductSwapped,
    refusals=("not-on-shelf",),
)
def _(picture: Picture, key: str, fact: ProductRemoved | ProductSwapped, recorded: Recorded[Any]) -> Doubt | None:
    left = fact.removed if isinstance(fact, ProductSwapped) else fact.product
    held = picture.shops.of[key].slots[fact.slot]
    if held is not None and held.product == left and _stands(picture, held):
        return None
    return Doubt(f"{left} in slot {fact.slot}", f"{held.product} was placed there" if held else "nothing was")


@check(
    "not-dearer",
    "Where the rules refuse it, nothing is placed that another platform sells for less.",
    ProductPlaced,
    ProductSwapped,
    refusals=("product-dearer",),
)
def _(picture: Picture, key: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> Doubt | None:
    if not picture.rulebook.at(recorded.at).shelves.refuse_dearer:
        return None
    product = picture.catalog.products[fact.product]
    lowest = min((price for price, until in product.seen if recorded.at < until), default=product.price)
    return None if product.price <= lowest else Doubt(f"a price of at most {lowest}", f"{product.price}")


def slot_of(picture: Picture, shop: str, product: str) -> int | None:
    """Where a product stands in a shop; None if it does not."""
    for slot, held in enumerate(picture.shops.of[shop].slots):
        if held is not None and held.product == product and _stands(picture, held):
            return slot
    return None


def _stands(picture: Picture, held: Slot | None) -> bool:
    """Whether what was placed in a slot is still listed as it was then."""
    return held is not None and picture.catalog.products[held.product].is_listed_as(held.listing)
