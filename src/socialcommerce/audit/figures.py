"""What a report draws: sales with their instants, and influence over time."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from socialcommerce.audit.picture import Picture
from socialcommerce.commerce import SocialCommerce
from socialcommerce.errors import CorruptLog

SHOPS: Final = 5
"""Shops whose influence is told: the first of the board."""

Line = Sequence[tuple[date, int]]
"""A score from each of these days on."""


def sales(picture: Picture, until: datetime | None) -> tuple[tuple[datetime, int], ...]:
    """What was paid and, negative, what went back, in order of time, up to an instant."""
    found = []
    for order in picture.orders.of.values():
        if order.paid is not None:
            found.append((order.paid.at, order.paid.event.amount))
        found += ((refund.at, -refund.event.goods - refund.event.delivery_fee) for refund in order.refunds.values())
    return tuple(sorted(sale for sale in found if until is None or sale[0] <= until))


def influence(store: SocialCommerce, until: date) -> tuple[tuple[str, Line], ...]:
    """The scores of the first shops by day; of none where the log cannot be followed, as the findings tell."""
    try:
        return tuple((entry.shop, scores_by_day(store, entry.shop, until)) for entry in store.board.top(SHOPS))
    except CorruptLog:
        return ()


def scores_by_day(store: SocialCommerce, shop: str, until: date) -> Line:
    """The score of *shop* at the end of each day that changed it, and of the day *until* which it holds."""
    score, by_day = 0, {}
    for each in sorted(store.influence.explain(shop).contributions, key=lambda each: each.day):
        score += each.points
        by_day[each.day] = score
    by_day[max(until, *by_day)] = score
    return tuple(by_day.items())
