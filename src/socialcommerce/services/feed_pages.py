"""How a page of a feed is found: first where on it friends' activities stand, then which of those can be seen.

Who has many friends finds a page among the newest activities of all members, and walks down these, as far as asking
for each friend would cost. What is not found there is asked for: the newest so many activities of all friends are
among the newest so many of those friends who did something last, so each friend is asked for one place, and few for
more. What a page costs grows with the friends, by a look at an index each, and not with what they ever did.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from socialcommerce.projections.feeds import PLACES
from socialcommerce.projections.models import ReadModels
from socialcommerce.projections.tables import Instant, to_microseconds
from socialcommerce.storage.prepared import Asked, Prepared

NO_LATER: Final = 2**63 - 1
"""A place that no activity has, after all others."""

EVENTS_A_FRIEND: Final = 8
"""Events of the log to walk down for each friend, before each is asked: about what asking costs in a large store."""

MANY_FRIENDS: Final = 100
"""So many friends are counted at most: who has them walks down ``NEAR_TO_MANY`` events, as some are found near by."""

NEAR_TO_MANY: Final = 1_600

SPARE_ONE_IN: Final = 4
"""So many activities for each that is wanted are one more than that, as some cannot be seen."""

_Query = sa.Select[Any]


@lru_cache(maxsize=8)
def feed_pages(models: ReadModels) -> "FeedPages":
    """The pages of members' feeds: made once, as they hold no rows, for all stores with these *models*."""
    return FeedPages(models, models.people.friends)


@lru_cache(maxsize=8)
def supposed_pages(models: ReadModels) -> "FeedPages":
    """The same for :data:`~socialcommerce.projections.people.ANYONE`, whose only friend is a ``supposed`` one."""
    return FeedPages(models, models.people.supposed())


