"""What the naive model remembers, and how it says no."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from naive.trade_facts import Booking, Earning, Order, Payout
from socialcommerce import Rules

GONE = "what nobody can read any more"
"""Stands for a text that was erased, and for one that belongs to a member who was erased before it was written."""


class NoError(Exception):
    """The rules say no, with a code."""

    def __init__(self, code: str, reasons: frozenset[str] = frozenset()) -> None:
        super().__init__(code)
        self.code = code
        self.reasons = reasons


def readable(text: str | None) -> str | None:
    return None if text == GONE else text


@dataclass
class Product:
    offer: dict[str, Any]
    price: int
    exclusive_price: int | None
    prices: list[tuple[datetime, int]]
    observed: list[tuple[datetime, int]] = field(default_factory=list)
    fundings: dict[str, int] = field(default_factory=dict)
    listed: bool = True
    delisted_by_platform: bool = False

    @property
    def merchant(self) -> str:
        return str(self.offer["merchant"])


@dataclass(eq=False)
class Placement:
    shop: str
    product: str
    at: datetime
    unlocks_at: datetime


@dataclass
class Shop:
    slots: list[Placement | None]
    recruiter: str | None = None
    is_open: bool = True
    looks: dict[str, str] = field(default_factory=lambda: {"nickname": "", "avatar": "", "sign": ""})
    active_days: set[date] = field(default_factory=set)

    def slot_of(self, product: str) -> int | None:
        return next((i for i, placed in enumerate(self.slots) if placed and placed.product == product), None)


@dataclass(eq=False)
class Share:
    id: str
    shop: str
    product: str
    channel: str
    promised_price: int
    at: datetime
    expires_at: datetime
    ended: set[str] = field(default_factory=set)


@dataclass(eq=False)
class Recommendation:
    member: str
    product: str
    at: datetime
    said: tuple[str | None, list[str], str | None]
    """Text, images, and the order that proves it."""


@dataclass(eq=False)
class Purchase:
    """A line of an order that was paid when its buyer showed purchases."""

    member: str
    product: str
    at: datetime
    order: str
    line: int


Activity = Placement | Share | Recommendation | Purchase


@dataclass
class Visit:
    visitor: str
    share: Share
    relation: str
    at: datetime
    day: date
    as_friend: bool


@dataclass
class Entry:
    """What happened to a shop's influence, once: for the explanation."""

    shop: str
    at: datetime
    day: date
    kind: str
    amount: int


@dataclass
class Grant:
    """Messages that a merchant may send a member until an instant."""

    kind: str
    reference: str
    left: int
    until: datetime


@dataclass
class Contact:
    """What stands between a merchant and a member."""

    grants: list[Grant] = field(default_factory=list)
    opted_out: bool = False
    following: bool = False


class Memory:
    """Everything that has happened, and who is asking for what, when.

    ``now`` is when it happens, ``clock`` when it is told. A visit ``is_too_late`` where what it relies on has gone on
    beyond ``now``: what was told before can be told again then, and nothing else. ``gone_on`` are the orders that have.
    """

    def __init__(self, rules: Rules) -> None:
        self.now = self.clock = datetime.min.replace(tzinfo=UTC)
        self.is_too_late = False
        self.gone_on: frozenset[str] = frozenset()
        self.zone = ZoneInfo(rules.zone)
        self.chapters: list[tuple[datetime, Rules]] = [(self.now, rules)]
        self.announced: list[tuple[datetime, dict[str, Any]]] = []
        self.by: str | None = None
        self.friendships: set[frozenset[str]] = set()
        self.blocks: set[tuple[str, str]] = set()
        self.erased: set[str] = set()
        self.said_by_erased: dict[tuple[str, str], tuple[bool, int, str | None]] = {}
        self.merchants: dict[str, str] = {}
        self.products: dict[str, Product] = {}
        self.shops: dict[str, Shop] = {}
        self.shares: dict[str, Share] = {}
        self.activities: list[Activity] = []
        self.kept: list[tuple[str, str]] = []
        self.showing: dict[str, datetime] = {}
        self.hidden: set[str] = set()
        self.impersonal: set[str] = set()
        self.visits: list[Visit] = []
        self.counted: list[tuple[str, str, date]] = []
        self.bindings: dict[str, tuple[str, datetime]] = {}
        self.orders: dict[str, Order] = {}
        self.imported: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
        self.ledger: list[Entry] = []
        self.invitations: set[tuple[str, str]] = set()
        self.earnings: list[Earning] = []
        self.payouts: dict[str, Payout] = {}
        self.bookings: list[Booking] = []
        self.contacts: dict[tuple[str, str], Contact] = {}
        self.letters: list[dict[str, Any]] = []
        self.closed_through: dict[str, str] = {}

    @property
    def rules(self) -> Rules:
        """Those in force now."""
        return self.rules_at(self.now)

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def month_of(self, instant: datetime) -> str:
        return self.day_of(instant).strftime("%Y-%m")

    def rules_at(self, instant: datetime) -> Rules:
        return [rules for holds_from, rules in self.chapters if holds_from <= instant][-1]

    def only(self, *actors: str) -> None:
        """The host may do everything; beside it only *actors*."""
        if self.by is not None and self.by not in actors:
            raise NoError("not-allowed")

    def only_host(self) -> None:
        self.only()

    def only_platform(self) -> None:
        if not self.by_platform:
            self.only_host()

    @property
    def by_platform(self) -> bool:
        return self.by is not None and self.by.startswith("platform:")

    def known(self, things: dict[str, Any], id: str) -> Any:
        if id not in things:
            raise NoError("not-found")
        return things[id]

    def not_erased(self, *members: str) -> None:
        """Nothing personal begins with those who are erased."""
        if not self.erased.isdisjoint(members):
            raise NoError("member-erased")

    def counted_by_day(self, shop: str) -> Counter[date]:
        return Counter(day for counted_shop, _, day in self.counted if counted_shop == shop)

    def is_friend(self, member: str, other: str) -> bool:
        return frozenset((member, other)) in self.friendships

    def has_block(self, member: str, other: str) -> bool:
        return (member, other) in self.blocks or (other, member) in self.blocks
