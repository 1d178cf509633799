"""What a score is made of: the sums of a shop by day, capped, added up and weighed."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import attrs

from socialcommerce.kernel.clock import days
from socialcommerce.projections.tables import Row
from socialcommerce.rules import InfluenceRules

Kind = Literal["sale", "refund", "visit", "activity"]


@attrs.frozen
class Fact:
    """What one event adds to a shop: minor units of net sales (negative for a refund), one visit, or activity."""

    shop: str
    day: date
    kind: Kind
    amount: int


@attrs.frozen
class DaySums:
    """The raw sums of a shop over one day or several: net sales in minor units, visits, whether or how often active."""

    net_sales: int = 0
    counted_visits: int = 0
    active_days: int = 0

    def plus(self, fact: Fact) -> "DaySums":
        """The sums of a day after *fact*."""
        match fact.kind:
            case "sale" | "refund":
                return attrs.evolve(self, net_sales=self.net_sales + fact.amount)
            case "visit":
                return attrs.evolve(self, counted_visits=self.counted_visits + fact.amount)
            case "activity":
                return attrs.evolve(self, active_days=1)

    def capped(self, rules: InfluenceRules) -> "DaySums":
        """The sums of a day with no more visits than count."""
        return attrs.evolve(self, counted_visits=min(self.counted_visits, rules.visits_per_day))

    def moved(self, before: "DaySums", after: "DaySums") -> "DaySums":
        """These sums over several days when one of the days changed from *before* to *after*."""
        return DaySums(
            self.net_sales + after.net_sales - before.net_sales,
            self.counted_visits + after.counted_visits - before.counted_visits,
            self.active_days + after.active_days - before.active_days,
        )


def total(days: Iterable[DaySums], rules: InfluenceRules) -> DaySums:
    """The sums of *days*, each capped."""
    capped = [day.capped(rules) for day in days]
    return DaySums(
        sum(day.net_sales for day in capped),
        sum(day.counted_visits for day in capped),
        sum(day.active_days for day in capped),
    )


def score(sums: DaySums, rules: InfluenceRules) -> int:
    """The points that capped *sums* are worth."""
    return (
        sums.net_sales // rules.minor_per_major * rules.sales_weight
        + sums.counted_visits * rules.visit_weight
        + sums.active_days * rules.active_day_weight
    )


def first_day(today: date, rules: InfluenceRules) -> date:
    """The first day that counts when *today* is the last one."""
    return date.min if rules.window_days is None else today - days(rules.window_days - 1)


def day_sums(row: Row | None) -> DaySums:
    """The sums in a row of ``days`` or ``totals``."""
    if row is None:
        return DaySums()
    return DaySums(row["net_sales"], row["counted_visits"], row["active_days"])
