"""All read models of a store together."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from socialcommerce.projections.catalogue import Catalogue
from socialcommerce.projections.feeds import Feeds
from socialcommerce.projections.influence import Influence
from socialcommerce.projections.people import People
from socialcommerce.projections.runner import Projection
from socialcommerce.projections.sales import Sales
from socialcommerce.projections.storefronts import Storefronts
from socialcommerce.projections.traffic import Traffic
from socialcommerce.rules import Rules


class ReadModels:
    """One of each read model, by name."""

    def __init__(self, rules: Rules) -> None:
        self.people: Final = People()
        self.catalogue: Final = Catalogue()
        self.storefronts: Final = Storefronts()
        self.traffic: Final = Traffic()
        self.sales: Final = Sales(rules.zone)
        self.influence: Final = Influence(rules)
        self.feeds: Final = Feeds()

    def share_lives(self, at: datetime) -> "sa.ColumnElement[bool]":
        """Whether a share is alive at *at*, in a query that joins it with its product and its shop."""
        shares, shops = self.traffic.shares, self.storefronts.shops
        return sa.and_(
            sa.not_(shares.c.revoked),
            shares.c.expires_at > at,
            self.catalogue.is_listed_as(shares.c.listing),
            shops.c.open,
            shops.c.opening == shares.c.opening,
        )

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
        )
