"""Cases of a market, each brought as far as it should be."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from socialcommerce import SocialCommerce
from socialcommerce.domain.orders.case_events import Kind
from socialcommerce.services.cases import Cases
from trading import buy

Step = Callable[[Cases, str], Any]
"""What someone does in a case."""

APPROVED: Final[tuple[Step, ...]] = (lambda cases, case: cases.approve(case),)
RETURNING: Final[tuple[Step, ...]] = (*APPROVED, lambda cases, case: cases.send_back(case, "yto1", "YTO"))
RECEIVED: Final[tuple[Step, ...]] = (*RETURNING, lambda cases, case: cases.receive(case))
REJECTED: Final[tuple[Step, ...]] = (lambda cases, case: cases.reject(case),)
ESCALATED: Final[tuple[Step, ...]] = (*REJECTED, lambda cases, case: cases.escalate(case))


def open_case(market: SocialCommerce, kind: Kind, steps: Sequence[Step] = (), order: str = "o1", **options: Any) -> str:
    """A case of an order of one lipstick that is on its way, after *steps*; *options* are those of placing."""
    buy(market, order, **options)
    market.orders.ship(order, f"sf-{order}", "SF Express")
    case = market.cases.request(order, 1, kind, "broken")
    for step in steps:
        step(market.cases, case)
    return case
