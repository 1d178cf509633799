"""What a report draws: sales with their instants, and influence over time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.activity import Gain
from socialcommerce.audit.picture.influence import Sums
from socialcommerce.kernel.clock import EPOCH, local_day, zone

SHOPS: Final = 5
"""Shops whose influence is told: the first of the board."""

Line = Sequence[tuple[date, int]]
"""A score from each of these days on."""

_DAY: Final = timedelta(days=1)


def sales(picture: Picture, until: datetime | None) -> tuple[tuple[datetime, int], ...]:
    """What was paid and, negative, what went back, in order of time, up to an instant."""
    found = []
    for order in picture.orders.of.values():
        if order.paid is not None:
            found.append((order.paid.at, order.paid.event.amount))
        found += ((refund.at, -refund.event.goods - refund.event.delivery_fee) for refund in order.refunds.values())
    return tuple(sorted(sale for sale in found if until is None or sale[0] <= until))


def influence(picture: Picture, until: datetime) -> tuple[tuple[str, Line], ...]:
    """The scores over time of the shops that were the first of the board at the instant *until*."""
    rules = picture.rulebook.at(until)
    today = local_day(until, rules.zone)
    board = []
    for shop in picture.activity.gains:
        if picture.shops.was_open(shop, until):
            score = Sums(rules.zone, _gains(picture, shop, until)).score(today, rules.influence)
            if score >= 1:
                board.append((-score, shop))
    first = sorted(board)[: min(SHOPS, rules.influence.board_size)]
    return tuple((shop, scores_by_day(picture, shop, until)) for _, shop in first)


def scores_by_day(picture: Picture, shop: str, until: datetime) -> Line:
    """The score of *shop* as it stood at the end of each day on which it changed, and at the instant *until*.

    By what had happened by then, whenever it was told; by the window that ended with that day, and by the rules in
    force at its end.
    """
    zone_name = picture.rulebook.at(until).zone
    today = local_day(until, zone_name)
    gains = _gains(picture, shop, until)
    gained = defaultdict[date, list[Gain]](list)
    for gain in gains:
        gained[min(local_day(gain.at, zone_name), today)].append(gain)  # a zone may repeat the end of a day
    changes = {local_day(at, zone_name) for at, _ in picture.rulebook.chapters if EPOCH < at <= until}
    days = {today, *gained, *changes, *_days_of_leaving(picture, {gain.day(zone_name) for gain in gains}, today)}

    sums, before = Sums(zone_name), 0
    line: list[tuple[date, int]] = []
    for day in sorted(days):
        for gain in gained[day]:
            sums.add(gain)
        score = sums.score(day, picture.rulebook.at(min(until, _end_of(day, zone_name))).influence)
        if score != before or day == today:
            line.append((day, score))
        before = score
    return tuple(line)


def _gains(picture: Picture, shop: str, until: datetime) -> list[Gain]:
    return [gain for gain in picture.activity.gains[shop] if gain.at <= until]


def _days_of_leaving(picture: Picture, days: Collection[date], today: date) -> set[date]:
    """The days up to *today* by which one of *days* was the first that no longer stood in a window."""
    windows = {rules.influence.window_days for _, rules in picture.rulebook.chapters}
    lengths = [timedelta(days=window) for window in windows if window is not None]
    return {day + length for length in lengths for day in days if today - day >= length}


def _end_of(day: date, zone_name: str) -> datetime:
    """The last instant of *day*."""
    return datetime.combine(day + _DAY, time.min, zone(zone_name)).astimezone(UTC) - datetime.resolution
