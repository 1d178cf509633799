"""What a member bought here and elsewhere: merchants bring in what was bought elsewhere, under numbers of theirs."""

from datetime import datetime
from typing import Any

from naive.deadlines import Deadlines
from naive.facts import NoError
from naive.trade_facts import Order


class OrderList(Deadlines):
    def imports_record(
        self, merchant: str, number: str, buyer: str, source: str, lines: list[dict[str, Any]], bought_at: datetime
    ) -> None:
        self.only(f"merchant:{merchant}")
        self.known(self.merchants, merchant)
        brought_in = [
            (line_number, line["product"], line["title"], line.get("quantity", 1), line["amount"])
            for line_number, line in enumerate(lines, 1)
        ]
        shown = {
            "merchant": merchant,
            "number": number,
            "source": source,
            "bought_at": bought_at,
            "total": sum(line["amount"] for line in lines),
            "lines": brought_in,
        }
        if self.imported.setdefault((merchant, number), (buyer, shown)) != (buyer, shown):
            raise NoError("import-differs")

    def order_list(self, member: str) -> list[dict[str, Any]]:
        """The orders that were placed here, newest first."""
        return [self._listed(order) for order in reversed(self.orders.values()) if order.buyer == member]

    def imported_by(self, member: str) -> list[dict[str, Any]]:
        """What merchants brought in, newest first."""
        return [shown for buyer, shown in reversed(self.imported.values()) if buyer == member]

    def _listed(self, order: Order) -> dict[str, Any]:
        return {
            "order": order.number,
            "merchant": order.merchant,
            "status": order.status,
            "total": order.total,
            "paid": order.total if order.payment else 0,
            "refunded": order.refunded,
            "delivery_fee": order.delivery_fee,
            "lines": [
                (
                    number,
                    line.product,
                    self.products[line.product].offer["title"],
                    line.quantity,
                    line.unit_price,
                    self.why(line),
                    line.discount,
                    line.amount,
                    line.refunded,
                )
                for number, line in enumerate(order.lines, 1)
            ],
            "cases": sorted((case.id, case.line, case.kind, case.status) for case in order.cases if case.holds),
        }
