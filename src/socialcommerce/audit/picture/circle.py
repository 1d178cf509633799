"""What members recommend and keep."""

from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.domain.circle.favourite import FavouriteDropped, FavouriteKept
from socialcommerce.domain.circle.recommendation import (
    Opinion,
    RecommendationChanged,
    RecommendationMade,
    RecommendationWithdrawn,
)
from socialcommerce.kernel.event import Recorded


class Circle(Part):
    """``opinions`` that stand, and what is ``kept``: both by member and product, joined by ``~``."""

    def __init__(self) -> None:
        self.opinions: dict[str, Opinion] = {}
        self.kept: set[str] = set()

    @sees(RecommendationMade, RecommendationChanged)
    def said(self, recorded: Recorded[Any]) -> None:
        self.opinions[recorded.key] = recorded.event.opinion

    @sees(RecommendationWithdrawn)
    def withdrawn(self, recorded: Recorded[Any]) -> None:
        del self.opinions[recorded.key]

    @sees(FavouriteKept)
    def keeps(self, recorded: Recorded[Any]) -> None:
        self.kept.add(recorded.key)

    @sees(FavouriteDropped)
    def dropped(self, recorded: Recorded[Any]) -> None:
        self.kept.discard(recorded.key)
