"""Why a commission is what it is: what each line of its order gives, whose it is, and what became of it."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import attrs

from socialcommerce.domain.earnings.commission import COMMISSION, Commission, Earning, Status, due
from socialcommerce.domain.earnings.commission_events import (
    CommissionClawedBack,
    CommissionEarned,
    CommissionReduced,
    CommissionSettled,
    Level,
    Part,
)
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.refunding import Line
from socialcommerce.errors import NotFound
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import Recorded
from socialcommerce.kernel.money import at_basis_points
from socialcommerce.projections.earnings import Kind
from socialcommerce.services.reading import Reading

Nobody = Literal["not-paid", "unattributed", "own-sale", "less-than-one", "before-commission"]

WHOLE_BP = 10_000
"""Basis points of a whole."""


@attrs.frozen
class LineCommission:
    """What a line gives: the floor of what is ``left`` of its ``amount`` at ``rate_bp`` basis points.

    ``left × rate_bp`` is ``commission × 10,000 + dropped``.
    """

    line: int
    product: str
    amount: int
    refunded: int
    left: int
    rate_bp: int
    commission: int
    dropped: int


@attrs.frozen
class CommissionChange:
    """What added to what the order owes an earner, or took from it, and the event, as ``stream@version``.

    ``reference`` names the refund or the payout; None for what was earned.
    """

    position: int
    at: Instant
    kind: Kind
    amount: int
    reference: str | None
    source: str


@attrs.frozen
class EarnerCommission:
    """An earner's ``part`` of what the lines give: ``earned - reduced - clawed_back``, and ``paid_out + unsettled``.

    The amounts of ``changes`` add up to ``unsettled``.
    """

    member: str
    level: Level
    part: int
    earned: int
    reduced: int
    clawed_back: int
    paid_out: int
    unsettled: int
    changes: tuple[CommissionChange, ...]


@attrs.frozen
class CommissionReasons:
    """The commission of an order, in minor units: the parts of the ``earners`` add up to the ``total`` of its lines.

    ``nobody`` is why there are no earners. The recruiter has the floor of ``total × recruiter_bp``, the sharer the
    rest. ``approve_by`` is None until the order is complete, ``due_at`` is when the commission is approved by itself,
    None if nothing does that now, and ``held_by`` are the cases that hold the order up.
    """

    order: str
    sharer: str | None
    recruiter: str | None
    recruiter_bp: int
    lines: tuple[LineCommission, ...]
    total: int
    nobody: Nobody | None
    status: Status
    approve_by: Instant | None
    due_at: Instant | None
    held_by: tuple[str, ...]
    earners: tuple[EarnerCommission, ...]


def commission_reasons(reading: Reading, number: str) -> CommissionReasons:
    """Why the commission of the order of that *number* is what it is; ``NotFound``."""
    order, facts = reading.state(ORDER, number), reading.facts(COMMISSION, number)
    if order.asked is None:
        raise NotFound(f"there is no order {number}")
    commission = COMMISSION.fold(facts).state
    lines = tuple(_line(index, line) for index, line in enumerate(order.lines, 1))
    return CommissionReasons(
        order=number,
        sharer=order.attribution.shop,
        recruiter=order.terms.recruiter if order.terms else None,
        recruiter_bp=order.terms.recruiter_bp if order.terms else 0,
        lines=lines,
        total=sum(line.commission for line in lines),
        nobody=_nobody(order, commission),
        status=commission.status,
        approve_by=commission.approve_by,
        due_at=due(commission, order),
        held_by=tuple(hold.case for hold in order.holds),
        earners=tuple(_earner(each, tuple(_changes(facts, each.member))) for each in commission.earnings),
    )


def _line(number: int, line: Line) -> LineCommission:
    rate = line.sold.commission_bp
    commission = at_basis_points(line.left, rate)
    dropped = line.left * rate - commission * WHOLE_BP
    amounts = (line.sold.amount, line.refunded_amount, line.left)
    return LineCommission(number, line.sold.product, *amounts, rate, commission, dropped)


def _nobody(order: Order, commission: Commission) -> Nobody | None:
    """Why nobody earns by *order*; None if somebody does."""
    sharer = order.attribution.shop
    if commission.status != "none":
        return None
    if order.payment is None:
        return "not-paid"
    if sharer is None:
        return "unattributed"
    if sharer == order.merchant:
        return "own-sale"
    given = sum(at_basis_points(line.sold.amount, line.sold.commission_bp) for line in order.lines)
    return "before-commission" if given else "less-than-one"


def _changes(facts: Iterable[Recorded[Any]], member: str) -> Iterator[CommissionChange]:
    """What *facts* of a commission did to what its order owes *member*."""
    for recorded in facts:
        match recorded.event:
            case CommissionEarned(parts=parts):
                kind: Kind = "earned"
                amount, reference = _of(parts, member), None
            case CommissionReduced(refund=refund, parts=parts):
                kind, amount, reference = "reduced", -_of(parts, member), refund
            case CommissionClawedBack(refund=refund, parts=parts):
                kind, amount, reference = "clawed_back", -_of(parts, member), refund
            case CommissionSettled(payout=payout, member=paid, amount=taken) if paid == member:
                kind, amount, reference = "paid_out", -taken, payout
            case _:
                continue
        if amount:
            yield CommissionChange(recorded.position, recorded.at, kind, amount, reference, recorded.reference)


def _of(parts: Iterable[Part], member: str) -> int:
    return sum(part.amount for part in parts if part.member == member)


def _earner(earning: Earning, changes: tuple[CommissionChange, ...]) -> EarnerCommission:
    def taken(kind: Kind) -> int:
        return -sum(change.amount for change in changes if change.kind == kind)

    return EarnerCommission(
        member=earning.member,
        level=earning.level,
        part=earning.kept,
        earned=-taken("earned"),
        reduced=taken("reduced"),
        clawed_back=taken("clawed_back"),
        paid_out=taken("paid_out"),
        unsettled=earning.unsettled,
        changes=changes,
    )
