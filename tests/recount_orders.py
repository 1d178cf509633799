"""Recounting one order: what it costs, what goes back, who earns by it, and what happens to it by itself.

Written from the rules as they are told, for reading; nothing here knows how the library does it. What a rule refuses
is never told, so what comes was allowed; what comes again changes nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

PAYMENT: Final = timedelta(minutes=30)
DELIVERY: Final = timedelta(days=14)
COMPLETION: Final = timedelta(days=7)
APPROVAL: Final = timedelta(days=7)
ANSWER: Final = timedelta(hours=48)
RETURN: Final = timedelta(days=7)
RECEIPT: Final = timedelta(days=10)
RECRUITER_BP: Final = 1_000

OPEN: Final = ("requested", "approved", "returning", "received", "escalated")
"""Of a case that holds its order up."""

CASE_MOVES: Final = {
    "cases.approve": (("requested",), "approved"),
    "cases.reject": (("requested",), "rejected"),
    "cases.withdraw": (("requested", "approved", "returning", "escalated"), "withdrawn"),
    "cases.send_back": (("approved",), "returning"),
    "cases.receive": (("returning",), "received"),
    "cases.exchange": (("received",), "exchanged"),
    "cases.escalate": (("rejected",), "escalated"),
}
"""From which statuses of a case its parties' actions lead to which."""


