"""Reads: the influence of shops, and the board of those with the most."""

from datetime import date, datetime
from itertools import groupby

import attrs
import sqlalchemy as sa

from socialcommerce.errors import NotFound
from socialcommerce.kernel.clock import Instant, local_day
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.projections.influence_sums import DaySums, Fact, Kind, day_sums, first_day, score, total
from socialcommerce.services.actors import Actor, only_member
from socialcommerce.services.command import checked
from socialcommerce.services.reading import Reading
from socialcommerce.services.standing import Standing, standing


@attrs.frozen
class BoardEntry:
    """A place on the board. ``net_sales`` in minor units; ``visits`` of all time, by anyone but the owner."""

    rank: int
    shop: str
    score: int
    net_sales: int
    visits: int


@attrs.frozen
class Score:
    """A shop's influence and what it is made of. ``net_sales`` in minor units; visits as capped by day."""

    shop: str
    score: int
    net_sales: int
    counted_visits: int
    active_days: int


@attrs.frozen
class Contribution:
    """An event and the ``points`` that it added, or took.

    ``amount`` is what it was about: minor units of sales, one visit, one activity; ``source`` is its
    ``stream@version``, for the host alone, because a visit's stream names the visitor.
    """

    position: int
    at: datetime
    day: date
    kind: Kind
    amount: int
    points: int
    source: str | None = None


@attrs.frozen
class Explanation:
    """A score, and the events that make it up: their points add up to it exactly."""

    score: Score
    contributions: tuple[Contribution, ...]


class InfluenceReads:
    """The published score of shops: ``floor(net sales in yuan) + counted visits + active days``, by the rules."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @checked
    def of(self, shop: Key, *, at: Instant | None = None) -> Score:
        """The influence of *shop*, open or closed, now or as of the instant *at*. ``NotFound``.

        As of an instant costs a reading of the whole log.
        """
        with self._reading.as_of(at) as reading:
            return _score_of(reading, shop)

    @checked
    def explain(self, shop: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> Explanation:
        """The events that make up the score of *shop*, now or as of the instant *at*, in the order of the log.

        For its owner alone. As of an instant costs a reading of the whole log. ``NotFound``.
        """
        only_member(by, shop, f"see what the influence of {shop} is made of")
        with self._reading.as_of(at) as reading:
            return _explained(reading, shop, by)


class BoardReads:
    """TOP 300: the open shops with the most influence."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @checked
    def top(self, n: int | None = None, *, at: Instant | None = None) -> list[BoardEntry]:
        """The first *n* places (at most, and by default, as many as the board has), now or as of the instant *at*.

        Open shops with a score of 1 or more; equal scores share a rank (1, 2, 2, 4) and stand by id. As of an
        instant costs a reading of the whole log.
        """
        size = self._reading.rules.influence.board_size
        n = size if n is None else min(n, size)
        if n < 1:
            raise ValueError(f"n is {n}: it must be at least 1")
        with self._reading.as_of(at) as reading:
            return _top(reading, n)

    @checked
    def explain(self, shop: Key, *, at: Instant | None = None) -> Standing:
        """Why *shop* stands on the board where it does, or is not on it, now or as of the instant *at*. ``NotFound``.

        As of an instant costs a reading of the whole log.
        """
        with self._reading.as_of(at) as reading:
            return _standing(reading, shop)


def score_at(reading: Reading, shop: str, at: datetime) -> int:
    """The points of *shop* by the facts that happened up to *at*, of the window that ends on its day."""
    facts, rules = reading.models.influence.facts, reading.rules_at(at).influence
    with reading.scores(caught_up=True) as connection:
        rows = connection.execute(
            sa.select(facts.c.day, facts.c.kind, facts.c.amount).where(
                facts.c.shop == shop, facts.c.at <= at, facts.c.day >= _first_day(reading, at)
            )
        ).all()
    days: dict[date, DaySums] = {}
    for row in rows:
        days[row.day] = days.get(row.day, DaySums()).plus(Fact(shop, row.day, row.kind, row.amount))
    return score(total(days.values(), rules), rules)