class FeedPages:
    """Statements of feeds; *friends* is the table of friendships, or stands for it."""

    def __init__(self, models: ReadModels, friends: sa.FromClause) -> None:
        self._models = models
        self._friends = friends
        self._viewer = sa.bindparam("viewer", type_=sa.Text)
        self._before = sa.bindparam("before", type_=sa.BigInteger)
        self._count = sa.bindparam("count", type_=sa.Integer)
        self._near = Prepared(self._seen_of_all())
        self._far = Prepared(self._judged(self._newest_of_each()))
        self._far_on_server = Prepared(self._judged(self._newest_of_each_on_server()))

    def page(
        self, asked: Asked, member: str, count: int, before: int | None, at: datetime, **supposed: str
    ) -> list[Any]:
        """The newest *count* activities before a place that *member* sees at *at*, or fewer if there are fewer.

        ``at`` of a row is in microseconds.
        """
        far = self._far_on_server if asked.dialect.name == "postgresql" else self._far
        given = {"viewer": member, "now": to_microseconds(at), **supposed}
        reached = NO_LATER if before is None else before
        found = self._near.rows(asked, before=reached, count=count, **given)
        if found:
            reached = found[-1].place
        enough = count + count // SPARE_ONE_IN
        while len(found) < count:
            rows = far.rows(asked, before=reached, count=enough, **given)
            found += (row for row in rows if row.is_seen)
            if len(rows) < enough:
                break
            reached = rows[-1].place
        return found[:count]

    def _seen_of_all(self) -> _Query:
        """Friends' activities that are seen, if they are among the newest of all members."""
        friends, done = self._friends, self._models.feeds.activities
        newest = done.alias()
        latest = sa.select(sa.func.max(newest.c.place)).where(newest.c.place < self._before).scalar_subquery()
        some = sa.select(friends.c.friend).where(friends.c.member == self._viewer).limit(MANY_FRIENDS).subquery()
        count = sa.func.count()
        events = sa.case((count == MANY_FRIENDS, NEAR_TO_MANY), else_=count * EVENTS_A_FRIEND)
        near_by = sa.select(events * PLACES).select_from(some).scalar_subquery()
        of_friend = sa.exists().where(friends.c.member == self._viewer, friends.c.friend == done.c.member)
        near = sa.and_(done.c.place < self._before, done.c.place > latest - near_by)
        return self._shown(done).where(near, of_friend, self._is_seen()).limit(self._count)

    def _newest_of_each(self) -> _Query:
        """Where the newest activities of all friends stand."""
        done, few = self._models.feeds.activities, self._last_active()
        theirs = self._places_of(few)
        return (
            sa.select(done.c.place)
            .join(few, sa.and_(done.c.member == few.c.friend, done.c.place.in_(theirs.correlate(few))))
            .order_by(done.c.place.desc())
            .limit(self._count)
        )

    def _newest_of_each_on_server(self) -> _Query:
        """The same by a lateral join, which SQLite does not know, and without which PostgreSQL is slow."""
        few = self._last_active()
        theirs = self._places_of(few).lateral()
        found = sa.select(theirs.c.place).select_from(few.join(theirs, sa.true()))
        return found.order_by(theirs.c.place.desc()).limit(self._count)

    def _last_active(self) -> sa.Subquery:
        """The friends who did something last."""
        friends, done = self._friends, self._models.feeds.activities
        newest = (
            sa.select(sa.func.max(done.c.place))
            .where(done.c.member == friends.c.friend, done.c.place < self._before)
            .scalar_subquery()
            .label("newest")
        )
        latest = sa.select(friends.c.friend, newest).where(friends.c.member == self._viewer).subquery()
        return sa.select(latest.c.friend).order_by(latest.c.newest.desc().nulls_last()).limit(self._count).subquery()

    def _places_of(self, few: sa.Subquery) -> _Query:
        """The newest places of each of a *few* friends."""
        theirs = self._models.feeds.activities.alias()
        return (
            sa.select(theirs.c.place)
            .where(theirs.c.member == few.c.friend, theirs.c.place < self._before)
            .order_by(theirs.c.place.desc())
            .limit(self._count)
        )

    def _judged(self, newest: _Query) -> _Query:
        """The activities at the *newest* places, and of each whether it ``is_seen``."""
        done, places = self._models.feeds.activities, newest.subquery()
        shown = self._shown(places.join(done, done.c.place == places.c.place))
        return shown.add_columns(self._is_seen().label("is_seen"))

    def _is_seen(self) -> "sa.ColumnElement[bool]":
        """What :func:`~socialcommerce.domain.circle.visibility.visible` says of an activity of a friend's."""
        models, done = self._models, self._models.feeds.activities
        products, shops = models.catalogue.products, models.storefronts.shops
        of_shop = sa.and_(shops.c.open, products.c.listing == done.c.listing)
        lives = models.share_lives(sa.bindparam("now", type_=Instant()))
        is_kept = models.is_kept(models.sales.lines, models.orders.orders)
        stands = sa.case(
            (done.c.kind == "placement", of_shop),
            (done.c.kind == "share", sa.and_(of_shop, lives)),
            (done.c.kind == "purchase", sa.and_(is_kept, models.feeds.hidden.c.order.is_(None))),
            else_=sa.true(),
        )
        return sa.and_(products.c.listed, sa.not_(products.c.sensitive), stands)

    def _shown(self, activities: sa.FromClause) -> _Query:
        """What a feed shows of *activities*, the newest first."""
        models, done = self._models, self._models.feeds.activities
        products, shops = models.catalogue.products, models.storefronts.shops
        shares, given = models.traffic.shares, models.circle.recommendations
        lines, orders, hidden = models.sales.lines, models.orders.orders, models.feeds.hidden
        recommendation = done.c.member + "~" + done.c.product
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
                models.catalogue.exclusive_now.label("exclusive_price"),
                done.c.share,
                shares.c.promised_price,
                given.c.text,
                models.is_proven.label("proven"),
            )
            .select_from(activities)
            .outerjoin(products, products.c.product == done.c.product)
            .outerjoin(shops, shops.c.shop == done.c.member)
            .outerjoin(shares, shares.c.share == done.c.share)
            .outerjoin(given, sa.and_(done.c.kind == "recommendation", given.c.recommendation == recommendation))
            .outerjoin(lines, sa.and_(lines.c.order == done.c.order, lines.c.line == done.c.line))
            .outerjoin(orders, orders.c.order == done.c.order)
            .outerjoin(hidden, hidden.c.order == done.c.order)
            .order_by(done.c.place.desc())
        )
