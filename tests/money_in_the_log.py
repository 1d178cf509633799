"""What a log says of money, added up in plain Python: from its facts alone, by none of the library's sums."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import attrs

from socialcommerce import Recorded
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.catalog.product import ProductListed, ProductRepriced
from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionReduced,
    CommissionSettled,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.orders.events import OrderCancelled, OrderPaid, OrderPlaced, OrderRefunded
from socialcommerce.domain.orders.pricing import OrderLine


@attrs.define
class Sold:
    """A line, and what went back of it."""

    line: OrderLine
    refunded: int = 0
    units_refunded: int = 0

    @property
    def kept(self) -> int:
        return self.line.amount - self.refunded


@attrs.define
class Bought:
    """An order, and where its money went: how often by each refund, and by each case."""

    placed: OrderPlaced
    lines: list[Sold]
    payments: list[int] = attrs.field(factory=list)
    cancelled: bool = False
    fee_refunded: int = 0
    refunds: Counter[str] = attrs.field(factory=Counter)
    cases: Counter[str] = attrs.field(factory=Counter)

    @property
    def paid(self) -> int:
        return sum(self.payments)

    @property
    def refunded(self) -> int:
        return self.fee_refunded + sum(sold.refunded for sold in self.lines)

    @property
    def kept(self) -> int:
        return self.paid - self.refunded

    def kept_of(self, sold: Sold, granted: int) -> int:
        """What is kept of the subsidy or the excess of a line: all less the floor of the part that went back of it.

        Nothing of an order that was cancelled or refunded in full, even if it cost nothing.
        """
        if self.cancelled or (self.refunds and self.kept == 0):
            return 0
        return granted - granted * sold.refunded // sold.line.amount if sold.line.amount else granted

    def commission(self) -> dict[str, int]:
        """What each member is to have of what was kept, by the order's rates; nobody has any of an unpaid order."""
        sharer, terms = self.placed.attribution.shop, self.placed.terms
        outside = (self.placed.asked.buyer, self.placed.merchant)
        if not self.payments or sharer is None or sharer in outside:
            return {}
        total = sum(sold.kept * sold.line.commission_bp // 10_000 for sold in self.lines)
        if terms.recruiter is None or terms.recruiter in (*outside, sharer):
            return {sharer: total}
        above = total * terms.recruiter_bp // 10_000
        return {sharer: total - above, terms.recruiter: above}


@attrs.define
class Part:
    """What a member earns by an order; ``settlements`` are payouts and what each took."""

    earned: int = 0
    taken_back: int = 0
    settlements: list[tuple[str, int]] = attrs.field(factory=list)

    @property
    def kept(self) -> int:
        return self.earned - self.taken_back

    @property
    def owed(self) -> int:
        return self.kept - sum(amount for _, amount in self.settlements)


@attrs.define
class Purse:
    """The budget of a product; ``held`` is what each order has of it."""

    funded: int = 0
    drawn: int = 0
    given_back: int = 0
    held: Counter[str] = attrs.field(factory=Counter)

    @property
    def left(self) -> int:
        return self.funded - self.drawn + self.given_back


class MoneyInTheLog:
    """Orders and payouts by reference, budgets by product, commission by order and member.

    ``faults`` are the moments, in words, at which something was less than nothing, or a payout took what it may not;
    ``left_by_payouts`` those at which one took less than it could: others may approve something meanwhile.
    """

    def __init__(self, log: Iterable[Recorded[Any]]) -> None:
        self.orders: dict[str, Bought] = {}
        self.purses: dict[str, Purse] = defaultdict(Purse)
        self.parts: dict[tuple[str, str], Part] = defaultdict(Part)
        self.payouts: dict[str, PayoutMade] = {}
        self.prices: dict[str, tuple[int, int | None]] = {}
        """The platform and the exclusive price of each product, as they are now."""
        self.faults: list[str] = []
        self.left_by_payouts: list[str] = []
        self._approved: set[str] = set()
        for recorded in log:
            match recorded.category:
                case "order":
                    self._add_order(recorded.key, recorded.event)
                case "product" if isinstance(recorded.event, ProductListed | ProductRepriced):
                    self.prices[recorded.key] = (recorded.event.price, recorded.event.exclusive_price)
                case "budget":
                    self._add_budget(recorded.key, recorded.event)
                case "commission":
                    self._add_commission(recorded.key, recorded.event)
                case "payout":
                    self._add_payout(recorded.event)

    def kept(self, member: str) -> int:
        """What *member* has earned, less refunds, in minor units."""
        return sum(part.kept for (_, earner), part in self.parts.items() if earner == member)

    def owed(self, member: str) -> int:
        """The same, less what was paid out."""
        return sum(part.owed for (_, earner), part in self.parts.items() if earner == member)

    def paid_out(self, member: str) -> int:
        """What all payouts to *member* come to."""
        return sum(made.amount for made in self.payouts.values() if made.member == member)

    def _add_order(self, number: str, fact: Any) -> None:
        match fact:
            case OrderPlaced():
                self.orders[number] = Bought(fact, [Sold(line) for line in fact.lines])
            case OrderPaid(amount=amount):
                self.orders[number].payments.append(amount)
            case OrderCancelled():
                self.orders[number].cancelled = True
            case OrderRefunded():
                order = self.orders[number]
                order.refunds[fact.refund] += 1
                order.cases.update([fact.asked.case] if fact.asked.case else [])
                order.fee_refunded += fact.delivery_fee
                for piece in fact.parts:
                    order.lines[piece.line - 1].refunded += piece.amount
                    order.lines[piece.line - 1].units_refunded += piece.quantity

    def _add_budget(self, product: str, fact: Any) -> None:
        purse = self.purses[product]
        match fact:
            case BudgetFunded(amount=amount):
                purse.funded += amount
            case BudgetDrawn(order=order, amount=amount):
                purse.drawn += amount
                purse.held[order] += amount
            case BudgetGivenBack(order=order, amount=amount):
                purse.given_back += amount
                purse.held[order] -= amount
                self._unless(purse.held[order] >= 0, f"{order} gives more back to the budget of {product} than it drew")
        self._unless(purse.left >= 0, f"the budget of {product} has {purse.left} left")

    def _add_commission(self, order: str, fact: Any) -> None:
        match fact:
            case CommissionEarned(parts=parts):
                for part in parts:
                    self.parts[order, part.member].earned += part.amount
            case CommissionReduced(parts=parts) | CommissionClawedBack(parts=parts):
                for part in parts:
                    earned = self.parts[order, part.member]
                    earned.taken_back += part.amount
                    self._unless(earned.kept >= 0, f"{part.member} has {earned.kept} of {order}")
            case CommissionApproved():
                self._approved.add(order)
            case CommissionSettled(member=member, payout=payout, amount=amount):
                earned = self.parts[order, member]
                earned.settlements.append((payout, amount))
                self._unless(order in self._approved, f"{payout} takes of {order} before it is approved")
                self._unless(earned.owed == 0, f"{payout} takes {amount} of {order} and leaves {earned.owed}")

    def _add_payout(self, made: PayoutMade) -> None:
        self._unless(made.payout not in self.payouts, f"{made.payout} is made twice")
        self.payouts[made.payout] = made
        payable = sum(
            part.owed
            for (order, earner), part in self.parts.items()
            if earner == made.member and order in self._approved
        )
        if payable != made.amount:
            self.left_by_payouts.append(f"{made.payout} takes {made.amount} of {payable}")

    def _unless(self, right: bool, fault: str) -> None:
        if not right:
            self.faults.append(fault)
