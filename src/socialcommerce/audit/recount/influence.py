"""Recount of influence: the facts that make it up, their sums by day, and the totals by the published formula.

``score = net sales in whole yuan x a weight + counted visits, at most so many a day, x a weight + active days x a
weight``.
"""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from socialcommerce.audit.recount.calendar import Calendar, as_text
from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.circle.recommendation import RecommendationMade
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.referrals.journey import VisitCounted, Visited
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.rulebook import ChangeAnnounced, RulesRecorded
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductSwapped
from socialcommerce.domain.shops.shop import ShopClosed, ShopOpened, ShopReopened
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels
from socialcommerce.rules import DEFAULT_RULES, Setting

_GROUP = "influence."


class Day(Row):
    """What a shop did on a day."""

    shop: str
    day: str
    net_sales: int = 0
    counted_visits: int = 0
    active_days: int = 0


class Total(Row):
    """What a shop did in all, visits capped by day, and its score."""

    shop: str
    open: bool = True
    visits: int = 0
    net_sales: int = 0
    counted_visits: int = 0
    active_days: int = 0
    score: int = 0


class Fact(Row):
    """An event that counts for a shop."""

    shop: str
    position: int
    source: str
    at: int
    day: str
    kind: str
    amount: int


class Order(Row):
    """An order that is attributed to a shop, and the day on which its money counts."""

    order: str
    shop: str
    goods: int
    day: str | None = None


class Formula(Row, kw_only=True):
    """The settings by which the totals are made."""

    id: int = 1
    settings: str


class Influence(Recounted):
    """Facts as they come; totals at the end, by whichever formula of the log the live tables were made by last."""

    model = "influence"

    def __init__(self, models: ReadModels, calendar: Calendar) -> None:
        self.days = Table[tuple[str, str], Day](models.influence.days, Day)
        self.totals = Table[str, Total](models.influence.totals, Total)
        self.facts = Table[int, Fact](models.influence.facts, Fact, by="position")
        self.orders = Table[str, Order](models.influence.orders, Order)
        self.formula = Table[int, Formula](models.influence.formula, Formula)
        self._calendar = calendar
        self._told: list[tuple[datetime, dict[str, Setting]]] = []
        self._formulas: dict[str, dict[str, Any]] = {}

    @sees(RulesRecorded)
    def begun(self, _: str, fact: RulesRecorded, recorded: Recorded[Any]) -> None:
        self._told = [(recorded.at, DEFAULT_RULES.settings() | fact.settings)]
        self._note_formulas()

    @sees(ChangeAnnounced)
    def announced(self, _: str, fact: ChangeAnnounced, recorded: Recorded[Any]) -> None:
        self._told[1:] = sorted([*self._told[1:], (fact.holds_from, fact.settings)], key=lambda told: told[0])
        self._note_formulas()

    @sees(ShopOpened)
    def opened(self, shop: str, fact: ShopOpened, recorded: Recorded[Any]) -> None:
        self.totals[shop] = Total(shop=shop)

    @sees(ShopClosed)
    def closed(self, shop: str, fact: ShopClosed, recorded: Recorded[Any]) -> None:
        self.totals[shop].open = False

    @sees(ShopReopened)
    def reopened(self, shop: str, fact: ShopReopened, recorded: Recorded[Any]) -> None:
        self.totals[shop].open = True

    @sees(ProductPlaced, ProductSwapped)
    def placed(self, shop: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> None:
        self._active(shop, recorded)

    @sees(ShareCreated)
    def shared(self, _: str, fact: ShareCreated, recorded: Recorded[Any]) -> None:
        self._active(fact.shop, recorded)

    @sees(RecommendationMade)
    def recommended(self, _: str, fact: RecommendationMade, recorded: Recorded[Any]) -> None:
        if fact.as_owner:
            self._active(fact.member, recorded)

    @sees(Visited)
    def visited(self, _: str, fact: Visited, recorded: Recorded[Any]) -> None:
        if fact.relation != "owner":
            self.totals[fact.shop].visits += 1

    @sees(VisitCounted)
    def counted(self, _: str, fact: VisitCounted, recorded: Recorded[Any]) -> None:
        day = as_text(fact.day)
        self._note(fact.shop, day, "visit", 1, recorded).counted_visits += 1

    @sees(OrderPlaced)
    def ordered(self, order: str, fact: OrderPlaced, recorded: Recorded[Any]) -> None:
        if fact.attribution.shop is not None:
            goods = sum(line.quantity * line.unit_price - line.discount for line in fact.lines)
            self.orders[order] = Order(order=order, shop=fact.attribution.shop, goods=goods)

    @sees(OrderPaid)
    def paid(self, order: str, fact: OrderPaid, recorded: Recorded[Any]) -> None:
        sold = self.orders.get(order)
        if sold is not None:
            sold.day = self._calendar.day(recorded.at)
            self._note(sold.shop, sold.day, "sale", sold.goods, recorded).net_sales += sold.goods

    @sees(OrderRefunded)
    def refunded(self, order: str, fact: OrderRefunded, recorded: Recorded[Any]) -> None:
        sold = self.orders.get(order)
        if sold is not None and sold.day is not None:
            goods = sum(part.amount for part in fact.parts)
            self._note(sold.shop, sold.day, "refund", -goods, recorded).net_sales -= goods

    def close(self, connection: sa.Connection) -> None:
        """The totals of all days, by the formula in the live tables if the log names it, else by the first one."""
        if self._formulas:
            live = connection.execute(sa.select(self.formula.table.c.settings)).scalar()
            settings = live if live in self._formulas else next(iter(self._formulas))
            self.formula[1] = Formula(settings=settings)
            self._add_up(self._formulas[settings])

    def _add_up(self, formula: dict[str, Any]) -> None:
        for total in self.totals.values():
            total.net_sales = total.counted_visits = total.active_days = 0
        for day in self.days.values():
            total = self.totals[day.shop]
            total.net_sales += day.net_sales
            total.counted_visits += min(day.counted_visits, formula["visits_per_day"])
            total.active_days += day.active_days
        for total in self.totals.values():
            total.score = (
                total.net_sales // formula["minor_per_major"] * formula["sales_weight"]
                + total.counted_visits * formula["visit_weight"]
                + total.active_days * formula["active_day_weight"]
            )

    def _active(self, shop: str, recorded: Recorded[Any]) -> None:
        self._note(shop, self._calendar.day(recorded.at), "activity", 1, recorded).active_days = 1

    def _note(self, shop: str, day: str, kind: str, amount: int, recorded: Recorded[Any]) -> Day:
        """Note a fact, and return the day on which it counts."""
        self.facts[recorded.position] = Fact(
            shop=shop,
            position=recorded.position,
            source=f"{recorded.stream}@{recorded.version}",
            at=self._calendar.instant(recorded.at),
            day=day,
            kind=kind,
            amount=amount,
        )
        known = self.days.get((shop, day))
        if known is None:
            known = self.days[shop, day] = Day(shop=shop, day=day)
        return known

    def _note_formulas(self) -> None:
        """Each formula that is to hold at some instant, by how the live table writes it."""
        settings: dict[str, Setting] = {}
        for _, changed in self._told:
            settings |= changed
            formula = {name.removeprefix(_GROUP): settings[name] for name in settings if name.startswith(_GROUP)}
            self._formulas[json.dumps(formula, sort_keys=True)] = formula
