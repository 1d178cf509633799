"""What a refund gives back: units, amounts, what a case asks for, what a ruling gives."""

from naive.facts import NoError
from naive.fulfilment import Fulfilment
from naive.trade_facts import Case, Line, Order

AWAITS_A_REFUND = (("approved", "refund_only"), ("received", "return_and_refund"))


class Refunds(Fulfilment):
    def goes_back(self, order: Order, line: int, quantity: int | None, amount: int | None) -> tuple[int, int]:
        """The units and the amount that a refund of a line gives back."""
        if line > len(order.lines):
            raise NoError("line-unknown")
        known = order.lines[line - 1]
        if known.left == 0:
            raise NoError("already-refunded")
        self.are_left(known, quantity or 0, amount or 0)
        if amount is not None:
            return (0, amount)
        units = known.units_left if quantity is None else quantity
        gone = known.refunded_units
        worth = known.amount * (gone + units) // known.quantity - known.amount * gone // known.quantity
        return (units, known.left if quantity is None else min(worth, known.left))

    def granted(self, case: Case) -> tuple[int, int, bool]:
        """The units and the amount of its line that a refund of the case gives back now, and if the fee goes back."""
        line = case.order.lines[case.line - 1]
        if case.ruling is not None and case.awards:
            return (0, min(case.ruling[0], line.left), case.ruling[1])
        if (case.status, case.kind) not in AWAITS_A_REFUND:
            raise NoError("case-status")
        _, _, quantity, amount = case.asked
        quantity = None if quantity is None else min(quantity, line.units_left)
        amount = None if amount is None else min(amount, line.left)
        return (*self.goes_back(case.order, case.line, quantity, amount), False)

    def are_left(self, line: Line, quantity: int, amount: int = 0) -> None:
        if quantity > line.units_left or amount > line.left:
            raise NoError("refund-too-high")
