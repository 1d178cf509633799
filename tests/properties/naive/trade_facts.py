"""What the naive model remembers of trade: orders, their parcels and cases, and the money that goes to others."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from socialcommerce import Rules

LONG_AGO = datetime.min.replace(tzinfo=UTC)
Message = tuple[str, str, str]
"""Its id, who wrote it, and what."""


@dataclass
class Line:
    product: str
    quantity: int
    unit_price: int
    platform_price: int
    commission_bp: int
    subsidy: int
    excess: int
    discount: int = 0
    refunded_units: int = 0
    refunded: int = 0

    @property
    def amount(self) -> int:
        return self.quantity * self.unit_price - self.discount

    @property
    def left(self) -> int:
        return self.amount - self.refunded

    @property
    def units_left(self) -> int:
        return self.quantity - self.refunded_units

    @property
    def is_kept(self) -> bool:
        """Whether something of it can still go back; of what cost nothing, the goods."""
        return self.left > 0 if self.amount else self.units_left > 0


@dataclass
class Parcel:
    carrier: str | None = None
    reached: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Case:
    id: str
    order: "Order"
    line: int
    asked: tuple[str, str, int | None, int | None]
    due: datetime | None
    status: str = "requested"
    did: dict[str, str | None] = field(default_factory=dict)
    """What was done, by whomever, and the reason that they gave."""
    escalate_by: datetime | None = None
    returned: tuple[str, str] | None = None
    replacement: tuple[str, str] | None = None
    ruling: tuple[int, bool, str | None] | None = None
    refund: str | None = None
    messages: list[Message] = field(default_factory=list)
    held: bool = False

    @property
    def kind(self) -> str:
        return self.asked[0]

    @property
    def is_open(self) -> bool:
        return self.status in ("requested", "approved", "returning", "received", "escalated")

    @property
    def awards(self) -> bool:
        return self.ruling is not None and (self.ruling[0] > 0 or self.ruling[1])

    @property
    def holds(self) -> bool:
        """Whether it is open, or a ruling gives something back that has not gone back and still can."""
        if self.ruling is None or self.refund is not None:
            return self.is_open
        amount, delivery_fee, _ = self.ruling
        can_go_back = min(amount, self.order.lines[self.line - 1].left)
        return can_go_back > 0 or (delivery_fee and self.order.fee_left > 0)


@dataclass(eq=False)
class Order:
    number: str
    asked: dict[str, Any]
    merchant: str
    lines: list[Line]
    attribution: tuple[str, str | None, str | None]
    pay_by: datetime
    rules: Rules
    """Those in force when it was placed: its deadlines go by them for good."""
    recruiter: str | None
    """Who recruited the sharer, if such earn under these rules."""
    status: str = "placed"
    payment: str | None = None
    paid_at: datetime | None = None
    payments_to_return: list[str] = field(default_factory=list)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    deliver_by: datetime | None = None
    complete_by: datetime | None = None
    after_sale_until: datetime | None = None
    cases: list[Case] = field(default_factory=list)
    free_since: datetime = LONG_AGO
    refunds: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    refunded_fee: int = 0
    earning: str = "none"
    """What has become of the commission: none, pending, frozen, approved."""
    approve_by: datetime | None = None
    messages: list[Message] = field(default_factory=list)
    waiting_since: datetime | None = None

    @property
    def buyer(self) -> str:
        return str(self.asked["buyer"])

    @property
    def shop(self) -> str | None:
        return self.attribution[1]

    @property
    def share(self) -> str | None:
        return self.attribution[2]

    @property
    def delivery_fee(self) -> int:
        return int(self.asked["delivery_fee"])

    @property
    def fee_left(self) -> int:
        return self.delivery_fee - self.refunded_fee

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines) + self.delivery_fee

    @property
    def refunded(self) -> int:
        return sum(line.refunded for line in self.lines) + self.refunded_fee

    @property
    def net(self) -> int:
        return sum(line.left for line in self.lines)

    @property
    def holding(self) -> list[Case]:
        """The cases that hold it up."""
        return [case for case in self.cases if case.holds]

    def still(self, granted: str) -> int:
        """What of a grant (subsidy, excess) has not gone back with what was refunded."""
        return (
            0 if self.status == "cancelled" else sum(self._still(line, getattr(line, granted)) for line in self.lines)
        )

    def still_drawn(self, product: str) -> int:
        """What the order has of the budget of *product*."""
        lines = [] if self.status == "cancelled" else self.lines
        return sum(self._still(line, line.subsidy) for line in lines if line.product == product)

    def _still(self, line: Line, granted: int) -> int:
        if self.status == "refunded":
            return 0
        return granted - granted * line.refunded // line.amount if line.amount else granted


@dataclass
class Earning:
    """What changed what a member is owed by an order, with its sign."""

    member: str
    order: Order
    at: datetime
    kind: str
    amount: int
    reference: str | None = None


@dataclass
class Payout:
    member: str
    entries: list[tuple[str, int]]

    @property
    def amount(self) -> int:
        return sum(amount for _, amount in self.entries)


@dataclass
class Booking:
    """An amount of a merchant's statement, with its sign."""

    merchant: str
    month: str
    kind: str
    amount: int
