"""What members recommend, and what they keep."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from socialcommerce.domain.catalog.product import PRODUCT
from socialcommerce.domain.circle import favourite as favourites
from socialcommerce.domain.circle import recommendation as recommendations
from socialcommerce.domain.circle.favourite import FAVOURITE, Favourite, FavouriteEvent
from socialcommerce.domain.circle.recommendation import RECOMMENDATION, Opinion, Recommendation, RecommendationEvent
from socialcommerce.domain.orders.imported import IMPORT
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.domain.shops.shop import SHOP
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, JoinedKey, Key, join
from socialcommerce.kernel.text import PersonalText, Text
from socialcommerce.services.actors import only_member
from socialcommerce.services.command import command
from socialcommerce.services.erasure import is_told_again
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction

S = TypeVar("S")
E = TypeVar("E")


class _OfProducts(Service):
    """What a member does about a product."""

    def _change(
        self,
        aggregate: Aggregate[S, E],
        member: str,
        product: str,
        decision: Callable[[S, Transaction], list[E]],
        at: datetime | None,
        by: str | None,
        *,
        begins: bool = False,
        begun: Callable[[S], bool] = lambda _: False,
    ) -> None:
        """*begins*: something personal begins, which it does not with an erased member unless it had *begun* before."""

        def decide(transaction: Transaction) -> None:
            key = join(member, product)
            if begins and is_told_again(transaction, member, aggregate, key, begun):
                return
            state = transaction.load(aggregate, key)
            transaction.append(aggregate, key, decision(state, transaction))

        self._run(decide, at=at, by=by)


class Recommendations(_OfProducts):
    """A member vouches for a product before their friends."""

    @command
    def make(
        self,
        member: Key,
        product: Key,
        text: Text | None = None,
        images: list[Text] | None = None,
        order: JoinedKey | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Recommend *product*; *order* proves that *member* bought it: an order's number, or an imported one's.

        An imported order is named as merchant and number, joined by ``~``. ``NotFound``; refused:
        ``member-erased``, ``recommendation-differs``, ``product-sensitive``, ``product-delisted``, ``not-bought``.
        """
        only_member(by, member, f"recommend for {member}")
        opinion = _opinion(Opinion(), member, text, images, order)

        def decide(state: Recommendation, transaction: Transaction) -> list[RecommendationEvent]:
            return recommendations.make(
                state,
                member,
                product,
                opinion,
                offer=transaction.existing(PRODUCT, product),
                bought=_bought(transaction, opinion, member, product),
                as_owner=transaction.load(SHOP, member).is_open,
            )

        def begun(state: Recommendation) -> bool:
            return recommendations.is_made(state, member, product, opinion)

        self._change(RECOMMENDATION, member, product, decide, at, by, begins=True, begun=begun)

    @command
    def change(
        self,
        member: Key,
        product: Key,
        text: Text | None = None,
        images: list[Text] | None = None,
        order: JoinedKey | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Change what is not None of a recommendation; an empty text or list takes away.

        ``NotFound``; refused: ``member-erased``, ``product-delisted``, ``not-bought``.
        """
        only_member(by, member, f"recommend for {member}")

        def decide(state: Recommendation, transaction: Transaction) -> list[RecommendationEvent]:
            opinion = _opinion(recommendations.standing(state), member, text, images, order)
            return recommendations.change(
                state,
                product,
                opinion,
                offer=transaction.existing(PRODUCT, product),
                bought=_bought(transaction, opinion, member, product),
            )

        self._change(RECOMMENDATION, member, product, decide, at, by, begins=True)

    @command
    def withdraw(self, member: Key, product: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Take a recommendation back, for its member."""
        only_member(by, member, f"recommend for {member}")
        self._change(RECOMMENDATION, member, product, lambda state, _: recommendations.withdraw(state), at, by)


class Favourites(_OfProducts):
    """What members keep for themselves; it is never shown to others."""

    @command
    def keep(self, member: Key, product: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Keep *product*. ``NotFound``; refused: ``member-erased``, ``product-delisted``."""
        only_member(by, member, f"keep products for {member}")

        def decide(state: Favourite, transaction: Transaction) -> list[FavouriteEvent]:
            return favourites.keep(state, member, product, offer=transaction.existing(PRODUCT, product))

        self._change(FAVOURITE, member, product, decide, at, by, begins=True)

    @command
    def drop(self, member: Key, product: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Keep *product* no more."""
        only_member(by, member, f"keep products for {member}")
        self._change(FAVOURITE, member, product, lambda state, _: favourites.drop(state), at, by)


def _opinion(before: Opinion, member: str, text: str | None, images: list[str] | None, order: str | None) -> Opinion:
    """*before*, with what is not None instead."""
    return Opinion(
        before.text if text is None else PersonalText(member, text) if text else None,
        before.images if images is None else tuple(PersonalText(member, image) for image in images),
        before.order if order is None else order,
    )


def _bought(transaction: Transaction, opinion: Opinion, member: str, product: str) -> bool:
    """Whether the order that is named as proof is one, whenever that went on: another's is as good as none."""
    if opinion.order is None:
        return False
    if "~" in opinion.order:
        return transaction.load(IMPORT, opinion.order, may_be_later=True).proves(member, product)
    return transaction.load(ORDER, opinion.order, may_be_later=True).proves(member, product)
