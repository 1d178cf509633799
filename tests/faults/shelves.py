"""Faults of shelves."""

from datetime import timedelta

from faulting import Log, again, change, fault, find, insert, remove
from socialcommerce.domain.catalog.product import PriceObserved, ProductDelisted, ProductListed
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced
from socialcommerce.domain.referrals.journey import VisitCounted
from socialcommerce.domain.rulebook import ChangeAnnounced
from socialcommerce.domain.shops.shelf import (
    CapacityRaised,
    ProductPlaced,
    ProductRemoved,
    ProductSwapped,
    ShelfOpened,
)
from socialcommerce.domain.shops.shop import ShopClosed, ShopOpened


@fault("a product is placed beyond the last slot", "slot-is-there")
def _(log: Log) -> str:
    return change(log, find(log, ProductPlaced), slot=99)


@fault("a product is swapped before it unlocks", "slot-unlocked")
def _(log: Log) -> str:
    index = find(log, ProductSwapped)
    placed = find(log, ProductPlaced, lambda r: r.stream == log[index].stream and r.event.slot == log[index].event.slot)
    change(log, placed, unlocks_at=log[index].at + timedelta(microseconds=1))
    return log[index].reference


@fault("a product is locked for less than the rules say", "lock")
def _(log: Log) -> str:
    index = find(log, ProductPlaced)
    return change(log, index, unlocks_at=log[index].event.unlocks_at - timedelta(hours=1))


@fault("a shop begins with more slots than the rules give", "capacity")
def _(log: Log) -> str:
    return change(log, find(log, ShelfOpened), capacity=5)


@fault("a shop loses slots", "capacity-grows")
def _(log: Log) -> str:
    return change(log, find(log, CapacityRaised), capacity=1)


@fault("a shop gets as many slots as it has", "capacity-grows")
def _(log: Log) -> str:
    return again(log, find(log, CapacityRaised))


@fault("a shop gets slots by a step that the table does not have", "capacity-grows")
def _(log: Log) -> str:
    index = find(log, CapacityRaised)
    return change(log, index, threshold=log[index].event.threshold - 1)


@fault("a product is placed in a closed shop", "placed-in-open-shop")
def _(log: Log) -> str:
    placed = find(log, ProductPlaced)
    opened = find(log, ShopOpened, lambda recorded: recorded.key == log[placed].key)
    insert(log, placed, log[opened].stream, ShopClosed(), at=log[placed].at)
    return log[placed + 1].reference


@fault("a product is swapped into a closed shop", "placed-in-open-shop")
def _(log: Log) -> str:
    swapped = find(log, ProductSwapped)
    insert(log, swapped, f"shop-{log[swapped].key}", ShopClosed(), at=log[swapped].at)
    return log[swapped + 1].reference


@fault("a delisted product is placed", "placed-as-listed")
def _(log: Log) -> str:
    placed = find(log, ProductPlaced)
    insert(log, placed, f"product-{log[placed].event.product}", ProductDelisted(by_platform=False), at=log[placed].at)
    return log[placed + 1].reference


@fault("a product is placed under a listing that is over", "placed-as-listed")
def _(log: Log) -> str:
    index = find(log, ProductPlaced, lambda recorded: recorded.event.listing > 1)
    return change(log, index, listing=log[index].event.listing - 1)


@fault("a product is swapped in under a listing to come", "placed-as-listed")
def _(log: Log) -> str:
    index = find(log, ProductSwapped)
    return change(log, index, listing=log[index].event.listing + 1)


@fault("a product that was never listed is placed", "placed-as-listed")
def _(log: Log) -> str:
    return change(log, find(log, ProductPlaced), product="nothing")


@fault("a product is placed in two slots", "placed-once")
def _(log: Log) -> str:
    index = find(log, ProductPlaced, lambda recorded: recorded.event.slot == 0)
    return again(log, index, slot=1)


@fault("a product is swapped in that stands on the shelf", "placed-once")
def _(log: Log) -> str:
    index = find(log, ProductSwapped)
    return again(log, index, removed=log[index].event.product)


@fault("a product is placed where another stands", "placed-in-free-slot")
def _(log: Log) -> str:
    return change(log, find(log, ProductPlaced, lambda recorded: recorded.event.slot == 1), slot=0)


@fault("a product is placed past a free slot", "placed-in-free-slot")
def _(log: Log) -> str:
    return change(log, find(log, ProductPlaced, lambda recorded: recorded.event.slot == 0), slot=1)


@fault("a product is placed on a full shelf", "placed-in-free-slot")
def _(log: Log) -> str:
    raised = remove(log, find(log, CapacityRaised))
    return log[find(log, ProductPlaced, lambda r: r.stream == raised.stream and r.version >= raised.version)].reference


@fault("what leaves a slot did not stand there", "leaves-its-slot")
def _(log: Log) -> str:
    return change(log, find(log, ProductSwapped), removed="nothing")


@fault("a product is removed from a slot of another", "leaves-its-slot")
def _(log: Log) -> str:
    index = find(log, ProductRemoved)
    return change(log, index, slot=(log[index].event.slot + 1) % 2)


@fault("a product is removed twice", "leaves-its-slot")
def _(log: Log) -> str:
    return again(log, find(log, ProductRemoved))


@fault("what was delisted leaves its slot", "leaves-its-slot")
def _(log: Log) -> str:
    index = find(log, ProductRemoved)
    insert(log, index, f"product-{log[index].event.product}", ProductDelisted(by_platform=False), at=log[index].at)
    return log[index + 1].reference


@fault("a dearer product is placed though the rules refuse it", "not-dearer")
def _(log: Log) -> str:
    refused = find(log, ChangeAnnounced, lambda recorded: "shelves.refuse_dearer" in recorded.event.settings)
    from_then = log[refused].event.holds_from
    index = find(log, ProductSwapped, lambda recorded: recorded.at >= from_then)
    product = log[index].event.product
    listed = log[find(log, ProductListed, lambda recorded: recorded.key == product)].event
    at = log[index].at
    seen = PriceObserved(source="x", price=listed.price - 1, observed_at=at, counts_until=at + timedelta(days=7))
    insert(log, index, f"product-{product}", seen, at=at)
    return log[index + 1].reference


@fault("a shop claims slots with a score that it never had", "claimed-score")
def _(log: Log) -> str:
    index = find(log, CapacityRaised)
    return change(log, index, score=log[index].event.score + 1)


@fault("a shop claims slots with sales that it did not make", "claimed-score")
def _(log: Log) -> str:
    raised = find(log, CapacityRaised)
    shop = log[raised].key
    sold = {r.key for r in log[:raised] if isinstance(r.event, OrderPlaced) and r.event.attribution.shop == shop}
    paid = remove(log, find(log, OrderPaid, lambda recorded: recorded.key in sold))
    return log[find(log, CapacityRaised, lambda r: r.key == shop and r.position > paid.position)].reference


@fault("a shop claims slots with visits that were not counted", "claimed-score")
def _(log: Log) -> str:
    raised = find(log, CapacityRaised)
    shop = log[raised].key
    remove(log, find(log, VisitCounted, lambda recorded: recorded.event.shop == shop))
    return log[raised - 1].reference
