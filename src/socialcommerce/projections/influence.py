"""Read model: the influence of each shop, and the facts that make it up.

``score = floor(net sales / minor_per_major) x sales_weight + counted visits x visit_weight + active days x
active_day_weight``; of a day's visits at most ``visits_per_day`` count. The tables keep raw sums by day; caps, floors
and the window are applied to the sums, so that any split of the log into batches gives the same.
"""

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any, Final

import attrs
import sqlalchemy as sa

from socialcommerce.domain.circle.recommendation import RecommendationMade
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.referrals.journey import VisitCounted, Visited
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.rulebook import RulesRecorded
from socialcommerce.domain.shops.shelf import ProductPlaced, ProductSwapped
from socialcommerce.domain.shops.shop import ShopClosed, ShopOpened, ShopReopened
from socialcommerce.kernel.clock import local_day
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.influence_sums import DaySums, Fact, day_sums, score, total
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Instant, Row, Rows, Text
from socialcommerce.rules import InfluenceRules, Rules


class Influence:
    """``days``: raw sums by shop and day; ``totals``: all-time sums and score by shop; ``facts``: what made them;
    ``orders``: where the money of a paid order counts; ``formula``: the rules by which the totals are made.
    """

    name = "influence"
    version = 3

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self.metadata: Final = sa.MetaData()
        self.days: Final = table_of(
            self,
            "days",
            sa.Column("shop", Text, primary_key=True),
            sa.Column("day", sa.Date, primary_key=True),
            sa.Column("net_sales", sa.BigInteger, nullable=False),
            sa.Column("counted_visits", sa.Integer, nullable=False),
            sa.Column("active_days", sa.Integer, nullable=False),
        )
        self.totals: Final = table_of(
            self,
            "totals",
            sa.Column("shop", Text, primary_key=True),
            sa.Column("open", sa.Boolean, nullable=False),
            sa.Column("visits", sa.Integer, nullable=False),
            sa.Column("net_sales", sa.BigInteger, nullable=False),
            sa.Column("counted_visits", sa.Integer, nullable=False),
            sa.Column("active_days", sa.Integer, nullable=False),
            sa.Column("score", sa.BigInteger, nullable=False),
        )
        board_index = f"{self.totals.name}_by_score"
        sa.Index(board_index, self.totals.c.open, self.totals.c.score.desc(), self.totals.c.shop)
        self.facts: Final = table_of(
            self,
            "facts",
            sa.Column("shop", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("source", Text, nullable=False),
            sa.Column("at", Instant, nullable=False),
            sa.Column("day", sa.Date, nullable=False),
            sa.Column("kind", Text, nullable=False),
            sa.Column("amount", sa.BigInteger, nullable=False),
        )
        self.orders: Final = table_of(
            self,
            "orders",
            sa.Column("order", Text, primary_key=True),
            sa.Column("shop", Text, nullable=False),
            sa.Column("goods", sa.BigInteger, nullable=False),
            sa.Column("day", sa.Date),
        )
        self.formula: Final = table_of(
            self,
            "formula",
            sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("settings", sa.Text, nullable=False),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow sales, visits and activity; the totals by the rules of the store's creation, or of a recount."""
        for recorded in batch:
            if isinstance(recorded.event, RulesRecorded):
                self._set_formula(connection, Rules.from_settings(recorded.event.settings).influence)
        orders = Rows(connection, self.orders)
        orders.load(recorded.key for recorded in batch if recorded.category == "order")
        found = [(recorded, fact) for recorded in batch for fact in self._facts(recorded, orders)]
        orders.write()

        facts = Rows(connection, self.facts)
        for recorded, fact in found:
            facts.put(
                {
                    "shop": fact.shop,
                    "position": recorded.position,
                    "source": recorded.reference,
                    "at": recorded.at,
                    "day": fact.day,
                    "kind": fact.kind,
                    "amount": fact.amount,
                }
            )
        facts.write()
        self._add_up(connection, batch, [fact for _, fact in found])

    def counted_by(self, connection: sa.Connection) -> InfluenceRules | None:
        """The rules by which the totals are made; None before the store's first fact."""
        settings = connection.execute(sa.select(self.formula.c.settings)).scalar()
        return None if settings is None else InfluenceRules(**json.loads(settings))

    def recount(self, connection: sa.Connection, formula: InfluenceRules) -> None:
        """Make all totals anew from the days, by the *formula* that holds now."""
        totals = Rows(connection, self.totals)
        by_shop = groupby(connection.execute(sa.select(self.days).order_by(self.days.c.shop)), lambda row: row.shop)
        sums = {shop: total([day_sums(dict(row._mapping)) for row in rows], formula) for shop, rows in by_shop}
        totals.load(sums)
        for shop, of_shop in sums.items():
            totals.change(shop, score=score(of_shop, formula), **attrs.asdict(of_shop))
        totals.write()
        self._set_formula(connection, formula)

    def _set_formula(self, connection: sa.Connection, formula: InfluenceRules) -> None:
        rows = Rows(connection, self.formula)
        rows.put({"id": 1, "settings": json.dumps(attrs.asdict(formula), sort_keys=True)})
        rows.write()

    def _facts(self, recorded: Recorded[Any], orders: Rows) -> Iterator[Fact]:
        """What one event adds, to at most one shop."""
        match recorded.event:
            case ProductPlaced() | ProductSwapped():
                yield Fact(recorded.key, self._day(recorded), "activity", 1)
            case ShareCreated(shop=shop):
                yield Fact(shop, self._day(recorded), "activity", 1)
            case RecommendationMade(member=member, as_owner=True):
                yield Fact(member, self._day(recorded), "activity", 1)
            case VisitCounted(shop=shop, day=day):
                yield Fact(shop, day, "visit", 1)
            case OrderPlaced(attribution=attribution) as placed if attribution.shop is not None:
                goods = sum(line.amount for line in placed.lines)
                orders.put({"order": recorded.key, "shop": attribution.shop, "goods": goods, "day": None})
            case OrderPaid():
                if row := orders.get(recorded.key):
                    day = self._day(recorded)
                    orders.change(recorded.key, day=day)
                    yield Fact(row["shop"], day, "sale", row["goods"])
            case OrderRefunded() as refund:
                if row := orders.get(recorded.key):
                    yield Fact(row["shop"], row["day"], "refund", -refund.goods)

    def _add_up(self, connection: sa.Connection, batch: Batch, facts: list[Fact]) -> None:
        days, totals = Rows(connection, self.days), Rows(connection, self.totals)
        days.load((fact.shop, fact.day) for fact in facts)
        totals.load(fact.shop for fact in facts)
        totals.load(recorded.key for recorded in batch if recorded.category == "shop")
        totals.load(recorded.event.shop for recorded in batch if isinstance(recorded.event, Visited))
        for recorded in batch:
            match recorded.event:
                case ShopOpened():
                    totals.put(_new(recorded.key))
                case ShopClosed():
                    totals.change(recorded.key, open=False)
                case ShopReopened():
                    totals.change(recorded.key, open=True)
                case Visited(shop=shop, relation=relation) if relation != "owner":
                    totals.add(shop, visits=1)
        formula = self.counted_by(connection) if facts else None
        for fact in facts:
            key = (fact.shop, fact.day)
            before = day_sums(days.get(key))
            after = before.plus(fact)
            days.put({"shop": fact.shop, "day": fact.day, **attrs.asdict(after)})
            self._change_total(totals, fact.shop, before, after, formula)
        days.write()
        totals.write()

    def _change_total(
        self, totals: Rows, shop: str, before: DaySums, after: DaySums, rules: InfluenceRules | None
    ) -> None:
        row = totals.get(shop)
        if row is None or rules is None:
            raise LookupError(f"shop {shop} earns influence but was never opened")
        sums = day_sums(row).moved(before.capped(rules), after.capped(rules))
        totals.put(row | attrs.asdict(sums) | {"score": score(sums, rules)})

    def _day(self, recorded: Recorded[Any]) -> date:
        return local_day(recorded.at, self._zone)


def _new(shop: str) -> Row:
    return {"shop": shop, "open": True, "visits": 0, "score": 0, **attrs.asdict(DaySums())}
