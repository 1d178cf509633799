"""A read model of this host: what was paid for each order, less what was given back, in minor units."""

from collections.abc import Sequence
from typing import Any

from faults import planted
from socialcommerce import Recorded
from socialcommerce.aggregates import topic_of


class Turnover:
    """``paid`` by order, as far as ``apply`` was given the log."""

    def __init__(self) -> None:
        self.paid: dict[str, int] = {}
        self._batch: list[Recorded[Any]] = []

    def apply(self, batch: Sequence[Recorded[Any]]) -> None:
        """Take in *batch*, which follows all before it."""
        if not planted("counts-again"):
            self._batch.clear()
        self._batch += batch
        for recorded in self._batch:
            self._take_in(recorded)

    def by_order(self) -> dict[str, int]:
        """What the host's pages show."""
        return dict(self.paid)

    def _take_in(self, recorded: Recorded[Any]) -> None:
        fact, order = recorded.event, recorded.key
        match topic_of(type(fact)):
            case "order.paid":
                self.paid[order] = self.paid.get(order, 0) + fact.amount
            case "order.refunded.v2" if not planted("forgets-refunds"):
                self.paid[order] -= fact.delivery_fee + sum(part.amount for part in fact.parts)
