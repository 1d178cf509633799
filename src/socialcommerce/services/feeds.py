"""Reads: what members see of their friends."""

from datetime import datetime
from typing import Any, Final, Literal

import attrs
import sqlalchemy as sa

from socialcommerce.domain.orders.pricing import price_through_share
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.projections.influence_sums import DaySums, score
from socialcommerce.services.actors import only_member
from socialcommerce.services.command import checked
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.influence import sums_of
from socialcommerce.services.paging import Cursor, PageSize
from socialcommerce.services.reading import Reading

PANEL: Final = 3
"""Friends on the panel (S1)."""


@attrs.frozen
class FeedEntry:
    """Something that a friend did. ``cursor`` is its place in the feed; prices in minor units.

    ``share`` is what to visit through, for shares; ``exclusive_price`` what it then costs, if it is less.
    """

    cursor: int
    at: datetime
    friend: str
    nickname: str
    kind: Literal["placement", "share"]
    product: str
    title: str
    price: int
    exclusive_price: int | None
    share: str | None


@attrs.frozen
class FeedPage:
    """Entries, newest first; ``next`` is the ``after`` of the next page, None on the last one."""

    entries: tuple[FeedEntry, ...]
    next: int | None


@attrs.frozen
class FriendShop:
    """How a friend's shop sells. ``net_sales`` in minor units."""

    shop: str
    nickname: str
    score: int
    net_sales: int
    visits: int


class FeedReads:
    """The feed of a member, and the panel of their three most influential friends."""

    def __init__(self, reading: Reading, deadlines: Deadlines) -> None:
        self._reading = reading
        self._deadlines = deadlines

    @checked
    def of(
        self, member: Key, limit: PageSize = 20, after: Cursor | None = None, *, by: ActorKey | None = None
    ) -> FeedPage:
        """What *member*'s friends placed and shared, newest first, *limit* entries (1 to 100) a page.

        *after* is the ``next`` of the page before. Visibility is judged now: only of those who are friends, whose
        shop is open, of products that are listed as they were, never of sensitive ones, placements that stand and
        shares that live.
        """
        only_member(by, member, f"see the feed of {member}")
        self._deadlines.of_budgets()
        with self._reading.connection() as connection:
            rows = connection.execute(self._visible(member, after).limit(limit + 1)).all()
        entries = tuple(_entry(row) for row in rows[:limit])
        return FeedPage(entries, entries[-1].cursor if len(rows) > limit else None)

    @checked
    def three_friends(self, member: Key, *, by: ActorKey | None = None) -> list[FriendShop]:
        """The three friends of *member* with the most influence who have an open shop; fewer if there are fewer.

        Equal scores stand by id.
        """
        only_member(by, member, f"see the friends of {member}")
        models = self._reading.models
        friends, totals, shops = models.people.friends, models.influence.totals, models.storefronts.shops
        query = (
            sa.select(totals.c.shop, totals.c.visits, shops.c.nickname)
            .join(friends, friends.c.friend == totals.c.shop)
            .join(shops, shops.c.shop == totals.c.shop)
            .where(friends.c.member == member, totals.c.open)
        )
        with self._reading.connection() as connection:
            rows = connection.execute(query).all()
            sums = sums_of(self._reading, connection, [row.shop for row in rows])
        rules = self._reading.rules.influence
        panel = [
            FriendShop(row.shop, row.nickname, score(own, rules), own.net_sales, row.visits)
            for row in rows
            for own in (sums.get(row.shop, DaySums()),)
        ]
        return sorted(panel, key=lambda friend: (-friend.score, friend.shop))[:PANEL]

    def _visible(self, member: str, after: int | None) -> "sa.Select[*tuple[Any, ...]]":
        models = self._reading.models
        done, friends = models.feeds.activities, models.people.friends
        products, shops = models.catalogue.products, models.storefronts.shops
        slots, shares = models.storefronts.slots, models.traffic.shares
        stands = sa.and_(slots.c.shop == done.c.member, slots.c.position == done.c.position)
        lives = sa.and_(shares.c.share == done.c.share, models.share_lives(self._reading.now()))
        query = (
            sa.select(
                done.c.position,
                done.c.at,
                done.c.member,
                shops.c.nickname,
                done.c.kind,
                done.c.product,
                products.c.title,
                products.c.price,
                models.catalogue.exclusive_now().label("exclusive_price"),
                shares.c.share,
                shares.c.promised_price,
            )
            .select_from(done)
            .join(friends, sa.and_(friends.c.member == member, friends.c.friend == done.c.member))
            .join(shops, sa.and_(shops.c.shop == done.c.member, shops.c.open))
            .join(
                products,
                sa.and_(
                    products.c.product == done.c.product,
                    models.catalogue.is_listed_as(done.c.listing),
                    sa.not_(products.c.sensitive),
                ),
            )
            .outerjoin(slots, stands)
            .outerjoin(shares, lives)
            .where(sa.or_(slots.c.slot.is_not(None), shares.c.share.is_not(None)))
            .order_by(done.c.position.desc())
        )
        return query if after is None else query.where(done.c.position < after)


def _entry(row: "sa.Row[*tuple[Any, ...]]") -> FeedEntry:
    through_share = price_through_share(row.price, row.exclusive_price, row.promised_price or row.price)
    return FeedEntry(
        cursor=row.position,
        at=row.at,
        friend=row.member,
        nickname=row.nickname,
        kind=row.kind,
        product=row.product,
        title=row.title,
        price=row.price,
        exclusive_price=through_share if through_share < row.price else None,
        share=row.share,
    )
