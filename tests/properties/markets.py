"""A small market, whose moves any order may follow: a store, its clock, and what has come of it so far."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import attrs

from socialcommerce import ManualClock, NotFound, Refused, Rules, SocialCommerce
from socialcommerce.domain.catalog.budget import BudgetGivenBack
from socialcommerce.domain.orders.events import OrderCancelled
from socialcommerce.domain.orders.order import Order
from socialcommerce.kernel.clock import local_month, month_after
from socialcommerce.services.statements import MerchantStatement

MERCHANT: Final = "brand"
RECRUITER: Final = "rec"
SHARERS: Final = ("s1", "s2")
"""The first was recruited."""
EARNERS: Final = (RECRUITER, *SHARERS)
PRODUCTS: Final = ("p1", "p2", "p3")
ZONE: Final = "Asia/Shanghai"
EVENING: Final = datetime(2021, 4, 28, 12, tzinfo=UTC)
"""Eight in the evening in Shanghai, when every market opens, some days before the end of a month."""
UNPAID_ENDS: Final = (OrderCancelled, BudgetGivenBack)
"""All that a refused command can leave: unpaid orders that were overdue."""


@attrs.frozen
class Goods:
    """A product: prices in minor units, commission in basis points, what its budget begins with (None: it has none)."""

    price: int
    exclusive_price: int | None
    commission_bp: int
    budget: int | None


@attrs.frozen
class Scene:
    """The rules and the products of a market."""

    rules: Rules
    goods: tuple[Goods, ...]


class Market:
    """A store, its clock, and what has come of the moves: orders as they were placed, cases, closed months."""

    def __init__(self, commerce: SocialCommerce, clock: ManualClock) -> None:
        self.commerce: Final = commerce
        self.clock: Final = clock
        self.orders: list[Order] = []
        self.cases: list[str] = []
        self.closed: dict[str, MerchantStatement] = {}
        self.lag = timedelta(0)

    def open(self, goods: Sequence[Goods]) -> None:
        """Let the merchant, the products and the shops be there, each product on both shelves."""
        commerce = self.commerce
        commerce.merchants.invite(MERCHANT, "Brand")
        for product, offer in zip(PRODUCTS, goods, strict=True):
            prices = (offer.price, offer.exclusive_price, offer.commission_bp)
            commerce.products.list(product, MERCHANT, "Title", "Category", *prices)
            if offer.budget is not None:
                commerce.budgets.fund(product, "first", offer.budget)
        commerce.shops.open(RECRUITER)
        commerce.shops.invite(RECRUITER, SHARERS[0])
        commerce.shops.open(SHARERS[0], invited_by=RECRUITER)
        commerce.shops.open(SHARERS[1])
        for shop in SHARERS:
            for product in PRODUCTS:
                commerce.shelves.place(shop, product)

    def tell(self, command: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """What *command* gives, told ``lag`` after it happened; None if it was refused, which changed nothing."""
        before = self.commerce.log.position()
        at = self.clock.now() - self.lag if self.lag else None
        try:
            return command(*args, **more, at=at)
        except (Refused, NotFound):
            left = [recorded.event for recorded in self.commerce.log.read(before)]
            assert all(isinstance(fact, UNPAID_ENDS) for fact in left), left
            return None

    def order(self, which: int) -> Order | None:
        """One of the orders, as it was placed, the last ones first."""
        return self.orders[-1 - which % len(self.orders)] if self.orders else None

    def months(self) -> list[str]:
        """All months from the opening of the market until now."""
        found = [local_month(EVENING, ZONE)]
        while found[-1] < local_month(self.clock.now(), ZONE):
            found.append(month_after(found[-1]))
        return found


@contextmanager
def opened(scene: Scene, url: str = "memory://") -> Iterator[Market]:
    """A new market at *url*."""
    clock = ManualClock(EVENING)
    with SocialCommerce.open(url, rules=scene.rules, clock=clock) as commerce:
        market = Market(commerce, clock)
        market.open(scene.goods)
        yield market
