"""All read models of a store together."""

from typing import Final

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
