"""Faults of what members recommend, keep and bought elsewhere."""

from datetime import timedelta
from typing import Any

import attrs

from faulting import Log, again, change, fault, find, insert, remove
from socialcommerce import Recorded
from socialcommerce.domain.catalog.product import ProductDelisted, ProductListed
from socialcommerce.domain.circle.favourite import FavouriteDropped, FavouriteKept
from socialcommerce.domain.circle.recommendation import (
    RecommendationChanged,
    RecommendationMade,
    RecommendationWithdrawn,
)
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.imported import ImportRecorded
from socialcommerce.domain.orders.refunding import RefundAsked, RefundPart


@fault("a member recommends a product twice", "one-recommendation")
def _(log: Log) -> str:
    return again(log, find(log, RecommendationMade))


@fault("a recommendation is withdrawn twice", "one-recommendation")
def _(log: Log) -> str:
    return again(log, find(log, RecommendationWithdrawn))


@fault("a recommendation is changed that was never made", "one-recommendation")
def _(log: Log) -> str:
    return change(log, find(log, RecommendationChanged), stream="recommendation-somebody~something")


@fault("a recommendation is changed to what it says", "recommended-anew")
def _(log: Log) -> str:
    return again(log, find(log, RecommendationChanged, can_be_read))


def can_be_read(recorded: Recorded[Any]) -> bool:
    """Whether no words of a recommendation are erased."""
    opinion = recorded.event.opinion
    return not any(text.is_erased for text in (opinion.text, *opinion.images) if text is not None)


@fault("a delisted product is recommended", "recommended-while-listed")
def _(log: Log) -> str:
    index = find(log, RecommendationMade)
    product = f"product-{log[index].event.product}"
    insert(log, index, product, ProductDelisted(by_platform=False), at=log[index].at)
    return log[index + 1].reference


@fault("something else is said of a delisted product", "recommended-while-listed")
def _(log: Log) -> str:
    index = find(log, RecommendationChanged)
    product = f"product-{log[index].key.partition('~')[2]}"
    insert(log, index, product, ProductDelisted(by_platform=False), at=log[index].at)
    return log[index + 1].reference


@fault("a sensitive product is recommended", "nothing-sensitive")
def _(log: Log) -> str:
    index = find(log, RecommendationMade)
    change(log, find(log, ProductListed, lambda r: r.key == log[index].event.product), sensitive=True)
    return log[index].reference


@fault("an order that was never placed proves a purchase", "proof-of-purchase")
def _(log: Log) -> str:
    return order_named(log, find(log, RecommendationMade), "nothing")


@fault("the order of somebody else proves a purchase", "proof-of-purchase")
def _(log: Log) -> str:
    paid = {recorded.key for recorded in log if isinstance(recorded.event, OrderPaid)}
    order = log[find(log, OrderPlaced, lambda recorded: recorded.key in paid)]
    buyer, products = order.event.asked.buyer, {line.product for line in order.event.lines}
    others = find(log, RecommendationMade, lambda r: r.event.member != buyer and r.event.product in products)
    return order_named(log, others, order.key)


@fault("an order of something else proves a purchase", "proof-of-purchase")
def _(log: Log) -> str:
    order = proving(log)
    product = log[order].event.lines[0].product
    other = attrs.evolve(log[order].event.lines[0], product=f"not-{product}")
    change(log, order, lines=(other,))
    return log[find(log, RecommendationMade, lambda r: r.event.opinion.order == log[order].key)].reference


@fault("an order that was given back proves a purchase", "proof-of-purchase")
def _(log: Log) -> str:
    order = log[proving(log)]
    index = find(log, RecommendationMade, lambda recorded: recorded.event.opinion.order == order.key)
    parts = tuple(RefundPart(line=n, quantity=0, amount=line.amount) for n, line in enumerate(order.event.lines, 1))
    refunded = OrderRefunded(refund="all-of-it", asked=RefundAsked(), parts=parts, delivery_fee=0)
    insert(log, index, order.stream, refunded, at=log[index].at)
    return log[index + 1].reference


@fault("an unpaid order proves a purchase", "proof-of-purchase")
def _(log: Log) -> str:
    order = log[proving(log)].key
    remove(log, find(log, OrderPaid, lambda recorded: recorded.key == order))
    return log[find(log, RecommendationMade, lambda recorded: recorded.event.opinion.order == order)].reference


@fault("an order from elsewhere of somebody else proves a purchase", "proof-of-purchase")
def _(log: Log) -> str:
    index = find(log, RecommendationMade, lambda recorded: "~" in (recorded.event.opinion.order or ""))
    order = log[index].event.opinion.order
    change(log, find(log, ImportRecorded, lambda recorded: recorded.key == order), buyer="somebody")
    return log[index].reference


@fault("a changed recommendation names an order that is no proof", "proof-of-purchase")
def _(log: Log) -> str:
    return order_named(log, find(log, RecommendationChanged), "nothing")


def proving(log: Log) -> int:
    """Where an order was placed that proves a purchase."""
    named = {r.event.opinion.order for r in log if isinstance(r.event, RecommendationMade)}
    return find(log, OrderPlaced, lambda recorded: recorded.key in named)


def order_named(log: Log, index: int, order: str) -> str:
    """Let a recommendation name *order* as its proof."""
    return change(log, index, opinion=attrs.evolve(log[index].event.opinion, order=order))


@fault("a member without a shop recommends as an owner", "as-owner")
def _(log: Log) -> str:
    return change(log, find(log, RecommendationMade, lambda recorded: not recorded.event.as_owner), as_owner=True)


@fault("an owner's recommendation makes no active day", "as-owner")
def _(log: Log) -> str:
    return change(log, find(log, RecommendationMade, lambda recorded: recorded.event.as_owner), as_owner=False)


@fault("a product is kept twice", "kept-or-not")
def _(log: Log) -> str:
    return again(log, find(log, FavouriteKept))


@fault("a product is dropped twice", "kept-or-not")
def _(log: Log) -> str:
    return again(log, find(log, FavouriteDropped))


@fault("a delisted product is kept", "kept-while-listed")
def _(log: Log) -> str:
    index = find(log, FavouriteKept)
    product = f"product-{log[index].event.product}"
    insert(log, index, product, ProductDelisted(by_platform=False), at=log[index].at)
    return log[index + 1].reference


@fault("an order from elsewhere is recorded with other content", "imported-once")
def _(log: Log) -> str:
    return again(log, find(log, ImportRecorded), source="another place")


@fault("an order from elsewhere is of the future", "imported-from-elsewhere")
def _(log: Log) -> str:
    index = find(log, ImportRecorded)
    return change(log, index, bought_at=log[index].at + timedelta(microseconds=1))


@fault("an order from elsewhere is from here", "imported-from-elsewhere")
def _(log: Log) -> str:
    return change(log, find(log, ImportRecorded), source="here")


@fault("an order from elsewhere has no lines", "imported-lines")
def _(log: Log) -> str:
    return change(log, find(log, ImportRecorded), lines=())


@fault("an order from elsewhere names a product twice", "imported-lines")
def _(log: Log) -> str:
    index = find(log, ImportRecorded)
    return change(log, index, lines=log[index].event.lines * 2)
