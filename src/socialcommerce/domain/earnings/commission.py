"""The commission of an order: who earns by it, and what has become of that (key: the order's number).

``pending → frozen → approved``; each earner's part is then settled by a payout, once.
Always: what is kept of each part is what :func:`shares_of` gives for the order as it stands, so a refund lessens it
by differences of cumulative floors; a part that is settled is never edited, what is taken back of it afterwards is a
negative entry of its own, which a later payout takes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, assert_never

import attrs

from socialcommerce.domain.earnings.commission_events import (
    CommissionApproved,
    CommissionClawedBack,
    CommissionEarned,
    CommissionEvent,
    CommissionFrozen,
    CommissionReduced,
    CommissionSettled,
    Level,
    Part,
)
from socialcommerce.domain.orders.order import Order
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.money import at_basis_points

Status = Literal["none", "pending", "frozen", "approved"]


@attrs.frozen
class Earning:
    """A part and what became of it, in minor units.

    ``amount`` is the part as reduced and, once ``settled``, as it was settled; ``taken_back`` is what refunds took
    of it since, and ``negative`` what of that no payout has taken yet. ``payouts`` are those that took something.
    """

    member: str
    level: Level
    amount: int
    settled: bool = False
    taken_back: int = 0
    negative: int = 0
    payouts: tuple[str, ...] = ()

    @property
    def kept(self) -> int:
        """What is left of the part after all refunds, settled or not."""
        return self.amount - self.taken_back

    @property
    def unsettled(self) -> int:
        """What no payout has taken yet; negative: what the member owes."""
        return -self.negative if self.settled else self.amount


@attrs.frozen
class Commission:
    """The commission of an order; ``approve_by`` is None until the order is complete."""

    status: Status = "none"
    earnings: tuple[Earning, ...] = ()
    approve_by: datetime | None = None

    def of(self, member: str) -> Earning | None:
        """What *member* earns; None if nothing. A member has one part at most."""
        return next((earning for earning in self.earnings if earning.member == member), None)


def shares_of(order: Order) -> tuple[Part, ...]:
    """Who earns how much by *order* as it stands: the one function by which all commission is reckoned.

    Each line gives the floor of what is left of it at its rate. Of the sum the recruiter, if the order's terms name
    one, gets the floor of theirs, and the sharer the rest. Nobody earns by what they buy or sell themselves: without
    a sharer who may, there is no commission; a recruiter who may not leaves all to the sharer.
    """
    sharer = order.attribution.shop
    outside = (order.buyer, order.merchant)
    if sharer is None or sharer in outside:
        return ()
    total = sum(at_basis_points(line.left, line.sold.commission_bp) for line in order.lines)
    recruiter = order.terms.recruiter if order.terms else None
    if order.terms is None or recruiter is None or recruiter in (*outside, sharer):
        return (Part(sharer, 1, total),)
    above = at_basis_points(total, order.terms.recruiter_bp)
    return (Part(sharer, 1, total - above), Part(recruiter, 2, above))


def earn(commission: Commission, order: Order) -> list[CommissionEvent]:
    """Begin the commission of a paid *order*; nothing if it has begun, or would be less than 1."""
    parts = shares_of(order)
    if commission.status != "none" or not any(part.amount for part in parts):
        return []
    return [CommissionEarned(order=order.number, parts=parts)]


def freeze(commission: Commission, approve_by: datetime) -> list[CommissionEvent]:
    """Freeze the commission of a complete order until *approve_by*; nothing unless it is pending."""
    return [CommissionFrozen(approve_by=approve_by)] if commission.status == "pending" else []


def due(commission: Commission, order: Order) -> datetime | None:
    """When the commission of *order* is approved by itself: see :func:`lapse`; None if nothing does that now."""
    if commission.status != "frozen" or commission.approve_by is None or order.holds:
        return None
    return max(commission.approve_by, order.free_since)


def lapse(commission: Commission) -> list[CommissionEvent]:
    """What happens by itself when the commission is :func:`due`; the facts are dated so, however late this is."""
    return [CommissionApproved()] if commission.status == "frozen" else []


def refund(commission: Commission, order: Order, refund: str) -> list[CommissionEvent]:
    """Follow a *refund* that left *order* as it stands; nothing if no part is less by it."""
    kept = {part.level: part.amount for part in shares_of(order)}
    lost = [
        (earning.settled, Part(earning.member, earning.level, earning.kept - kept[earning.level]))
        for earning in commission.earnings
        if earning.kept > kept[earning.level]
    ]
    reduced = tuple(part for settled, part in lost if not settled)
    taken_back = tuple(part for settled, part in lost if settled)
    facts: list[CommissionEvent] = []
    if reduced:
        facts.append(CommissionReduced(refund=refund, parts=reduced))
    if taken_back:
        facts.append(CommissionClawedBack(refund=refund, parts=taken_back))
    return facts


def payable(commission: Commission, member: str) -> int:
    """What a payout to *member* takes of this order now, in minor units; negative: what it makes up for."""
    earning = commission.of(member)
    return earning.unsettled if earning and commission.status == "approved" else 0


def settle(commission: Commission, payout: str, member: str) -> list[CommissionEvent]:
    """Let a *payout* take what is payable to *member*; nothing if nothing is, or this payout has taken of it."""
    amount = payable(commission, member)
    earning = commission.of(member)
    if amount == 0 or earning is None or payout in earning.payouts:
        return []
    return [CommissionSettled(payout=payout, member=member, amount=amount)]


def evolve(commission: Commission, fact: CommissionEvent) -> Commission:
    """The commission after *fact*."""
    match fact:
        case CommissionEarned():
            _follows(commission, fact, "none")
            return Commission("pending", tuple(Earning(part.member, part.level, part.amount) for part in fact.parts))
        case CommissionFrozen():
            _follows(commission, fact, "pending")
            return attrs.evolve(commission, status="frozen", approve_by=fact.approve_by)
        case CommissionApproved():
            _follows(commission, fact, "frozen")
            return attrs.evolve(commission, status="approved")
        case CommissionReduced() | CommissionClawedBack():
            return _lessened(commission, fact, fact.parts)
        case CommissionSettled():
            return _settled(commission, fact)
        case _:
            assert_never(fact)


def _lessened(
    commission: Commission, fact: CommissionReduced | CommissionClawedBack, parts: Sequence[Part]
) -> Commission:
    for part in parts:
        earning = commission.of(part.member)
        is_settled = isinstance(fact, CommissionClawedBack)
        if earning is None or earning.settled != is_settled or earning.kept < part.amount:
            impossible(fact, commission)
        if is_settled:
            taken_back, negative = earning.taken_back + part.amount, earning.negative + part.amount
            less = attrs.evolve(earning, taken_back=taken_back, negative=negative)
        else:
            less = attrs.evolve(earning, amount=earning.amount - part.amount)
        commission = _with(commission, less)
    return commission


def _settled(commission: Commission, fact: CommissionSettled) -> Commission:
    earning = commission.of(fact.member)
    if earning is None or fact.amount == 0 or fact.amount != payable(commission, fact.member):
        impossible(fact, commission)
    payouts = (*earning.payouts, fact.payout)
    return _with(commission, attrs.evolve(earning, settled=True, negative=0, payouts=payouts))


def _with(commission: Commission, changed: Earning) -> Commission:
    earnings = tuple(changed if each.member == changed.member else each for each in commission.earnings)
    return attrs.evolve(commission, earnings=earnings)


def _follows(commission: Commission, fact: CommissionEvent, status: Status) -> None:
    if commission.status != status:
        impossible(fact, commission)


COMMISSION = Aggregate("commission", initial=Commission(), evolve=evolve)
