"""A budget: what a merchant gives to fund the exclusive price of a product (key: the product's id).

Always: no more is drawn than was funded, and no more given back than was drawn. A product that was never funded has
no budget: its merchant owes every difference.
"""

from typing import assert_never

import attrs

from socialcommerce.domain.catalog.product import Product
from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key
from socialcommerce.kernel.money import MAX_MONEY, Price


@event("budget.funded")
class BudgetFunded:
    """The merchant gave ``amount`` under the reference ``funding``."""

    funding: Key
    amount: Price


@event("budget.drawn")
class BudgetDrawn:
    """An ``order`` took ``amount`` for what its buyer pays less than the platform price."""

    order: Key
    amount: Price


@event("budget.given-back")
class BudgetGivenBack:
    """``amount`` of what an ``order`` took came back, because it was cancelled or refunded."""

    order: Key
    amount: Price


BudgetEvent = BudgetFunded | BudgetDrawn | BudgetGivenBack


@attrs.frozen
class Budget:
    """Sums in minor units; ``fundings`` are the amounts given, each with its reference."""

    fundings: tuple[tuple[str, int], ...] = ()
    funded: int = 0
    drawn: int = 0
    given_back: int = 0

    @property
    def exists(self) -> bool:
        """Whether the product was ever funded."""
        return bool(self.fundings)

    @property
    def spent(self) -> int:
        """What orders have taken and not given back."""
        return self.drawn - self.given_back

    @property
    def left(self) -> int:
        """What orders can still take."""
        return self.funded - self.spent

    def covers(self, difference: int) -> bool:
        """Whether the exclusive price can be had for an order that it makes cheaper by *difference*."""
        return not self.exists or self.left >= difference


def exclusive_now(product: Product, budget: Budget, quantity: int = 1) -> int | None:
    """The exclusive price of *quantity* units; None if there is none, or the *budget* does not cover it."""
    exclusive = product.exclusive_price
    if exclusive is None or not budget.covers(quantity * (product.price - exclusive)):
        return None
    return exclusive


def fund(budget: Budget, funding: str, amount: int) -> list[BudgetEvent]:
    """Add *amount* under the reference *funding*; nothing if that is done.

    Refused: ``funding-differs``. ``ValueError`` if more than 10^15 would have been given altogether.
    """
    for reference, before in budget.fundings:
        if reference == funding:
            if before != amount:
                raise Refused("funding-differs", f"funding {funding} was recorded with {before}, not {amount}")
            return []
    if budget.funded + amount > MAX_MONEY:
        raise ValueError(f"the budget would come to {budget.funded + amount}: at most {MAX_MONEY} are possible")
    return [BudgetFunded(funding=funding, amount=amount)]


def draw(budget: Budget, order: str, amount: int) -> list[BudgetEvent]:
    """Take *amount* for *order*; nothing if it is 0. ``ValueError`` if less is left."""
    if amount > budget.left:
        raise ValueError(f"order {order} cannot draw {amount} from the budget: {budget.left} is left")
    return [BudgetDrawn(order=order, amount=amount)] if amount else []


def give_back(budget: Budget, order: str, amount: int) -> list[BudgetEvent]:
    """Put *amount* back for *order*; nothing if it is 0. ``ValueError`` if orders have taken less."""
    if amount > budget.spent:
        raise ValueError(f"order {order} cannot give {amount} back to the budget: {budget.spent} is drawn")
    return [BudgetGivenBack(order=order, amount=amount)] if amount else []


def evolve(budget: Budget, fact: BudgetEvent) -> Budget:
    """The budget after *fact*."""
    match fact:
        case BudgetFunded():
            if any(reference == fact.funding for reference, _ in budget.fundings):
                impossible(fact, budget)
            fundings = (*budget.fundings, (fact.funding, fact.amount))
            return attrs.evolve(budget, fundings=fundings, funded=budget.funded + fact.amount)
        case BudgetDrawn():
            if fact.amount > budget.left:
                impossible(fact, budget)
            return attrs.evolve(budget, drawn=budget.drawn + fact.amount)
        case BudgetGivenBack():
            if fact.amount > budget.spent:
                impossible(fact, budget)
            return attrs.evolve(budget, given_back=budget.given_back + fact.amount)
        case _:
            assert_never(fact)


BUDGET = Aggregate("budget", initial=Budget(), evolve=evolve)
