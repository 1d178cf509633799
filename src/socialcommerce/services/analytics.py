"""Reads: how a shop does, for its owner alone."""

from collections.abc import Hashable
from datetime import date
from typing import Generic, TypeVar

import attrs
import sqlalchemy as sa

from socialcommerce.errors import NotFound
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.projections.models import ReadModels
from socialcommerce.services.actors import only_member
from socialcommerce.services.command import checked
from socialcommerce.services.reading import Reading

K = TypeVar("K", bound=Hashable)


@attrs.frozen
class Figures:
    """Visits by anyone but the owner, distinct visitors, paid orders, and their net sales in minor units."""

    visits: int = 0
    visitors: int = 0
    orders: int = 0
    net_sales: int = 0

    @property
    def conversion_bp(self) -> int:
        """Orders for each visit, in basis points, floored; 0 without visits."""
        return self.orders * 10_000 // self.visits if self.visits else 0


@attrs.frozen
class FiguresBy(Generic[K]):
    """Figures for one value of what they are split by; None: orders that no share led to."""

    key: K
    figures: Figures


@attrs.frozen
class FriendVisits:
    """A friend who came, and how often."""

    friend: str
    visits: int


@attrs.frozen
class Analytics:
    """A shop's figures, in all and split. A refund lessens the sales of the day on which its order was paid.

    ``friends`` who came as friends, most visits first. Strangers, blocked members, former friends, visits to
    sensitive products and their buyers are counted in the figures and named nowhere.
    """

    shop: str
    total: Figures
    by_day: tuple[FiguresBy[date], ...]
    by_share: tuple[FiguresBy[str | None], ...]
    by_product: tuple[FiguresBy[str], ...]
    by_channel: tuple[FiguresBy[str | None], ...]
    friends: tuple[FriendVisits, ...]


class AnalyticsReads:
    """How shops do."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @checked
    def of(self, shop: Key, *, by: ActorKey | None = None) -> Analytics:
        """The figures of *shop*, for its owner alone. ``NotFound``. Costs in proportion to its visits and orders."""
        only_member(by, shop, f"see the analytics of {shop}")
        models = self._reading.models
        shops, shares = models.storefronts.shops, models.traffic.shares
        visits, orders = models.traffic.visits, models.sales.orders
        sold = sa.and_(orders.c.shop == shop, orders.c.paid_day.is_not(None))
        net = orders.c.goods - orders.c.refunded
        came = sa.select(visits).where(visits.c.shop == shop).subquery()
        paid = (
            sa.select(orders.c.order, orders.c.paid_day.label("day"), orders.c.share, net.label("net"))
            .where(sold)
            .subquery()
        )
        with self._reading.connection() as connection:
            if connection.execute(sa.select(shops.c.shop).where(shops.c.shop == shop)).first() is None:
                raise NotFound(f"there is no shop {shop}")

            def split(came_by: "sa.ColumnElement[K]", paid_by: "sa.ColumnElement[K]") -> dict[K, Figures]:
                """Figures grouped by an expression over visits, and the same over orders."""
                through = sa.select(came_by, sa.func.count(), sa.func.count(came.c.visitor.distinct())).select_from(
                    came.outerjoin(shares, shares.c.share == came.c.share)
                )
                bought = sa.select(paid_by, sa.func.count(), sa.func.sum(paid.c.net)).select_from(
                    paid.outerjoin(shares, shares.c.share == paid.c.share)
                )
                return _joined(connection, through.group_by(came_by), bought.group_by(paid_by))

            everything = split(sa.literal(0), sa.literal(0)).get(0, Figures())
            by_day = split(came.c.day, paid.c.day)
            by_share = split(came.c.share, paid.c.share)
            by_channel = split(shares.c.channel, shares.c.channel)
            by_product = self._by_product(connection, shop)
            named = connection.execute(friends_who_came(models, shop))
            friends = tuple(FriendVisits(friend, visits) for friend, visits in named)
        return Analytics(shop, everything, _sorted(by_day), _sorted(by_share), by_product, _sorted(by_channel), friends)

    def _by_product(self, connection: sa.Connection, shop: str) -> tuple[FiguresBy[str], ...]:
        visits = self._reading.models.traffic.visits
        orders, lines = self._reading.models.sales.orders, self._reading.models.sales.lines
        through = (
            sa.select(visits.c.product, sa.func.count(), sa.func.count(visits.c.visitor.distinct()))
            .where(visits.c.shop == shop)
            .group_by(visits.c.product)
        )
        bought = (
            sa.select(
                lines.c.product,
                sa.func.count(lines.c.order.distinct()),
                sa.func.sum(lines.c.amount - lines.c.refunded),
            )
            .join(orders, orders.c.order == lines.c.order)
            .where(orders.c.shop == shop, orders.c.paid_day.is_not(None))
            .group_by(lines.c.product)
        )
        return _sorted(_joined(connection, through, bought))


def friends_who_came(models: ReadModels, shop: str) -> "sa.Select[str, int]":
    """The friends whose visits are named to the owner of *shop*, and how many those are, most first."""
    visits, friends, products = models.traffic.visits, models.people.friends, models.catalogue.products
    orders, lines = models.sales.orders, models.sales.lines
    private = (
        sa.select(orders.c.buyer)
        .join(lines, lines.c.order == orders.c.order)
        .where(orders.c.shop == shop, orders.c.paid_day.is_not(None), lines.c.sensitive)
    )
    count = sa.func.count()
    return (
        sa.select(visits.c.visitor, count)
        .join(friends, sa.and_(friends.c.member == shop, friends.c.friend == visits.c.visitor))
        .join(products, sa.and_(products.c.product == visits.c.product, sa.not_(products.c.sensitive)))
        .where(visits.c.shop == shop, visits.c.as_friend, visits.c.visitor.not_in(private))
        .group_by(visits.c.visitor)
        .order_by(count.desc(), visits.c.visitor)
    )


def _joined(
    connection: sa.Connection, through: "sa.Select[K, int, int]", bought: "sa.Select[K, int, int]"
) -> "dict[K, Figures]":
    """Figures by key: *through* gives visits and visitors of each, *bought* orders and net sales."""
    found = {key: Figures(visits=n, visitors=distinct) for key, n, distinct in connection.execute(through)}
    for key, n, amount in connection.execute(bought):
        found[key] = attrs.evolve(found.get(key, Figures()), orders=n, net_sales=int(amount))
    return found


def _sorted(found: "dict[K, Figures]") -> "tuple[FiguresBy[K], ...]":
    """By key, what has none last."""
    ordered = sorted(found.items(), key=lambda item: (item[0] is None, str(item[0])))
    return tuple(FiguresBy(key, figures) for key, figures in ordered)
