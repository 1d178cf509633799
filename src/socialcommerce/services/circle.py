"""Reads: what members recommend, and what they keep. Counts are public, names are for friends."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import attrs
import sqlalchemy as sa

from socialcommerce.errors import NotFound
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.projections.models import ReadModels
from socialcommerce.services.actors import only_member
from socialcommerce.services.command import checked
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.paging import Cursor, Entry, Page, PageSize, page_of
from socialcommerce.services.reading import Reading

Label = Literal["recommended", "recommended_after_purchase"]
"""推荐 or 购买后推荐."""


@attrs.frozen
class Counts:
    """How many members recommend a product, and how many of them after they bought it."""

    recommendations: int
    after_purchase: int


@attrs.frozen
class RecommendationEntry(Entry):
    """What a member says of a product; ``label`` says whether they proved that they bought it."""

    member: str
    nickname: str
    product: str
    label: Label
    text: str
    images: tuple[str, ...]
    at: datetime


@attrs.frozen
class FavouriteEntry(Entry):
    """A product that a member keeps; prices in minor units. ``listed``: it can be bought now."""

    product: str
    title: str
    price: int
    exclusive_price: int | None
    listed: bool
    at: datetime


def label_of(row: "sa.Row[*tuple[Any, ...]]") -> Label:
    """The label of a recommendation, by whether it is ``proven``."""
    return "recommended_after_purchase" if row.proven else "recommended"


class CircleReads:
    """The circle. Newest first, *limit* (1 to 100) a page; *after* is the ``next`` of the page before."""

    def __init__(self, reading: Reading, deadlines: Deadlines) -> None:
        self._reading = reading
        self._deadlines = deadlines

    @checked
    def counts(self, product: Key) -> Counts:
        """How many recommend *product*: for everybody. ``NotFound``."""
        models = self._reading.models
        given = models.circle.recommendations
        proven = sa.func.coalesce(sa.func.sum(sa.case((models.is_proven, 1), else_=0)), 0)
        counted = sa.select(sa.func.count(), proven).select_from(given).where(given.c.product == product)
        with self._reading.connection() as connection:
            self._known(connection, product)
            recommendations, after_purchase = connection.execute(counted).one()
        return Counts(recommendations, int(after_purchase))

    @checked
    def of_friends(
        self,
        product: Key,
        viewer: Key,
        limit: PageSize = 20,
        after: Cursor | None = None,
        *,
        by: ActorKey | None = None,
    ) -> Page[RecommendationEntry]:
        """What friends of *viewer* say of *product*, for that member alone. ``NotFound``.

        Judged now: nothing of those who are friends no more, nor while the product is delisted.
        """
        only_member(by, viewer, f"see what friends recommend to {viewer}")
        models = self._reading.models
        query = said_by_friends(models, models.people.friends, viewer, limit, after)
        with self._reading.connection() as connection:
            self._known(connection, product)
            rows = connection.execute(query.where(models.circle.recommendations.c.product == product)).all()
        return recommendations_page(self._reading, rows, limit)

    @checked
    def recommended_by(
        self, member: Key, limit: PageSize = 20, after: Cursor | None = None, *, by: ActorKey | None = None
    ) -> Page[RecommendationEntry]:
        """What *member* recommends, for that member alone, of delisted products too."""
        only_member(by, member, f"see all that {member} recommends")
        models = self._reading.models
        query = _given(models, limit, after).where(models.circle.recommendations.c.member == member)
        with self._reading.connection() as connection:
            rows = connection.execute(query).all()
        return recommendations_page(self._reading, rows, limit)

    @checked
    def favourites(
        self, member: Key, limit: PageSize = 20, after: Cursor | None = None, *, by: ActorKey | None = None
    ) -> Page[FavouriteEntry]:
        """What *member* keeps, for that member alone, delisted products too."""
        only_member(by, member, f"see what {member} keeps")
        models = self._reading.models
        kept, products = models.circle.favourites, models.catalogue.products
        query = (
            sa.select(
                kept.c.position,
                kept.c.product,
                products.c.title,
                products.c.price,
                models.catalogue.exclusive_now.label("exclusive_price"),
                products.c.listed,
                kept.c.at,
            )
            .join(products, products.c.product == kept.c.product)
            .where(kept.c.member == member)
            .order_by(kept.c.position.desc())
            .limit(limit + 1)
        )
        if after is not None:
            query = query.where(kept.c.position < after)
        with self._deadlines.budgets_settled() as connection:
            rows = connection.execute(query).all()
        return page_of((FavouriteEntry(*row) for row in rows[:limit]), more=len(rows) > limit)

    def _known(self, connection: sa.Connection, product: str) -> None:
        products = self._reading.models.catalogue.products
        if connection.execute(sa.select(products.c.product).where(products.c.product == product)).first() is None:
            raise NotFound(f"there is no product {product}")


def said_by_friends(
    models: ReadModels, friends: sa.FromClause, viewer: str, limit: int, after: int | None
) -> "sa.Select[*tuple[Any, ...]]":
    """What those say who are *viewer*'s friends by the table *friends*, of products that are listed."""
    given, products = models.circle.recommendations, models.catalogue.products
    return (
        _given(models, limit, after)
        .join(friends, sa.and_(friends.c.member == viewer, friends.c.friend == given.c.member))
        .join(products, sa.and_(products.c.product == given.c.product, products.c.listed))
    )


def recommendations_page(
    reading: Reading, rows: "Sequence[sa.Row[*tuple[Any, ...]]]", limit: int
) -> Page[RecommendationEntry]:
    """The page of *rows*, of which the one beyond *limit* says that there are more."""
    texts = reading.texts_of(text for row in rows[:limit] for text in (row.nickname, row.text))
    return page_of((_entry(reading, row, texts) for row in rows[:limit]), more=len(rows) > limit)


def _given(models: ReadModels, limit: int, after: int | None) -> "sa.Select[*tuple[Any, ...]]":
    """Recommendations, newest first, with their members' nicknames."""
    given, shops = models.circle.recommendations, models.storefronts.shops
    query = (
        sa.select(
            given.c.position,
            given.c.member,
            sa.func.coalesce(shops.c.nickname, "").label("nickname"),
            given.c.product,
            models.is_proven.label("proven"),
            given.c.text,
            given.c.images,
            given.c.at,
        )
        .select_from(given)
        .outerjoin(shops, shops.c.shop == given.c.member)
        .order_by(given.c.position.desc())
        .limit(limit + 1)
    )
    return query if after is None else query.where(given.c.position < after)


def _entry(reading: Reading, row: "sa.Row[*tuple[Any, ...]]", texts: Mapping[str, str]) -> RecommendationEntry:
    return RecommendationEntry(
        row.position,
        row.member,
        texts.get(row.nickname, ""),
        row.product,
        label_of(row),
        texts.get(row.text, ""),
        reading.texts(row.images),
        row.at,
    )
