"""Reads: what members see of their friends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import attrs
import sqlalchemy as sa

from socialcommerce.domain.circle.visibility import ActivityKind
from socialcommerce.domain.orders.pricing import price_through_share
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.projections.influence_sums import DaySums, score
from socialcommerce.projections.tables import from_microseconds
from socialcommerce.services.actors import only_member, only_platform
from socialcommerce.services.circle import Label, label_of
from socialcommerce.services.command import checked
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.feed_pages import FeedPages, feed_pages
from socialcommerce.services.feed_reasons import FeedReasons, feed_reasons
from socialcommerce.services.influence import sums_of
from socialcommerce.services.paging import Cursor, Entry, Page, PageSize, page_of
from socialcommerce.services.reading import Reading

PANEL: Final = 3
"""Friends on the panel (S1)."""


@attrs.frozen
class FeedEntry(Entry):
    """Something that a friend did; prices in minor units.

    ``share`` is what to visit through, for shares; ``exclusive_price`` what it costs in the friend's shop, if that
    is less. ``label`` and ``text`` are of recommendations.
    """

    at: datetime
    friend: str
    nickname: str
    kind: ActivityKind
    product: str
    title: str
    price: int
    exclusive_price: int | None
    share: str | None
    label: Label | None
    text: str | None


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
        self._pages = feed_pages(reading.models)

    @checked
    def of(
        self, member: Key, limit: PageSize = 20, after: Cursor | None = None, *, by: ActorKey | None = None
    ) -> Page[FeedEntry]:
        """What *member*'s friends placed, shared, recommend and bought, newest first, *limit* (1 to 100) a page.

        *after* is the ``next`` of the page before. Visibility is judged now, by
        :func:`~socialcommerce.domain.circle.visibility.visible`: purchases are seen only of friends who show them.
        """
        only_member(by, member, f"see the feed of {member}")
        return feed_page(self._reading, self._deadlines, self._pages, member, limit, after)

    @checked
    def three_friends(self, member: Key, *, by: ActorKey | None = None) -> list[FriendShop]:
        """The three friends of *member* with the most influence who have an open shop; fewer if there are fewer.

        Equal scores stand by id.
        """
        only_member(by, member, f"see the friends of {member}")
        return panel(self._reading, self._reading.models.people.friends, member)

    @checked
    def explain(self, viewer: Key, friend: Key, product: Key, *, by: ActorKey | None = None) -> FeedReasons:
        """Why *viewer* sees in their feed what *friend* did with *product*, or does not, condition by condition.

        For the platform, as it tells who blocks whom. Costs in proportion to what *friend* did with it. ``NotFound``.
        """
        only_platform(by, f"see why {viewer} sees what {friend} did, or does not")
        return feed_reasons(self._reading, viewer, friend, product)


def feed_page(
    reading: Reading,
    deadlines: Deadlines,
    pages: FeedPages,
    viewer: str,
    limit: int,
    after: int | None,
    **supposed: str,
) -> Page[FeedEntry]:
    """What *viewer* sees now of those who are their friends by *pages*, which may need one who is *supposed*."""
    with deadlines.moment_settled() as asked:
        rows = pages.page(asked, viewer, limit + 1, after, reading.now(), **supposed)
    shown = rows[:limit]
    texts = reading.texts_of(text for row in shown for text in (row.nickname, row.text))
    return page_of([_entry(row, texts) for row in shown], more=len(rows) > limit)


def panel(reading: Reading, friends: sa.FromClause, viewer: str) -> list[FriendShop]:
    """The three friends of *viewer*, by the table *friends*, with the most influence."""
    totals, shops = reading.models.influence.totals, reading.models.storefronts.shops
    query = (
        sa.select(totals.c.shop, totals.c.visits, shops.c.nickname)
        .join(friends, friends.c.friend == totals.c.shop)
        .join(shops, shops.c.shop == totals.c.shop)
        .where(friends.c.member == viewer, totals.c.open)
    )
    with reading.scores() as connection:
        rows = connection.execute(query).all()
        sums = sums_of(reading, connection, [row.shop for row in rows])
    rules = reading.rules.influence
    scored = sorted(
        ((score(own, rules), row, own) for row in rows for own in (sums.get(row.shop, DaySums()),)),
        key=lambda each: (-each[0], each[1].shop),
    )
    return [
        FriendShop(row.shop, reading.text(row.nickname), points, own.net_sales, row.visits)
        for points, row, own in scored[:PANEL]
    ]


def _entry(row: Any, texts: Mapping[str, str]) -> FeedEntry:
    label = text = exclusive_price = None
    match row.kind:
        case "placement" | "share":
            cheaper = price_through_share(row.price, row.exclusive_price, row.promised_price or row.price)
            exclusive_price = cheaper if cheaper < row.price else None
        case "recommendation":
            label = label_of(row)
            text = texts.get(row.text, "")
    return FeedEntry(
        row.place,
        from_microseconds(row.at),
        row.member,
        texts.get(row.nickname, ""),
        row.kind,
        row.product,
        row.title,
        row.price,
        exclusive_price,
        row.share,
        label,
        text,
    )
