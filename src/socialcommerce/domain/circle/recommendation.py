"""A recommendation: a member vouches for a product before their friends (key: member and product, joined).

Always: one a member and product, of a product that was listed and is not sensitive; an order that it names was the
member's, paid, and held the product. It can be changed and withdrawn, and made anew after that.
"""

from typing import assert_never

import attrs

from socialcommerce.domain.catalog.product import Product, offered
from socialcommerce.domain.orders.message import at_most_nine
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import JoinedKey, Key
from socialcommerce.kernel.text import PersonalText, are_same, is_same


@attrs.frozen
class Opinion:
    """What a member says of a product; ``images`` are addresses or keys of the host's, at most nine.

    ``order`` proves that they bought it: an order's number, or merchant and number of an imported one, joined.
    """

    text: PersonalText | None = None
    images: tuple[PersonalText, ...] = ()
    order: JoinedKey | None = None

    def __attrs_post_init__(self) -> None:
        at_most_nine(self.images, "the recommendation has {} images")

    def is_same_as(self, other: "Opinion") -> bool:
        """Whether *other* says the same, as far as both can still be read."""
        return self.order == other.order and is_same(self.text, other.text) and are_same(self.images, other.images)


@event("recommendation.made")
class RecommendationMade:
    """``member`` recommends ``product``; ``as_owner``: from an open shop, for which the day is then an active one."""

    member: Key
    product: Key
    opinion: Opinion
    as_owner: bool


@event("recommendation.changed")
class RecommendationChanged:
    """The member says it otherwise, as ``opinion`` has it now."""

    opinion: Opinion


@event("recommendation.withdrawn")
class RecommendationWithdrawn:
    """The member recommends the product no more."""


RecommendationEvent = RecommendationMade | RecommendationChanged | RecommendationWithdrawn


@attrs.frozen
class Recommendation:
    """``opinion`` is what the member says now; None: nothing, or nothing any more."""

    opinion: Opinion | None = None


def make(
    recommendation: Recommendation,
    member: str,
    product: str,
    opinion: Opinion,
    *,
    offer: Product,
    bought: bool,
    as_owner: bool,
) -> list[RecommendationEvent]:
    """Recommend *product*, of which *offer* is the state; nothing if it stands so already.

    *bought*: the order that *opinion* names proves it. Refused: ``recommendation-differs``, ``product-sensitive``,
    ``product-delisted``, ``not-bought``.
    """
    if is_made(recommendation, member, product, opinion):
        return []
    _can_be_recommended(product, offer)
    _proven(opinion, product, bought=bought)
    return [RecommendationMade(member=member, product=product, opinion=opinion, as_owner=as_owner)]


def is_made(recommendation: Recommendation, member: str, product: str, opinion: Opinion) -> bool:
    """Whether *product* is recommended by *opinion*. Refused: ``recommendation-differs`` if by another one."""
    before = recommendation.opinion
    if before is not None and not before.is_same_as(opinion):
        raise Refused("recommendation-differs", f"{member} recommends product {product} with other content: change it")
    return before is not None


def change(
    recommendation: Recommendation, product: str, opinion: Opinion, *, offer: Product, bought: bool
) -> list[RecommendationEvent]:
    """Say *opinion* instead of what was said; nothing if it stands so already.

    ``NotFound`` if there is none; refused: ``product-delisted``, ``not-bought``.
    """
    before = standing(recommendation)
    if before == opinion:
        return []
    _can_be_recommended(product, offer)
    if opinion.order != before.order:
        _proven(opinion, product, bought=bought)
    return [RecommendationChanged(opinion=opinion)]


def withdraw(recommendation: Recommendation) -> list[RecommendationEvent]:
    """Take the recommendation back; nothing if there is none."""
    return [] if recommendation.opinion is None else [RecommendationWithdrawn()]


def standing(recommendation: Recommendation) -> Opinion:
    """What is said now; ``NotFound`` if nothing is."""
    if recommendation.opinion is None:
        raise NotFound("there is no such recommendation")
    return recommendation.opinion


def evolve(recommendation: Recommendation, fact: RecommendationEvent) -> Recommendation:
    """The recommendation after *fact*."""
    if (recommendation.opinion is None) != isinstance(fact, RecommendationMade):
        impossible(fact, recommendation)
    match fact:
        case RecommendationMade() | RecommendationChanged():
            return Recommendation(fact.opinion)
        case RecommendationWithdrawn():
            return Recommendation()
        case _:
            assert_never(fact)


def _can_be_recommended(product: str, offer: Product) -> None:
    if offered(offer).sensitive:
        raise Refused("product-sensitive", f"product {product} is sensitive: it never appears with a person")
    if not offer.listed:
        raise Refused("product-delisted", f"product {product} is delisted and cannot be recommended")


def _proven(opinion: Opinion, product: str, *, bought: bool) -> None:
    if opinion.order is not None and not bought:
        raise Refused(
            "not-bought", f"order {opinion.order} is no paid order of the member's that still holds product {product}"
        )


RECOMMENDATION = Aggregate("recommendation", initial=Recommendation(), evolve=evolve)
