"""Read model: what members did that their friends may see. Whether they see it is judged when the feed is read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from socialcommerce.domain.circle.recommendation import RecommendationMade, RecommendationWithdrawn
from socialcommerce.domain.members.preferences import OrderSwitched, PurchasesSwitched
from socialcommerce.domain.orders.events import OrderPaid
from socialcommerce.domain.orders.pricing import MAX_LINES
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductRemoved, ProductSwapped
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.sales import Sales
from socialcommerce.projections.tables import Instant, Place, Row, Rows, Text, chunks

PLACES: Final = MAX_LINES + 1
"""Places in a feed that one event can take: an order has one for each line."""

CLEARED_AFTER: Final = timedelta(days=1)
"""How long after its end a share stays in the table at least: clocks of hosts differ, by minutes at most."""


class Feeds:
    """``activities``: what was done and has not been undone, by ``place``, which is higher for what came later.

    ``what`` names an activity that a later event can undo. ``showing``: the members who show what they buy, and
    ``since`` when. ``hidden``: the orders that are not shown all the same. Shares that have long ended are cleared away
    when the member shares again, so that nobody has many activities that cannot be seen.
    """

    name = "feeds"
    version = 4

    def __init__(self, sales: Sales) -> None:
        """*sales* is the read model of what was bought: it is projected before this one."""
        self._sales = sales
        self.metadata: Final = sa.MetaData()
        self.activities: Final = table_of(
            self,
            "activities",
            sa.Column("place", Place, primary_key=True, autoincrement=False),
            sa.Column("what", Text),
            sa.Column("member", Text, nullable=False),
            sa.Column("kind", Text, nullable=False),
            sa.Column("product", Text, nullable=False),
            sa.Column("listing", sa.Integer),
            sa.Column("share", Text),
            sa.Column("order", Text),
            sa.Column("line", sa.Integer),
            sa.Column("at", Instant, nullable=False),
            sa.Column("ends_at", Instant),
            by_member=("member", "place"),
            by_end=("member", "ends_at"),
            by_what=("what",),
        )
        self.showing: Final = table_of(
            self, "showing", sa.Column("member", Text, primary_key=True), sa.Column("since", Instant, nullable=False)
        )
        self.hidden: Final = table_of(self, "hidden", sa.Column("order", Text, primary_key=True))

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow placements, shares, recommendations and purchases, and what their members let others see."""
        bought = self._bought(connection, batch)
        showing, hidden = Rows(connection, self.showing), Rows(connection, self.hidden)
        showing.load(buyer for lines in bought.values() for buyer, _, _ in lines)
        self._undo_older(connection, batch)
        new = _NewActivities()
        for recorded in batch:
            for what in _undone(recorded):
                new.undo(what)
            match recorded.event:
                case ShareCreated(shop=shop):
                    new.clear(shop, recorded.at - CLEARED_AFTER)
                case OrderPaid():
                    for buyer, line, product in bought.get(recorded.key, ()):
                        shown = showing.get(buyer)
                        if shown and recorded.at >= shown["since"]:
                            new.do(recorded, buyer, "purchase", product, order=recorded.key, line=line)
                case PurchasesSwitched(shown=True):
                    showing.put({"member": recorded.key, "since": recorded.at})
                case PurchasesSwitched(shown=False):
                    showing.delete(recorded.key)
                    new.forget_purchases(recorded.key)
                case OrderSwitched(order=order, hidden=is_hidden):
                    hidden.put({"order": order}) if is_hidden else hidden.delete(order)
            _do(new, recorded)
        showing.write()
        hidden.write()
        if new.rows:
            connection.execute(sa.insert(self.activities), list(new.rows.values()))

    def _bought(self, connection: sa.Connection, batch: Batch) -> dict[str, list[tuple[str, int, str]]]:
        """Buyer, line and product of each line of the orders that were paid, but of sensitive products."""
        orders, lines = self._sales.orders.c, self._sales.lines.c
        query = (
            sa.select(lines.order, orders.buyer, lines.line, lines.product)
            .join(self._sales.orders, orders.order == lines.order)
            .where(sa.not_(lines.sensitive))
            .order_by(lines.order, lines.line)
        )
        found: dict[str, list[tuple[str, int, str]]] = {}
        for paid in chunks(recorded.key for recorded in batch if isinstance(recorded.event, OrderPaid)):
            for row in connection.execute(query.where(lines.order.in_(paid))):
                found.setdefault(row.order, []).append((row.buyer, row.line, row.product))
        return found

    def _undo_older(self, connection: sa.Connection, batch: Batch) -> None:
        """Away with activities of earlier batches that this one undoes, hides for good, or lets be cleared."""
        done = self.activities.c
        for whats in chunks(what for recorded in batch for what in _undone(recorded)):
            connection.execute(sa.delete(self.activities).where(done.what.in_(whats)))
        until: dict[str, datetime] = {}
        for recorded in batch:
            match recorded.event:
                case ShareCreated(shop=shop):
                    until[shop] = max(until.get(shop, recorded.at), recorded.at)
                case PurchasesSwitched(shown=False):
                    purchases = sa.and_(done.member == recorded.key, done.kind == "purchase")
                    connection.execute(sa.delete(self.activities).where(purchases))
        for member, at in sorted(until.items()):
            ended = sa.and_(done.member == member, done.ends_at <= at - CLEARED_AFTER)
            connection.execute(sa.delete(self.activities).where(ended))


