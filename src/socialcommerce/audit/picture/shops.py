"""Shops and their shelves, slot by slot."""

from datetime import datetime
from typing import Any

from socialcommerce.audit.picture.part import Kept, Part, sees
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.shops.shelf import (
    CapacityRaised,
    ProductPlaced,
    ProductRemoved,
    ProductSwapped,
    ShelfOpened,
)
from socialcommerce.domain.shops.shop import ShopClosed, ShopEdited, ShopOpened, ShopReopened
from socialcommerce.kernel.event import Recorded
from socialcommerce.kernel.text import PersonalText


class Slot(Kept):
    """A product where it was placed last, under which listing, and until when it is locked."""

    product: str
    listing: int
    unlocks_at: datetime


def texts_of(edited: ShopEdited) -> dict[str, PersonalText]:
    """What an owner gave their shop, by what it is."""
    named = {"nickname": edited.nickname, "avatar": edited.avatar, "sign": edited.sign}
    return {name: text for name, text in named.items() if text is not None}


class Shop(Kept):
    """A shop; ``slots`` holds what was placed last in each, and None where nothing was left.

    ``opened`` is its first opening, ``shown`` what its owner gave it last of nickname, avatar and sign. ``turns`` are
    the instants at which it was opened or closed, with whether it was open then.
    """

    owner: str
    recruiter: str | None
    opened: Recorded[Any]
    turns: list[tuple[datetime, bool]]
    openings: int = 1
    slots: list[Slot | None] = []
    shown: dict[str, PersonalText] = {}

    @property
    def is_open(self) -> bool:
        """Whether it is open now."""
        return self.turns[-1][1]


class Shops(Part):
    """Shops by their owners; ``unclosed`` are erasures of members whose shops are open."""

    def __init__(self) -> None:
        self.of: dict[str, Shop] = {}
        self.unclosed: dict[str, Recorded[Any]] = {}

    def is_open(self, owner: str) -> bool:
        """Whether the member has a shop and it is open."""
        shop = self.of.get(owner)
        return shop is not None and shop.is_open

    def was_open(self, owner: str, instant: datetime) -> bool:
        """Whether the member had a shop at *instant* and it was open."""
        turns = [] if owner not in self.of else self.of[owner].turns
        return next((is_open for at, is_open in reversed(turns) if at <= instant), False)

    @sees(ShopOpened)
    def opened(self, key: str, fact: ShopOpened, recorded: Recorded[Any]) -> None:
        self.of[key] = Shop(key, fact.recruiter, recorded, [(recorded.at, True)])

    @sees(ShopEdited)
    def edited(self, key: str, fact: ShopEdited, recorded: Recorded[Any]) -> None:
        self.of[key].shown |= texts_of(fact)

    @sees(ShopClosed)
    def closed(self, key: str, fact: ShopClosed, recorded: Recorded[Any]) -> None:
        self.of[key].turns.append((recorded.at, False))
        self.unclosed.pop(key, None)

    @sees(ShopReopened)
    def reopened(self, key: str, fact: ShopReopened, recorded: Recorded[Any]) -> None:
        shop = self.of[key]
        shop.turns.append((recorded.at, True))
        shop.openings += 1

    @sees(AccountErased)
    def erased(self, key: str, fact: AccountErased, recorded: Recorded[Any]) -> None:
        if self.is_open(key):
            self.unclosed[key] = recorded

    @sees(ShelfOpened, CapacityRaised)
    def raised(self, key: str, fact: ShelfOpened | CapacityRaised, recorded: Recorded[Any]) -> None:
        slots = self.of[key].slots
        slots += [None] * (fact.capacity - len(slots))

    @sees(ProductPlaced, ProductSwapped)
    def placed(self, key: str, fact: ProductPlaced | ProductSwapped, recorded: Recorded[Any]) -> None:
        self.of[key].slots[fact.slot] = Slot(fact.product, fact.listing, fact.unlocks_at)

    @sees(ProductRemoved)
    def removed(self, key: str, fact: ProductRemoved, recorded: Recorded[Any]) -> None:
        self.of[key].slots[fact.slot] = None
