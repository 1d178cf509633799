"""Recounting who is owed an order, and what makes influence: friends, shops, shelves, shares, visits, bindings.

Written from the rules as they are told, for reading; nothing here knows how the library does it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

SHARE_LIFE: Final = timedelta(days=7)
BINDING: Final = timedelta(days=30)
ATTRIBUTION: Final = timedelta(days=15)
VISITS_A_DAY: Final = 50
SHANGHAI_IS_AHEAD: Final = timedelta(hours=8)


def day_of(instant: datetime) -> date:
    """The calendar day in Shanghai; instants are in UTC."""
    return (instant + SHANGHAI_IS_AHEAD).date()


@dataclass
class Shop:
    """``shelf`` holds products since when, ``counted`` the friends who came by day, ``active`` the owner's days."""

    recruiter: str | None
    is_open: bool = True
    shelf: dict[str, datetime] = field(default_factory=dict)
    counted: dict[date, set[str]] = field(default_factory=lambda: defaultdict(set))
    active: set[date] = field(default_factory=set)

    @property
    def counted_visits(self) -> int:
        """At most so many a day."""
        return sum(min(len(friends), VISITS_A_DAY) for friends in self.counted.values())


@dataclass
class Share:
    """A product of a shop at a promised price; ``dead`` once it is delisted, or the shop closed."""

    shop: str
    product: str
    promised: int
    expires_at: datetime
    dead: bool = False

    def lives(self, at: datetime) -> bool:
        """Whether a buyer can use it."""
        return not self.dead and at < self.expires_at


class Sharing:
    """Everything between friends, up to now."""

    def __init__(self) -> None:
        self.friends: set[frozenset[str]] = set()
        self.blocks: set[tuple[str, str]] = set()
        self.erased: set[str] = set()
        self.invited: set[tuple[str, str]] = set()
        self.shops: dict[str, Shop] = {}
        self.shares: dict[str, Share] = {}
        self.visits: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        self.bindings: dict[str, tuple[str, datetime]] = {}

    def open(self, owner: str, recruiter: str | None) -> None:
        """Recruitment is accepting an invitation when opening; opening again changes nothing."""
        self.shops.setdefault(owner, Shop(recruiter))

    def close(self, owner: str) -> None:
        """The shares end for good."""
        self.shops[owner].is_open = False
        for share in self.shares.values():
            share.dead = share.dead or share.shop == owner

    def delist(self, product: str) -> None:
        """Slots are empty at once, shares end for good."""
        for shop in self.shops.values():
            shop.shelf.pop(product, None)
        for share in self.shares.values():
            share.dead = share.dead or share.product == product

    def place(self, shop: str, product: str, at: datetime, instead_of: str | None = None) -> None:
        """What stands there already changes nothing, so it is no activity."""
        shelf = self.shops[shop].shelf
        if instead_of is None and product in shelf:
            return
        shelf.pop(instead_of or product, None)
        shelf[product] = at
        self.shops[shop].active.add(day_of(at))

    def share(self, id: str, shop: str, product: str, promised: int, at: datetime) -> None:
        """The same share again is the first."""
        if id not in self.shares:
            self.shares[id] = Share(shop, product, promised, at + SHARE_LIFE)
            self.shops[shop].active.add(day_of(at))

    def visit(self, visitor: str, id: str, at: datetime) -> None:
        """One visit a day and share; the first of the day as a friend of the shop counts; who is unbound is bound."""
        shop = self.shares[id].shop
        if all(seen != id or day_of(before) != day_of(at) for before, seen in self.visits[visitor]):
            self.visits[visitor].append((at, id))
        if visitor == shop:
            return
        if frozenset((visitor, shop)) in self.friends:
            self.shops[shop].counted[day_of(at)].add(visitor)
        if self.bound_to(visitor, at) is None and not self.is_blocked(visitor, shop):
            self.bindings[visitor] = (shop, at + BINDING)

    def is_blocked(self, one: str, other: str) -> bool:
        """Whether either blocks the other; then they are no friends."""
        return (one, other) in self.blocks or (other, one) in self.blocks

    def erase(self, member: str) -> None:
        """Shop, friendships and binding end."""
        self.erased.add(member)
        if member in self.shops:
            self.close(member)
        self.friends = {two for two in self.friends if member not in two}
        self.bindings.pop(member, None)

    def bound_to(self, visitor: str, at: datetime) -> str | None:
        """Whose customer the visitor is."""
        shop, until = self.bindings.get(visitor, (None, at))
        return shop if at < until else None

    def renew(self, visitor: str, shop: str | None, at: datetime) -> None:
        """A paid order that is attributed to the shop binds its customer anew."""
        if shop is not None and self.bound_to(visitor, at) == shop:
            self.bindings[visitor] = (shop, at + BINDING)

    def attribution(self, buyer: str, products: list[str], named: str | None, at: datetime) -> str | None:
        """The shop by the share named, else by the binding, else by the last visit; never the buyer's own."""
        visits = [(instant, id) for instant, id in self.visits[buyer] if at < instant + ATTRIBUTION]
        if named is not None:
            share = self.shares[named]
            usable = share.lives(at) or any(id == named for _, id in visits)
            if usable and share.product in products and share.shop != buyer:
                return share.shop
        bound = self.bound_to(buyer, at)
        if bound is not None and bound != buyer and self.shops[bound].is_open:
            return bound
        for _, id in reversed(visits):
            if self.shares[id].product in products and self.shares[id].shop != buyer:
                return self.shares[id].shop
        return None
