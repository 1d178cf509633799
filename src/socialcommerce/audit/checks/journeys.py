"""Visits: through live shares, once a day each, and counted once a day for each shop."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from socialcommerce.audit.check import Doubt, check, closing_check, differs
from socialcommerce.audit.checks.shares import ended
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.referrals.journey import VisitCounted, Visited
from socialcommerce.kernel.clock import days, local_day
from socialcommerce.kernel.event import Recorded


def relation_of(picture: Picture, visitor: str, shop: str) -> str:
    """What a visitor is to the owner of a shop."""
    if visitor == shop:
        return "owner"
    bond = picture.members.between(visitor, shop)
    if bond.blockers:
        return "blocked"
    return "friend" if bond.friends else "other"


@check("visit-of-live-share", "Visits are made through shares that live.", Visited, refusals=("share-ended",))
def _(picture: Picture, key: str, fact: Visited, recorded: Recorded[Any]) -> Doubt | None:
    why = ended(picture, fact.share, recorded.at)
    return None if why is None else Doubt("a share that lives", why)


@check("visit-as-shared", "A visit is to the shop and the product of its share.", Visited)
def _(picture: Picture, key: str, fact: Visited, recorded: Recorded[Any]) -> Doubt | None:
    made = picture.shares.made[fact.share]
    if fact.shop == made.shop and fact.product == made.product:
        return None
    return differs((made.shop, made.product), (fact.shop, fact.product))


@check("visitor", "A visitor is what they are to the owner at that instant: owner, friend, blocked or other.", Visited)
def _(picture: Picture, key: str, fact: Visited, recorded: Recorded[Any]) -> Doubt | None:
    return differs(relation_of(picture, key, fact.shop), fact.relation)


def day_of(picture: Picture, visitor: str, at: datetime) -> date:
    """The calendar day of something in a journey."""
    today = local_day(at, picture.rulebook.at(at).zone)
    journey = picture.journeys.of.get(visitor)
    return journey.day if journey is not None and journey.day > today else today


@check("visit-day", "A visit is of its calendar day; where a zone repeats a day, a journey does not.", Visited)
def _(picture: Picture, key: str, fact: Visited, recorded: Recorded[Any]) -> Doubt | None:
    return differs(day_of(picture, key, recorded.at), fact.day)


@check("visit-once", "The same visitor on the same share on the same day is one visit.", Visited)
def _(picture: Picture, key: str, fact: Visited, recorded: Recorded[Any]) -> Doubt | None:
    journey = picture.journeys.of.get(key)
    if journey is None or journey.day != fact.day or fact.share not in journey.visited:
        return None
    return Doubt("one visit", f"another through {fact.share} on {fact.day.isoformat()}")


@check("visit-window", "An order can be attributed to a visit for as long as the rules say.", Visited)
def _(picture: Picture, key: str, fact: Visited, recorded: Recorded[Any]) -> Doubt | None:
    rules = picture.rulebook.at(recorded.at)
    return differs(recorded.at + days(rules.referrals.attribution_days), fact.attributes_until)


@check(
    "counted-visit",
    "What is counted is a friend's visit that day, told with it or when they come again, through a share that lives.",
    VisitCounted,
)
def _(picture: Picture, key: str, fact: VisitCounted, recorded: Recorded[Any]) -> Doubt | None:
    journey = picture.journeys.of[key]
    visit = journey.uncounted
    if visit is not None:
        if (visit.event.share, visit.event.day) != (fact.share, fact.day) or not comes_with(visit, recorded):
            return Doubt(f"what comes with {visit.reference}", f"another count, of a visit to {fact.shop}")
        if picture.streams.position == visit.position:
            return None
    relation, day = relation_of(picture, key, fact.shop), day_of(picture, key, recorded.at)
    if relation != "friend":
        return Doubt("a visit of a friend", f"one of {relation}")
    if (journey.day, fact.day) != (day, day) or journey.visited.get(fact.share) != fact.shop:
        return Doubt(f"a visit to {fact.shop} through {fact.share} on {day.isoformat()}", "there is none")
    why = ended(picture, fact.share, recorded.at)
    return None if why is None else Doubt("a share that lives", why)


def comes_with(visit: Recorded[Visited], recorded: Recorded[Any]) -> bool:
    """Whether what is *recorded* of a shop was told with the *visit*."""
    return (visit.at, visit.by, visit.event.shop) == (recorded.at, recorded.by, recorded.event.shop)


@check("counted-once", "Of a visitor's visits to a shop one a day is counted.", VisitCounted)
def _(picture: Picture, key: str, fact: VisitCounted, recorded: Recorded[Any]) -> Doubt | None:
    journey = picture.journeys.of[key]
    if journey.day != fact.day or fact.shop not in journey.counted:
        return None
    return Doubt("one counted visit", f"another to {fact.shop} on {fact.day.isoformat()}")


@closing_check("friends-are-counted", "The first visit of a day to a shop as a friend is counted.", Visited)
def _(picture: Picture) -> Iterable[tuple[Recorded[Any], Doubt]]:
    journeys = picture.journeys
    last = (journey.uncounted for journey in journeys.of.values() if journey.uncounted is not None)
    for visit in (*journeys.uncounted, *last):
        yield visit, Doubt("a counted visit", "it was not counted")
