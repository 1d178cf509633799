"""The score: net sales in whole yuan, visits that count (so many a day), days on which the owner was active."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from naive.facts import Entry, Memory


@dataclass
class Sums:
    net_sales: int
    counted_visits: int
    active_days: int


class Influence(Memory):
    def sums_of(self, shop: str) -> Sums:
        rules, first = self.rules.influence, self._first_day()
        sold = [order for order in self.orders.values() if order.shop == shop and order.paid_at]
        by_day = self.counted_by_day(shop)
        active = self.shops[shop].active_days
        return Sums(
            net_sales=sum(order.net for order in sold if order.paid_at and self.day_of(order.paid_at) >= first),
            counted_visits=sum(min(n, rules.visits_per_day) for day, n in by_day.items() if day >= first),
            active_days=len([day for day in active if day >= first]),
        )

    def points(self, sums: Sums) -> int:
        rules = self.rules.influence
        yuan = sums.net_sales // rules.minor_per_major
        return (
            yuan * rules.sales_weight
            + sums.counted_visits * rules.visit_weight
            + sums.active_days * rules.active_day_weight
        )

    def score_of(self, shop: str) -> int:
        return self.points(self.sums_of(shop))

    def score_by_now(self, shop: str) -> int:
        """By what happened up to now, which is less than what is known where something is told late."""
        first = self._first_day()
        return self._score_by(
            [entry for entry in self.ledger if entry.shop == shop and entry.day >= first and entry.at <= self.now]
        )

    def influence(self, shop: str) -> dict[str, Any]:
        self.known(self.shops, shop)
        sums = self.sums_of(shop)
        return vars(sums) | {"shop": shop, "score": self.points(sums), "contributions": self.explanation(shop)}

    def explanation(self, shop: str) -> list[tuple[Any, ...]]:
        """Each entry that counts, with the score after it less the score before it."""
        entries = [entry for entry in self.ledger if entry.shop == shop and entry.day >= self._first_day()]
        scores = [self._score_by(entries[:n]) for n in range(len(entries) + 1)]
        return [
            (entry.at, entry.day, entry.kind, entry.amount, scores[n + 1] - scores[n])
            for n, entry in enumerate(entries)
        ]

    def _score_by(self, entries: list[Entry]) -> int:
        visits = [entry.day for entry in entries if entry.kind == "visit"]
        return self.points(
            Sums(
                net_sales=sum(entry.amount for entry in entries if entry.kind in ("sale", "refund")),
                counted_visits=sum(
                    min(visits.count(day), self.rules.influence.visits_per_day) for day in sorted(set(visits))
                ),
                active_days=len({entry.day for entry in entries if entry.kind == "activity"}),
            )
        )

    def _first_day(self) -> date:
        """Of so many days, today included."""
        days = self.rules.influence.window_days
        return date.min if days is None else self.day_of(self.now) - timedelta(days=days - 1)
