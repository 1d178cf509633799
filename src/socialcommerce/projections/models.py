"""All read models of a store together."""

from datetime import datetime
from functools import cached_property, lru_cache
from typing import Final

import sqlalchemy as sa

from socialcommerce.projections.cases import Cases
from socialcommerce.projections.catalogue import Catalogue
from socialcommerce.projections.circle import Circle
from socialcommerce.projections.customers import Customers
from socialcommerce.projections.earnings import Earnings
from socialcommerce.projections.feeds import Feeds
from socialcommerce.projections.imported import ImportedOrders
from socialcommerce.projections.influence import Influence
from socialcommerce.projections.messages import Messages
from socialcommerce.projections.orders import OrderBook
from socialcommerce.projections.people import People
from socialcommerce.projections.runner import Projection
from socialcommerce.projections.sales import Sales
from socialcommerce.projections.search import Search
from socialcommerce.projections.statements import Statements
from socialcommerce.projections.storefronts import Storefronts
from socialcommerce.projections.traffic import Traffic


@lru_cache(maxsize=8)
def read_models(zone: str) -> "ReadModels":
    """The read models by the days of *zone*: made once, as they hold no rows, for all stores."""
    return ReadModels(zone)


class ReadModels:
    """One of each read model, by name."""

    def __init__(self, zone: str) -> None:
        self.people: Final = People()
        self.catalogue: Final = Catalogue()
        self.storefronts: Final = Storefronts()
        self.traffic: Final = Traffic()
        self.sales: Final = Sales(zone)
        self.influence: Final = Influence(zone)
        self.feeds: Final = Feeds(self.sales)
        self.cases: Final = Cases()
        self.orders: Final = OrderBook(self.cases)
        self.earnings: Final = Earnings(zone)
        self.statements: Final = Statements(zone)
        self.imported: Final = ImportedOrders()
        self.customers: Final = Customers()
        self.circle: Final = Circle()
        self.messages: Final = Messages()
        self.search: Final = Search()

    def share_lives(self, at: "datetime | sa.BindParameter[datetime]") -> "sa.ColumnElement[bool]":
        """Whether a share is alive at *at*, in a query that joins it with its product and its shop."""
        shares, shops = self.traffic.shares, self.storefronts.shops
        return sa.and_(
            sa.not_(shares.c.revoked),
            shares.c.expires_at > at,
            self.catalogue.is_listed_as(shares.c.listing),
            shops.c.open,
            shops.c.opening == shares.c.opening,
        )

    def is_kept(self, lines: sa.FromClause, orders: sa.FromClause) -> "sa.ColumnElement[bool]":
        """Whether the buyer still has something of a row of *lines*, joined with its order in *orders*."""
        units = sa.and_(lines.c.amount == 0, lines.c.refunded_quantity < lines.c.quantity)
        return sa.and_(sa.or_(lines.c.refunded < lines.c.amount, units), orders.c.status != "refunded")

    @cached_property
    def is_proven(self) -> "sa.ColumnElement[bool]":
        """Whether the order that a recommendation names still proves it: something is kept, or it was imported."""
        given = self.circle.recommendations.c
        lines, orders = self.sales.lines.alias(), self.orders.orders.alias()
        bought = sa.exists().where(
            lines.c.order == given.order,
            lines.c.product == given.product,
            orders.c.order == given.order,
            self.is_kept(lines, orders),
        )
        return sa.and_(given.order.is_not(None), sa.or_(given.order.contains("~"), bought))

    def all(self) -> tuple[Projection, ...]:
        """The read models, in the order in which they are projected."""
        return (
            self.people,
            self.catalogue,
            self.storefronts,
            self.traffic,
            self.sales,
            self.influence,
            self.feeds,
            self.cases,
            self.orders,
            self.earnings,
            self.statements,
            self.imported,
            self.customers,
            self.circle,
            self.messages,
            self.search,
        )