def sums_of(
    reading: Reading,
    connection: sa.Connection,
    shops: "list[str] | sa.Select[tuple[str]]",
) -> dict[str, DaySums]:
    """The capped sums that count today, of those among *shops* that have any."""
    days, totals = reading.models.influence.days, reading.models.influence.totals
    rules = reading.rules.influence
    if rules.window_days is None:
        rows = connection.execute(sa.select(totals).where(totals.c.shop.in_(shops)))
        return {row.shop: day_sums(dict(row._mapping)) for row in rows}
    recent = sa.select(days).where(days.c.shop.in_(shops), days.c.day >= _first_day(reading)).order_by(days.c.shop)
    by_shop = groupby(connection.execute(recent), key=lambda row: row.shop)
    return {shop: total([day_sums(dict(row._mapping)) for row in rows], rules) for shop, rows in by_shop}


def _explained(reading: Reading, shop: str, by: Actor) -> Explanation:
    rules, facts = reading.rules.influence, reading.models.influence.facts
    with reading.scores() as connection:
        _existing(reading, connection, shop)
        rows = connection.execute(
            sa.select(facts).where(facts.c.shop == shop, facts.c.day >= _first_day(reading)).order_by(facts.c.position)
        ).all()
    days: dict[date, DaySums] = {}
    running, points = DaySums(), 0
    contributions = []
    for row in rows:
        before = days.get(row.day, DaySums())
        after = days[row.day] = before.plus(Fact(shop, row.day, row.kind, row.amount))
        running = running.moved(before.capped(rules), after.capped(rules))
        earned, points = score(running, rules) - points, score(running, rules)
        source = row.source if by is None else None
        contributions.append(Contribution(row.position, row.at, row.day, row.kind, row.amount, earned, source))
    explained = Score(shop, points, running.net_sales, running.counted_visits, running.active_days)
    return Explanation(explained, tuple(contributions))


def _standing(reading: Reading, shop: str) -> Standing:
    totals, rules = reading.models.influence.totals, reading.rules.influence
    with reading.scores() as connection:
        _existing(reading, connection, shop)
        is_open = connection.execute(sa.select(totals.c.open).where(totals.c.shop == shop)).scalar_one()
        sums = sums_of(reading, connection, [shop]).get(shop, DaySums())
        entries = _board(reading, connection, rules.board_size)
    return standing([(each.shop, each.rank, each.score) for each in entries], shop, score(sums, rules), is_open=is_open)


def _score_of(reading: Reading, shop: str) -> Score:
    with reading.scores() as connection:
        _existing(reading, connection, shop)
        sums = sums_of(reading, connection, [shop]).get(shop, DaySums())
    points = score(sums, reading.rules.influence)
    return Score(shop, points, sums.net_sales, sums.counted_visits, sums.active_days)


def _top(reading: Reading, n: int) -> list[BoardEntry]:
    with reading.scores() as connection:
        return _board(reading, connection, n)


def _board(reading: Reading, connection: sa.Connection, n: int) -> list[BoardEntry]:
    totals, rules = reading.models.influence.totals, reading.rules.influence
    open_shops = sa.select(totals).where(totals.c.open)
    if rules.window_days is None:
        best = open_shops.where(totals.c.score >= 1).order_by(totals.c.score.desc(), totals.c.shop).limit(n)
        found = [(row.score, row.shop, row.net_sales, row.visits) for row in connection.execute(best)]
    else:
        rows = {row.shop: row for row in connection.execute(open_shops)}
        sums = sums_of(reading, connection, sa.select(totals.c.shop).where(totals.c.open))
        scored = [(score(sums[shop], rules), shop) for shop in sums]
        ordered = sorted((-points, shop) for points, shop in scored if points >= 1)[:n]
        found = [(-p, shop, sums[shop].net_sales, rows[shop].visits) for p, shop in ordered]
    entries: list[BoardEntry] = []
    for place, (points, shop, net_sales, visits) in enumerate(found, 1):
        shares_rank = entries and entries[-1].score == points
        rank = entries[-1].rank if shares_rank else place
        entries.append(BoardEntry(rank, shop, points, net_sales, visits))
    return entries


def _existing(reading: Reading, connection: sa.Connection, shop: str) -> None:
    totals = reading.models.influence.totals
    if connection.execute(sa.select(totals.c.shop).where(totals.c.shop == shop)).first() is None:
        raise NotFound(f"there is no shop {shop}")


def _first_day(reading: Reading, at: datetime | None = None) -> date:
    at = at or reading.now()
    rules = reading.rules_at(at)
    return first_day(local_day(at, rules.zone), rules.influence)
