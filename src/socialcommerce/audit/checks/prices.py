"""What the lines of an order cost: by which price, at whose cost, and with which discount."""

from typing import Any

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.orders.pricing import Discount, OrderLine
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.kernel.event import Recorded


def share_that_lives(picture: Picture, recorded: Recorded[Any]) -> ShareCreated | None:
    """The share that an order names, if it is neither revoked, nor run out, nor of a former listing or opening."""
    named = recorded.event.asked.share
    if named is None:
        return None
    made = picture.shares.made[named]
    product, shop = picture.catalog.products[made.product], picture.shops.of[made.shop]
    is_open = shop.is_open and shop.openings == made.opening
    is_kept = named not in picture.shares.revoked and recorded.at < made.expires_at
    return made if is_kept and is_open and product.is_listed_as(made.listing) else None


@check("platform-price", "A line tells the platform price of its product when it is ordered.", OrderPlaced)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    for line in fact.lines:
        price = picture.catalog.products[line.product].price
        if line.platform_price != price:
            return Doubt(f"{line.product} at {price}", f"at {line.platform_price}")
    return None


@check(
    "unit-price",
    "A unit costs the platform price; through a living share the lowest of that, the promised price, and the exclusive"
    " price while its budget covers it.",
    OrderPlaced,
)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    share = share_that_lives(picture, recorded)
    for line in fact.lines:
        price = line.platform_price
        if share is not None and share.product == line.product:
            price = min(price, share.promised_price, _exclusive_price(picture, line))
        reason = "exclusive" if price < line.platform_price else "platform"
        if (price, reason) != (line.unit_price, line.price_reason):
            expected, found = f"{price} ({reason})", f"{line.unit_price} ({line.price_reason})"
            return Doubt(f"{line.product} at {expected}", f"at {found}")
    return None


def _exclusive_price(picture: Picture, line: OrderLine) -> int:
    """The exclusive price of *line*'s product, if it has one that its budget covers, if it has one; else the price."""
    exclusive, budget = picture.catalog.products[line.product].exclusive_price, picture.budgets.of.get(line.product)
    if exclusive is None:
        return line.platform_price
    difference = line.quantity * (line.platform_price - exclusive)
    return exclusive if budget is None or difference <= budget.left else line.platform_price


@check(
    "subsidy",
    "What a line costs less than the platform price comes out of the budget as far as that goes; its merchant owes the"
    " rest.",
    OrderPlaced,
)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    for line in fact.lines:
        cheaper = line.quantity * (line.platform_price - line.unit_price)
        budget = picture.budgets.of.get(line.product)
        subsidy = min(cheaper, budget.left) if budget is not None else 0
        if (line.subsidy, line.excess) != (subsidy, cheaper - subsidy):
            found = f"{line.subsidy} and {line.excess}"
            return Doubt(f"{subsidy} from the budget of {line.product} and {cheaper - subsidy} owed", found)
    return None


@check(
    "threshold",
    "A discount is given for goods that cost its threshold or more.",
    OrderPlaced,
    refusals=("below-threshold",),
)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    discount = fact.asked.discount
    goods = sum(line.quantity * line.unit_price for line in fact.lines) if discount else 0
    if discount is None or goods >= discount.threshold:
        return None
    return Doubt(f"goods of {discount.threshold} or more", f"goods of {goods}")


@check(
    "discount",
    "A discount is spread over the lines in proportion to their cost, each part floored, and what is left over goes one"
    " by one to the largest remainders.",
    OrderPlaced,
)
def _(picture: Picture, key: str, fact: OrderPlaced, recorded: Recorded[Any]) -> Doubt | None:
    discount, lines = fact.asked.discount, fact.lines
    parts = [line.discount for line in lines]
    if discount is None:
        return Doubt("no discount", f"{parts}") if any(parts) else None
    return differs(_spread(discount, [line.quantity * line.unit_price for line in lines]), parts)


def _spread(discount: Discount, costs: list[int]) -> list[int]:
    goods = sum(costs)
    off = min(discount.amount, goods) if discount.amount is not None else goods * (discount.percent_bp or 0) // 10_000
    parts = [off * cost // goods for cost in costs]
    remainders = [(off * cost % goods, -number) for number, cost in enumerate(costs)]
    for _, number in sorted(remainders, reverse=True)[: off - sum(parts)]:
        parts[-number] += 1
    return parts
