"""What others see of a member, found by the very statements by which they are shown it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from socialcommerce.errors import NotFound
from socialcommerce.projections.people import ANYONE
from socialcommerce.services.analytics import friends_who_came
from socialcommerce.services.circle import RecommendationEntry, recommendations_page, said_by_friends
from socialcommerce.services.customers import customers_listed
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.feed_pages import supposed_pages
from socialcommerce.services.feeds import FeedEntry, FriendShop, feed_page, panel
from socialcommerce.services.influence import BoardEntry, BoardReads
from socialcommerce.services.paging import MAX_PAGE, Page
from socialcommerce.services.reading import Reading
from socialcommerce.services.storefronts import Storefront, StorefrontReads


@attrs.frozen
class SeenByAnyone:
    """What strangers see: the shop and its place on the board, if there are such, and nothing that the member did."""

    storefront: Storefront | None
    board: BoardEntry | None


@attrs.frozen
class SeenByFriends:
    """What each friend sees besides.

    ``feed``: what the member did, a page of it; ``recommendations`` that stand with a product; ``shop`` as it stands
    on the panel of those friends of whom the member is among the three with the most influence.
    """

    feed: Page[FeedEntry]
    recommendations: tuple[RecommendationEntry, ...]
    shop: FriendShop | None


@attrs.frozen
class SeenByOwner:
    """What the owner of ``shop`` sees besides: since when the member is their customer, and visits under their name."""

    shop: str
    customer_since: datetime | None
    visits: int


@attrs.frozen
class Preview:
    """What is seen of ``member`` now: by anyone, by friends, and by the owners of shops where they were."""

    member: str
    anyone: SeenByAnyone
    friends: SeenByFriends
    owners: tuple[SeenByOwner, ...]


class Previews:
    """Makes previews."""

    def __init__(self, reading: Reading, deadlines: Deadlines) -> None:
        self._reading: Final = reading
        self._deadlines: Final = deadlines
        self._storefronts = StorefrontReads(reading, deadlines)
        self._board = BoardReads(reading)

    def of(self, member: str, limit: int, after: int | None) -> Preview:
        """What is seen of *member*, of the feed *limit* entries before *after*."""
        return Preview(member, self._anyone(member), self._friends(member, limit, after), self._owners(member))

    def _anyone(self, member: str) -> SeenByAnyone:
        try:
            storefront = self._storefronts.of(member)
        except NotFound:
            return SeenByAnyone(None, None)
        return SeenByAnyone(storefront, next((place for place in self._board.top() if place.shop == member), None))

    def _friends(self, member: str, limit: int, after: int | None) -> SeenByFriends:
        """What one sees whose only friend is *member*."""
        friends = self._reading.models.people.supposed(member)
        pages = supposed_pages(self._reading.models)
        feed = feed_page(self._reading, self._deadlines, pages, ANYONE, limit, after, supposed=member)
        shops = panel(self._reading, friends, ANYONE)
        return SeenByFriends(feed, tuple(self._said(friends)), shops[0] if shops else None)

    def _said(self, friends: sa.FromClause) -> Iterator[RecommendationEntry]:
        after: int | None = None
        while True:
            query = said_by_friends(self._reading.models, friends, ANYONE, MAX_PAGE, after)
            with self._reading.connection() as connection:
                rows = connection.execute(query).all()
            page = recommendations_page(self._reading, rows, MAX_PAGE)
            yield from page.entries
            if page.next is None:
                return
            after = page.next

    def _owners(self, member: str) -> tuple[SeenByOwner, ...]:
        models = self._reading.models
        bindings, visits = models.customers.bindings, models.traffic.visits
        bound = customers_listed(models, for_members=True).where(bindings.c.visitor == member)
        visited = sa.select(visits.c.shop).where(visits.c.visitor == member, visits.c.as_friend).distinct()
        with self._reading.connection() as connection:
            since = {row.shop: row.since for row in connection.execute(bound)}
            named: dict[str, int] = {}
            for shop in connection.execute(visited).scalars().all():
                came = connection.execute(friends_who_came(models, shop).where(visits.c.visitor == member)).first()
                if came is not None:
                    named[shop] = came[1]
        return tuple(SeenByOwner(shop, since.get(shop), named.get(shop, 0)) for shop in sorted(since.keys() | named))