class _NewActivities:
    """The activities of one batch, but those that it undoes itself."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        self._places: dict[str, int] = {}
        self._shares: dict[str, list[int]] = {}

    def do(self, recorded: Recorded[Any], member: str, kind: str, product: str, **more: Any) -> None:
        """Note an activity."""
        place = recorded.position * PLACES + more.get("line", 0)
        self.rows[place] = {
            "place": place,
            "member": member,
            "kind": kind,
            "product": product,
            "at": recorded.at,
            **dict.fromkeys(("what", "listing", "share", "order", "line", "ends_at")),
            **more,
        }
        if "what" in more:
            self._places[more["what"]] = place
        if kind == "share":
            self._shares.setdefault(member, []).append(place)

    def undo(self, what: str) -> None:
        """Forget the activity of that name."""
        if place := self._places.pop(what, None):
            self.rows.pop(place, None)

    def clear(self, member: str, until: datetime) -> None:
        """Forget the shares of *member* that had ended by *until*."""
        for place in self._shares.get(member, ()):
            row = self.rows.get(place)
            if row and row["ends_at"] <= until:
                del self.rows[place]

    def forget_purchases(self, member: str) -> None:
        """Forget what *member* bought."""
        purchases = [row for row in self.rows.values() if row["member"] == member and row["kind"] == "purchase"]
        for row in purchases:
            del self.rows[row["place"]]


def _do(new: _NewActivities, recorded: Recorded[Any]) -> None:
    """Note what one event does by itself."""
    match recorded.event:
        case ProductPlaced() | ProductSwapped() as placed:
            (what,) = _undone(recorded)
            new.do(recorded, recorded.key, "placement", placed.product, what=what, listing=placed.listing)
        case ShareCreated() as made:
            new.do(
                recorded,
                made.shop,
                "share",
                made.product,
                what=f"share {made.share}",
                listing=made.listing,
                share=made.share,
                ends_at=made.expires_at,
            )
        case RecommendationMade() as made:
            new.do(recorded, made.member, "recommendation", made.product, what=f"recommendation {recorded.key}")


def _undone(recorded: Recorded[Any]) -> Iterator[str]:
    """What an event undoes, or replaces."""
    match recorded.event:
        case ProductPlaced(slot=slot) | ProductSwapped(slot=slot) | ProductRemoved(slot=slot):
            yield f"slot {recorded.key} {slot}"
        case ShareRevoked():
            yield f"share {recorded.key}"
        case RecommendationWithdrawn():
            yield f"recommendation {recorded.key}"
