"""Budgets: what was given for exclusive prices, and what each order holds of it."""

from dataclasses import dataclass, field
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.kernel.event import Recorded


@dataclass(slots=True)
class Drawing:
    """What an order drew, and what it gave ``back``."""

    drawn: int
    back: int = 0


@dataclass(slots=True)
class Budget:
    """``left`` is what orders can still draw; ``drawings`` are those of each order."""

    fundings: dict[str, int] = field(default_factory=dict)
    left: int = 0
    drawings: dict[str, Drawing] = field(default_factory=dict)


class Budgets(Part):
    """The budgets that were funded, by their products."""

    def __init__(self) -> None:
        self.of: dict[str, Budget] = {}

    @sees(BudgetFunded)
    def funded(self, recorded: Recorded[Any]) -> None:
        budget = self.of.setdefault(recorded.key, Budget())
        budget.fundings[recorded.event.funding] = recorded.event.amount
        budget.left += recorded.event.amount

    @sees(BudgetDrawn)
    def drawn(self, recorded: Recorded[Any]) -> None:
        budget = self.of[recorded.key]
        budget.left -= recorded.event.amount
        budget.drawings[recorded.event.order] = Drawing(recorded.event.amount)

    @sees(BudgetGivenBack)
    def given_back(self, recorded: Recorded[Any]) -> None:
        budget = self.of[recorded.key]
        budget.left += recorded.event.amount
        budget.drawings[recorded.event.order].back += recorded.event.amount
