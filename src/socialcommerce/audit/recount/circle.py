"""Recount of what members recommend, and what they keep."""

from typing import Any

from socialcommerce.audit.recount.calendar import Calendar
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.circle.favourite import FavouriteDropped, FavouriteKept
from socialcommerce.domain.circle.recommendation import (
    RecommendationChanged,
    RecommendationMade,
    RecommendationWithdrawn,
)
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels
from socialcommerce.storage.sealing import to_row, to_rows


class Recommendation(Row):
    """A recommendation that stands."""

    recommendation: str
    position: int
    member: str
    product: str
    order: str | None
    text: str
    images: str
    at: int


class Favourite(Row):
    """A product that a member keeps."""

    favourite: str
    position: int
    member: str
    product: str
    at: int


class Circle(Recounted):
    """Recommendations and favourites, until they are taken back or their member is erased."""

    model = "circle"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.recommendations = Table[str, Recommendation](models.circle.recommendations, Recommendation)
        self.favourites = Table[str, Favourite](models.circle.favourites, Favourite)
        self._calendar = calendar
        self._keys_of: dict[str, set[str]] = {}

    @sees(RecommendationMade)
    def recommended(self, key: str, fact: RecommendationMade, recorded: Recorded[Any]) -> None:
        self.recommendations[key] = Recommendation(
            recommendation=key,
            position=recorded.position,
            member=fact.member,
            product=fact.product,
            order=fact.opinion.order,
            text=to_row(fact.opinion.text) if fact.opinion.text else "",
            images=to_rows(fact.opinion.images),
            at=self._calendar.instant(recorded.at),
        )
        self._keys_of.setdefault(fact.member, set()).add(key)

    @sees(RecommendationChanged)
    def changed(self, key: str, fact: RecommendationChanged, recorded: Recorded[Any]) -> None:
        changed = self.recommendations[key]
        changed.order = fact.opinion.order
        changed.text = to_row(fact.opinion.text) if fact.opinion.text else ""
        changed.images = to_rows(fact.opinion.images)

    @sees(RecommendationWithdrawn)
    def withdrawn(self, key: str, fact: RecommendationWithdrawn, recorded: Recorded[Any]) -> None:
        self.recommendations.pop(key, None)  # with an erased member it is gone before

    @sees(FavouriteKept)
    def kept(self, key: str, fact: FavouriteKept, recorded: Recorded[Any]) -> None:
        self.favourites[key] = Favourite(
            favourite=key,
            position=recorded.position,
            member=fact.member,
            product=fact.product,
            at=self._calendar.instant(recorded.at),
        )
        self._keys_of.setdefault(fact.member, set()).add(key)

    @sees(FavouriteDropped)
    def dropped(self, key: str, fact: FavouriteDropped, recorded: Recorded[Any]) -> None:
        self.favourites.pop(key, None)

    @sees(AccountErased)
    def erased(self, _: str, fact: AccountErased, recorded: Recorded[Any]) -> None:
        for key in self._keys_of.pop(fact.member, ()):
            self.recommendations.pop(key, None)
            self.favourites.pop(key, None)
