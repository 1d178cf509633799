"""Money: over the whole log none is lost, made or given twice."""

from collections.abc import Iterator
from typing import Any

from socialcommerce.audit.check import Doubt, closing_check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.catalog.budget import BudgetDrawn, BudgetFunded, BudgetGivenBack
from socialcommerce.domain.earnings.commission_events import (
    CommissionClawedBack,
    CommissionEarned,
    CommissionReduced,
    CommissionSettled,
)
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.orders.events import OrderPaid, OrderRefunded
from socialcommerce.kernel.event import Recorded

Found = Iterator[tuple[Recorded[Any], Doubt]]


@closing_check(
    "money-of-orders", "What was paid for an order is kept for its lines and delivery, or went back.", OrderPaid
)
def _(picture: Picture) -> Found:
    for order in picture.orders.of.values():
        if order.paid is None:
            continue
        lefts = [*(line.left for line in order.lines), order.fee_left]
        if order.paid.event.amount != sum(lefts) + order.back or min(lefts) < 0:
            expected = f"{order.paid.event.amount} as it was paid, and nothing left below 0"
            yield order.paid, Doubt(expected, f"{lefts} left and {order.back} gone back")


@closing_check("money-paid", "All that was paid is kept of paid orders, or went back.", OrderPaid, OrderRefunded)
def _(picture: Picture) -> Found:
    kept = 0
    for order in picture.orders.of.values():
        if order.paid is not None:
            kept += sum(line.left for line in order.lines) + order.fee_left
    yield from _unless_equal(picture, "paid", "refunded", kept)


@closing_check(
    "money-of-budgets",
    "What was drawn from budgets and not given back is held by orders, and no budget gave more than it was given.",
    BudgetFunded,
    BudgetDrawn,
    BudgetGivenBack,
)
def _(picture: Picture) -> Found:
    held = 0
    for order in picture.orders.of.values():
        if order.status not in ("cancelled", "refunded"):
            for line in order.lines:
                gone = line.sold.subsidy * line.back // line.cost if line.cost else 0
                held += line.sold.subsidy - gone
    yield from _unless_equal(picture, "drawn", "given back", held)
    yield from _unless_equal(picture, "funded", None, held + sum(budget.left for budget in picture.budgets.of.values()))


@closing_check(
    "money-of-earners",
    "What was earned and not taken back is kept by earners, and what payouts paid is what they took of commissions.",
    CommissionEarned,
    CommissionReduced,
    CommissionClawedBack,
    CommissionSettled,
    PayoutMade,
)
def _(picture: Picture) -> Found:
    earnings = [each for commission in picture.earnings.commissions.values() for each in commission.earnings.values()]
    yield from _unless_equal(picture, "earned", "lessened", sum(each.kept for each in earnings))
    yield from _unless_equal(picture, "paid out", None, picture.money.sums["settled"])
    yield from _unless_equal(picture, "settled", None, sum(each.paid_out for each in earnings))


def _unless_equal(picture: Picture, came: str, went: str | None, there: int) -> Found:
    """A doubt about the last event of a sum that does not come to what is *there*."""
    sums, last = picture.money.sums, picture.money.last
    doubt = differs(f"{there} {came}", f"{sums[came] - (sums[went] if went is not None else 0)} {came}")
    if doubt is not None and came in last:
        yield last[came], doubt
