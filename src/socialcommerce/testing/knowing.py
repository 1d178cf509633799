"""What a log makes known: the ids that steps count back to, and the parties of orders."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from socialcommerce import Recorded, SocialCommerce
from socialcommerce.domain.earnings.commission_events import CommissionApproved, CommissionEarned
from socialcommerce.domain.orders import case_events as cases
from socialcommerce.domain.orders import events as orders
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductRemoved, ProductSwapped
from socialcommerce.domain.shops.shop import ShopOpened

STATUSES: Final[Mapping[type[Any], str]] = MappingProxyType(
    {
        orders.OrderPlaced: "placed",
        orders.OrderPaid: "paid",
        orders.OrderCancelled: "cancelled",
        orders.ParcelSent: "shipped",
        orders.OrderDelivered: "delivered",
        orders.OrderCompleted: "completed",
        cases.CaseRequested: "requested",
        cases.CaseApproved: "approved",
        cases.CaseRejected: "rejected",
        cases.CaseSentBack: "returning",
        cases.CaseReceived: "received",
        cases.CaseRefunded: "refunded",
        cases.CaseExchanged: "exchanged",
        cases.CaseWithdrawn: "withdrawn",
        cases.CaseEscalated: "escalated",
        cases.CaseRuled: "ruled",
    }
)
"""The status to which a fact leads."""


@attrs.define
class Parties:
    """Who ordered an order, from whom, and whether it was paid."""

    buyer: str
    merchant: str
    paid: bool = False


class Known:
    """The ids in the log of a store, in order, as far as it has been read."""

    def __init__(self, store: SocialCommerce) -> None:
        self.orders: Final[dict[str, Parties]] = {}
        self._log = store.log
        self._position = 0
        self._shares: dict[str, str] = {}
        self._shops: list[str] = []
        self._statuses: dict[str, dict[str, str]] = {"order": {}, "case": {}}
        self._shelves: dict[str, dict[int, str]] = {}
        self._sharers: dict[str, list[str]] = {}
        self._earners: list[str] = []

    def read(self) -> None:
        """Read what has been appended since."""
        for recorded in self._log.read(after=self._position):
            self._take_in(recorded)
            self._position = recorded.position

    def of(self, kind: str, arguments: Mapping[str, Any]) -> list[str]:
        """The ids of a *kind*, as :class:`~socialcommerce.testing.steps.Last` names them; the last one last."""
        what, _, status = kind.partition(" ")
        match what:
            case "share":
                return list(self._shares)
            case "shared":
                return list(self._shares.values())
            case "earner":
                return self._earners or self._shops
            case "paid":
                return [number for number, order in self.orders.items() if order.paid]
            case "placed":
                return list(self._shelves.get(arguments["shop"], {}).values())
        found = self._statuses[what]
        return [id for id, reached in found.items() if reached == status] or list(found)

    def _take_in(self, recorded: Recorded[Any]) -> None:
        key, fact = recorded.key, recorded.event
        self._follow(recorded)
        match fact:
            case ShopOpened():
                self._shops.append(key)
            case ShareCreated():
                self._shares[fact.share] = fact.product
            case orders.OrderPlaced():
                self.orders[key] = Parties(fact.asked.buyer, fact.merchant)
            case orders.OrderPaid():
                self.orders[key].paid = True
            case CommissionEarned():
                self._sharers[key] = [part.member for part in fact.parts]
            case CommissionApproved():
                self._earners += [member for member in self._sharers[key] if member not in self._earners]
            case ProductPlaced() | ProductRemoved() | ProductSwapped():
                self._place(key, fact)

    def _follow(self, recorded: Recorded[Any]) -> None:
        reached = STATUSES.get(type(recorded.event))
        if reached is None:
            return
        statuses = self._statuses[recorded.category]
        if reached == "shipped" and statuses[recorded.key] != "paid":
            return  # another parcel of an order that is on its way
        statuses[recorded.key] = reached

    def _place(self, shop: str, fact: ProductPlaced | ProductRemoved | ProductSwapped) -> None:
        shelf = self._shelves.setdefault(shop, {})
        shelf.pop(fact.slot, None)
        if not isinstance(fact, ProductRemoved):
            shelf[fact.slot] = fact.product