@dataclass
class Line:
    """Units of a product. ``subsidy`` was drawn from its budget, ``excess`` is owed by the merchant."""

    product: str
    quantity: int
    unit_price: int
    subsidy: int
    excess: int
    commission_bp: int
    discount: int = 0
    refunded_units: int = 0
    refunded: int = 0

    @property
    def cost(self) -> int:
        return self.quantity * self.unit_price - self.discount

    @property
    def left(self) -> int:
        return self.cost - self.refunded

    def of_what_is_left(self, grant: int) -> int:
        """A *grant* less the part of it that is back: the floor of the part of the cost that is."""
        return grant - (grant * self.refunded // self.cost if self.cost else 0)

    def refund(self, quantity: int | None, amount: int | None) -> None:
        """Units at differences of cumulative floors, an amount, or all that is left."""
        if quantity is not None:
            units = self.refunded_units + quantity
            worth = self.cost * units // self.quantity - self.cost * self.refunded_units // self.quantity
            self.refunded_units, self.refunded = units, self.refunded + min(worth, self.left)
        elif amount is not None:
            self.refunded += amount
        else:
            self.refunded_units, self.refunded = self.quantity, self.cost


@dataclass
class Case:
    """An after-sale case, with its status ``since`` when; ``award`` is what a ruling gives that did not go back yet."""

    line: Line
    kind: str
    quantity: int | None
    amount: int | None
    since: datetime
    status: str = "requested"
    award: tuple[int, bool] | None = None
    has_platform: bool = False
    is_answered: bool = False

    @property
    def holds(self) -> bool:
        return self.status in OPEN or self.award is not None

    @property
    def due(self) -> datetime | None:
        match self.status, self.kind:
            case "requested", _:
                return self.since + ANSWER
            case "approved", "return_and_refund" | "exchange":
                return self.since + RETURN
            case "returning", _:
                return self.since + RECEIPT
        return None

    def lapse(self, at: datetime) -> None:
        """No answer approves, goods that are not sent back withdraw, no word on a returned parcel is receipt."""
        self.move({"requested": "approved", "approved": "withdrawn", "returning": "received"}[self.status], at)

    def move(self, status: str, at: datetime) -> None:
        self.status, self.since = status, at
        self.has_platform = self.has_platform or status == "escalated"

    def awaits_refund(self) -> bool:
        """Whether the money that it asked for, or was awarded, can go back now."""
        awaiting = (("approved", "refund_only"), ("received", "return_and_refund"))
        return self.award is not None or (self.status, self.kind) in awaiting

    def grant(self) -> tuple[int | None, int | None, bool]:
        """Units, an amount or all that is left of the line, and the delivery fee or not: never more than is left."""
        if self.award is not None:
            amount, fee = self.award
            return None, min(amount, self.line.left), fee
        if self.quantity is not None:
            return min(self.quantity, self.line.quantity - self.line.refunded_units), None, False
        return None, None if self.amount is None else min(self.amount, self.line.left), False


@dataclass
class Order:
    """An order of *buyer*, owed to the shop of ``sharer`` if to any, who was recruited by ``recruiter`` if by any.

    ``sent`` are parcels, ``arrived`` those that carriers say so of; ``settled`` is what payouts took, by member;
    payments that came too late are ``to_return``.
    """

    buyer: str
    merchant: str
    lines: list[Line]
    delivery_fee: int
    sharer: str | None
    recruiter: str | None
    placed_at: datetime
    status: str = "placed"
    to_return: set[str] = field(default_factory=set)
    sent: dict[str, datetime] = field(default_factory=dict)
    arrived: set[str] = field(default_factory=set)
    delivered_at: datetime | None = None
    completed_at: datetime | None = None
    free_since: datetime | None = None
    is_approved: bool = False
    cases: dict[str, Case] = field(default_factory=dict)
    refunds: set[str] = field(default_factory=set)
    refunded_fee: int = 0
    settled: dict[str, int] = field(default_factory=dict)

    @property
    def goods_left(self) -> int:
        return sum(line.left for line in self.lines)

    @property
    def total(self) -> int:
        return sum(line.cost for line in self.lines) + self.delivery_fee

    @property
    def refunded(self) -> int:
        return sum(line.refunded for line in self.lines) + self.refunded_fee

    @property
    def was_paid(self) -> bool:
        return self.status not in ("placed", "cancelled")

    @property
    def is_held_up(self) -> bool:
        return any(case.holds for case in self.cases.values())

    @property
    def stage(self) -> str:
        """Of its commission."""
        return "approved" if self.is_approved else "frozen" if self.completed_at else "pending"

    def commission(self) -> dict[str, int]:
        """What each earns by what is left of the lines: never by own purchases, nor the merchant."""
        if self.sharer in (None, self.buyer, self.merchant) or not self.was_paid:
            return {}
        total = sum(line.left * line.commission_bp // 10_000 for line in self.lines)
        if self.recruiter in (None, self.buyer, self.merchant, self.sharer):
            return {str(self.sharer): total}
        above = total * RECRUITER_BP // 10_000
        return {str(self.sharer): total - above, str(self.recruiter): above}

    def unsettled(self, member: str) -> int:
        """What no payout has taken; negative: what was taken back since one did."""
        return self.commission().get(member, 0) - self.settled.get(member, 0)

    def due(self) -> datetime | None:
        """When something next happens by itself."""
        dues = [case.due for case in self.cases.values()]
        match self.status:
            case "placed":
                dues.append(self.placed_at + PAYMENT)
            case "shipped":
                dues.append(max(self.sent.values()) + DELIVERY)
            case "delivered":
                dues.append(self._once_free(self.delivered_at, COMPLETION))
        if not self.is_approved:
            dues.append(self._once_free(self.completed_at, APPROVAL))
        return min((due for due in dues if due is not None), default=None)

    def lapse(self, at: datetime) -> None:
        """Let happen what is due *at*; cases go first, since they hold up the rest."""
        for case in self.cases.values():
            if case.due == at:
                case.lapse(at)
                self._freed(case, at)
                return
        match self.status:
            case "placed":
                self.status = "cancelled"
            case "shipped":
                self.deliver(at)
            case "delivered":
                self.complete(at)
            case _:
                self.is_approved = True

    def ship(self, parcel: str, at: datetime) -> None:
        self.sent.setdefault(parcel, at)
        if self.status == "paid":
            self.status = "shipped"
        self._arrive(at)

    def track(self, parcel: str, status: str, at: datetime) -> None:
        """Carriers speak unordered and again; once all parcels that were sent have arrived, the order has."""
        if status == "delivered":
            self.arrived.add(parcel)
        self._arrive(at)

    def deliver(self, at: datetime) -> None:
        if self.status == "shipped":
            self.status, self.delivered_at = "delivered", at

    def complete(self, at: datetime) -> None:
        if self.status == "delivered":
            self.status, self.completed_at = "completed", at

    def request(self, number: str, line: int, asked: dict[str, Any], at: datetime) -> None:
        """The same again finds the open case."""
        cases = [case for case in self.cases.values() if case.line is self.lines[line - 1]]
        if not any(case.holds for case in cases):
            case = Case(self.lines[line - 1], asked["kind"], asked.get("quantity"), asked.get("amount"), at)
            self.cases[f"{number}~{line}~{len(cases) + 1}"] = case

    def move_case(self, id: str, allowed: tuple[str, ...], status: str, at: datetime) -> None:
        """Of another status than *allowed*, the action was done before."""
        case = self.cases[id]
        if case.status in allowed:
            case.move(status, at)
            self._freed(case, at)

    def rule(self, id: str, amount: int, *, delivery_fee: bool, at: datetime) -> None:
        case = self.cases[id]
        if case.status == "escalated":
            case.move("ruled", at)
            case.award = (amount, delivery_fee) if amount or delivery_fee else None
            self._freed(case, at)

    def refund(self, reference: str, asked: dict[str, Any], at: datetime) -> None:
        """The delivery fee goes back with what empties an order that was not shipped, or by ruling."""
        if reference in self.refunds:
            return
        self.refunds.add(reference)
        answered = self.cases[asked["case"]] if "case" in asked else None
        fee_granted = False
        if answered is not None:
            quantity, amount, fee_granted = answered.grant()
            answered.line.refund(quantity, amount)
            answered.is_answered = True
        else:
            for line in self.lines if "line" not in asked else [self.lines[asked["line"] - 1]]:
                line.refund(asked.get("quantity"), asked.get("amount"))
        if fee_granted or (self.status == "paid" and self.goods_left == 0):
            self.refunded_fee = self.delivery_fee
        self._end_cases(answered, at)
        if self.refunded == self.total:
            self.status = "refunded"

    def _end_cases(self, answered: Case | None, at: datetime) -> None:
        """The case that the refund answers ends, and every one that has nothing left to ask for."""
        for case in self.cases.values():
            if not case.holds:
                continue
            fee_due = case.award is not None and case.award[1] and self.refunded_fee < self.delivery_fee
            if case is answered or (case.line.left == 0 and not fee_due):
                case.award = None
                case.move("ruled" if case.status == "ruled" else "refunded", at)
                self._freed(case, at)

    def _arrive(self, at: datetime) -> None:
        if set(self.sent) <= self.arrived:
            self.deliver(at)

    def _freed(self, case: Case, at: datetime) -> None:
        if not case.holds:
            self.free_since = at

    def _once_free(self, since: datetime | None, span: timedelta) -> datetime | None:
        """Cases hold completion and approval up: then these come at once when the last of them ends."""
        if since is None or self.is_held_up:
            return None
        return max(since + span, self.free_since or since)
