"""Budgets: what merchants give so that exclusive prices can be had, and what orders have taken of it."""

from naive.catalogue import Catalogue
from naive.facts import NoError, Product


class Budgets(Catalogue):
    def budgets_fund(self, product: str, funding: str, amount: int) -> None:
        known: Product = self.known(self.products, product)
        self.only(f"merchant:{known.merchant}")
        if known.fundings.setdefault(funding, amount) != amount:
            raise NoError("funding-differs")

    def budget_left(self, product: str) -> int:
        drawn = sum(order.still_drawn(product) for order in self.orders.values())
        return sum(self.products[product].fundings.values()) - drawn

    def exclusive_now(self, product: str, quantity: int = 1) -> int | None:
        """The exclusive price, if there is one and the budget, if there ever was one, covers so many units."""
        known = self.products[product]
        if known.exclusive_price is None:
            return None
        difference = quantity * (known.price - known.exclusive_price)
        is_covered = not known.fundings or difference <= self.budget_left(product)
        return known.exclusive_price if is_covered else None

    def price_in_shops(self, product: str) -> int:
        """What one unit costs through a shop."""
        exclusive = self.exclusive_now(product)
        return self.products[product].price if exclusive is None else exclusive
