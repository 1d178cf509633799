"""Recount of what members did that their friends may see."""

from typing import Any, Final

from socialcommerce.audit.recount.calendar import Calendar, microseconds
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.circle.recommendation import RecommendationMade, RecommendationWithdrawn
from socialcommerce.domain.members.preferences import OrderSwitched, PurchasesSwitched
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced
from socialcommerce.domain.orders.pricing import MAX_LINES
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductRemoved, ProductSwapped
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels

_PLACES: Final = MAX_LINES + 1
"""Places of an event: one for itself, and one for each line of an order."""

_DAY: Final = 86_400 * 1_000_000
"""Microseconds for which a share stays after its end."""


class Activity(Row, kw_only=True):
    """What a member did, by its place in the feed."""

    place: int
    what: str | None
    member: str
    kind: str
    product: str
    listing: int | None = None
    share: str | None = None
    order: str | None = None
    line: int | None = None
    at: int
    ends_at: int | None = None


class Showing(Row):
    """A member who shows purchases that were paid since an instant."""

    member: str
    since: int


class Hidden(Row):
    """An order that is not shown."""

    order: str


class Feeds(Recounted):
    """Activities until they are undone; shares that ended a day ago go when the member shares again."""

    model = "feeds"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.activities = Table[int, Activity](models.feeds.activities, Activity)
        self.showing = Table[str, Showing](models.feeds.showing, Showing)
        self.hidden = Table[str, Hidden](models.feeds.hidden, Hidden)
        self._calendar = calendar
        self._place_of: dict[str, int] = {}
        self._shares_of: dict[str, dict[int, int]] = {}
        self._purchases_of: dict[str, set[int]] = {}
        self._unpaid: dict[str, OrderPlaced] = {}

    @sees(ProductPlaced, ProductSwapped)
    def placed(self, shop: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> None:
        what = f"slot {shop} {fact.slot}"
        self._undo(what)
        activity = self._do(recorded, what, shop, "placement", fact.product)
        activity.listing = fact.listing

    @sees(ProductRemoved)
    def removed(self, shop: str, fact: ProductRemoved, recorded: Recorded[Any]) -> None:
        self._undo(f"slot {shop} {fact.slot}")

    @sees(ShareCreated)
    def shared(self, _: str, fact: ShareCreated, recorded: Recorded[Any]) -> None:
        self._clear(fact.shop, self._calendar.instant(recorded.at) - _DAY)
        activity = self._do(recorded, f"share {fact.share}", fact.shop, "share", fact.product)
        activity.listing = fact.listing
        activity.share = fact.share
        activity.ends_at = microseconds(fact.expires_at)
        self._shares_of.setdefault(fact.shop, {})[activity.place] = activity.ends_at

    @sees(ShareRevoked)
    def revoked(self, share: str, fact: ShareRevoked, recorded: Recorded[Any]) -> None:
        self._undo(f"share {share}")

    @sees(RecommendationMade)
    def recommended(self, key: str, fact: RecommendationMade, recorded: Recorded[Any]) -> None:
        self._do(recorded, f"recommendation {key}", fact.member, "recommendation", fact.product)

    @sees(RecommendationWithdrawn)
    def withdrawn(self, key: str, fact: RecommendationWithdrawn, recorded: Recorded[Any]) -> None:
        self._undo(f"recommendation {key}")

    @sees(OrderPlaced)
    def ordered(self, order: str, fact: OrderPlaced, recorded: Recorded[Any]) -> None:
        self._unpaid[order] = fact

    @sees(OrderPaid)
    def paid(self, order: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        placed = self._unpaid.pop(order)
        buyer = placed.asked.buyer
        showing = self.showing.get(buyer)
        if showing is None or self._calendar.instant(recorded.at) < showing.since:
            return
        for number, line in enumerate(placed.lines, 1):
            if not line.sensitive:
                activity = self._do(recorded, None, buyer, "purchase", line.product, number)
                activity.order = order
                activity.line = number
                self._purchases_of.setdefault(buyer, set()).add(activity.place)

    @sees(PurchasesSwitched)
    def switched(self, member: str, fact: PurchasesSwitched, recorded: Recorded[Any]) -> None:
        if fact.shown:
            self.showing[member] = Showing(member=member, since=self._calendar.instant(recorded.at))
            return
        self.showing.pop(member, None)
        for place in self._purchases_of.pop(member, ()):
            del self.activities[place]

    @sees(OrderSwitched)
    def order_switched(self, _: str, fact: OrderSwitched, recorded: Recorded[Any]) -> None:
        if fact.hidden:
            self.hidden[fact.order] = Hidden(order=fact.order)
        else:
            self.hidden.pop(fact.order, None)

    def _do(
        self, recorded: Recorded[Any], what: str | None, member: str, kind: str, product: str, line: int = 0
    ) -> Activity:
        place = recorded.position * _PLACES + line
        if what is not None:
            self._place_of[what] = place
        at = self._calendar.instant(recorded.at)
        activity = Activity(place=place, what=what, member=member, kind=kind, product=product, at=at)
        self.activities[place] = activity
        return activity

    def _undo(self, what: str) -> None:
        place = self._place_of.pop(what, None)
        if place is not None:
            self.activities.pop(place, None)

    def _clear(self, member: str, ended_by: int) -> None:
        """Away with the shares of a member that had ended by then, if they were not revoked before."""
        shares = self._shares_of.get(member, {})
        for place in [place for place, ends_at in shares.items() if ends_at <= ended_by]:
            del shares[place]
            self.activities.pop(place, None)
