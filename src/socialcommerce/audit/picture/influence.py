"""The influence that gains are worth: floor(net sales) + counted visits + active days, by the rules."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from socialcommerce.audit.picture.activity import Gain
from socialcommerce.rules import InfluenceRules


class Sums:
    """Gains of a shop, added up by the days to which they belong in the zone called *zone*."""

    def __init__(self, zone: str, gains: Iterable[Gain] = ()) -> None:
        self._zone = zone
        self._sales = Counter[date]()
        self._visits = Counter[date]()
        self._active = set[date]()
        for gain in gains:
            self.add(gain)

    def add(self, gain: Gain) -> None:
        """Add one more *gain*."""
        day = gain.day(self._zone)
        if gain.kind == "sales":
            self._sales[day] += gain.amount
        elif gain.kind == "visit":
            self._visits[day] += 1
        else:
            self._active.add(day)

    def score(self, today: date, rules: InfluenceRules) -> int:
        """The points that they are worth *today*: those of the days of the window, if the rules have one."""
        first = date.min
        if rules.window_days is not None:
            first = today - timedelta(days=rules.window_days - 1)
        sales = sum(amount for day, amount in self._sales.items() if day >= first)
        visits = sum(min(count, rules.visits_per_day) for day, count in self._visits.items() if day >= first)
        active = sum(day >= first for day in self._active)
        return (
            sales // rules.minor_per_major * rules.sales_weight
            + visits * rules.visit_weight
            + active * rules.active_day_weight
        )
