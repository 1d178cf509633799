"""How a page of a feed is found: first where on it friends' activities stand, then those that can be seen.

The newest so many activities of all friends are among the newest so many of those friends who did something last.
So each friend is asked for one place, and few for more: what a page costs grows with the friends, by a look at an
index each, and not with what they ever did.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from socialcommerce.projections.models import ReadModels

NO_LATER = 2**63 - 1
"""A place that no activity has, after all others."""


class FeedPages:
    """Statements of one store's feeds, built once; *friends* stands for the table of friendships, if given."""

    def __init__(self, models: ReadModels, friends: sa.FromClause | None = None) -> None:
        self._models = models
        self._friends = models.people.friends if friends is None else friends
        self._latest = self._newest_places(on_server=False)
        self._latest_on_server = self._newest_places(on_server=True)
        self._shown = self._visible()

    def page(
        self, connection: sa.Connection, member: str, count: int, before: int | None, at: datetime
    ) -> "list[sa.Row[*tuple[Any, ...]]]":
        """The newest *count* activities before a place that *member* sees at *at*, or fewer if there are fewer."""
        found: list[sa.Row[*tuple[Any, ...]]] = []
        reached = NO_LATER if before is None else before
        statement = self._latest_on_server if connection.dialect.name == "postgresql" else self._latest
        while True:
            places = (
                connection.execute(statement, {"viewer": member, "before": reached, "count": count}).scalars().all()
            )
            if places:
                found += connection.execute(self._shown, {"viewer": member, "places": places, "now": at})
            if len(places) < count or len(found) >= count:
                return found[:count]
            reached = places[-1]

    def _newest_places(self, *, on_server: bool) -> "sa.Select[*tuple[Any, ...]]":
        """The newest places of friends' activities; SQLite knows no lateral join, PostgreSQL is slow without."""
        friends, done = self._friends, self._models.feeds.activities
        before, count = sa.bindparam("before", type_=sa.BigInteger), sa.bindparam("count", type_=sa.Integer)
        newest = (
            sa.select(sa.func.max(done.c.place))
            .where(done.c.member == friends.c.friend, done.c.place < before)
            .scalar_subquery()
            .label("newest")
        )
        latest = sa.select(friends.c.friend, newest).where(friends.c.member == sa.bindparam("viewer")).subquery()
        few = (
            sa.select(latest.c.friend)
            .where(latest.c.newest.is_not(None))
            .order_by(latest.c.newest.desc())
            .limit(count)
            .subquery()
        )
        theirs = done.alias()
        places = (
            sa.select(theirs.c.place)
            .where(theirs.c.member == few.c.friend, theirs.c.place < before)
            .order_by(theirs.c.place.desc())
            .limit(count)
        )
        if on_server:
            each = places.lateral()
            found = sa.select(each.c.place).select_from(few.join(each, sa.true()))
            return found.order_by(each.c.place.desc()).limit(count)
        found = sa.select(done.c.place).where(done.c.member == few.c.friend, done.c.place.in_(places.correlate(few)))
        return found.order_by(done.c.place.desc()).limit(count)

    def _visible(self) -> "sa.Select[*tuple[Any, ...]]":
        """Those of *places* that *viewer* sees: what :func:`~socialcommerce.domain.circle.visibility.visible` says."""
        models = self._models
        done, friends = models.feeds.activities, self._friends
        products, shops = models.catalogue.products, models.storefronts.shops
        shares, given = models.traffic.shares, models.circle.recommendations
        lines, orders, hidden = models.sales.lines, models.orders.orders, models.feeds.hidden
        of_shop = sa.and_(shops.c.open, products.c.listing == done.c.listing)
        recommendation = done.c.member + "~" + done.c.product
        is_shown = sa.case(
            (done.c.kind == "placement", of_shop),
            (done.c.kind == "share", sa.and_(of_shop, models.share_lives(sa.bindparam("now", type_=done.c.at.type)))),
            (done.c.kind == "purchase", sa.and_(models.is_kept(lines, orders), hidden.c.order.is_(None))),
            else_=sa.true(),
        )
        return (
            sa.select(
                done.c.place,
                done.c.at,
                done.c.member,
                sa.func.coalesce(shops.c.nickname, "").label("nickname"),
                done.c.kind,
                done.c.product,
                products.c.title,
                products.c.price,
                models.catalogue.exclusive_now().label("exclusive_price"),
                done.c.share,
                shares.c.promised_price,
                models.is_proven().label("proven"),
            )
            .select_from(done)
            .join(friends, sa.and_(friends.c.member == sa.bindparam("viewer"), friends.c.friend == done.c.member))
            .join(products, products.c.product == done.c.product)
            .outerjoin(shops, shops.c.shop == done.c.member)
            .outerjoin(shares, shares.c.share == done.c.share)
            .outerjoin(given, sa.and_(done.c.kind == "recommendation", given.c.recommendation == recommendation))
            .outerjoin(lines, sa.and_(lines.c.order == done.c.order, lines.c.line == done.c.line))
            .outerjoin(orders, orders.c.order == done.c.order)
            .outerjoin(hidden, hidden.c.order == done.c.order)
            .where(
                done.c.place.in_(sa.bindparam("places", expanding=True)),
                products.c.listed,
                sa.not_(products.c.sensitive),
                is_shown,
            )
            .order_by(done.c.place.desc())
        )
