"""What members bought: as much as proves it, and as shops gain influence by it."""

from dataclasses import dataclass, field
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.domain.orders.events import OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.imported import ImportRecorded
from socialcommerce.domain.orders.pricing import OrderLine
from socialcommerce.kernel.event import Recorded


@dataclass(slots=True)
class Purchase:
    """An order; ``back`` is what went back of each line (from 1): units, and minor units.

    ``returned`` is all that went back, in minor units, and ``ended`` whether nothing is left of the order.
    """

    placed: OrderPlaced
    paid: Recorded[Any] | None = None
    back: dict[int, tuple[int, int]] = field(default_factory=dict)
    returned: int = 0
    ended: bool = False


def cost(line: OrderLine) -> int:
    """What a line costs, in minor units."""
    return line.quantity * line.unit_price - line.discount


class Purchases(Part):
    """Orders by number; ``imported`` ones by merchant and number, joined by ``~``."""

    def __init__(self) -> None:
        self.of: dict[str, Purchase] = {}
        self.imported: dict[str, ImportRecorded] = {}

    @sees(OrderPlaced)
    def placed(self, recorded: Recorded[Any]) -> None:
        self.of[recorded.key] = Purchase(recorded.event)

    @sees(OrderPaid)
    def paid(self, recorded: Recorded[Any]) -> None:
        self.of[recorded.key].paid = recorded

    @sees(OrderRefunded)
    def refunded(self, recorded: Recorded[Any]) -> None:
        purchase, fact = self.of[recorded.key], recorded.event
        for part in fact.parts:
            units, amount = purchase.back.get(part.line, (0, 0))
            purchase.back[part.line] = (units + part.quantity, amount + part.amount)
            purchase.returned += part.amount
        purchase.returned += fact.delivery_fee
        purchase.ended = purchase.returned == purchase.placed.total

    @sees(ImportRecorded)
    def brought_in(self, recorded: Recorded[Any]) -> None:
        self.imported[recorded.key] = recorded.event
