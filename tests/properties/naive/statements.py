"""By calendar month, what merchants' orders brought them; what is told too late for its month, in the first open."""

from typing import Any

from naive.earnings import Earnings
from naive.facts import NoError
from naive.trade_facts import Booking, Order

KINDS = ("payment", "refund", "commission", "subsidy", "excess")


class Statements(Earnings):
    def statements_close(self, merchant: str, month: str) -> None:
        self.only_platform()
        self.known(self.merchants, merchant)
        if month <= self.closed_through.get(merchant, ""):
            return
        if month >= self.month_of(self.now):
            raise NoError("month-not-over")
        self.closed_through[merchant] = month

    def standing(self, order: Order) -> dict[str, int]:
        """What the order comes to by now, for a booking of what changes."""
        return {
            "refund": -order.refunded,
            "commission": sum(self.parts_of(order).values()) if order.earning != "none" else 0,
            "subsidy": order.still("subsidy"),
            "excess": order.still("excess"),
        }

    def book(self, order: Order, **amounts: int) -> None:
        month = max(self.month_of(self.now), self._first_open_month(order.merchant))
        for kind, amount in amounts.items():
            self.bookings.append(Booking(order.merchant, month, kind, amount))

    def _first_open_month(self, merchant: str) -> str:
        year, month = map(int, self.closed_through.get(merchant, "0001-01").split("-"))
        return f"{year + month // 12:04}-{month % 12 + 1:02}"

    def statement(self, merchant: str, month: str) -> dict[str, Any]:
        found = dict.fromkeys(KINDS, 0)
        for each in self.bookings:
            if (each.merchant, each.month) == (merchant, month):
                found[each.kind] += each.amount
        return {
            "merchant": merchant,
            "month": month,
            "payments": found["payment"],
            "refunds": -found["refund"],
            "commission": found["commission"],
            "subsidy": found["subsidy"],
            "excess": found["excess"],
            "closed": month <= self.closed_through.get(merchant, ""),
        }
