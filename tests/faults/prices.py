"""Faults of what orders cost."""

from typing import Any

import attrs

from faulting import Log, change, fault, find, insert
from faults.placing import change_line
from socialcommerce import Recorded
from socialcommerce.domain.catalog.budget import BudgetFunded
from socialcommerce.domain.catalog.product import ProductDelisted, ProductRelisted
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.orders.pricing import Discount
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.domain.shops.shop import ShopClosed, ShopReopened


def is_cheaper(recorded: Recorded[Any]) -> bool:
    """Whether an order's first line has its exclusive price, through a share."""
    return recorded.event.lines[0].price_reason == "exclusive"


def is_plain(recorded: Recorded[Any]) -> bool:
    return all(line.price_reason == "platform" for line in recorded.event.lines)


def is_discounted(recorded: Recorded[Any]) -> bool:
    discounts = [line.discount for line in recorded.event.lines]
    return len(discounts) > 1 and min(discounts) > 0


def share_of(log: Log, index: int) -> int:
    """Where the share that an order names was made."""
    return find(log, ShareCreated, lambda recorded: recorded.key == log[index].event.asked.share)


@fault("a line tells another platform price", "platform-price")
def _(log: Log) -> str:
    index = find(log, OrderPlaced)
    return change_line(log, index, platform_price=log[index].event.lines[0].platform_price + 1)


@fault("a product costs one fen less than its price", "unit-price")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_plain)
    return change_line(log, index, unit_price=log[index].event.lines[0].unit_price - 1)


@fault("an exclusive price is told to be the platform's", "unit-price")
def _(log: Log) -> str:
    return change_line(log, find(log, OrderPlaced, is_cheaper), price_reason="platform")


@fault("a share that was taken back makes an order cheaper", "unit-price")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_cheaper)
    insert(log, index, f"share-{log[index].event.asked.share}", ShareRevoked())
    return log[index + 1].reference


@fault("a share makes an order cheaper at the instant at which it runs out", "unit-price")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_cheaper)
    change(log, share_of(log, index), expires_at=log[index].at)
    return log[index].reference


@fault("a share of a former listing makes an order cheaper", "unit-price")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_cheaper)
    stream = f"product-{log[index].event.lines[0].product}"
    insert(log, index, stream, ProductDelisted(by_platform=False))
    insert(log, index + 1, stream, ProductRelisted(listing=log[share_of(log, index + 1)].event.listing + 1))
    return log[index + 2].reference


@fault("a share of a former opening makes an order cheaper", "unit-price")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_cheaper)
    made = log[share_of(log, index)].event
    insert(log, index, f"shop-{made.shop}", ShopClosed())
    insert(log, index + 1, f"shop-{made.shop}", ShopReopened(opening=made.opening + 1))
    return log[index + 2].reference


@fault("an exclusive price is given that no budget covers and no share promised", "unit-price")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_cheaper)
    line = log[index].event.lines[0]
    change(log, share_of(log, index), promised_price=line.platform_price)
    for number, recorded in enumerate(log[:index]):
        if isinstance(recorded.event, BudgetFunded) and recorded.key == line.product:
            change(log, number, amount=1)
    return log[index].reference


@fault("a merchant owes what its budget could give", "subsidy")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, lambda recorded: recorded.event.lines[0].subsidy > 0)
    line = log[index].event.lines[0]
    return change_line(log, index, subsidy=line.subsidy - 1, excess=line.excess + 1)


@fault("a budget gives what it does not have", "subsidy")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, lambda recorded: recorded.event.lines[0].excess > 0)
    line = log[index].event.lines[0]
    return change_line(log, index, subsidy=line.subsidy + line.excess, excess=0)


@fault("an order at the platform price is subsidised", "subsidy")
def _(log: Log) -> str:
    return change_line(log, find(log, OrderPlaced, is_plain), subsidy=1)


@fault("a discount is given for goods that cost one fen too little", "threshold")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_discounted)
    asked, goods = log[index].event.asked, sum(line.undiscounted for line in log[index].event.lines)
    return change(log, index, asked=attrs.evolve(asked, discount=attrs.evolve(asked.discount, threshold=goods + 1)))


@fault("a fen of a discount stands on the wrong line", "discount")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_discounted)
    first, second, *_ = log[index].event.lines
    change_line(log, index, discount=first.discount - 1)
    return change_line(log, index, 1, discount=second.discount + 1)


@fault("a discount is given that nobody asked for", "discount")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, lambda recorded: recorded.event.asked.discount is None)
    return change_line(log, index, discount=1)


@fault("more is taken off than the discount is worth", "discount")
def _(log: Log) -> str:
    index = find(log, OrderPlaced, is_discounted)
    return change(log, index, asked=attrs.evolve(log[index].event.asked, discount=Discount(amount=1)))
