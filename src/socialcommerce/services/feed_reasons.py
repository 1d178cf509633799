"""Why something that a member did is in another's feed or not: each condition, and since which event it is so.

It is told from the facts, and apart from the query that a feed is read by.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import attrs
import sqlalchemy as sa

from socialcommerce.domain.catalog.product import PRODUCT, ProductListed
from socialcommerce.domain.circle.recommendation import RECOMMENDATION, RecommendationMade, RecommendationWithdrawn
from socialcommerce.domain.circle.visibility import ActivityKind
from socialcommerce.domain.members.account import ACCOUNT
from socialcommerce.domain.members.friendship import FRIENDSHIP
from socialcommerce.domain.members.preferences import PREFERENCES
from socialcommerce.domain.orders.events import OrderPaid
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.domain.referrals.share import SHARE, ShareCreated
from socialcommerce.domain.shops.shelf import SHELF, ProductPlaced, ProductRemoved, ProductSwapped
from socialcommerce.domain.shops.shop import SHOP
from socialcommerce.errors import NotFound
from socialcommerce.kernel.event import Recorded
from socialcommerce.kernel.keys import join, pair
from socialcommerce.projections.feeds import PLACES
from socialcommerce.services.conditions import Condition, condition, kept, not_expired, not_hidden, shown, turned, until
from socialcommerce.services.reading import Reading


@attrs.frozen
class ActivityReasons:
    """Something that was done, by the event ``source``, and whether it is ``seen``: all of its conditions hold.

    ``cursor`` is its place in feeds. ``share``, or ``order`` and ``line`` (from 1), say which it was.
    """

    cursor: int
    at: datetime
    kind: ActivityKind
    share: str | None
    order: str | None
    line: int | None
    source: str
    seen: bool
    conditions: tuple[Condition, ...]


@attrs.frozen
class FeedReasons:
    """All that ``friend`` ever did with ``product``, newest first, and whether ``viewer`` sees it in their feed."""

    viewer: str
    friend: str
    product: str
    activities: tuple[ActivityReasons, ...]


def feed_reasons(reading: Reading, viewer: str, friend: str, product: str) -> FeedReasons:
    """Why *viewer* sees what *friend* did with *product*, or does not; ``NotFound``.

    Costs a reading of a stream for each share and order among it.
    """
    found = _Reasons(reading, viewer, friend, product)
    done = [*found.placements(), *found.shares(), *found.recommendations(), *found.purchases()]
    return FeedReasons(viewer, friend, product, tuple(sorted(done, key=lambda each: -each.cursor)))


class _Reasons:
    """What holds now of a viewer, a friend and a product, and of each thing that the friend did with it."""

    def __init__(self, reading: Reading, viewer: str, friend: str, product: str) -> None:
        self._reading = reading
        self._friend = friend
        self._product = product
        self._listings = reading.facts(PRODUCT, product)
        self._openings = reading.facts(SHOP, friend)
        if not self._listings:
            raise NotFound(f"there is no product {product}")
        self._usual = (*self._of_the_two(viewer), *self._of_the_product())

    def placements(self) -> Iterator[ActivityReasons]:
        """What was placed; whatever happens to its slot afterwards ends it."""
        shelf = self._reading.facts(SHELF, self._friend)
        slots = [each for each in shelf if isinstance(each.event, ProductPlaced | ProductSwapped | ProductRemoved)]
        for index, recorded in enumerate(slots):
            fact = recorded.event
            if isinstance(fact, ProductRemoved) or fact.product != self._product:
                continue
            ended = [each for each in slots[index + 1 :] if each.event.slot == fact.slot]
            conditions = (self._same_listing(fact.listing), self._open(), until("in-slot", recorded, ended))
            yield self._activity(recorded, "placement", conditions)

    def shares(self) -> Iterator[ActivityReasons]:
        """What was shared."""
        shares = self._reading.models.traffic.shares.c
        made = sa.select(shares.share).where(shares.shop == self._friend, shares.product == self._product)
        with self._reading.connection() as connection:
            ids = connection.execute(made.order_by(shares.share)).scalars().all()
        for id in ids:
            created, *revoked = self._reading.facts(SHARE, id)
            fact: ShareCreated = created.event
            conditions = (
                self._same_listing(fact.listing),
                self._open(),
                self._same_opening(fact.opening),
                until("not-revoked", created, revoked),
                not_expired(created, self._reading.now()),
            )
            yield self._activity(created, "share", conditions, share=id)

    def recommendations(self) -> Iterator[ActivityReasons]:
        """What was recommended."""
        said = self._reading.facts(RECOMMENDATION, join(self._friend, self._product))
        for index, recorded in enumerate(said):
            if isinstance(recorded.event, RecommendationMade):
                ended = [each for each in said[index + 1 :] if isinstance(each.event, RecommendationWithdrawn)]
                yield self._activity(recorded, "recommendation", (until("not-withdrawn", recorded, ended),))

    def purchases(self) -> Iterator[ActivityReasons]:
        """What was paid for, a line each."""
        orders, lines = self._reading.models.orders.orders, self._reading.models.sales.lines
        bought = (
            sa.select(lines.c.order, lines.c.line)
            .join(orders, orders.c.order == lines.c.order)
            .where(orders.c.buyer == self._friend, lines.c.product == self._product)
        )
        with self._reading.connection() as connection:
            rows = connection.execute(bought.order_by(lines.c.order, lines.c.line)).all()
        chosen = self._reading.facts(PREFERENCES, self._friend)
        for row in rows:
            facts = self._reading.facts(ORDER, row.order)
            paid = next((recorded for recorded in facts if isinstance(recorded.event, OrderPaid)), None)
            if paid is not None:
                conditions = (shown(chosen, paid), not_hidden(chosen, row.order), kept(facts, row.line))
                yield self._activity(paid, "purchase", conditions, order=row.order, line=row.line)

    def _activity(
        self,
        recorded: Recorded[Any],
        kind: ActivityKind,
        conditions: Iterable[Condition],
        *,
        share: str | None = None,
        order: str | None = None,
        line: int | None = None,
    ) -> ActivityReasons:
        every = (*self._usual, *conditions)
        seen = all(each.holds for each in every)
        cursor = recorded.position * PLACES + (line or 0)
        return ActivityReasons(cursor, recorded.at, kind, share, order, line, recorded.reference, seen, every)

    def _of_the_two(self, viewer: str) -> Iterator[Condition]:
        """Erasing either ends the friendship, and no event of its own says so."""
        bond = self._reading.facts(FRIENDSHIP, pair(viewer, self._friend))
        accounts = [fact for member in {viewer, self._friend} for fact in self._reading.facts(ACCOUNT, member)]
        erased = min(accounts, key=lambda recorded: recorded.position, default=None)
        friends = turned("friends", FRIENDSHIP, bond, lambda friendship: friendship.friends)
        yield Condition("another", viewer != self._friend)
        yield condition("friends", erased, holds=False) if erased and friends.holds else friends
        yield turned("not-blocked", FRIENDSHIP, bond, lambda friendship: not friendship.blocked)
        yield condition("not-erased", erased, holds=erased is None)

    def _of_the_product(self) -> Iterator[Condition]:
        first = self._listings[0]
        offer: ProductListed = first.event
        yield turned("listed", PRODUCT, self._listings, lambda product: product.listed)
        yield condition("not-sensitive", first, holds=not offer.sensitive)

    def _same_listing(self, listing: int) -> Condition:
        return turned("same-listing", PRODUCT, self._listings, lambda product: product.listing == listing)

    def _open(self) -> Condition:
        return turned("shop-open", SHOP, self._openings, lambda shop: shop.is_open)

    def _same_opening(self, opening: int) -> Condition:
        return turned("same-opening", SHOP, self._openings, lambda shop: shop.opening == opening)
