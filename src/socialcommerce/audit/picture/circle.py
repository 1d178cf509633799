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
    def said(self, key: str, fact: RecommendationMade | RecommendationChanged, recorded: Recorded[Any]) -> None:
        self.opinions[key] = fact.opinion

    @sees(RecommendationWithdrawn)
    def withdrawn(self, key: str, fact: RecommendationWithdrawn, recorded: Recorded[Any]) -> None:
        del self.opinions[key]

    @sees(FavouriteKept)
    def keeps(self, key: str, fact: FavouriteKept, recorded: Recorded[Any]) -> None:
        self.kept.add(key)

    @sees(FavouriteDropped)
    def dropped(self, key: str, fact: FavouriteDropped, recorded: Recorded[Any]) -> None:
        self.kept.discard(key)
