"""The points of a member: granted once for an order, spent on gifts, never more than there are."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, assert_never

import attrs

from faults import planted
from socialcommerce.aggregates import Aggregate, Instant, Key, Ordinal, Text, event, upcast

DAYS: Final = 365
"""How long points can be spent."""

settings = {"factor": 1}
"""What operators change: how many times the points are granted."""


@event("points.granted")
class PointsGrantedV1:
    """Points for an order, when nothing was said of until when."""

    order: Key
    shop: Key | None
    points: Ordinal
    reason: Text


@event("points.granted.v2")
class PointsGranted:
    """Points for an order, which can be spent until ``until``; None: for ever, as it once was."""

    order: Key
    shop: Key | None
    points: Ordinal
    reason: Text
    until: Instant | None


@event("points.spent")
class PointsSpent:
    """Points went for a gift."""

    gift: Key
    points: Ordinal


PointsEvent = PointsGranted | PointsSpent


@upcast(PointsGrantedV1)
def _granted(old: PointsGrantedV1) -> PointsGranted:
    if old.shop is None and planted("needs-a-shop"):
        raise ValueError("points without a shop")
    return PointsGranted(
        order=old.order,
        shop=old.shop,
        points=old.points,
        reason="" if planted("drops-the-reason") else old.reason,
        until=None,
    )


@attrs.frozen
class Points:
    """``balance`` is what can be spent; ``orders`` and ``gifts`` are what it came from and went to."""

    balance: int = 0
    until: datetime | None = None
    orders: frozenset[str] = frozenset()
    gifts: frozenset[str] = frozenset()


class TooFewPoints(Exception):
    """There are fewer points than the gift costs."""

    code = "too-few-points"


def grant(points: Points, order: str, shop: str, more: int, *, at: datetime) -> list[PointsEvent]:
    """Grant *more* points for an order; nothing if it had its points."""
    if order in points.orders and not planted("grants-again"):
        return []
    until = at + timedelta(days=DAYS)
    return [PointsGranted(order=order, shop=shop, points=more * settings["factor"], reason="order", until=until)]


def spend(points: Points, gift: str, price: int) -> list[PointsEvent]:
    """Spend *price* points on a gift; nothing if it was given. Refused: ``too-few-points``."""
    if gift in points.gifts:
        return []
    if price > points.balance:
        raise TooFewPoints(f"{price} points are asked for, and {points.balance} are there")
    return [PointsSpent(gift=gift, points=price)]


def evolve(points: Points, fact: PointsEvent) -> Points:
    match fact:
        case PointsGranted():
            factor = settings["factor"] if planted("reads-settings") else 1
            return attrs.evolve(
                points,
                balance=points.balance + fact.points * factor,
                until=datetime.now(UTC) if planted("reads-the-clock") else fact.until,
                orders=points.orders | {fact.order},
            )
        case PointsSpent():
            return attrs.evolve(points, balance=points.balance - fact.points, gifts=points.gifts | {fact.gift})
        case _:
            assert_never(fact)


POINTS: Final[Aggregate[Points, Any]] = Aggregate("points", initial=Points(), evolve=evolve)
