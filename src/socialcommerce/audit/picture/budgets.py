"""Budgets: what was given for exclusive prices, and what each order holds of it."""

from typing import Any

from socialcommerce.audit.picture.part import Kept, Part, sees
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.kernel.event import Recorded


class Drawing(Kept):
    """What an order drew, and what it gave ``back``."""

    drawn: int
    back: int = 0


class Budget(Kept):
    """``left`` is what orders can still draw; ``drawings`` are those of each order."""

    fundings: dict[str, int] = {}
    left: int = 0
    drawings: dict[str, Drawing] = {}


class Budgets(Part):
    """The budgets that were funded, by their products."""

    def __init__(self) -> None:
        self.of: dict[str, Budget] = {}

    @sees(BudgetFunded)
    def funded(self, key: str, fact: BudgetFunded, recorded: Recorded[Any]) -> None:
        budget = self.of.setdefault(key, Budget())
        budget.fundings[fact.funding] = fact.amount
        budget.left += fact.amount

    @sees(BudgetDrawn)
    def drawn(self, key: str, fact: BudgetDrawn, recorded: Recorded[Any]) -> None:
        budget = self.of[key]
        budget.left -= fact.amount
        budget.drawings[fact.order] = Drawing(fact.amount)

    @sees(BudgetGivenBack)
    def given_back(self, key: str, fact: BudgetGivenBack, recorded: Recorded[Any]) -> None:
        budget = self.of[key]
        budget.left += fact.amount
        budget.drawings[fact.order].back += fact.amount
