"""What makes up the influence of shops, fact by fact."""

from datetime import date, datetime
from typing import Any, Literal

from socialcommerce.audit.picture.part import Kept, Part, sees
from socialcommerce.audit.picture.trading import Orders
from socialcommerce.domain.circle.recommendation import RecommendationMade
from socialcommerce.domain.orders.events import OrderPaid, OrderRefunded
from socialcommerce.domain.referrals.journey import VisitCounted
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductSwapped
from socialcommerce.kernel.clock import local_day
from socialcommerce.kernel.event import Recorded


class Gain(Kept):
    """What a shop gained at an instant: minor units of sales (less than 0: they went back), a visit, or activity.

    ``of`` is the day to which it belongs, or an instant of that day.
    """

    at: datetime
    kind: Literal["sales", "visit", "activity"]
    of: date | datetime
    amount: int = 1

    def day(self, zone: str) -> date:
        """The day to which it belongs in the zone called *zone*."""
        return local_day(self.of, zone) if isinstance(self.of, datetime) else self.of


class Activity(Part):
    """``gains`` of each shop in the order of the log."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self.gains: dict[str, list[Gain]] = {}

    @sees(ProductPlaced, ProductSwapped)
    def placed(self, key: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> None:
        self._add(key, Gain(recorded.at, "activity", recorded.at))

    @sees(ShareCreated)
    def shared(self, key: str, fact: ShareCreated, recorded: Recorded[Any]) -> None:
        self._add(fact.shop, Gain(recorded.at, "activity", recorded.at))

    @sees(RecommendationMade)
    def recommended(self, key: str, fact: RecommendationMade, recorded: Recorded[Any]) -> None:
        if fact.as_owner:
            self._add(fact.member, Gain(recorded.at, "activity", recorded.at))

    @sees(VisitCounted)
    def visited(self, key: str, fact: VisitCounted, recorded: Recorded[Any]) -> None:
        self._add(fact.shop, Gain(recorded.at, "visit", fact.day))

    @sees(OrderPaid)
    def sold(self, key: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        order = self._orders.of[key]
        shop = order.terms_of.attribution.shop
        if shop is not None:
            goods = sum(line.cost for line in order.lines)
            self._add(shop, Gain(recorded.at, "sales", recorded.at, goods))

    @sees(OrderRefunded)
    def refunded(self, key: str, fact: OrderRefunded, recorded: Recorded[Any]) -> None:
        order = self._orders.of[key]
        shop = order.terms_of.attribution.shop
        if shop is not None and order.paid is not None:
            goods = sum(part.amount for part in fact.parts)
            self._add(shop, Gain(recorded.at, "sales", order.paid.at, -goods))

    def _add(self, shop: str, gain: Gain) -> None:
        gains = self.gains.get(shop)
        if gains is None:
            self.gains[shop] = [gain]
        else:
            gains.append(gain)
