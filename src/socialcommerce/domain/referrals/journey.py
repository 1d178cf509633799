"""A customer journey: one member's visits through shares, over all shops (key: the visitor's id).

Always: the same visitor on the same share on the same day is one visit; the first visit of a day to a shop as a
friend is counted, once; a visitor is bound to at most one shop. Owners and blocked members are neither counted nor
bound.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Literal, assert_never

import attrs

from socialcommerce.domain.members.friendship import Friendship
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import Instant, days
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import JoinedKey, Key
from socialcommerce.rules import ReferralRules

Relation = Literal["owner", "friend", "blocked", "other"]


@event("journey.visited")
class Visited:
    """The visitor came through a share, on ``day`` of the store's zone, as what they were to the owner then.

    Until ``attributes_until``, an order can be attributed to this visit.
    """

    share: JoinedKey
    shop: Key
    product: Key
    relation: Relation
    day: date
    attributes_until: Instant


@event("journey.visit-counted")
class VisitCounted:
    """The first visit of the day to the shop as a friend: it counts for the shop's influence."""

    share: JoinedKey
    shop: Key
    day: date


@event("journey.bound")
class Bound:
    """The visitor counts as the shop's customer until ``until``."""

    shop: Key
    until: Instant


@event("journey.binding-renewed")
class BindingRenewed:
    """A paid order that was attributed to the shop keeps the visitor its customer until ``until``."""

    shop: Key
    until: Instant


@event("journey.released")
class Released:
    """The visitor ended their binding."""

    shop: Key


JourneyEvent = Visited | VisitCounted | Bound | BindingRenewed | Released


@attrs.frozen
class Binding:
    """Whose customer the visitor is, and until when."""

    shop: str
    until: datetime


@attrs.frozen
class Journey:
    """``visits`` are those that an order can still be attributed to or that were made today, oldest first.

    ``counted`` are the shops to which a visit has been counted on ``today``, the day of the last visit.
    """

    visits: tuple[Visited, ...] = ()
    today: date = date.min
    counted: frozenset[str] = frozenset()
    binding: Binding | None = None

    def has_visited(self, share: str, at: datetime) -> bool:
        """Whether the visitor came through *share* within the attribution window before *at*."""
        return any(visit.share == share and at < visit.attributes_until for visit in self.visits)

    def visit_on(self, day: date, share: str) -> Visited | None:
        """The visit through *share* on *day*; None if there was none, or it is too long ago to be remembered."""
        return next((seen for seen in self.visits if seen.share == share and seen.day == day), None)

    def last_visit(self, products: Collection[str], *, at: datetime, but_shop: str) -> Visited | None:
        """The last visit within the window to a share of one of *products*, of another shop than *but_shop*."""
        for visit in reversed(self.visits):
            if visit.product in products and visit.shop != but_shop and at < visit.attributes_until:
                return visit
        return None

    def bound_to(self, at: datetime) -> str | None:
        """The shop to which the visitor is bound at *at*; None if to none."""
        return self.binding.shop if self.binding and at < self.binding.until else None


def relation(visitor: str, shop: str, friendship: Friendship) -> Relation:
    """What *visitor* is to the owner of *shop*, given what stands between the two."""
    if visitor == shop:
        return "owner"
    if friendship.blocked:
        return "blocked"
    return "friend" if friendship.friends else "other"


def visit(
    journey: Journey, share: ShareCreated, relation: Relation, *, at: datetime, day: date, rules: ReferralRules
) -> list[JourneyEvent]:
    """Come through a live *share* on *day*; a repeat on that day only counts or binds, if it now does."""
    facts: list[JourneyEvent] = []
    if journey.visit_on(day, share.share) is None:
        facts.append(
            Visited(
                share=share.share,
                shop=share.shop,
                product=share.product,
                relation=relation,
                day=day,
                attributes_until=at + days(rules.attribution_days),
            )
        )
    if relation == "friend" and not (day == journey.today and share.shop in journey.counted):
        facts.append(VisitCounted(share=share.share, shop=share.shop, day=day))
    if relation in ("friend", "other") and _binds(journey.bound_to(at), share.shop, rules):
        facts.append(Bound(shop=share.shop, until=at + days(rules.binding_days)))
    return facts


def renew(journey: Journey, shop: str | None, *, at: datetime, rules: ReferralRules) -> list[JourneyEvent]:
    """Prolong the binding to *shop*, to which a paid order was attributed, if the rules say so.

    Nothing if the visitor is not bound to it, or for longer.
    """
    if rules.binding == "none" or not rules.binding_renews:
        return []
    if shop is None or journey.binding is None or journey.bound_to(at) != shop:
        return []
    renewed = Binding(shop, at + days(rules.binding_days))
    return [] if renewed.until <= journey.binding.until else [BindingRenewed(shop=shop, until=renewed.until)]


def release(journey: Journey, *, at: datetime) -> list[JourneyEvent]:
    """End the binding in force; nothing if there is none."""
    shop = journey.bound_to(at)
    return [] if shop is None else [Released(shop=shop)]


def evolve(journey: Journey, fact: JourneyEvent) -> Journey:
    """The journey after *fact*."""
    match fact:
        case Visited():
            visits = (*_recent(journey.visits, fact.day), fact)
            return attrs.evolve(_on(journey, fact.day, fact), visits=visits)
        case VisitCounted():
            journey = _on(journey, fact.day, fact)
            if fact.shop in journey.counted:
                impossible(fact, journey)
            return attrs.evolve(journey, counted=journey.counted | {fact.shop})
        case Bound():
            return attrs.evolve(journey, binding=Binding(fact.shop, fact.until))
        case BindingRenewed():
            if journey.binding is None or journey.binding.shop != fact.shop:
                impossible(fact, journey)
            return attrs.evolve(journey, binding=Binding(fact.shop, fact.until))
        case Released():
            if journey.binding is None or journey.binding.shop != fact.shop:
                impossible(fact, journey)
            return attrs.evolve(journey, binding=None)
        case _:
            assert_never(fact)


def _binds(bound_to: str | None, shop: str, rules: ReferralRules) -> bool:
    if rules.binding == "none":
        return False
    return bound_to is None or (rules.binding == "last" and bound_to != shop)


def _on(journey: Journey, day: date, fact: JourneyEvent) -> Journey:
    if day < journey.today:
        impossible(fact, journey)
    return journey if day == journey.today else attrs.evolve(journey, today=day, counted=frozenset())


def _recent(visits: tuple[Visited, ...], day: date) -> tuple[Visited, ...]:
    """Drop visits that can matter no more: of an earlier day, and beyond attribution in every time zone."""
    return tuple(seen for seen in visits if seen.day == day or seen.attributes_until.date() >= day - timedelta(days=2))


JOURNEY = Aggregate("journey", initial=Journey(), evolve=evolve)
