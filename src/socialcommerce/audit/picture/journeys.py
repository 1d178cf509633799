"""Journeys: where members came through shares today, and whose customers they are."""

from datetime import date, datetime
from typing import Any

from socialcommerce.audit.picture.part import Kept, Part, sees
from socialcommerce.audit.picture.rulebook import Rulebook
from socialcommerce.audit.picture.trading import Orders
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.orders.events import OrderPaid
from socialcommerce.domain.referrals.journey import BindingRenewed, Bound, Released, VisitCounted, Visited
from socialcommerce.kernel.clock import days
from socialcommerce.kernel.event import Recorded


class Journey(Kept):
    """``visits`` are those that an order may still be attributed to, oldest first.

    ``visited`` are the shares of the ``day`` of the last visit, with their shops; ``counted`` its counted shops.
    ``uncounted`` is the last visit as a friend to a shop that had not counted one that day, as long as none is
    counted; ``unbound`` the last by which somebody could become the shop's customer, as long as they do not.
    """

    day: date = date.min
    visited: dict[str, str] = {}
    counted: set[str] = set()
    visits: list[Visited] = []
    bound_to: str | None = None
    until: datetime | None = None
    uncounted: Recorded[Any] | None = None
    unbound: Recorded[Any] | None = None

    def shop_at(self, instant: datetime) -> str | None:
        """Whose customer the visitor is."""
        return self.bound_to if self.until is not None and instant < self.until else None


class Journeys(Part):
    """Journeys by visitor. What was left behind when others followed:

    ``uncounted`` and ``unbound`` are visits, ``unrenewed`` payments by their references, each with the instant until
    which it binds the buyer, ``unreleased`` erasures of members who were customers.
    """

    def __init__(self, rulebook: Rulebook, orders: Orders) -> None:
        self._rulebook = rulebook
        self._orders = orders
        self.of: dict[str, Journey] = {}
        self.uncounted: list[Recorded[Any]] = []
        self.unbound: list[Recorded[Any]] = []
        self.unrenewed: dict[str, tuple[Recorded[Any], datetime]] = {}
        self.unreleased: dict[str, Recorded[Any]] = {}

    def journey(self, visitor: str) -> Journey:
        """The journey of *visitor*, which may not have begun."""
        return self.of.get(visitor) or Journey()

    @sees(Visited)
    def visited(self, key: str, fact: Visited, recorded: Recorded[Any]) -> None:
        journey = self.of.get(key)
        if journey is None:
            journey = self.of[key] = Journey(fact.day)
        if journey.uncounted is not None or journey.unbound is not None:
            self._leave_behind(journey)
        if fact.day != journey.day:
            journey.day, journey.visited, journey.counted = fact.day, {}, set()
        journey.visited[fact.share] = fact.shop
        visits = journey.visits
        while visits and visits[0].attributes_until <= recorded.at:
            del visits[0]
        visits.append(fact)
        if fact.relation == "friend" and fact.shop not in journey.counted:
            journey.uncounted = recorded
        if fact.relation in ("friend", "other") and self._could_bind(journey, fact.shop, recorded.at):
            journey.unbound = recorded

    @sees(VisitCounted)
    def counted(self, key: str, fact: VisitCounted, recorded: Recorded[Any]) -> None:
        journey = self.of[key]
        journey.counted.add(fact.shop)
        if journey.uncounted is not None and journey.uncounted.event.shop == fact.shop:
            journey.uncounted = None

    @sees(Bound)
    def bound(self, key: str, fact: Bound, recorded: Recorded[Any]) -> None:
        journey = self.of[key]
        journey.bound_to, journey.until = fact.shop, fact.until
        if journey.unbound is not None and journey.unbound.event.shop == fact.shop:
            journey.unbound = None

    @sees(BindingRenewed)
    def renewed(self, key: str, fact: BindingRenewed, recorded: Recorded[Any]) -> None:
        journey = self.of[key]
        journey.bound_to, journey.until = fact.shop, fact.until
        if recorded.cause:
            self.unrenewed.pop(recorded.cause, None)

    @sees(Released)
    def released(self, key: str, fact: Released, recorded: Recorded[Any]) -> None:
        self.of[key].until = None
        self.unreleased.pop(key, None)

    @sees(OrderPaid)
    def paid(self, key: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        order = self._orders.of[key]
        journey, shop = self.of.get(order.buyer), order.terms_of.attribution.shop
        if journey is None or journey.until is None or shop is None:
            return
        rules = self._rulebook.at(recorded.at).referrals
        if journey.shop_at(recorded.at) != shop or rules.binding == "none":
            return
        renewed = recorded.at + days(rules.binding_days)
        if rules.binding_renews and renewed > journey.until:
            self.unrenewed[recorded.reference] = (recorded, renewed)

    @sees(AccountErased)
    def erased(self, key: str, fact: AccountErased, recorded: Recorded[Any]) -> None:
        if self.journey(key).shop_at(recorded.at) is not None:
            self.unreleased[key] = recorded

    def _could_bind(self, journey: Journey, shop: str, at: datetime) -> bool:
        """Whether the visitor is nobody's customer, or that of another shop where the last one takes them.

        By the rules that are known by then, as what is announced later decides nothing any more.
        """
        bound_to = journey.shop_at(at)
        if bound_to == shop:
            return False
        binding = self._rulebook.at(at).referrals.binding
        return binding == "last" or (binding != "none" and bound_to is None)

    def _leave_behind(self, journey: Journey) -> None:
        if journey.uncounted is not None:
            self.uncounted.append(journey.uncounted)
            journey.uncounted = None
        if journey.unbound is not None:
            self.unbound.append(journey.unbound)
            journey.unbound = None
