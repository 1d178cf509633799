"""Recounting prices: platform, exclusive and promised ones, the budgets that fund them, and discounts.

Written from the rules as they are told, for reading; nothing here knows how the library does it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from recount_orders import Line
from recount_sharing import Share


@dataclass
class Product:
    """What it costs. Once it is funded, its ``budget`` bears the differences; before, and beyond, the merchant."""

    merchant: str
    price: int
    exclusive: int | None
    commission_bp: int
    fundings: set[str] = field(default_factory=set)
    budget: int = 0
    listed: bool = True

    def exclusive_now(self, quantity: int = 1) -> int:
        """The exclusive price unless there is a budget that does not cover it: then the platform price."""
        if self.exclusive is None:
            return self.price
        covered = not self.fundings or self.budget >= quantity * (self.price - self.exclusive)
        return self.exclusive if covered else self.price


def priced(id: str, quantity: int, product: Product, named: Share | None, at: datetime) -> Line:
    """Through a live share the lowest of promised, exclusive and platform price; the budget gives what it has."""
    price = product.price
    if named and named.product == id and named.lives(at):
        price = min(named.promised, product.exclusive_now(quantity), price)
    difference = quantity * (product.price - price)
    subsidy = min(difference, product.budget)
    product.budget -= subsidy
    return Line(id, quantity, price, subsidy, difference - subsidy, product.commission_bp)


def take_off(discount: dict[str, int] | None, lines: list[Line]) -> None:
    """A discount is spread by largest remainder, ties to the lowest line."""
    if discount is None:
        return
    costs = [line.cost for line in lines]
    goods = sum(costs)
    off = min(discount["amount"], goods) if "amount" in discount else goods * discount["percent_bp"] // 10_000
    parts = [off * cost // goods for cost in costs]
    for _, number in sorted((-(off * cost % goods), number) for number, cost in enumerate(costs))[: off - sum(parts)]:
        parts[number] += 1
    for line, part in zip(lines, parts, strict=True):
        line.discount = part
